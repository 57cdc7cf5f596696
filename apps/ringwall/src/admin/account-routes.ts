import {
  actorOf,
  type Principal,
  pageOf,
  pageQuery,
  pageSchema,
  type RawReply,
  type Route,
  route,
  type Shown,
} from '@ringwall/core';
import {
  accountView,
  type FactorAdded,
  type Identity,
  type SessionSummary,
  sessionSummary,
} from '@ringwall/identity';
import { z } from 'zod';
import { creationOptions } from './passkey-options.ts';
import { relyingParty } from './relying-party.ts';
import { type SessionReplies, withSession } from './session-reply.ts';

const passwordBody = z.strictObject({ password: z.string().min(1).max(1024) });
const ticket = z.string().min(1).max(2048);
const codeBody = z.strictObject({ ticket, code: z.string().min(1).max(64) });
const passkeyBody = z.strictObject({
  ticket,
  name: z.string().min(1).max(64),
  response: z.unknown().describe('What `navigator.credentials.create` gives, by its `toJSON`.'),
});
const nothing = z.strictObject({});
const done = z.object({});

const totpSetup = z
  .object({
    ticket: z.string().describe('Goes with the first code, within minutes.'),
    secret: z.string().describe('In base 32, as apps for one-time codes take it.'),
    uri: z.string().describe('The same as an `otpauth:` address, for a QR code.'),
  })
  .meta({ id: 'TotpSetup' });
const passkeySetup = z
  .object({
    ticket: z.string(),
    options: creationOptions,
  })
  .meta({ id: 'PasskeySetup' });
const factorAdded = z
  .object({
    recoveryCodes: z
      .array(z.string())
      .exactOptional()
      .describe('Where there were none: to be written down now, they are not shown again.'),
  })
  .meta({ id: 'FactorAdded' });
const ownSession = sessionSummary
  .extend({ current: z.boolean().describe('Whether it is the one that asks.') })
  .meta({ id: 'OwnSession' });

/** One's own account: what one signs in with, and where one is signed in. */
export function accountRoutes(identity: Identity, console: SessionReplies): readonly Route[] {
  const { account } = identity.local;
  const read = { action: 'account.read' } as const;
  const change = { action: 'account.change' } as const;
  return [
    route({
      ...{ ...read, method: 'GET', path: '/api/account', operation: 'getAccount' },
      summary: 'What one signs in with.',
      reply: accountView,
      handle: ({ principal, headers }) => account.view(principal, relyingParty(headers, console)),
    }),
    route({
      ...{ ...change, method: 'POST', path: '/api/account/password', operation: 'setPassword' },
      summary: 'Sets a password; other sessions end.',
      body: passwordBody,
      reply: done,
      async handle({ principal, body: { password }, address }) {
        await account.setPassword(principal, password, address);
        return {};
      },
    }),
    route({
      ...{ ...change, method: 'POST', path: '/api/account/totp', operation: 'beginTotp' },
      summary: 'Begins to set up one-time codes; nothing is kept until a code is shown.',
      body: nothing,
      reply: totpSetup,
      handle: ({ principal }) => account.beginTotp(principal),
    }),
    route({
      ...{ ...change, method: 'POST', path: '/api/account/totp/confirm', operation: 'confirmTotp' },
      summary: 'Shows the first code; answers recovery codes where there were none.',
      body: codeBody,
      reply: factorAdded,
      handle: async ({ principal, body }) => added(await account.confirmTotp(principal, body), console),
    }),
    route({
      ...{ ...change, method: 'DELETE', path: '/api/account/totp', operation: 'removeTotp' },
      summary: 'Removes one-time codes.',
      reply: done,
      async handle({ principal }) {
        await account.removeTotp(principal);
        return {};
      },
    }),
    route({
      ...{ ...change, method: 'POST', path: '/api/account/passkeys/options', operation: 'beginPasskey' },
      summary: 'What the browser asks an authenticator for a new passkey.',
      body: nothing,
      reply: passkeySetup,
      handle: ({ principal, headers }) => account.passkeyOptions(principal, relyingParty(headers, console)),
    }),
    route({
      ...{ ...change, method: 'POST', path: '/api/account/passkeys', operation: 'addPasskey' },
      summary: 'Adds a passkey; answers recovery codes where there were none.',
      body: passkeyBody,
      reply: factorAdded,
      async handle({ principal, headers, body: { ticket, name, response } }) {
        const party = relyingParty(headers, console);
        return added(await account.addPasskey(principal, { ticket, name, response }, party), console);
      },
    }),
    route({
      ...{ ...change, method: 'DELETE', path: '/api/account/passkeys/:id', operation: 'removePasskey' },
      summary: 'Removes a passkey.',
      reply: done,
      async handle({ principal, params: { id = '' } }) {
        await account.removePasskey(principal, id);
        return {};
      },
    }),
    route({
      ...{ ...change, method: 'POST', path: '/api/account/recovery-codes', operation: 'makeRecoveryCodes' },
      summary: 'Makes new recovery codes; the old ones are void.',
      body: nothing,
      reply: z.object({ recoveryCodes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' }),
      handle: async ({ principal }) => ({ recoveryCodes: await account.makeRecoveryCodes(principal) }),
    }),
    route({
      ...{ ...read, method: 'GET', path: '/api/account/sessions', operation: 'listOwnSessions' },
      summary: 'Lists where one is signed in, newest first.',
      query: z.strictObject(pageQuery),
      reply: pageSchema(ownSession),
      handle: ({ principal, query }) => {
        const own = ownSessions(identity, principal);
        const shown = own.map((session) => ({ ...session, current: session.id === principal.id }));
        return pageOf(shown, query, ({ id }) => id, { newestFirst: true });
      },
    }),
    route({
      ...{ ...change, method: 'DELETE', path: '/api/account/sessions', operation: 'endOtherSessions' },
      summary: 'Ends all other sessions of one’s own.',
      reply: z.object({ ended: z.number().describe('How many.') }).meta({ id: 'SessionsEnded' }),
      handle: async ({ principal }) => ({
        ended: await identity.sessions.endOf(principal.who.id, actorOf(principal), {
          ...{ except: principal.id, reason: 'ended by the user' },
        }),
      }),
    }),
    route({
      ...{ ...change, method: 'DELETE', path: '/api/account/sessions/:id', operation: 'endOwnSession' },
      summary: 'Ends one of one’s own sessions.',
      reply: done,
      async handle({ principal, params: { id = '' } }) {
        if (ownSessions(identity, principal).some((session) => session.id === id)) {
          await identity.sessions.end(id, actorOf(principal), 'ended by the user');
        }
        return {};
      },
    }),
  ];
}

function ownSessions(identity: Identity, { kind, who }: Principal): readonly SessionSummary[] {
  return kind === 'session' ? identity.sessions.list(who.id) : [];
}

function added(
  { recoveryCodes, session }: FactorAdded,
  console: SessionReplies,
): RawReply | Shown<typeof factorAdded> {
  const value: Shown<typeof factorAdded> = { ...(recoveryCodes && { recoveryCodes }) };
  return session === undefined ? value : withSession(value, session, console);
}
