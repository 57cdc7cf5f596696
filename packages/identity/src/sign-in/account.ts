import { type Actor, actorOf, type Clock, type Principal, randomBytes, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import { type UserSummary, type Users, userSummary } from '../principals/users.ts';
import { printableName } from '../printable-name.ts';
import type { FactorStore } from './factors.ts';
import {
  type RelyingParty,
  registrationOptions,
  registrationSchema,
  verifiedRegistration,
} from './passkeys.ts';
import type { PasswordHasher } from './password-hash.ts';
import { passwordFault } from './password-rules.ts';
import { newRecoveryCode, recoveryCodeCount } from './recovery-codes.ts';
import type { SecondFactorRule } from './second-factor-rule.ts';
import type { NewSession, Sessions } from './sessions.ts';
import { createTickets } from './tickets.ts';
import { base32, totpSecretBytes, totpStep, totpUri } from './totp.ts';

const setupMs = 10 * 60 * 1000;
const maxPasskeys = 16;

/** What people see of their own account. */
export const accountView = z
  .object({
    user: userSummary,
    session: z.string(),
    password: z.object({ setAt: z.iso.datetime() }).exactOptional(),
    totp: z.object({ addedAt: z.iso.datetime() }).exactOptional(),
    passkeys: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        host: z.string().describe('The host name it is good for.'),
        addedAt: z.iso.datetime(),
        lastUsedAt: z.iso.datetime().exactOptional(),
      }),
    ),
    recoveryCodes: z.number().describe('How many are left.'),
    secondFactorRequired: z.boolean().describe('Whether the roles of the user ask for a second factor.'),
    secondFactorMissing: z.boolean().describe('Whether nothing else is allowed until one is set up.'),
    fresh: z
      .boolean()
      .describe('Whether what one signs in with can be changed now, or one has to sign in again before.'),
    passkeysPossible: z
      .boolean()
      .describe('Whether passkeys can be made at the address that the console is open at.'),
  })
  .meta({ id: 'Account' });
export type AccountView = Shown<typeof accountView>;

/** What came of a second factor that was set up. */
export interface FactorAdded {
  /** Where there were none: to be written down now, they are not shown again. */
  readonly recoveryCodes?: readonly string[];
  /** Where the session had shown none: it ends, and this one goes on. */
  readonly session?: NewSession;
}

/** One's own account. Whatever changes it asks for a session that was begun less than ten minutes ago. */
export interface Account {
  view(principal: Principal, party: RelyingParty | undefined): AccountView;
  /** Ends the user's other sessions. @throws IdentityError identity/password-unfit, and what `Changes` throw */
  setPassword(principal: Principal, password: string, address: string): Promise<void>;
  /** Nothing is kept until `confirmTotp` is given the ticket and a code. */
  beginTotp(principal: Principal): { readonly ticket: string; readonly secret: string; readonly uri: string };
  /** @throws IdentityError identity/code-wrong */
  confirmTotp(
    principal: Principal,
    given: { readonly ticket: string; readonly code: string },
  ): Promise<FactorAdded>;
  /** @throws IdentityError identity/second-factor-needed for the last one of somebody whose role needs one */
  removeTotp(principal: Principal): Promise<void>;
  /** For `navigator.credentials.create`. @throws IdentityError identity/passkey-refused */
  passkeyOptions(
    principal: Principal,
    party: RelyingParty | undefined,
  ): Promise<{ readonly ticket: string; readonly options: Awaited<ReturnType<typeof registrationOptions>> }>;
  /** @throws IdentityError identity/passkey-refused */
  addPasskey(
    principal: Principal,
    given: { readonly ticket: string; readonly name: string; readonly response: unknown },
    party: RelyingParty | undefined,
  ): Promise<FactorAdded>;
  /** @throws IdentityError identity/second-factor-needed */
  removePasskey(principal: Principal, id: string): Promise<void>;
  /** New ones; the old are void. */
  makeRecoveryCodes(principal: Principal): Promise<readonly string[]>;
}

const totpTicket = z.strictObject({ user: z.string(), secret: z.string() });
const passkeyTicket = z.strictObject({ user: z.string(), challenge: z.string() });

export function createAccount(parts: {
  readonly users: Users;
  readonly factors: FactorStore;
  readonly sessions: Sessions;
  readonly hasher: PasswordHasher;
  readonly rule: SecondFactorRule;
  readonly clock: Clock;
}): Account {
  const { users, factors, sessions, hasher, rule, clock } = parts;
  const totpSetups = createTickets('totp-setup', { schema: totpTicket, lifeMs: setupMs, clock });
  const passkeySetups = createTickets('passkey-setup', { schema: passkeyTicket, lifeMs: setupMs, clock });

  /** @throws IdentityError identity/confirmation-needed */
  function ownerOf({ kind, who }: Principal): UserSummary {
    const user = kind === 'session' && who.type === 'user' ? users.find(who.id) : undefined;
    if (user !== undefined) return user;
    throw new IdentityError('identity/confirmation-needed', 'An account is for people who are signed in.');
  }

  /** Whoever has a second factor has shown it, but for who comes by a link of the shell because it is lost. */
  function isShown({ id, who }: Principal): boolean {
    const { totp, passkeys } = factors.of(who.id);
    if (totp === undefined && passkeys.length === 0) return true;
    const session = sessions.summary(id);
    return session?.secondFactor === true || session?.method === 'link';
  }

  /** @throws IdentityError identity/confirmation-needed, identity/account-elsewhere */
  function changing(principal: Principal): { readonly user: UserSummary; readonly actor: Actor } {
    const user = ownerOf(principal);
    if (user.source === 'directory') {
      throw new IdentityError('identity/account-elsewhere', 'It is kept by an identity provider.');
    }
    if (!sessions.isFresh(principal.id)) {
      throw new IdentityError('identity/confirmation-needed', 'The session is older than ten minutes.');
    }
    if (!isShown(principal)) {
      throw new IdentityError('identity/confirmation-needed', 'The session has shown no second factor.');
    }
    return { user, actor: actorOf(principal) };
  }

  /** @throws IdentityError identity/second-factor-needed */
  function refuseLast(user: string, left: number): void {
    if (left === 0 && rule.asks(user)) {
      throw new IdentityError('identity/second-factor-needed', 'It is the last one. Set up another before.');
    }
  }

  async function added(principal: Principal): Promise<FactorAdded> {
    const user = principal.who.id;
    const session = sessions.summary(principal.id);
    const recoveryCodes =
      factors.of(user).recoveryCodes.size === 0 ? await newCodes(user, actorOf(principal)) : undefined;
    const raised =
      session !== undefined && !session.secondFactor
        ? await sessions.create(user, session.method, { secondFactor: true, replaces: session.id })
        : undefined;
    return { ...(recoveryCodes && { recoveryCodes }), ...(raised && { session: raised }) };
  }

  async function newCodes(user: string, actor: Actor): Promise<readonly string[]> {
    const codes = Array.from({ length: recoveryCodeCount }, newRecoveryCode);
    await factors.setRecoveryCodes(user, codes, actor);
    return codes;
  }

  return {
    view(principal, party) {
      const user = ownerOf(principal);
      const { password, totp, passkeys, recoveryCodes } = factors.of(user.id);
      return {
        user,
        session: principal.id,
        ...(password && { password: { setAt: iso(password.setAtMs) } }),
        ...(totp && { totp: { addedAt: iso(totp.addedAtMs) } }),
        passkeys: passkeys.map(({ id, name, rpId, addedAtMs, lastUsedAtMs }) => ({
          ...{ id, name, host: rpId, addedAt: iso(addedAtMs) },
          ...(lastUsedAtMs !== undefined && { lastUsedAt: iso(lastUsedAtMs) }),
        })),
        recoveryCodes: recoveryCodes.size,
        secondFactorRequired: rule.asks(user.id),
        secondFactorMissing: rule.forbids(principal, 'status.read') !== undefined,
        fresh: sessions.isFresh(principal.id) && isShown(principal),
        passkeysPossible: party !== undefined,
      };
    },

    async setPassword(principal, password, address) {
      const { user, actor } = changing(principal);
      const fault = passwordFault(password, user.name);
      if (fault !== undefined) throw new IdentityError('identity/password-unfit', `It ${fault}.`);
      await factors.setPassword(user.id, await hasher.hash(password, address), actor);
      await sessions.endOf(user.id, actor, { except: principal.id, reason: 'password set' });
    },

    beginTotp(principal) {
      const { user } = changing(principal);
      const secret = randomBytes(totpSecretBytes);
      const kept = { user: user.id, secret: Buffer.from(secret).toString('base64') };
      return { ticket: totpSetups.issue(kept), secret: base32(secret), uri: totpUri(secret, user.name) };
    },

    async confirmTotp(principal, { ticket, code }) {
      const { user, actor } = changing(principal);
      const opened = totpSetups.open(ticket);
      if (opened === undefined || opened.content.user !== user.id) {
        throw new IdentityError('identity/code-wrong', 'The setting up has ended. Begin again.');
      }
      const secret = Buffer.from(opened.content.secret, 'base64');
      const step = totpStep(secret, code, clock.now());
      if (step === undefined) {
        throw new IdentityError('identity/code-wrong', 'This is not the code that the app shows now.');
      }
      if (!totpSetups.spend(opened.id)) {
        throw new IdentityError('identity/code-wrong', 'The setting up has ended. Begin again.');
      }
      await factors.setTotp(user.id, { secret, step }, actor);
      return await added(principal);
    },

    async removeTotp(principal) {
      const { user, actor } = changing(principal);
      refuseLast(user.id, factors.of(user.id).passkeys.length);
      await factors.removeTotp(user.id, actor);
    },

    async passkeyOptions(principal, party) {
      const { user } = changing(principal);
      if (party === undefined) {
        throw new IdentityError(
          'identity/passkey-refused',
          'The console is open at an address without a name.',
        );
      }
      const { passkeys } = factors.of(user.id);
      if (passkeys.length >= maxPasskeys) {
        throw new IdentityError('identity/passkey-refused', `There are ${maxPasskeys} already.`);
      }
      const options = await registrationOptions(party, user, passkeys);
      return { options, ticket: passkeySetups.issue({ user: user.id, challenge: options.challenge }) };
    },

    async addPasskey(principal, { ticket, name, response }, party) {
      const { user, actor } = changing(principal);
      const opened = passkeySetups.open(ticket);
      const parsed = registrationSchema.safeParse(response);
      const label = printableName.safeParse(name);
      if (party === undefined || opened?.content.user !== user.id || !parsed.success || !label.success) {
        throw new IdentityError('identity/passkey-refused', 'The answer is not one to what was asked.');
      }
      const { challenge } = opened.content;
      const made = await verifiedRegistration(parsed.data, { party, challenge });
      if (made === undefined || !passkeySetups.spend(opened.id) || factors.passkey(made.id) !== undefined) {
        throw new IdentityError(
          'identity/passkey-refused',
          'The answer of the authenticator is not valid here.',
        );
      }
      await factors.addPasskey(
        {
          ...{ id: made.id, user: user.id, name: label.data, rpId: party.id },
          ...{ publicKey: made.publicKey, counter: made.counter },
          transports: parsed.data.response.transports ?? [],
        },
        actor,
      );
      return await added(principal);
    },

    async removePasskey(principal, id) {
      const { user, actor } = changing(principal);
      const { totp, passkeys } = factors.of(user.id);
      refuseLast(user.id, (totp ? 1 : 0) + passkeys.filter((passkey) => passkey.id !== id).length);
      await factors.removePasskey(user.id, id, actor);
    },

    async makeRecoveryCodes(principal) {
      const { user, actor } = changing(principal);
      return await newCodes(user.id, actor);
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
