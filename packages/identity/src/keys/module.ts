import { actorOf, isAmong, type Module, pageOf, pageQuery, pageSchema, route } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { Identity } from '../identity.ts';
import { hasText, isAsked, textQuery } from '../list-filters.ts';
import { defaultProject } from '../tables.ts';
import { type KeyPower, requireMayBeHanded } from './hand-out.ts';
import { type KeyCreated, type KeySummary, keyCreated, keySummary } from './key-row.ts';
import type { KeyWithSecret } from './keys.ts';
import { type NewKey, newKeySchema } from './new-key.ts';
import { keyUseMigrations } from './use-tables.ts';

const dayMs = 24 * 60 * 60 * 1000;

const keyFilter = z.strictObject({
  ...pageQuery,
  project: z.string().max(64).optional(),
  owner: z.string().max(64).optional().describe('The user, service or agent they belong to.'),
  state: z.enum(['active', 'expired', 'revoked']).optional(),
  text: textQuery,
});
const rotation = z.strictObject({
  overlapMs: z
    .int()
    .min(0)
    .max(30 * dayMs)
    .default(dayMs)
    .describe('How long the text before stays good, in milliseconds; nothing: it ends at once.'),
});

/** The routes for API keys. */
export const keyModule: Module<{ identity: Identity }> = {
  name: 'keys',
  migrations: keyUseMigrations,
  routes: ({ identity }) => [
    route({
      method: 'GET',
      path: '/api/keys',
      summary: 'Lists the API keys, oldest first, revoked ones too; the keys themselves are shown nowhere.',
      operation: 'listKeys',
      action: 'key.list',
      query: keyFilter,
      reply: pageSchema(keySummary),
      listed: true,
      handle: ({ query, projects }) => {
        const found = identity.keys
          .list(query.project)
          .filter(({ project }) => isAmong(projects, project))
          .filter(({ owner }) => isAsked(query.owner, owner))
          .filter((key) => isAsked(query.state, identity.keys.stateOf(key)))
          .filter(({ id, name, prefix }) => hasText(query.text, id, name, prefix));
        return pageOf(found, query, ({ id }) => id);
      },
    }),
    route({
      method: 'GET',
      path: '/api/keys/:id',
      summary: 'One API key, without the key itself.',
      operation: 'getKey',
      action: 'key.list',
      reply: keySummary,
      resource: ({ params: { id = '' } }) => resourceOf(identity.keys.find(id)),
      handle: ({ params: { id = '' } }) => {
        const key = identity.keys.find(id);
        if (key !== undefined) return key;
        throw new IdentityError('identity/key-unknown', 'No key has that id.');
      },
    }),
    route({
      method: 'POST',
      path: '/api/keys',
      summary: 'Makes an API key; this answer is the only one that ever carries it.',
      operation: 'createKey',
      action: 'key.create',
      body: newKeySchema,
      reply: keyCreated,
      resource: ({ body }) => {
        const { project } = powerOf(body, identity);
        return { kind: 'project', id: project, project };
      },
      personal: ['subject'],
      handle: async ({ principal, body, address }) => {
        requireMayBeHanded(identity, principal, powerOf(body, identity), { address });
        return shown(await identity.keys.create(body, actorOf(principal)));
      },
    }),
    route({
      method: 'POST',
      path: '/api/keys/:id/rotate',
      summary:
        'Gives an API key another text, shown in this answer alone; the one before stays good a while.',
      operation: 'rotateKey',
      action: 'key.rotate',
      body: rotation,
      reply: keyCreated,
      resource: ({ params: { id = '' } }) => resourceOf(identity.keys.find(id)),
      handle: async ({ principal, params: { id = '' }, body, address }) => {
        const key = identity.keys.find(id);
        if (key !== undefined) requireMayBeHanded(identity, principal, key, { address });
        return shown(await identity.keys.rotate(id, body.overlapMs, actorOf(principal)));
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/keys/:id',
      summary: 'Revokes an API key, effective at once.',
      operation: 'revokeKey',
      action: 'key.revoke',
      reply: keySummary,
      resource: ({ params: { id = '' } }) => resourceOf(identity.keys.find(id)),
      handle: ({ principal, params: { id = '' } }) => identity.keys.revoke(id, actorOf(principal)),
    }),
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

function shown({ key, secret }: KeyWithSecret): KeyCreated {
  return { key, secret: secret.reveal() };
}
