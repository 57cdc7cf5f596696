import { type Actor, newEvent, newId, type Principal, type Secret } from '@ringwall/core';
import { credentialHash, newToken } from '../credential.ts';
import type { IdentityParts } from '../parts.ts';
import type { Users } from '../principals/users.ts';
import { defaultProject, type IdentityTables } from '../tables.ts';

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
  /** Who presents this cookie; undefined for one that is unknown, expired or ended, or whose user is disabled. */
  find(cookie: string): Principal | undefined;
  /** Whether the session with this id would still be found. */
  isLive(id: string): boolean;
  /** Signs a user in. */
  create(user: string, by: SignInMethod): Promise<NewSession>;
  /** From the commit on the cookie is refused. Ending what has ended, or never was, changes nothing. */
  end(id: string, actor: Actor): Promise<void>;
}

export type SignInMethod = 'link' | 'password' | 'passkey' | 'oidc';

/** Who is signed in to the console: durable in SQL, answered from memory. */
export async function loadSessions(parts: IdentityParts & { readonly users: Users }): Promise<Sessions> {
  const { outbox, clock, epoch, users } = parts;
  const live = new Map<string, SessionRow>();
  const rows = await parts.store.db
    .withTables<IdentityTables>()
    .selectFrom('sessions')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('expires_at', '>', clock.now())
    .execute();
  for (const row of rows) live.set(row.hash, row);

  function isUsable(row: SessionRow): boolean {
    const user = users.find(row.user);
    return clock.now() < row.expires_at && user !== undefined && user.disabledAt === undefined;
  }

  return {
    find(cookie) {
      const hash = credentialHash(cookie);
      const row = hash === undefined ? undefined : live.get(hash);
      return row !== undefined && isUsable(row) ? principalOf(row) : undefined;
    },

    isLive: (id) => [...live.values()].some((row) => row.id === id && isUsable(row)),

    async create(user, method) {
      const now = clock.now();
      // Bounds the memory: nothing that has expired outlives the next login.
      for (const [hash, row] of live) if (now >= row.expires_at) live.delete(hash);
      const id = newId('ses', now);
      const { secret, hash } = newToken();
      const row = {
        ...{ id, hash, user, method, created_at: now, expires_at: now + sessionMs },
        ...{ ended_at: null, last_seen_at: null },
      };
      await outbox.transact(async (trx, emit) => {
        await trx.withTables<IdentityTables>().insertInto('sessions').values(row).execute();
        const actor = { kind: 'session', id, who: user } as const;
        const data = { session: id, user, method };
        emit(newEvent('session.created', { time: now, project: defaultProject, actor, data }));
      });
      live.set(hash, row);
      const expiresAt = new Date(row.expires_at).toISOString();
      return { session: secret, principal: principalOf(row), expiresAt };
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
        {
          onCommitted: (row) => {
            if (row) live.delete(row.hash);
            epoch.advance();
          },
        },
      );
    },
  };
}

function principalOf(row: SessionRow): Principal {
  return { kind: 'session', id: row.id, who: { type: 'user', id: row.user }, untilMs: row.expires_at };
}
