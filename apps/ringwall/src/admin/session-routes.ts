import { actorOf, type Route } from '@ringwall/core';
import type { Identity } from '@ringwall/identity';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { sessionCookie } from './session-cookie.ts';

const loginBody = z.strictObject({ token: z.string().min(1).max(128) });

/** Signing in with a one-time link, being told who one is, and signing out. */
export function sessionRoutes(identity: Identity, clock: { now(): number }): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/session',
      summary: 'Trade the token of a login link for a session',
      action: 'public',
      body: loginBody,
      async handle({ body }) {
        const login = await identity.signInWithLink(loginBody.parse(body).token);
        if (!login) throw new AppError('app/login-invalid', 'This login link does not open a session.');
        const { principal, expiresAt } = login;
        const seconds = Math.floor((Date.parse(expiresAt) - clock.now()) / 1000);
        return json({ principal, expiresAt }, sessionCookie(login.session.reveal(), seconds));
      },
    },
    {
      method: 'GET',
      path: '/api/session',
      summary: 'Who is signed in',
      action: 'session.read',
      handle: ({ principal }) => ({ principal }),
    },
    {
      method: 'DELETE',
      path: '/api/session',
      summary: 'Sign out',
      action: 'session.end',
      async handle({ principal }) {
        if (principal.kind === 'session') await identity.sessions.end(principal.id, actorOf(principal));
        return json({}, sessionCookie('', 0));
      },
    },
  ];
}

function json(value: unknown, cookie: string) {
  const headers = { 'set-cookie': cookie };
  return {
    kind: 'raw',
    contentType: 'application/json; charset=utf-8',
    content: JSON.stringify(value),
    headers,
  } as const;
}
