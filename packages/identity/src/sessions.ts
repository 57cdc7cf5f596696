import { type Actor, type Clock, newEvent, newId, type Principal, type Secret } from '@ringwall/core';
import type { Outbox, Store } from '@ringwall/store';
import { credentialHash, newToken } from './credential.ts';
import { defaultProject, type IdentityTables } from './tables.ts';

const sessionMs = 12 * 60 * 60 * 1000;

type SessionRow = IdentityTables['sessions'];

/** A session at its birth; the only place its cookie is ever seen. */
export interface NewSession {
  /** The cookie's text. */
  readonly session: Secret;
  readonly principal: Principal;
  readonly expiresAt: string;
}

/** The sessions of the console; see `Identity` for what each promises. */
export interface Sessions {
  find(cookie: string): Principal | undefined;
  create(): Promise<NewSession>;
  end(id: string, actor: Actor): Promise<void>;
}

/** Who is signed in to the console: durable in SQL, answered from memory. */
export async function loadSessions(parts: {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly clock: Clock;
}): Promise<Sessions> {
  const { outbox, clock } = parts;
  const live = new Map<string, SessionRow>();
  const rows = await parts.store.db
    .withTables<IdentityTables>()
    .selectFrom('sessions')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('expires_at', '>', clock.now())
    .execute();
  for (const row of rows) live.set(row.hash, row);

  return {
    find(cookie) {
      const hash = credentialHash(cookie);
      const row = hash === undefined ? undefined : live.get(hash);
      if (row === undefined || clock.now() >= row.expires_at) return undefined;
      return { kind: 'session', id: row.id };
    },

    async create() {
      const now = clock.now();
      // Bounds the memory: nothing that has expired outlives the next login.
      for (const [hash, row] of live) if (now >= row.expires_at) live.delete(hash);
      const id = newId('ses', now);
      const { secret, hash } = newToken();
      const row = { id, hash, created_at: now, expires_at: now + sessionMs, ended_at: null };
      await outbox.transact(async (trx, emit) => {
        await trx.withTables<IdentityTables>().insertInto('sessions').values(row).execute();
        const actor = { kind: 'session', id } as const;
        const data = { session: id };
        emit(newEvent('session.created', { time: now, project: defaultProject, actor, data }));
      });
      live.set(hash, row);
      const expiresAt = new Date(row.expires_at).toISOString();
      return { session: secret, principal: { kind: 'session', id }, expiresAt };
    },

    async end(id, actor) {
      const now = clock.now();
      await outbox.transact(
        async (trx, emit) => {
          const row = await trx
            .withTables<IdentityTables>()
            .updateTable('sessions')
            .set({ ended_at: now })
            .where('id', '=', id)
            .where('ended_at', 'is', null)
            .returningAll()
            .executeTakeFirst();
          const data = { session: id };
          if (row !== undefined) {
            emit(newEvent('session.ended', { time: now, project: defaultProject, actor, data }));
          }
          return row;
        },
        // At once, and also when the ledger then fails.
        { onCommitted: (row) => row && live.delete(row.hash) },
      );
    },
  };
}
