import { type Principal, type RawReply, type Route, type RouteRequest, toProblem } from '@ringwall/core';
import { type Identity, IdentityError, type SignInPlace, type SignInStep } from '@ringwall/identity';
import { z } from 'zod';
import { relyingParty } from './relying-party.ts';
import { type SessionReplies, withSession } from './session-reply.ts';

const password = z.string().min(1).max(1024);
const ticket = z.string().min(1).max(2048);
const passwordBody = z.strictObject({ name: z.string().min(1).max(64), password });
const codeBody = z.strictObject({ ticket, code: z.string().min(1).max(64) });
const optionsBody = z.strictObject({ ticket: ticket.optional() });
const passkeyBody = z.strictObject({ ticket, response: z.unknown() });

/** Signing in to the console with what people have here, step by step. */
export function signInRoutes(identity: Identity, console: SessionReplies): readonly Route[] {
  const { signIn } = identity.local;
  const placeOf = ({ principal, address, headers }: RouteRequest): SignInPlace => ({
    address,
    party: relyingParty(headers, console),
    replaces: sessionOf(principal),
  });
  return [
    {
      method: 'GET',
      path: '/api/sign-in/methods',
      summary: 'How one can sign in here.',
      action: 'public',
      handle: ({ headers }) => ({
        password: signIn.isUsed(),
        passkey: relyingParty(headers, console) !== undefined,
        oidc: identity.oidc === undefined ? [] : [{ title: identity.oidc.title }],
      }),
    },
    {
      method: 'POST',
      path: '/api/sign-in/password',
      summary: 'Sign in with name and password; answers a session, or which second factors are asked for.',
      action: 'public',
      body: passwordBody,
      handle: async (request) =>
        reply(await signIn.withPassword(passwordBody.parse(request.body), placeOf(request)), console),
    },
    {
      method: 'POST',
      path: '/api/sign-in/totp',
      summary: 'Show a one-time code, or a recovery code, after the password.',
      action: 'public',
      body: codeBody,
      handle: async (request) =>
        reply(await signIn.withCode(codeBody.parse(request.body), placeOf(request)), console),
    },
    {
      method: 'POST',
      path: '/api/sign-in/passkey/options',
      summary: 'What the browser asks an authenticator: for any passkey, or for those of a ticket.',
      action: 'public',
      body: optionsBody,
      async handle(request) {
        const challenge = await signIn.passkeyOptions(
          optionsBody.parse(request.body).ticket,
          placeOf(request),
        );
        if (challenge !== undefined) return challenge;
        throw new IdentityError('identity/passkey-refused', 'Passkeys cannot be used here and now.');
      },
    },
    {
      method: 'POST',
      path: '/api/sign-in/passkey',
      summary: 'Sign in with a passkey, after the password or alone.',
      action: 'public',
      body: passkeyBody,
      async handle(request) {
        const { ticket: given, response } = passkeyBody.parse(request.body);
        return reply(await signIn.withPasskey({ ticket: given, response }, placeOf(request)), console);
      },
    },
  ];
}

/** The session that a browser has which signs in again: it is replaced. */
export function sessionOf({ kind, id, who }: Principal): string | undefined {
  return kind === 'session' && who.type === 'user' ? id : undefined;
}

/** One answer for every refusal. @throws IdentityError identity/sign-in-failed */
function reply(step: SignInStep, console: SessionReplies): SignInStep | RawReply {
  switch (step.state) {
    case 'signed-in': {
      const { principal, expiresAt } = step.session;
      return withSession({ state: step.state, principal, expiresAt }, step.session, console);
    }
    case 'second-factor':
      return step;
    case 'throttled':
      return throttled(Math.ceil(step.retryAfterMs / 1000));
    default:
      throw new IdentityError('identity/sign-in-failed', 'It is not known here, or not any more.');
  }
}

function throttled(seconds: number): RawReply {
  const problem = toProblem(new IdentityError('identity/sign-in-throttled', `Wait ${seconds} s.`));
  return {
    kind: 'raw',
    status: problem.status,
    contentType: 'application/problem+json',
    content: JSON.stringify({ ...problem, retryAfterSeconds: seconds }),
    headers: { 'retry-after': String(seconds) },
  };
}
