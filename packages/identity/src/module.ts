import { actorOf, isAmong, type Module } from '@ringwall/core';
import { z } from 'zod';
import { identityErrors } from './errors.ts';
import type { Identity } from './identity.ts';
import { newKeySchema } from './keys/keys.ts';
import { defaultProject, identityMigrations } from './tables.ts';

const keyFilter = z.strictObject({ project: z.string().max(64).optional() });

/** What identity adds to the server: its tables, its errors, and the routes for keys and login links. */
export const identityModule: Module<{ identity: Identity }> = {
  name: 'identity',
  migrations: identityMigrations,
  errors: identityErrors,
  routes: ({ identity }) => [
    {
      method: 'GET',
      path: '/api/keys',
      summary: 'Lists the API keys, revoked ones too; the keys themselves are shown nowhere.',
      action: 'key.list',
      query: keyFilter,
      listed: true,
      handle: ({ query, projects }) =>
        identity.keys
          .list(keyFilter.parse(query).project)
          .filter(({ project }) => isAmong(projects, project)),
    },
    {
      method: 'POST',
      path: '/api/keys',
      summary: 'Makes an API key; this answer is the only one that ever carries it.',
      action: 'key.create',
      body: newKeySchema,
      resource: ({ body }) => {
        const { project = defaultProject } = newKeySchema.parse(body);
        return { kind: 'project', id: project, project };
      },
      personal: ['subject'],
      handle: async ({ principal, body }) => {
        const { key, secret } = await identity.keys.create(newKeySchema.parse(body), actorOf(principal));
        return { key, secret: secret.reveal() };
      },
    },
    {
      method: 'DELETE',
      path: '/api/keys/:id',
      summary: 'Revokes an API key, effective at once.',
      action: 'key.revoke',
      resource: ({ params: { id = '' } }) => {
        const key = identity.keys.list().find((known) => known.id === id);
        return key && { kind: 'key', id, project: key.project };
      },
      handle: ({ principal, params: { id = '' } }) => identity.keys.revoke(id, actorOf(principal)),
    },
    {
      method: 'POST',
      path: '/api/login-links',
      summary: 'Makes a token that signs in to the console once.',
      action: 'login-link.create',
      handle: async ({ principal }) => {
        const { token, expiresAt } = await identity.loginLinks.create(actorOf(principal));
        return { token: token.reveal(), expiresAt };
      },
    },
  ],
};
