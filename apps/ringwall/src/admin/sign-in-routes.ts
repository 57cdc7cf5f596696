import {
  type Principal,
  type RawReply,
  type Route,
  type RouteRequest,
  route,
  type Shown,
  toProblem,
} from '@ringwall/core';
import { type Identity, IdentityError, type SignInStep } from '@ringwall/identity';
import { z } from 'zod';
import { requestOptions } from './passkey-options.ts';
import { problemType } from './refusals.ts';
import { relyingParty } from './relying-party.ts';
import { type SessionReplies, withSession } from './session-reply.ts';
import { shownPrincipal, showPrincipal } from './session-view.ts';

const password = z.string().min(1).max(1024);
const ticket = z.string().min(1).max(2048);
const passwordBody = z.strictObject({ name: z.string().min(1).max(64), password });
const codeBody = z.strictObject({ ticket, code: z.string().min(1).max(64) });
const optionsBody = z.strictObject({ ticket: ticket.optional() });
const passkeyBody = z.strictObject({
  ticket,
  response: z.unknown().describe('What `navigator.credentials.get` gives, by its `toJSON`.'),
});

const methods = z
  .object({
    password: z.boolean().describe('Whether anybody has a password or a passkey here.'),
    passkey: z.boolean().describe('Whether passkeys can be used at the address that was asked.'),
    oidc: z.array(z.object({ title: z.string() })).describe('Identity providers.'),
  })
  .meta({ id: 'SignInMethods' });

const signedIn = z
  .object({ state: z.literal('signed-in'), principal: shownPrincipal, expiresAt: z.iso.datetime() })
  .meta({ id: 'SignedIn' });
const secondFactor = z
  .object({
    state: z.literal('second-factor'),
    ticket: z.string().describe('Goes with the second factor, within minutes.'),
    factors: z.array(z.enum(['totp', 'passkey', 'recovery-code'])),
  })
  .meta({ id: 'SecondFactorAsked' });
/** What came of one step of signing in: a session, whose cookie comes with the answer, or the next step. */
const signInReply = z.discriminatedUnion('state', [signedIn, secondFactor]).meta({ id: 'SignInReply' });
type SignInReply = Shown<typeof signInReply>;

const passkeyChallenge = z
  .object({
    ticket: z.string(),
    options: requestOptions,
  })
  .meta({ id: 'PasskeyChallenge' });

/** Signing in to the console with what people have here, step by step. */
export function signInRoutes(identity: Identity, console: SessionReplies): readonly Route[] {
  const { signIn } = identity.local;
  const placeOf = ({
    principal,
    address,
    headers,
  }: Pick<RouteRequest, 'principal' | 'address' | 'headers'>) => ({
    address,
    party: relyingParty(headers, console),
    replaces: sessionOf(principal),
  });
  return [
    route({
      method: 'GET',
      path: '/api/sign-in/methods',
      summary: 'How one can sign in here.',
      operation: 'getSignInMethods',
      action: 'public',
      reply: methods,
      handle: ({ headers }) => ({
        password: signIn.isUsed(),
        passkey: relyingParty(headers, console) !== undefined,
        oidc: identity.oidc === undefined ? [] : [{ title: identity.oidc.title }],
      }),
    }),
    route({
      method: 'POST',
      path: '/api/sign-in/password',
      summary: 'Signs in with name and password; answers a session, or which second factors are asked for.',
      operation: 'signInWithPassword',
      action: 'public',
      body: passwordBody,
      reply: signInReply,
      handle: async ({ body, ...request }) =>
        reply(await signIn.withPassword(body, placeOf(request)), console),
    }),
    route({
      method: 'POST',
      path: '/api/sign-in/totp',
      summary: 'Shows a one-time code, or a recovery code, after the password.',
      operation: 'signInWithCode',
      action: 'public',
      body: codeBody,
      reply: signInReply,
      handle: async ({ body, ...request }) => reply(await signIn.withCode(body, placeOf(request)), console),
    }),
    route({
      method: 'POST',
      path: '/api/sign-in/passkey/options',
      summary: 'What the browser asks an authenticator: for any passkey, or for those of a ticket.',
      operation: 'beginPasskeySignIn',
      action: 'public',
      body: optionsBody,
      reply: passkeyChallenge,
      async handle({ body, ...request }) {
        const challenge = await signIn.passkeyOptions(body.ticket, placeOf(request));
        if (challenge === undefined)
          throw new IdentityError('identity/passkey-refused', 'Passkeys cannot be used here and now.');
        return challenge;
      },
    }),
    route({
      method: 'POST',
      path: '/api/sign-in/passkey',
      summary: 'Signs in with a passkey, after the password or alone.',
      operation: 'signInWithPasskey',
      action: 'public',
      body: passkeyBody,
      reply: signInReply,
      handle: async ({ body: { ticket: given, response }, ...request }) =>
        reply(await signIn.withPasskey({ ticket: given, response }, placeOf(request)), console),
    }),
  ];
}

/** The session that a browser has which signs in again: it is replaced. */
export function sessionOf({ kind, id, who }: Principal): string | undefined {
  return kind === 'session' && who.type === 'user' ? id : undefined;
}

/** One answer for every refusal. @throws IdentityError identity/sign-in-failed */
function reply(step: SignInStep, console: SessionReplies): SignInReply | RawReply {
  switch (step.state) {
    case 'signed-in': {
      const { principal, expiresAt } = step.session;
      const answer: SignInReply = { state: step.state, principal: showPrincipal(principal), expiresAt };
      return withSession(answer, step.session, console);
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
    contentType: problemType,
    content: JSON.stringify(problem),
    headers: { 'retry-after': String(seconds) },
  };
}
