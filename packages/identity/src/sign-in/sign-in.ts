import type { Clock } from '@ringwall/core';
import { z } from 'zod';
import type { Users } from '../principals/users.ts';
import type { Attempt, Attempts } from './attempts.ts';
import type { FactorStore } from './factors.ts';
import type { FailedSignIn } from './failed-sign-ins.ts';
import { assertionOptions, assertionSchema, type RelyingParty, verifiedAssertion } from './passkeys.ts';
import type { PasswordHasher } from './password-hash.ts';
import type { NewSession, Sessions } from './sessions.ts';
import { createTickets } from './tickets.ts';
import { totpStep } from './totp.ts';

const stepMs = 5 * 60 * 1000;

export type SecondFactor = 'totp' | 'passkey' | 'recovery-code';

/** What came of one step of signing in. Every refusal looks the same, whatever was wrong. */
export type SignInStep =
  | { readonly state: 'signed-in'; readonly session: NewSession }
  | { readonly state: 'second-factor'; readonly ticket: string; readonly factors: readonly SecondFactor[] }
  | { readonly state: 'refused' }
  /** Not looked at: too much has failed before. */
  | { readonly state: 'throttled'; readonly retryAfterMs: number };

/** Where a step comes from. */
export interface SignInPlace {
  /** The peer's address, as the socket says it. */
  readonly address: string;
  /** Absent where the browser has no host name for the console, or did not say. */
  readonly party?: RelyingParty | undefined;
  /** The session that the same browser has; it ends when another begins. */
  readonly replaces?: string | undefined;
}

/** Signing in to the console with what people have here: a password, one-time codes, passkeys, recovery codes. */
export interface SignIn {
  /** Whether anybody has a password or a passkey. */
  isUsed(): boolean;
  /** @throws IdentityError identity/sign-in-busy */
  withPassword(
    input: { readonly name: string; readonly password: string },
    place: SignInPlace,
  ): Promise<SignInStep>;
  /** A one-time code or a recovery code, after the password. */
  withCode(
    input: { readonly ticket: string; readonly code: string },
    place: SignInPlace,
  ): Promise<SignInStep>;
  /** What the browser asks the authenticator. With the ticket of a password: that user's passkeys alone. */
  passkeyOptions(ticket: string | undefined, place: SignInPlace): Promise<PasskeyChallenge | undefined>;
  /** A passkey, after the password or by itself; by itself it has to know its owner, by a PIN or a finger. */
  withPasskey(
    input: { readonly ticket: string; readonly response: unknown },
    place: SignInPlace,
  ): Promise<SignInStep>;
}

export interface PasskeyChallenge {
  readonly ticket: string;
  /** For `navigator.credentials.get`, in the spelling of `PublicKeyCredential.parseRequestOptionsFromJSON`. */
  readonly options: Awaited<ReturnType<typeof assertionOptions>>;
}

const refused = { state: 'refused' } as const;
const afterPassword = z.strictObject({ user: z.string(), passwordSetAtMs: z.number() });
const afterOptions = z.strictObject({ challenge: z.string(), after: afterPassword.optional() });

export function createSignIn(parts: {
  readonly users: Users;
  readonly factors: FactorStore;
  readonly sessions: Sessions;
  readonly hasher: PasswordHasher;
  readonly attempts: Attempts;
  readonly onFailed: (failed: FailedSignIn) => void;
  readonly clock: Clock;
}): SignIn {
  const { users, factors, sessions, hasher, attempts, onFailed, clock } = parts;
  const passwords = createTickets('password', { schema: afterPassword, lifeMs: stepMs, clock });
  const challenges = createTickets('passkey', { schema: afterOptions, lifeMs: stepMs, clock });

  function isEnabled(user: string): boolean {
    const found = users.find(user);
    return found !== undefined && found.disabledAt === undefined;
  }

  /** Of a ticket from a password step that still stands: not used, and neither user nor password changed since. */
  function passwordStep(ticket: string) {
    const opened = passwords.open(ticket);
    if (opened === undefined) return undefined;
    const { user, passwordSetAtMs } = opened.content;
    const stands = isEnabled(user) && factors.of(user).password?.setAtMs === passwordSetAtMs;
    return stands ? { id: opened.id, user, content: opened.content } : undefined;
  }

  function secondFactorsOf(user: string, party: RelyingParty | undefined): readonly SecondFactor[] {
    const { totp, passkeys, recoveryCodes } = factors.of(user);
    const here = passkeys.some(({ rpId }) => rpId === party?.id);
    return [
      ...(totp ? (['totp'] as const) : []),
      ...(here ? (['passkey'] as const) : []),
      ...(recoveryCodes.size > 0 ? (['recovery-code'] as const) : []),
    ];
  }

  function fail(failed: FailedSignIn, attempt?: Attempt): SignInStep {
    onFailed({ ...failed, lock: attempt?.lock });
    return refused;
  }

  async function enter(
    user: string,
    how: { readonly method: 'password' | 'passkey'; readonly secondFactor: boolean },
    place: SignInPlace,
  ): Promise<SignInStep> {
    const { method, secondFactor } = how;
    const options = { secondFactor, replaces: place.replaces };
    return { state: 'signed-in', session: await sessions.create(user, method, options) };
  }

  return {
    isUsed: () => factors.isUsed(),

    async withPassword({ name, password }, place) {
      const found = users.named(name);
      const user = found?.id;
      const begun = attempts.begin({ user, name, address: place.address });
      if (!begun.ok) return { state: 'throttled', retryAfterMs: begun.retryAfterMs };
      const { attempt } = begun;
      const known = user === undefined ? undefined : factors.of(user).password;
      const right = await hasher.verify(password, known?.hash, place.address);
      if (user === undefined) return fail({ method: 'password', reason: 'unknown name' }, attempt);
      const failed = { method: 'password', user } as const;
      if (known === undefined) return fail({ ...failed, reason: 'has no password' }, attempt);
      if (!right) return fail({ ...failed, reason: 'wrong password' }, attempt);
      if (!isEnabled(user)) return fail({ ...failed, reason: 'disabled' }, attempt);
      // Set anew while the old one was being looked at.
      if (factors.of(user).password?.setAtMs !== known.setAtMs) return refused;
      if (hasher.isOutdated(known.hash)) {
        await factors.rehash(user, known.hash, await hasher.hash(password, place.address));
      }
      const { totp, passkeys } = factors.of(user);
      if (totp !== undefined || passkeys.length > 0) {
        attempt.passed();
        const ticket = passwords.issue({ user, passwordSetAtMs: known.setAtMs });
        return { state: 'second-factor', ticket, factors: secondFactorsOf(user, place.party) };
      }
      attempt.succeeded();
      return await enter(user, { method: 'password', secondFactor: false }, place);
    },

    async withCode({ ticket, code }, place) {
      const step = passwordStep(ticket);
      if (step === undefined) return refused;
      const { user, id } = step;
      const begun = attempts.begin({ user, name: user, address: place.address });
      if (!begun.ok) return { state: 'throttled', retryAfterMs: begun.retryAfterMs };
      const failed = { method: 'password', user } as const;
      const secret = factors.totpSecret(user);
      const found = secret && totpStep(secret, code, clock.now());
      if (found !== undefined) {
        if (!(await factors.spendTotpStep(user, found))) {
          return fail({ ...failed, reason: 'code was used before' }, begun.attempt);
        }
      } else {
        const actor = { kind: 'anonymous', id: 'anonymous', who: user } as const;
        if (!(await factors.spendRecoveryCode(user, code, actor))) {
          return fail({ ...failed, reason: 'wrong code' }, begun.attempt);
        }
      }
      if (!passwords.spend(id) || passwordStepEnded(user, step.content.passwordSetAtMs)) return refused;
      begun.attempt.succeeded();
      return await enter(user, { method: 'password', secondFactor: true }, place);
    },

    async passkeyOptions(ticket, { party }) {
      if (party === undefined) return undefined;
      const step = ticket === undefined ? undefined : passwordStep(ticket);
      if (ticket !== undefined && step === undefined) return undefined;
      const theirs = step && factors.of(step.user).passkeys.filter(({ rpId }) => rpId === party.id);
      const options = await assertionOptions(party, theirs);
      const after = step?.content;
      const content = { challenge: options.challenge, ...(after && { after }) };
      return { options, ticket: challenges.issue(content) };
    },

    async withPasskey({ ticket, response }, place) {
      const opened = challenges.open(ticket);
      const parsed = assertionSchema.safeParse(response);
      if (opened === undefined || !parsed.success || place.party === undefined) return refused;
      const { challenge, after } = opened.content;
      const passkey = factors.passkey(parsed.data.id);
      const alone = after === undefined;
      const method = alone ? 'passkey' : 'password';
      // A signature cannot be guessed: only who has shown the password first is slowed down.
      const begun = after && attempts.begin({ user: after.user, name: after.user, address: place.address });
      if (begun?.ok === false) return { state: 'throttled', retryAfterMs: begun.retryAfterMs };
      const attempt = begun?.attempt;
      if (
        passkey === undefined ||
        passkey.rpId !== place.party.id ||
        (after && after.user !== passkey.user)
      ) {
        return fail({ method, user: after?.user, reason: 'unknown passkey' }, attempt);
      }
      const { user } = passkey;
      if (after && passwordStepEnded(user, after.passwordSetAtMs)) return refused;
      const about = { party: place.party, challenge, passkey, alone };
      const counter = await verifiedAssertion(parsed.data, about);
      if (counter === undefined) return fail({ method, user, reason: 'wrong passkey' }, attempt);
      if (!isEnabled(user)) return fail({ method, user, reason: 'disabled' }, attempt);
      if (!challenges.spend(opened.id)) {
        return fail({ method, user, reason: 'passkey was shown before' }, attempt);
      }
      if (!(await factors.usePasskey(passkey.id, counter))) {
        return fail({ method, user, reason: 'passkey may have been copied' }, attempt);
      }
      attempt?.succeeded();
      return await enter(user, { method, secondFactor: true }, place);
    },
  };

  function passwordStepEnded(user: string, passwordSetAtMs: number): boolean {
    return !isEnabled(user) || factors.of(user).password?.setAtMs !== passwordSetAtMs;
  }
}
