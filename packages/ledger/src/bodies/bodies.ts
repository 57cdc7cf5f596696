import {
  type BodyRef,
  type Clock,
  equalConstantTime,
  hmacSha256,
  RingwallError,
  sealBytes,
  sealedPlace,
  unsealBytes,
} from '@ringwall/core';
import type { Store } from '@ringwall/store';
import { LedgerError } from '../errors.ts';
import type { Keyring } from '../keyring/keyring.ts';
import type { RetentionTables } from '../retention/tables.ts';
import { createSubjects, type Subject, type Subjects } from '../subjects/subjects.ts';
import { blobFolder } from './blob-folder.ts';
import { openBodyKeys, overwrite } from './body-keys.ts';

/**
 * Prompts and completions outside the log. The log carries a keyed commitment to each, which nobody can guess
 * the text from; whoever destroys a body key makes its bodies unreadable and their commitments meaningless, and the
 * log stays provable. There is one key a day for each person, or for the project where no person is named.
 */
export interface Bodies {
  /** Whom bodies are about. */
  readonly subjects: Subjects;
  /**
   * Commits to the bytes and, when `keep` says so, seals them. `ref` is ready at once. `stored` resolves when all
   * the reference needs is durable: the body key, and the sealed bytes where they are kept. Only then may the
   * reference be relied on. About a person who was erased in the meantime nothing is kept.
   */
  record(
    project: string,
    bytes: Uint8Array,
    options: { readonly keep: boolean; readonly subject?: Subject | undefined },
  ): { readonly ref: BodyRef; readonly stored: Promise<void> };
  /**
   * The bytes behind a reference, checked against its commitment. Undefined where they were not kept, are gone,
   * or their key is.
   * @throws LedgerError ledger/body-altered, ledger/bodies-locked; CoreError core/crypto-failed where the body key does
   * not open
   */
  open(ref: BodyRef, project: string): Promise<Uint8Array | undefined>;
  /** @throws LedgerError ledger/bodies-locked while erasures may be missing in a restored ledger */
  refuseLocked(): Promise<void>;
  /**
   * Before a person's keys are destroyed: overwrites those in memory and keeps none that come later. Resolves when
   * no key and no body of theirs is on its way to the disk any more.
   */
  forget(subjects: readonly Subject[]): Promise<void>;
  /** Takes `forget` back, where the keys were not destroyed after all. */
  remember(subjects: readonly Subject[]): void;
  /**
   * Wraps every key that is not under the newest key-encryption key anew, some at a time. Resolves to how many body
   * keys there are once none is under an older one. May be stopped and begun again at any time.
   */
  rewrapKeys(signal: AbortSignal): Promise<number>;
}

/** Opens the sealed bodies of a store, with the keys of today in memory. */
export async function createBodies(options: {
  readonly store: Store;
  readonly keyring: Pick<Keyring, 'wrap' | 'unwrap' | 'encryptionKeyVersions'>;
  readonly clock: Clock;
}): Promise<Bodies> {
  const { blobs } = options.store;
  const db = options.store.db.withTables<RetentionTables>();
  const keys = await openBodyKeys(options);
  const subjects = await createSubjects(options);
  /** Sealed bodies on their way to the disk. */
  const arriving = new Set<Promise<unknown>>();

  function put(sealed: Uint8Array, keyId: string): Promise<unknown> {
    const written = blobs.put(sealed, { folder: blobFolder(keyId) });
    arriving.add(written);
    const over = () => void arriving.delete(written);
    written.then(over, over);
    return written;
  }

  async function refuseLocked(): Promise<void> {
    const lock = await db.selectFrom('body_locks').select(['idx', 'locked_at']).limit(1).executeTakeFirst();
    if (lock === undefined) return;
    const why =
      lock.locked_at === null
        ? 'The database was put back, and is older than the entries that were pruned.'
        : `Entry ${lock.idx} says that this ledger was restored.`;
    throw new LedgerError('ledger/bodies-locked', why);
  }

  return {
    subjects,

    record(project, bytes, { keep, subject }) {
      const key = keys.current(project, subject);
      const ref = {
        bytes: bytes.length,
        commitment: Buffer.from(hmacSha256(key.commitment, bytes)).toString('base64url'),
        bodyKey: key.id,
      };
      if (!key.lasting) overwrite(key);
      if (!keep || !key.lasting) return { ref, stored: key.durable };
      const sealed = sealBytes(key.sealing, place(project, key.id), bytes);
      const stored = Promise.all([key.durable, put(sealed, key.id)]).then(() => undefined);
      // Whoever never asks must not bring the process down; whoever asks is told.
      stored.catch(() => undefined);
      return { ref: { ...ref, blob: blobs.addressOf(sealed) }, stored };
    },

    refuseLocked,

    async open(ref, project) {
      await refuseLocked();
      if (ref.blob === undefined) return undefined;
      const key = await keys.read(ref.bodyKey, project);
      if (key === undefined) return undefined;
      try {
        // Those of early versions lie in no folder.
        const sealed =
          (await blobs.get(ref.blob, { folder: blobFolder(key.id) })) ?? (await blobs.get(ref.blob));
        if (sealed === undefined) return undefined;
        const bytes = unseal(key.sealing, place(project, key.id), sealed);
        const commitment = Buffer.from(ref.commitment, 'base64url');
        if (ref.bytes === bytes.length && equalConstantTime(hmacSha256(key.commitment, bytes), commitment))
          return bytes;
      } finally {
        overwrite(key);
      }
      throw new LedgerError(
        'ledger/body-altered',
        'The kept body does not match the commitment in the ledger.',
      );
    },

    async forget(persons) {
      await Promise.all(persons.map(({ id }) => keys.forget(id)));
      await Promise.allSettled(arriving);
    },

    remember(persons) {
      for (const { id } of persons) keys.remember(id);
    },

    async rewrapKeys(signal) {
      await subjects.rewrapKey();
      return await keys.rewrap(signal);
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

/** A body opens under its own body key and for its own project: the key is what was sealed, the project its version. */
function place(project: string, bodyKeyId: string): Uint8Array {
  return sealedPlace({ id: bodyKeyId, version: project, path: 'body' });
}
