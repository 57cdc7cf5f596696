import { actorOf, type Principal, type RawReply, type Route } from '@ringwall/core';
import type { FactorAdded, Identity, SessionSummary } from '@ringwall/identity';
import { z } from 'zod';
import { relyingParty } from './relying-party.ts';
import { type SessionReplies, withSession } from './session-reply.ts';

const passwordBody = z.strictObject({ password: z.string().min(1).max(1024) });
const ticket = z.string().min(1).max(2048);
const codeBody = z.strictObject({ ticket, code: z.string().min(1).max(64) });
const passkeyBody = z.strictObject({ ticket, name: z.string().min(1).max(64), response: z.unknown() });
const nothing = z.strictObject({});

/** One's own account: what one signs in with, and where one is signed in. */
export function accountRoutes(identity: Identity, console: SessionReplies): readonly Route[] {
  const { account } = identity.local;
  const read = { action: 'account.read' } as const;
  const change = { action: 'account.change' } as const;
  return [
    {
      ...{ ...read, method: 'GET', path: '/api/account', summary: 'What one signs in with.' },
      handle: ({ principal, headers }) => account.view(principal, relyingParty(headers, console)),
    },
    {
      ...{ ...change, method: 'POST', path: '/api/account/password', body: passwordBody },
      summary: 'Set a password; other sessions end.',
      async handle({ principal, body, address }) {
        await account.setPassword(principal, passwordBody.parse(body).password, address);
        return {};
      },
    },
    {
      ...{ ...change, method: 'POST', path: '/api/account/totp', body: nothing },
      summary: 'Begin to set up one-time codes; nothing is kept until a code is shown.',
      handle: ({ principal }) => account.beginTotp(principal),
    },
    {
      ...{ ...change, method: 'POST', path: '/api/account/totp/confirm', body: codeBody },
      summary: 'Show the first code; answers recovery codes where there were none.',
      handle: async ({ principal, body }) =>
        added(await account.confirmTotp(principal, codeBody.parse(body)), console),
    },
    {
      ...{ ...change, method: 'DELETE', path: '/api/account/totp' },
      summary: 'Remove one-time codes.',
      async handle({ principal }) {
        await account.removeTotp(principal);
        return {};
      },
    },
    {
      ...{ ...change, method: 'POST', path: '/api/account/passkeys/options', body: nothing },
      summary: 'What the browser asks an authenticator for a new passkey.',
      handle: ({ principal, headers }) => account.passkeyOptions(principal, relyingParty(headers, console)),
    },
    {
      ...{ ...change, method: 'POST', path: '/api/account/passkeys', body: passkeyBody },
      summary: 'Add a passkey; answers recovery codes where there were none.',
      async handle({ principal, headers, body }) {
        const given = passkeyBody.parse(body);
        const party = relyingParty(headers, console);
        return added(
          await account.addPasskey(principal, { ...given, response: given.response }, party),
          console,
        );
      },
    },
    {
      ...{ ...change, method: 'DELETE', path: '/api/account/passkeys/:id' },
      summary: 'Remove a passkey.',
      async handle({ principal, params: { id = '' } }) {
        await account.removePasskey(principal, id);
        return {};
      },
    },
    {
      ...{ ...change, method: 'POST', path: '/api/account/recovery-codes', body: nothing },
      summary: 'Make new recovery codes; the old ones are void.',
      handle: async ({ principal }) => ({ recoveryCodes: await account.makeRecoveryCodes(principal) }),
    },
    {
      ...{ ...read, method: 'GET', path: '/api/account/sessions', summary: 'Where one is signed in.' },
      handle: ({ principal }) =>
        ownSessions(identity, principal).map((session) => ({
          ...session,
          current: session.id === principal.id,
        })),
    },
    {
      ...{ ...change, method: 'DELETE', path: '/api/account/sessions', summary: 'End all other sessions.' },
      handle: async ({ principal }) => ({
        ended: await identity.sessions.endOf(principal.who.id, actorOf(principal), {
          ...{ except: principal.id, reason: 'ended by the user' },
        }),
      }),
    },
    {
      ...{ ...change, method: 'DELETE', path: '/api/account/sessions/:id' },
      summary: 'End one of one’s own sessions.',
      async handle({ principal, params: { id = '' } }) {
        if (ownSessions(identity, principal).some((session) => session.id === id)) {
          await identity.sessions.end(id, actorOf(principal), 'ended by the user');
        }
        return {};
      },
    },
  ];
}

function ownSessions(identity: Identity, { kind, who }: Principal): readonly SessionSummary[] {
  return kind === 'session' ? identity.sessions.list(who.id) : [];
}

function added({ recoveryCodes, session }: FactorAdded, console: SessionReplies): RawReply | object {
  const value = { ...(recoveryCodes && { recoveryCodes }) };
  return session === undefined ? value : withSession(value, session, console);
}
