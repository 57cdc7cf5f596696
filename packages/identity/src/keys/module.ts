import { actorOf, isAmong, type Module } from '@ringwall/core';
import { z } from 'zod';
import type { Identity } from '../identity.ts';
import { defaultProject } from '../tables.ts';
import { type KeyPower, requireMayBeHanded } from './hand-out.ts';
import type { KeySummary } from './key-row.ts';
import type { KeyWithSecret } from './keys.ts';
import { type NewKey, newKeySchema } from './new-key.ts';
import { keyUseMigrations } from './use-tables.ts';

const dayMs = 24 * 60 * 60 * 1000;

const keyFilter = z.strictObject({ project: z.string().max(64).optional() });
const rotation = z.strictObject({
  /** How long the text before stays good; nothing: it ends at once. */
  overlapMs: z
    .int()
    .min(0)
    .max(30 * dayMs)
    .default(dayMs),
});

/** The routes for API keys. */
export const keyModule: Module<{ identity: Identity }> = {
  name: 'keys',
  migrations: keyUseMigrations,
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
        const { project } = powerOf(newKeySchema.parse(body), identity);
        return { kind: 'project', id: project, project };
      },
      personal: ['subject'],
      handle: async ({ principal, body, address }) => {
        const input = newKeySchema.parse(body);
        requireMayBeHanded(identity, principal, powerOf(input, identity), { address });
        return shown(await identity.keys.create(input, actorOf(principal)));
      },
    },
    {
      method: 'POST',
      path: '/api/keys/:id/rotate',
      summary:
        'Gives an API key another text, shown in this answer alone; the one before stays good a while.',
      action: 'key.rotate',
      body: rotation,
      resource: ({ params: { id = '' } }) => resourceOf(identity.keys.find(id)),
      handle: async ({ principal, params: { id = '' }, body, address }) => {
        const key = identity.keys.find(id);
        if (key !== undefined) requireMayBeHanded(identity, principal, key, { address });
        return shown(await identity.keys.rotate(id, rotation.parse(body).overlapMs, actorOf(principal)));
      },
    },
    {
      method: 'DELETE',
      path: '/api/keys/:id',
      summary: 'Revokes an API key, effective at once.',
      action: 'key.revoke',
      resource: ({ params: { id = '' } }) => resourceOf(identity.keys.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.keys.revoke(id, actorOf(principal)),
    },
  ],
};

/** In which project a new key would be, with what: that of a service is its service's. */
function powerOf(input: NewKey, { holders }: Identity): KeyPower {
  const home = input.owner === undefined ? undefined : holders.projectOf(input.owner);
  return { ...input, project: home ?? input.project ?? defaultProject };
}

function resourceOf(key: KeySummary | undefined) {
  return key && ({ kind: 'key', id: key.id, project: key.project } as const);
}

function shown({ key, secret }: KeyWithSecret) {
  return { key, secret: secret.reveal() };
}
