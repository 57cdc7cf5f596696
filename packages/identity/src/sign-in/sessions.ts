import { type Actor, newEvent, newId, type Principal, type Secret, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { credentialHash, newToken } from '../credential.ts';
import type { IdentityParts } from '../parts.ts';
import type { Users } from '../principals/users.ts';
import { defaultProject, type IdentityTables } from '../tables.ts';
import type { SessionFactorTables } from './tables.ts';

const sessionMs = 12 * 60 * 60 * 1000;
/** How long a session may rest where nothing else is configured. */
const defaultIdleMs = 2 * 60 * 60 * 1000;
/** How long after signing in one may change what one signs in with, without signing in again. */
const freshMs = 10 * 60 * 1000;
/** The oldest of more than these end. */
const maxPerUser = 50;
/** When a session was used last is written down this often: a crash makes it look idle for so much longer. */
const seenEveryMs = 60_000;

type SessionRow = Omit<IdentityTables['sessions'], 'last_seen_at'> & SessionFactorTables['sessions'];
interface LiveSession {
  readonly row: SessionRow;
  seenMs: number;
  writtenMs: number;
}

/** A session at its birth; the only place its cookie is ever seen. */
export interface NewSession {
  /** The cookie's text. */
  readonly session: Secret;
  readonly principal: Principal;
  readonly expiresAt: string;
}

const signInMethods = ['link', 'invitation', 'password', 'passkey', 'oidc'] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** What may be shown of a session. */
export const sessionSummary = z
  .object({
    id: z.string(),
    user: z.string(),
    method: z.enum(signInMethods),
    secondFactor: z.boolean(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().describe('When it ends even if it is used.'),
  })
  .meta({ id: 'SessionSummary' });
export type SessionSummary = Shown<typeof sessionSummary>;

/** The sessions of the console; see `Identity` for what each promises. */
export interface Sessions {
  /**
   * Who presents this cookie; undefined for one that is unknown, expired, idle or ended, or whose user is disabled.
   * Counts as use of the session, unless told that a person did not cause it.
   */
  find(cookie: string, options?: { readonly unattended?: boolean }): Principal | undefined;
  /** Whether the session with this id would still be found. */
  isLive(id: string): boolean;
  /** The live session of this id. */
  summary(id: string): SessionSummary | undefined;
  /** Those that are live, newest first; of one user where one is named. */
  list(user?: string): readonly SessionSummary[];
  /** When this user began a session last. */
  lastSignInMs(user: string): number | undefined;
  /** Whether somebody has shown who they are through it within the last ten minutes. */
  isFresh(id: string): boolean;
  /**
   * Signs a user in, always under a new id and cookie. `replaces` names the session that the same browser had and that
   * ends with this.
   */
  create(
    user: string,
    by: SignInMethod,
    options?: { readonly secondFactor?: boolean; readonly replaces?: string | undefined },
  ): Promise<NewSession>;
  /** From the commit on the cookie is refused. Ending what has ended, or never was, changes nothing. */
  end(id: string, actor: Actor, reason?: string): Promise<void>;
  /** Ends all of a user's but `except`; gives how many. */
  endOf(
    user: string,
    actor: Actor,
    options: { readonly except?: string; readonly reason: string },
  ): Promise<number>;
}

/** Who is signed in to the console: durable in SQL, answered from memory. */
export async function loadSessions(
  parts: IdentityParts & { readonly users: Users; readonly idleMs?: number | undefined },
): Promise<Sessions> {
  const { outbox, clock, epoch, users, idleMs = defaultIdleMs } = parts;
  const db = parts.store.db.withTables<IdentityTables & SessionFactorTables>();
  const byHash = new Map<string, LiveSession>();
  const byId = new Map<string, LiveSession>();
  /** Whose sessions are being recorded: what ends all of somebody's ends these too. */
  const opening = new Map<string, string>();
  const lastSignIns = new Map<string, number>();
  for (const { id, last_sign_in_at: at } of await db
    .selectFrom('users')
    .select(['id', 'last_sign_in_at'])
    .execute()) {
    if (at !== null) lastSignIns.set(id, at);
  }
  let purgedMs = 0;
  await purge();
  for (const row of await db.selectFrom('sessions').selectAll().execute()) {
    admit(row, row.last_seen_at ?? row.created_at);
  }

  function admit(row: SessionRow, seenMs: number): void {
    const session = { row, seenMs, writtenMs: seenMs };
    byHash.set(row.hash, session);
    byId.set(row.id, session);
  }

  function forget({ id, hash }: { readonly id: string; readonly hash: string }): void {
    byHash.delete(hash);
    byId.delete(id);
  }

  /** Bounds memory and table: nothing that is over outlives the next sign-in by more than an hour. */
  async function purge(): Promise<void> {
    const now = clock.now();
    for (const { row } of byId.values()) if (now >= row.expires_at) forget(row);
    if (now - purgedMs < 60 * 60 * 1000) return;
    purgedMs = now;
    await db
      .deleteFrom('sessions')
      .where((is) => is.or([is('expires_at', '<=', now), is('ended_at', 'is not', null)]))
      .execute();
  }

  function isUsable({ row, seenMs }: LiveSession): boolean {
    const now = clock.now();
    const user = users.find(row.user);
    return (
      now < row.expires_at && now - seenMs < idleMs && user !== undefined && user.disabledAt === undefined
    );
  }

  function noteUse(session: LiveSession): void {
    const now = clock.now();
    session.seenMs = now;
    if (now - session.writtenMs < seenEveryMs) return;
    session.writtenMs = now;
    // Nothing waits for this; what it loses is one minute of rest.
    db.updateTable('sessions')
      .set({ last_seen_at: now })
      .where('id', '=', session.row.id)
      .execute()
      .catch(() => undefined);
  }

  async function end(id: string, actor: Actor, reason: string | undefined): Promise<boolean> {
    const now = clock.now();
    const ended = await outbox.transact(
      async (trx, emit) => {
        const row = await trx
          .withTables<IdentityTables>()
          .updateTable('sessions')
          .set({ ended_at: now })
          .where('id', '=', id)
          .where('ended_at', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (row !== undefined) {
          const data = { session: id, user: row.user, ...(reason !== undefined && { reason }) };
          emit(newEvent('session.ended', { time: now, project: defaultProject, actor, data }));
        }
        return row;
      },
      // At once, and also when the ledger then fails.
      {
        onCommitted: (row) => {
          if (row) forget(row);
          epoch.advance();
        },
      },
    );
    return ended !== undefined;
  }

  /** Newest first; also those of a user who is disabled, whom they must not outlive. */
  function heldBy(user: string): readonly SessionRow[] {
    const rows = [...byId.values()].map(({ row }) => row).filter((row) => row.user === user);
    return rows.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  function list(user?: string): readonly SessionSummary[] {
    return [...byId.values()]
      .filter((session) => isUsable(session) && (user === undefined || session.row.user === user))
      .map(summarize)
      .sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  return {
    find(cookie, { unattended = false } = {}) {
      const hash = credentialHash(cookie);
      const session = hash === undefined ? undefined : byHash.get(hash);
      if (session === undefined || !isUsable(session)) return undefined;
      if (!unattended) noteUse(session);
      return principalOf(session.row);
    },

    isLive: (id) => usable(id) !== undefined,
    summary(id) {
      const session = usable(id);
      return session && summarize(session);
    },
    list,
    lastSignInMs: (user) => lastSignIns.get(user),
    isFresh(id) {
      const session = usable(id);
      return session !== undefined && clock.now() - session.row.created_at < freshMs;
    },

    async create(user, method, { secondFactor = false, replaces } = {}) {
      const now = clock.now();
      const id = newId('ses', now);
      opening.set(id, user);
      const { secret, hash } = newToken();
      const row = {
        ...{ id, hash, user, method, created_at: now, expires_at: now + sessionMs, ended_at: null },
        second_factor: secondFactor ? 1 : 0,
      };
      const actor = { kind: 'session', id, who: user } as const;
      try {
        await purge();
        await outbox.transact(async (trx, emit) => {
          const tables = trx.withTables<IdentityTables & SessionFactorTables>();
          await tables
            .insertInto('sessions')
            .values({ ...row, last_seen_at: now })
            .execute();
          await tables.updateTable('users').set({ last_sign_in_at: now }).where('id', '=', user).execute();
          const data = { session: id, user, method, ...(secondFactor && { secondFactor }) };
          emit(newEvent('session.created', { time: now, project: defaultProject, actor, data }));
        });
      } catch (error) {
        opening.delete(id);
        throw error;
      }
      const isWanted = opening.delete(id);
      if (isWanted) admit(row, now);
      else await end(id, actor, 'ended while it was being opened');
      lastSignIns.set(user, now);
      if (replaces !== undefined) await end(replaces, actor, 'replaced');
      for (const old of heldBy(user).slice(maxPerUser)) await end(old.id, actor, 'too many');
      const expiresAt = new Date(row.expires_at).toISOString();
      return { session: secret, principal: principalOf(row), expiresAt };
    },

    async end(id, actor, reason) {
      await end(id, actor, reason);
    },

    async endOf(user, actor, { except, reason }) {
      let count = 0;
      for (const [id, whose] of opening) if (whose === user && id !== except) opening.delete(id);
      for (const { id } of heldBy(user)) {
        if (id !== except && (await end(id, actor, reason))) count++;
      }
      return count;
    },
  };

  function usable(id: string): LiveSession | undefined {
    const session = byId.get(id);
    return session !== undefined && isUsable(session) ? session : undefined;
  }
}

function summarize({ row, seenMs }: LiveSession): SessionSummary {
  return {
    ...{ id: row.id, user: row.user, method: methodOf(row), secondFactor: row.second_factor === 1 },
    createdAt: new Date(row.created_at).toISOString(),
    lastSeenAt: new Date(seenMs).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
  };
}

/** A method that this version does not know is taken for the one that is worth least. */
function methodOf({ method }: SessionRow): SignInMethod {
  const known = ['link', 'invitation', 'password', 'passkey', 'oidc'] as const;
  return known.find((one) => one === method) ?? 'password';
}

function principalOf(row: SessionRow): Principal {
  return { kind: 'session', id: row.id, who: { type: 'user', id: row.user }, untilMs: row.expires_at };
}
