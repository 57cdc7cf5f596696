import {
  type Actor,
  actorOf,
  type Clock,
  newEvent,
  type Principal,
  type Resource,
  type Secret,
  type Shown,
} from '@ringwall/core';
import type { Outbox } from '@ringwall/store';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { Grants } from '../grants/grants.ts';
import { requireMayActAs } from '../grants/may-give.ts';
import type { UserSummary, Users } from '../principals/users.ts';
import { defaultProject, localAdministrator } from '../tables.ts';
import type { Attempts } from './attempts.ts';
import { canSignIn, type FactorStore } from './factors.ts';
import type { Invitations } from './invitations.ts';
import type { Sessions } from './sessions.ts';

/** What lists of people show about signing in. */
export const signInStanding = z.object({
  secondFactor: z.boolean().describe('Whether one-time codes or a passkey are set up.'),
  lastSignInAt: z.iso.datetime().exactOptional(),
  lockedUntil: z.iso
    .datetime()
    .exactOptional()
    .describe('Too much has failed: until then they wait, from some address at least.'),
});
export type SignInStanding = Shown<typeof signInStanding>;

/** What administrators do about how others sign in. */
export interface SignInAdministration {
  /**
   * A link for somebody's first sign-in. With `reset` what they sign in with is taken away and their sessions end, at
   * once. That of administrators, and of the machine's own, can only be reset from the shell.
   * @throws IdentityError identity/user-unknown, identity/account-elsewhere, identity/reset-needed,
   * identity/reset-needs-shell, identity/grant-beyond where the user holds more than the caller
   */
  invite(
    principal: Principal,
    user: string,
    options: { readonly reset: boolean },
  ): Promise<{ readonly token: Secret; readonly expiresAt: string }>;
  /** How somebody signs in, for lists of people. */
  standing(user: string): SignInStanding;
  /** Forgets failed attempts. @throws IdentityError identity/user-unknown */
  unlock(principal: Principal, user: string): Promise<UserSummary>;
  /** By id, or by the name they sign in with. @throws IdentityError identity/user-unknown */
  user(idOrName: string): UserSummary;
  /** The same to be asked about; undefined where there is no such user. */
  resource(idOrName: string): Resource | undefined;
}

export function createSignInAdministration(parts: {
  readonly users: Users;
  readonly grants: Grants;
  readonly factors: FactorStore;
  readonly sessions: Sessions;
  readonly invitations: Invitations;
  readonly attempts: Attempts;
  readonly outbox: Outbox;
  readonly clock: Clock;
}): SignInAdministration {
  const { users, grants, factors, sessions, invitations, attempts, outbox, clock } = parts;

  function find(idOrName: string): UserSummary {
    const user = users.find(idOrName) ?? users.named(idOrName);
    if (user !== undefined) return user;
    throw new IdentityError('identity/user-unknown', 'No user has that id or name.');
  }

  function needsShell({ id }: UserSummary): boolean {
    if (id === localAdministrator) return true;
    return (
      canSignIn(factors.of(id)) &&
      grants.of(id).some(({ role, project }) => role === 'admin' && project === '*')
    );
  }

  async function takeAway(user: string, actor: Actor): Promise<void> {
    await factors.clear(user, actor);
    await sessions.endOf(user, actor, { reason: 'reset' });
    attempts.unlock(user);
  }

  return {
    user: find,
    standing(user) {
      const { totp, passkeys } = factors.of(user);
      const lockedUntilMs = attempts.lockedUntilMs(user);
      const lastMs = sessions.lastSignInMs(user);
      return {
        secondFactor: totp !== undefined || passkeys.length > 0,
        ...(lastMs !== undefined && { lastSignInAt: new Date(lastMs).toISOString() }),
        ...(lockedUntilMs !== undefined && { lockedUntil: new Date(lockedUntilMs).toISOString() }),
      };
    },
    resource(idOrName) {
      const user = users.find(idOrName) ?? users.named(idOrName);
      return user && { kind: 'user', id: user.id };
    },
    async invite(principal, idOrName, { reset }) {
      const user = find(idOrName);
      if (user.source === 'directory') {
        throw new IdentityError('identity/account-elsewhere', 'It is kept by an identity provider.');
      }
      if (principal.kind !== 'shell' && needsShell(user)) {
        throw new IdentityError('identity/reset-needs-shell', 'The user is an administrator.');
      }
      requireMayActAs(principal, user.id, grants.of);
      if (canSignIn(factors.of(user.id)) && !reset) {
        throw new IdentityError('identity/reset-needed', 'The user has a password or a passkey.');
      }
      const actor = actorOf(principal);
      if (reset) await takeAway(user.id, actor);
      return await invitations.create(user.id, actor);
    },
    async unlock(principal, idOrName) {
      const user = find(idOrName);
      const data = { user: user.id, change: 'unlocked' as const };
      const fields = { time: clock.now(), project: defaultProject, actor: actorOf(principal), data };
      await outbox.transact(async (_, emit) => emit(newEvent('user.changed', fields)));
      attempts.unlock(user.id);
      return user;
    },
  };
}
