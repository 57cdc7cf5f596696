import {
  type BodyRef,
  type Clock,
  deriveKey,
  equalConstantTime,
  hmacSha256,
  movedOutsideHeap,
  RingwallError,
  randomBytes,
  sealBytes,
  sealedPlace,
  unsealBytes,
} from '@ringwall/core';
import type { Store } from '@ringwall/store';
import { LedgerError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { BodyTables } from './tables.ts';

/**
 * Prompts and completions outside the log. The log carries a keyed commitment to each, which nobody can guess
 * the text from; whoever destroys a project's key of a day makes that day's bodies unreadable and its
 * commitments meaningless, and the log stays provable.
 */
export interface Bodies {
  /**
   * Commits to the bytes and, when `keep` says so, seals them. `ref` is ready at once. `stored` resolves when all
   * the reference needs is durable: the body key, and the sealed bytes where they are kept. Only then may the
   * reference be relied on.
   */
  record(
    project: string,
    bytes: Uint8Array,
    options: { readonly keep: boolean },
  ): { readonly ref: BodyRef; readonly stored: Promise<void> };
  /**
   * The bytes behind a reference, checked against its commitment. Undefined where they were not kept, are gone,
   * or their key is.
   * @throws LedgerError ledger/body-altered; CoreError core/crypto-failed where the body key does not open
   */
  open(ref: BodyRef, project: string): Promise<Uint8Array | undefined>;
  /**
   * Wraps every body key that is not under the newest key-encryption key anew, some at a time. Resolves to how many
   * body keys there are once none is under an older one. May be stopped and begun again at any time.
   */
  rewrapKeys(signal: AbortSignal): Promise<number>;
}

interface BodyKey {
  readonly id: string;
  readonly commitment: Uint8Array;
  readonly sealing: Uint8Array;
  /** Resolves when the key itself is durable. */
  readonly durable: Promise<void>;
}

type BodyKeyRow = BodyTables['body_keys'];

/** Rows of one transaction: traffic's own queries wait for it. */
const rewrapRows = 200;

/** Opens the sealed bodies of a store, with the keys of today in memory. */
export async function createBodies(options: {
  readonly store: Store;
  readonly keyring: Pick<Keyring, 'wrap' | 'unwrap' | 'encryptionKeyVersions'>;
  readonly clock: Clock;
}): Promise<Bodies> {
  const { store, keyring, clock } = options;
  const db = store.db.withTables<BodyTables>();
  let day = dayOf(clock);
  /** Today's, by project: as many as there are projects with traffic. */
  const keys = new Map<string, BodyKey>();
  /** Those on their way into the table. */
  const arriving = new Set<Promise<void>>();
  for (const row of await db.selectFrom('body_keys').selectAll().where('day', '=', day).execute()) {
    keys.set(row.project, bodyKey(row.id, unwrap(row), Promise.resolve()));
  }

  function unwrap({ id, wrapped, key_version }: BodyKeyRow): Uint8Array {
    return keyring.unwrap({ keyVersion: key_version, ciphertext: Buffer.from(wrapped, 'base64') }, id);
  }

  function wrap(secret: Uint8Array, id: string) {
    const { keyVersion, ciphertext } = keyring.wrap(secret, id);
    return { wrapped: Buffer.from(ciphertext).toString('base64'), key_version: keyVersion };
  }

  /** Today's key of a project, made at once when there is none: nothing on the way of a request waits for SQL. */
  function keyOf(project: string): BodyKey {
    const today = dayOf(clock);
    if (today !== day) {
      keys.clear();
      day = today;
    }
    const existing = keys.get(project);
    if (existing !== undefined) return existing;
    const id = `${today}.${Buffer.from(randomBytes(8)).toString('hex')}`;
    const secret = movedOutsideHeap(randomBytes(32));
    const durable = db
      .insertInto('body_keys')
      .values({ id, project, day: today, ...wrap(secret, id) })
      .execute()
      .then(() => undefined);
    arriving.add(durable);
    const key = bodyKey(id, secret, durable);
    keys.set(project, key);
    durable
      // A key that could not be kept is used no further; those who waited for it are told.
      .catch(() => {
        if (keys.get(project) === key) keys.delete(project);
      })
      .finally(() => arriving.delete(durable));
    return key;
  }

  return {
    record(project, bytes, { keep }) {
      const key = keyOf(project);
      const ref = {
        bytes: bytes.length,
        commitment: Buffer.from(hmacSha256(key.commitment, bytes)).toString('base64url'),
        bodyKey: key.id,
      };
      if (!keep) return { ref, stored: key.durable };
      const sealed = sealBytes(key.sealing, place(project, key.id), bytes);
      const stored = Promise.all([key.durable, store.blobs.put(sealed)]).then(() => undefined);
      // Whoever never asks must not bring the process down; whoever asks is told.
      stored.catch(() => undefined);
      return { ref: { ...ref, blob: store.blobs.addressOf(sealed) }, stored };
    },

    async open(ref, project) {
      if (ref.blob === undefined) return undefined;
      const row = await db
        .selectFrom('body_keys')
        .selectAll()
        .where('id', '=', ref.bodyKey)
        .executeTakeFirst();
      if (row === undefined || row.project !== project) return undefined;
      const sealed = await store.blobs.get(ref.blob);
      if (sealed === undefined) return undefined;
      const key = bodyKey(row.id, unwrap(row), Promise.resolve());
      try {
        const bytes = unseal(key.sealing, place(project, key.id), sealed);
        const commitment = Buffer.from(ref.commitment, 'base64url');
        if (ref.bytes === bytes.length && equalConstantTime(hmacSha256(key.commitment, bytes), commitment))
          return bytes;
      } finally {
        key.commitment.fill(0);
        key.sealing.fill(0);
      }
      throw new LedgerError(
        'ledger/body-altered',
        'The kept body does not match the commitment in the ledger.',
      );
    },

    async rewrapKeys(signal) {
      for (;;) {
        signal.throwIfAborted();
        // One wrapped before the rotation may arrive after it.
        await Promise.allSettled(arriving);
        const newest = keyring.encryptionKeyVersions.at(-1) ?? 0;
        const rows = await db
          .selectFrom('body_keys')
          .selectAll()
          .where('key_version', '<', newest)
          .limit(rewrapRows)
          .execute();
        if (rows.length === 0) break;
        await db.transaction().execute(async (trx) => {
          for (const row of rows) {
            const secret = unwrap(row);
            const rewrapped = wrap(secret, row.id);
            secret.fill(0);
            await trx.updateTable('body_keys').set(rewrapped).where('id', '=', row.id).execute();
          }
        });
      }
      const { count } = await db
        .selectFrom('body_keys')
        .select((each) => each.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

/** @throws LedgerError ledger/body-altered where the blob is not a payload that was sealed for this place */
function unseal(key: Uint8Array, place: Uint8Array, sealed: Uint8Array): Uint8Array {
  try {
    return unsealBytes(key, place, sealed);
  } catch (cause) {
    if (!(cause instanceof RingwallError)) throw cause;
    throw new LedgerError('ledger/body-altered', `The kept body does not open: ${cause.message}`, { cause });
  }
}

/** Overwrites `secret`. */
function bodyKey(id: string, secret: Uint8Array, durable: Promise<void>): BodyKey {
  // Two keys from one: what is published about a body never helps to open it.
  const key = {
    id,
    commitment: deriveKey(secret, 'ringwall/body-commitment'),
    sealing: deriveKey(secret, 'ringwall/body-sealing'),
    durable,
  };
  secret.fill(0);
  return key;
}

/** A body opens under its own body key and for its own project: the key is what was sealed, the project its version. */
function place(project: string, bodyKeyId: string): Uint8Array {
  return sealedPlace({ id: bodyKeyId, version: project, path: 'body' });
}

function dayOf(clock: Clock): string {
  return new Date(clock.now()).toISOString().slice(0, 10);
}
