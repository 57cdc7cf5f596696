import { actorOf, type Module, pageOf, pageQuery, pageSchema, route } from '@ringwall/core';
import { z } from 'zod';
import type { Identity } from '../identity.ts';
import { userSummary } from '../principals/users.ts';
import { entryToken } from './entry-token.ts';
import { sessionSummary } from './sessions.ts';
import { signInMigrations } from './tables.ts';

const sessionFilter = z.strictObject({
  ...pageQuery,
  user: z.string().max(64).optional().describe('By id, or by the name they sign in with.'),
});
const inviteBody = z.strictObject({
  reset: z.boolean().default(false).describe('Takes away what they signed in with before.'),
});
const nothing = z.strictObject({});

/** How administrators see and change who is signed in, and let people in again. */
export const signInModule: Module<{ identity: Identity }> = {
  name: 'sign-in',
  migrations: signInMigrations,
  routes: ({ identity }) => [
    route({
      method: 'GET',
      path: '/api/sessions',
      summary: 'Lists who is signed in to the console, newest first.',
      operation: 'listSessions',
      action: 'session.list',
      query: sessionFilter,
      reply: pageSchema(sessionSummary),
      handle({ query }) {
        const { user } = query;
        const id = user === undefined ? undefined : identity.local.administration.user(user).id;
        return pageOf(identity.sessions.list(id), query, (session) => session.id, { newestFirst: true });
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/sessions/:id',
      summary: 'Ends a session, effective at once.',
      operation: 'endSession',
      action: 'session.revoke',
      reply: z.object({}),
      resource: ({ params: { id = '' } }) => ({ kind: 'session', id }),
      async handle({ principal, params: { id = '' } }) {
        await identity.sessions.end(id, actorOf(principal), 'revoked');
        return {};
      },
    }),
    route({
      method: 'POST',
      path: '/api/users/:id/invite',
      summary: 'Makes a token that signs a user in once; `reset` takes away what they signed in with before.',
      operation: 'inviteUser',
      action: 'user.invite',
      body: inviteBody,
      reply: entryToken,
      resource: ({ params: { id = '' } }) => identity.local.administration.resource(id),
      async handle({ principal, params: { id = '' }, body }) {
        const { token, expiresAt } = await identity.local.administration.invite(principal, id, body);
        return { token: token.reveal(), expiresAt };
      },
    }),
    route({
      method: 'POST',
      path: '/api/users/:id/unlock',
      summary: 'Forgets how often somebody failed to sign in as this user.',
      operation: 'unlockUser',
      action: 'user.update',
      body: nothing,
      reply: userSummary,
      resource: ({ params: { id = '' } }) => identity.local.administration.resource(id),
      handle: ({ principal, params: { id = '' } }) => identity.local.administration.unlock(principal, id),
    }),
  ],
};
