import { type Actor, newEvent, type Secret } from '@ringwall/core';
import { credentialHash, newToken } from '../credential.ts';
import type { IdentityParts } from '../parts.ts';
import { defaultProject } from '../tables.ts';
import { canSignIn, type FactorStore } from './factors.ts';
import type { SignInTables } from './tables.ts';

const invitationMs = 3 * 24 * 60 * 60 * 1000;

/** Links by which people sign in for the first time, or again after a reset: durable, for three days, once each. */
export interface Invitations {
  /** The user's earlier ones are void from the commit on. */
  create(user: string, actor: Actor): Promise<{ readonly token: Secret; readonly expiresAt: string }>;
  /** The user it signs in; undefined for one that is unknown, used or too old, or whose user can sign in without. */
  spend(token: string): Promise<string | undefined>;
}

export function createInvitations({
  store,
  outbox,
  clock,
  factors,
}: Omit<IdentityParts, 'epoch'> & { readonly factors: FactorStore }): Invitations {
  const db = store.db.withTables<SignInTables>();
  return {
    async create(user, actor) {
      const now = clock.now();
      const expiresAtMs = now + invitationMs;
      const { secret, hash } = newToken();
      await outbox.transact(async (trx, emit) => {
        const tables = trx.withTables<SignInTables>();
        await tables
          .deleteFrom('invitations')
          .where((is) => is.or([is('user_id', '=', user), is('expires_at', '<=', now)]))
          .execute();
        const row = { hash, user_id: user, created_at: now, expires_at: expiresAtMs };
        await tables.insertInto('invitations').values(row).execute();
        const data = { user, change: 'invited' as const };
        emit(newEvent('user.changed', { time: now, project: defaultProject, actor, data }));
      });
      return { token: secret, expiresAt: new Date(expiresAtMs).toISOString() };
    },
    async spend(token) {
      const hash = credentialHash(token);
      if (hash === undefined) return undefined;
      const row = await db
        .deleteFrom('invitations')
        .where('hash', '=', hash)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined || clock.now() >= row.expires_at) return undefined;
      // One that was left over would open the account past its password and second factor.
      return canSignIn(factors.of(row.user_id)) ? undefined : row.user_id;
    },
  };
}
