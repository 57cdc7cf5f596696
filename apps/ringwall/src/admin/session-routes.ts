import { actorOf, type Route } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { type SessionReplies, withoutSession, withSession } from './session-reply.ts';
import { sessionView } from './session-view.ts';
import { sessionOf } from './sign-in-routes.ts';

const loginBody = z.strictObject({ token: z.string().min(1).max(128) });

/** Signing in with a one-time link, being told who one is, and signing out. */
export function sessionRoutes(identity: Identity, console: SessionReplies): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/session',
      summary: 'Trade the token of a login link for a session',
      action: 'public',
      body: loginBody,
      async handle({ principal: before, body }) {
        const replaces = sessionOf(before);
        const login = await identity.signInWithLink(loginBody.parse(body).token, { replaces });
        if (!login) throw new AppError('app/login-invalid', 'This login link does not open a session.');
        const { principal, expiresAt } = login;
        return withSession({ principal, expiresAt }, login, console);
      },
    },
    {
      method: 'GET',
      path: '/api/session',
      summary: 'Who is signed in',
      action: 'session.read',
      handle: ({ principal }) => sessionView(identity, principal),
    },
    {
      method: 'DELETE',
      path: '/api/session',
      summary: 'Sign out',
      action: 'session.end',
      async handle({ principal }) {
        if (principal.kind === 'session') await identity.sessions.end(principal.id, actorOf(principal));
        return withoutSession(console);
      },
    },
  ];
}
