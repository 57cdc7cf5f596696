import { type Actor, newEvent, type Shown } from '@ringwall/core';
import { z } from 'zod';
import type { IdentityParts } from '../parts.ts';
import { defaultProject } from '../tables.ts';
import type { TokenTables } from './tables.ts';

/** Tokens that were revoked. */
export const tokenRevocation = z
  .object({
    target: z
      .string()
      .describe('`tok_…`: that token; `usr_…`, `svc_…`: every token for it that was issued until then.'),
    revokedAt: z.iso.datetime(),
  })
  .meta({ id: 'TokenRevocation' });
export type TokenRevocation = Shown<typeof tokenRevocation>;

/** Tokens that are refused although their issuer has signed them: durable in SQL, answered from memory. */
export interface TokenRevocations {
  /** When what `target` names was revoked, in milliseconds since the epoch. */
  at(target: string): number | undefined;
  /** Newest first. */
  list(): readonly TokenRevocation[];
  /** From the commit on. Revoking whom a token speaks for again reaches what was issued since. */
  add(target: string, actor: Actor): Promise<TokenRevocation>;
}

export async function loadTokenRevocations({
  store,
  outbox,
  clock,
  epoch,
}: IdentityParts): Promise<TokenRevocations> {
  const db = store.db.withTables<TokenTables>();
  // Revoking is an administrator's deed: they are few, and none is forgotten, as a token may be good for years.
  const rows = await db.selectFrom('token_revocations').selectAll().execute();
  const revoked = new Map(rows.map(({ target, revoked_at }) => [target, revoked_at]));

  return {
    at: (target) => revoked.get(target),
    list: () =>
      [...revoked]
        .sort(([, a], [, b]) => b - a)
        .map(([target, at]) => ({ target, revokedAt: new Date(at).toISOString() })),
    async add(target, actor) {
      // A clock that was set back must not give tokens back.
      const now = Math.max(clock.now(), revoked.get(target) ?? 0);
      await outbox.transact(
        async (trx, emit) => {
          await trx
            .withTables<TokenTables>()
            .insertInto('token_revocations')
            .values({ target, revoked_at: now })
            .onConflict((conflict) => conflict.column('target').doUpdateSet({ revoked_at: now }))
            .execute();
          const data = { target };
          emit(newEvent('token.revoked', { time: clock.now(), project: defaultProject, actor, data }));
        },
        // At once, and also when the ledger then fails.
        {
          onCommitted: () => {
            revoked.set(target, now);
            epoch.advance();
          },
        },
      );
      return { target, revokedAt: new Date(now).toISOString() };
    },
  };
}
