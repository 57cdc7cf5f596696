import {
  type BodyRef,
  type Clock,
  deriveKey,
  equalConstantTime,
  hmacSha256,
  openAesGcm,
  randomBytes,
  sealAesGcm,
} from '@ringwall/core';
import type { Store } from '@ringwall/store';
import { LedgerError } from '../errors.ts';
import type { Keyring } from '../keyring.ts';
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
   * @throws LedgerError ledger/body-altered; CoreError core/crypto-failed
   */
  open(ref: BodyRef, project: string): Promise<Uint8Array | undefined>;
}

interface BodyKey {
  readonly id: string;
  readonly commitment: Uint8Array;
  readonly sealing: Uint8Array;
  /** Resolves when the key itself is durable. */
  readonly durable: Promise<void>;
}

/** Opens the sealed bodies of a store, with the keys of today in memory. */
export async function createBodies(options: {
  readonly store: Store;
  readonly keyring: Pick<Keyring, 'wrap' | 'unwrap'>;
  readonly clock: Clock;
}): Promise<Bodies> {
  const { store, keyring, clock } = options;
  const db = store.db.withTables<BodyTables>();
  let day = dayOf(clock);
  /** Today's, by project: as many as there are projects with traffic. */
  const keys = new Map<string, BodyKey>();
  for (const row of await db.selectFrom('body_keys').selectAll().where('day', '=', day).execute()) {
    const secret = keyring.unwrap(Buffer.from(row.wrapped, 'base64'), row.id);
    keys.set(row.project, bodyKey(row.id, secret, Promise.resolve()));
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
    const secret = randomBytes(32);
    const wrapped = Buffer.from(keyring.wrap(secret, id)).toString('base64');
    const durable = db
      .insertInto('body_keys')
      .values({ id, project, day: today, wrapped })
      .execute()
      .then(() => undefined);
    const key = bodyKey(id, secret, durable);
    keys.set(project, key);
    // A key that could not be kept is used no further; those who waited for it are told.
    durable.catch(() => {
      if (keys.get(project) === key) keys.delete(project);
    });
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
      const sealed = sealAesGcm(key.sealing, bytes, place(project, key.id));
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
      const secret = keyring.unwrap(Buffer.from(row.wrapped, 'base64'), row.id);
      const key = bodyKey(row.id, secret, Promise.resolve());
      const bytes = openAesGcm(key.sealing, sealed, place(project, key.id));
      const commitment = Buffer.from(ref.commitment, 'base64url');
      if (ref.bytes === bytes.length && equalConstantTime(hmacSha256(key.commitment, bytes), commitment))
        return bytes;
      throw new LedgerError(
        'ledger/body-altered',
        'The kept body does not match the commitment in the ledger.',
      );
    },
  };
}

function bodyKey(id: string, secret: Uint8Array, durable: Promise<void>): BodyKey {
  // Two keys from one: what is published about a body never helps to open it.
  return {
    id,
    commitment: deriveKey(secret, 'ringwall/body-commitment'),
    sealing: deriveKey(secret, 'ringwall/body-sealing'),
    durable,
  };
}

function place(project: string, bodyKeyId: string): string {
  return `body/${project}/${bodyKeyId}`;
}

function dayOf(clock: Clock): string {
  return new Date(clock.now()).toISOString().slice(0, 10);
}
