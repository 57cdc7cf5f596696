import { actorOf, type Route, route, type Shown } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { type SessionReplies, withoutSession, withSession } from './session-reply.ts';
import { sessionReply, sessionView, shownPrincipal, showPrincipal } from './session-view.ts';
import { sessionOf } from './sign-in-routes.ts';

const loginBody = z.strictObject({
  token: z.string().min(1).max(128).describe('Of a login link or an invitation.'),
});
const begun = z
  .object({ principal: shownPrincipal, expiresAt: z.iso.datetime() })
  .meta({ id: 'BegunSession' });

/** Signing in with a one-time link, being told who one is, and signing out. */
export function sessionRoutes(identity: Identity, console: SessionReplies): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/session',
      summary: 'Trades the token of a login link for a session, whose cookie comes with the answer.',
      operation: 'beginSession',
      action: 'public',
      body: loginBody,
      reply: begun,
      async handle({ principal: before, body }) {
        const replaces = sessionOf(before);
        const login = await identity.signInWithLink(body.token, { replaces });
        if (!login) throw new AppError('app/login-invalid', 'This login link does not open a session.');
        const { principal, expiresAt } = login;
        const answer: Shown<typeof begun> = { principal: showPrincipal(principal), expiresAt };
        return withSession(answer, login, console);
      },
    }),
    route({
      method: 'GET',
      path: '/api/session',
      summary: 'Who is signed in, or calls by a key, a token, a certificate or from the shell.',
      operation: 'getSession',
      action: 'session.read',
      reply: sessionReply,
      handle: ({ principal }) => sessionView(identity, principal),
    }),
    route({
      method: 'DELETE',
      path: '/api/session',
      summary: 'Signs out.',
      operation: 'signOut',
      action: 'session.end',
      reply: z.object({}),
      async handle({ principal }) {
        if (principal.kind === 'session') await identity.sessions.end(principal.id, actorOf(principal));
        return withoutSession(console);
      },
    }),
  ];
}
