import { join } from 'node:path';
import { CoreError, equalConstantTime, openSecret, randomBytes, sealSecret } from '@ringwall/core';
import { SealingError } from '../../errors.ts';
import { erasePrivate, placePrivate, readPrivate, removeLeftovers } from './private-files.ts';

// With a dot, which no name of a key has.
const sealedName = 'master.json';
const plainName = 'master.key';
const purpose = 'ringwall/file-keys/master';
const maxFileBytes = 64 << 10;

/** What opens the master key, and what it costs to try. */
export interface MasterKeyOptions {
  /** Where none is given the master key lies in the clear. The caller overwrites it. */
  readonly passphrase?: Uint8Array;
  /** Rounds of PBKDF2 for a new seal; core's own number where left out. */
  readonly passphraseIterations?: number;
  readonly random?: (count: number) => Uint8Array;
}

/**
 * The 32 bytes under which every file of a key folder is sealed, made at first use; the caller overwrites them. The
 * passphrase is worked out once, here. A folder begun without one is sealed as soon as there is one.
 * @throws SealingError sealing/provider-config for a sealed folder without a passphrase, sealing/provider-refused
 * for a wrong one, sealing/keys-exposed, sealing/not-accessible
 */
export async function masterKey(folder: string, options: MasterKeyOptions): Promise<Uint8Array> {
  const { passphrase } = options;
  const sealedPath = join(folder, sealedName);
  const plainPath = join(folder, plainName);
  const sealed = await readPrivate(sealedPath, maxFileBytes);
  if (sealed !== undefined) {
    if (passphrase === undefined) {
      throw new SealingError(
        'sealing/provider-config',
        `The keys in ${folder} are sealed: name their passphrase with passphraseFile or passphraseEnv.`,
      );
    }
    const key = await unlock(sealed, passphrase, folder);
    await removeLeftovers(folder);
    await erasePlain(plainPath, key);
    return key;
  }
  const plain = await readPrivate(plainPath, maxFileBytes);
  const key = plain ?? (options.random ?? randomBytes)(32);
  if (key.length !== 32) {
    throw new SealingError('sealing/provider-answer', `${plainPath} does not hold a key of 32 bytes.`);
  }
  if (passphrase === undefined && plain !== undefined) return key;
  const placed =
    passphrase === undefined
      ? await placePrivate(plainPath, key)
      : await placePrivate(sealedPath, await lock(key, passphrase, options));
  if (passphrase !== undefined && placed) await erasePlain(plainPath, key);
  if (placed) return key;
  // Another process was faster; its key is the one.
  key.fill(0);
  return masterKey(folder, options);
}

/** Removes the unsealed copy of a key that is sealed now. */
async function erasePlain(path: string, sealed: Uint8Array): Promise<void> {
  const plain = await readPrivate(path, maxFileBytes);
  if (plain === undefined) return;
  const same = equalConstantTime(plain, sealed);
  plain.fill(0);
  if (same) return erasePrivate(path);
  throw new SealingError(
    'sealing/provider-config',
    `${path} and the sealed key beside it are two keys: move the one that is not in use away.`,
  );
}

async function lock(
  key: Uint8Array,
  passphrase: Uint8Array,
  { passphraseIterations, random }: MasterKeyOptions,
): Promise<Uint8Array> {
  return sealSecret(key, [{ kind: 'passphrase', passphrase }], {
    purpose,
    ...(passphraseIterations !== undefined && { passphraseIterations }),
    ...(random !== undefined && { random }),
  });
}

async function unlock(sealed: Uint8Array, passphrase: Uint8Array, folder: string): Promise<Uint8Array> {
  try {
    return await openSecret(sealed, [{ kind: 'passphrase', passphrase }], { purpose });
  } catch (cause) {
    if (!(cause instanceof CoreError) || cause.code !== 'core/keys-not-for-you') throw cause;
    throw new SealingError(
      'sealing/provider-refused',
      `The passphrase does not open the keys in ${folder}.`,
      {
        cause,
      },
    );
  }
}
