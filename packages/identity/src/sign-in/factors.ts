import { type Actor, type EventData, newEvent, parseBoundedJson } from '@ringwall/core';
import { z } from 'zod';
import type { IdentityParts } from '../parts.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { defaultProject } from '../tables.ts';
import { recoveryCodeDigest } from './recovery-codes.ts';
import type { SignInTables } from './tables.ts';

export interface Passkey {
  /** The credential's id, base64url. */
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly rpId: string;
  /** COSE key. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly addedAtMs: number;
  readonly lastUsedAtMs: number | undefined;
}

/** What one user can sign in with. */
export interface Factors {
  readonly password?: { readonly hash: string; readonly setAtMs: number };
  readonly totp?: { readonly sealed: string; readonly lastStep: number; readonly addedAtMs: number };
  readonly passkeys: readonly Passkey[];
  /** Digests. */
  readonly recoveryCodes: ReadonlySet<string>;
}

/** Whether somebody has what signs in by itself. */
export function canSignIn({ password, passkeys }: Factors): boolean {
  return password !== undefined || passkeys.length > 0;
}

type Change = EventData<'user.changed'>['change'];

/** What people sign in with: durable in SQL, answered from memory. Each change is an event. */
export interface FactorStore {
  of(user: string): Factors;
  /** Whether anybody has a password or a passkey. */
  isUsed(): boolean;
  passkey(id: string): Passkey | undefined;
  setPassword(user: string, hash: string, actor: Actor): Promise<void>;
  /** The same password under a newer hash: no change that anybody made. */
  rehash(user: string, before: string, hash: string): Promise<void>;
  setTotp(
    user: string,
    totp: { readonly secret: Uint8Array; readonly step: number },
    actor: Actor,
  ): Promise<void>;
  totpSecret(user: string): Uint8Array | undefined;
  /** Uses up a step and all before it; false where it was. */
  spendTotpStep(user: string, step: number): Promise<boolean>;
  removeTotp(user: string, actor: Actor): Promise<void>;
  addPasskey(passkey: Omit<Passkey, 'addedAtMs' | 'lastUsedAtMs'>, actor: Actor): Promise<void>;
  /** Keeps how often it was used; false where it was used further meanwhile. */
  usePasskey(id: string, counter: number): Promise<boolean>;
  removePasskey(user: string, id: string, actor: Actor): Promise<void>;
  setRecoveryCodes(user: string, codes: readonly string[], actor: Actor): Promise<void>;
  /** Uses a code up; false where it is none of theirs. */
  spendRecoveryCode(user: string, code: string, actor: Actor): Promise<boolean>;
  /** Takes everything away. From the commit on nothing of it opens a session. */
  clear(user: string, actor: Actor): Promise<void>;
}

const none: Factors = { passkeys: [], recoveryCodes: new Set() };

export async function loadFactors(parts: IdentityParts & { readonly box: SecretBox }): Promise<FactorStore> {
  const { outbox, clock, box } = parts;
  const db = parts.store.db.withTables<SignInTables>();
  const held = new Map<string, Factors>();
  const digestKey = box.derive('recovery-codes');
  const place = (user: string) => `totp ${user}`;

  for (const row of await db.selectFrom('user_passwords').selectAll().execute()) {
    put(row.user_id, { password: { hash: row.hash, setAtMs: row.set_at } });
  }
  for (const row of await db.selectFrom('user_totp').selectAll().execute()) {
    put(row.user_id, {
      totp: { sealed: row.secret, lastStep: row.last_step, addedAtMs: row.added_at },
    });
  }
  for (const row of await db.selectFrom('user_passkeys').selectAll().execute()) admitPasskey(row);
  for (const row of await db.selectFrom('user_recovery_codes').selectAll().execute()) {
    const { recoveryCodes } = of(row.user_id);
    put(row.user_id, { recoveryCodes: new Set([...recoveryCodes, row.digest]) });
  }

  function of(user: string): Factors {
    return held.get(user) ?? none;
  }

  function put(user: string, changed: Partial<Factors>): void {
    held.set(user, { ...of(user), ...changed });
  }

  function drop(user: string, member: 'password' | 'totp'): void {
    const { [member]: _, ...rest } = of(user);
    held.set(user, rest);
  }

  function admitPasskey(row: SignInTables['user_passkeys']): void {
    const others = of(row.user_id).passkeys.filter(({ id }) => id !== row.id);
    put(row.user_id, { passkeys: [...others, passkeyOf(row)] });
  }

  /** Runs a change with its event; `after` puts it into memory, at once where that takes something away. */
  async function change(
    what: { readonly user: string; readonly change: Change; readonly actor: Actor },
    run: (trx: typeof db) => Promise<boolean>,
    after: { readonly takesAway?: () => void; readonly gives?: () => void },
  ): Promise<boolean> {
    const { user, actor } = what;
    const changed = await outbox.transact(
      async (trx, emit) => {
        if (!(await run(trx.withTables<SignInTables>()))) return false;
        const data = { user, change: what.change };
        emit(newEvent('user.changed', { time: clock.now(), project: defaultProject, actor, data }));
        return true;
      },
      { onCommitted: (done) => (done ? after.takesAway?.() : undefined) },
    );
    if (changed) after.gives?.();
    return changed;
  }

  return {
    of,
    isUsed: () => [...held.values()].some(canSignIn),
    passkey: (id) => [...held.values()].flatMap(({ passkeys }) => passkeys).find((key) => key.id === id),

    async setPassword(user, hash, actor) {
      const setAtMs = clock.now();
      const row = { user_id: user, hash, set_at: setAtMs };
      await change(
        { user, change: 'password-set', actor },
        async (trx) => {
          await trx
            .insertInto('user_passwords')
            .values(row)
            .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ hash, set_at: setAtMs }))
            .execute();
          return true;
        },
        // The old one is dead from the commit on; the new one lives once it is recorded.
        { takesAway: () => drop(user, 'password'), gives: () => put(user, { password: { hash, setAtMs } }) },
      );
    },

    async rehash(user, before, hash) {
      const row = await db
        .updateTable('user_passwords')
        .set({ hash })
        .where('user_id', '=', user)
        .where('hash', '=', before)
        .returningAll()
        .executeTakeFirst();
      if (row && of(user).password?.hash === before) {
        put(user, { password: { hash, setAtMs: row.set_at } });
      }
    },

    async setTotp(user, { secret, step }, actor) {
      const sealed = box.seal(secret, place(user));
      const addedAtMs = clock.now();
      const row = { user_id: user, secret: sealed, last_step: step, added_at: addedAtMs };
      const totp = { sealed, lastStep: step, addedAtMs };
      await change(
        { user, change: 'totp-added', actor },
        async (trx) => {
          await trx.deleteFrom('user_totp').where('user_id', '=', user).execute();
          await trx.insertInto('user_totp').values(row).execute();
          return true;
        },
        { takesAway: () => drop(user, 'totp'), gives: () => put(user, { totp }) },
      );
    },

    totpSecret(user) {
      const { totp } = of(user);
      return totp && box.open(totp.sealed, place(user));
    },

    async spendTotpStep(user, step) {
      const { totp } = of(user);
      if (totp === undefined || step <= totp.lastStep) return false;
      put(user, { totp: { ...totp, lastStep: step } });
      const { numUpdatedRows } = await db
        .updateTable('user_totp')
        .set({ last_step: step })
        .where('user_id', '=', user)
        .where('last_step', '<', step)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async removeTotp(user, actor) {
      await change(
        { user, change: 'totp-removed', actor },
        async (trx) =>
          (await trx.deleteFrom('user_totp').where('user_id', '=', user).executeTakeFirst())
            .numDeletedRows === 1n,
        { takesAway: () => drop(user, 'totp') },
      );
    },

    async addPasskey(passkey, actor) {
      const { user } = passkey;
      const row = {
        ...{ id: passkey.id, user_id: user, name: passkey.name, rp_id: passkey.rpId },
        public_key: Buffer.from(passkey.publicKey).toString('base64url'),
        ...{ counter: passkey.counter, transports: JSON.stringify(passkey.transports) },
        ...{ added_at: clock.now(), last_used_at: null },
      };
      await change(
        { user, change: 'passkey-added', actor },
        async (trx) => {
          await trx.insertInto('user_passkeys').values(row).execute();
          return true;
        },
        { gives: () => admitPasskey(row) },
      );
    },

    async usePasskey(id, counter) {
      const row = await db
        .updateTable('user_passkeys')
        .set({ counter, last_used_at: clock.now() })
        .where('id', '=', id)
        // Authenticators that do not count always say 0.
        .where((is) => (counter === 0 ? is('counter', '=', 0) : is('counter', '<', counter)))
        .returningAll()
        .executeTakeFirst();
      if (row) admitPasskey(row);
      return row !== undefined;
    },

    async removePasskey(user, id, actor) {
      await change(
        { user, change: 'passkey-removed', actor },
        async (trx) =>
          (
            await trx
              .deleteFrom('user_passkeys')
              .where('id', '=', id)
              .where('user_id', '=', user)
              .executeTakeFirst()
          ).numDeletedRows === 1n,
        { takesAway: () => put(user, { passkeys: of(user).passkeys.filter((key) => key.id !== id) }) },
      );
    },

    async setRecoveryCodes(user, codes, actor) {
      const digests = codes.flatMap((code) => recoveryCodeDigest(digestKey, user, code) ?? []);
      await change(
        { user, change: 'recovery-codes-made', actor },
        async (trx) => {
          await trx.deleteFrom('user_recovery_codes').where('user_id', '=', user).execute();
          const rows = digests.map((digest) => ({ digest, user_id: user }));
          await trx.insertInto('user_recovery_codes').values(rows).execute();
          return true;
        },
        {
          takesAway: () => put(user, { recoveryCodes: new Set() }),
          gives: () => put(user, { recoveryCodes: new Set(digests) }),
        },
      );
    },

    async spendRecoveryCode(user, code, actor) {
      const digest = recoveryCodeDigest(digestKey, user, code);
      if (digest === undefined || !of(user).recoveryCodes.has(digest)) return false;
      return await change(
        { user, change: 'recovery-code-used', actor },
        async (trx) =>
          (
            await trx
              .deleteFrom('user_recovery_codes')
              .where('digest', '=', digest)
              .where('user_id', '=', user)
              .executeTakeFirst()
          ).numDeletedRows === 1n,
        {
          takesAway: () => {
            const left = [...of(user).recoveryCodes].filter((known) => known !== digest);
            put(user, { recoveryCodes: new Set(left) });
          },
        },
      );
    },

    async clear(user, actor) {
      await change(
        { user, change: 'factors-cleared', actor },
        async (trx) => {
          for (const table of factorTables) {
            await trx.deleteFrom(table).where('user_id', '=', user).execute();
          }
          return true;
        },
        { takesAway: () => held.delete(user) },
      );
    },
  };
}

const factorTables = ['user_passwords', 'user_totp', 'user_passkeys', 'user_recovery_codes'] as const;

function passkeyOf(row: SignInTables['user_passkeys']): Passkey {
  return {
    id: row.id,
    user: row.user_id,
    name: row.name,
    rpId: row.rp_id,
    publicKey: Uint8Array.from(Buffer.from(row.public_key, 'base64url')),
    counter: row.counter,
    transports: z.array(z.string()).catch([]).parse(parseBoundedJson(row.transports)),
    addedAtMs: row.added_at,
    lastUsedAtMs: row.last_used_at ?? undefined,
  };
}
