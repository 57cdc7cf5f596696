import { actorOf, type Module } from '@ringwall/core';
import { z } from 'zod';
import type { Identity } from '../identity.ts';
import { signInMigrations } from './tables.ts';

const sessionFilter = z.strictObject({ user: z.string().max(64).optional() });
const inviteBody = z.strictObject({ reset: z.boolean().default(false) });
const nothing = z.strictObject({});

/** How administrators see and change who is signed in, and let people in again. */
export const signInModule: Module<{ identity: Identity }> = {
  name: 'sign-in',
  migrations: signInMigrations,
  routes: ({ identity }) => [
    {
      method: 'GET',
      path: '/api/sessions',
      summary: 'Lists who is signed in to the console, newest first.',
      action: 'session.list',
      query: sessionFilter,
      handle({ query }) {
        const { user } = sessionFilter.parse(query);
        const id = user === undefined ? undefined : identity.local.administration.user(user).id;
        return identity.sessions.list(id);
      },
    },
    {
      method: 'DELETE',
      path: '/api/sessions/:id',
      summary: 'Ends a session, effective at once.',
      action: 'session.revoke',
      resource: ({ params: { id = '' } }) => ({ kind: 'session', id }),
      async handle({ principal, params: { id = '' } }) {
        await identity.sessions.end(id, actorOf(principal), 'revoked');
        return {};
      },
    },
    {
      method: 'POST',
      path: '/api/users/:id/invite',
      summary: 'Makes a token that signs a user in once; `reset` takes away what they signed in with before.',
      action: 'user.invite',
      body: inviteBody,
      resource: ({ params: { id = '' } }) => identity.local.administration.resource(id),
      async handle({ principal, params: { id = '' }, body }) {
        const invite = identity.local.administration.invite;
        const { token, expiresAt } = await invite(principal, id, inviteBody.parse(body));
        return { token: token.reveal(), expiresAt };
      },
    },
    {
      method: 'POST',
      path: '/api/users/:id/unlock',
      summary: 'Forgets how often somebody failed to sign in as this user.',
      action: 'user.update',
      body: nothing,
      resource: ({ params: { id = '' } }) => identity.local.administration.resource(id),
      handle: ({ principal, params: { id = '' } }) => identity.local.administration.unlock(principal, id),
    },
  ],
};
