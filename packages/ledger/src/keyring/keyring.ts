import { stat } from 'node:fs/promises';
import { type EventOf, openAesGcm, sealAesGcm } from '@ringwall/core';
import { utf8 } from '../bytes.ts';
import { LedgerError, reaching } from '../errors.ts';
import { type Files, nodeFiles, readSmallFile, writeAtomically } from '../files.ts';
import { inTurns } from '../in-turn.ts';
import {
  type EncryptionKey,
  encodeEncryptionKeys,
  newEncryptionKey,
  parseEncryptionKeys,
} from './encryption-keys.ts';
import { type FoundKey, type KeyPlace, type KeySeal, readKeyFile, writeKeyFile } from './key-file.ts';
import { parseLogKeys } from './log-key-file.ts';
import { LogKeys, logKeyFile, logKeyPurpose, newLogKeys, type Succession } from './log-keys.ts';
import type { SigningKey } from './signing-key.ts';

/** A small secret under one version of the key-encryption key. */
export interface WrappedSecret {
  readonly keyVersion: number;
  readonly ciphertext: Uint8Array;
}

/** The keys of one installation, in files that only its owner may read. */
export interface Keyring {
  /** Name of the log, and of its key: `ringwall.local/<16 hexadecimal digits>`. */
  readonly origin: string;
  /** The log's newest public key in C2SP's spelling, to be pinned by whoever verifies. */
  readonly verifierKey: string;
  /** Every public key the log ever had, the newest first; under another name those from before it was restored. */
  readonly verifierKeys: readonly string[];
  /** Sign checkpoints, all of them each: the newest first, and the one before it while both do. */
  readonly signers: readonly SigningKey[];
  /** The older of two that sign, and how long it shall. */
  readonly overlap: { readonly verifierKey: string; readonly untilMs: number } | undefined;
  /** The entry under which the log goes on as `origin`, where it had another name before. */
  readonly restored: EventOf<'ledger.restored'> | undefined;
  /** What the files are sealed by; undefined where they are plain. */
  readonly seal: KeySeal | undefined;
  /** True when opening it sealed, unsealed or sealed anew what was there before. */
  readonly resealed: boolean;
  /** True once a log was begun with this key: a second one under the same name would contradict the first. */
  readonly logBegun: boolean;
  markLogBegun(): Promise<void>;
  /** Versions of the key-encryption key, oldest first. The last one wraps, all of them unwrap. */
  readonly encryptionKeyVersions: readonly number[];
  /** Wraps a small secret (a data key) under the key-encryption key; `aad` binds it to its place. */
  wrap(secret: Uint8Array, aad: string): WrappedSecret;
  /** @throws CoreError core/crypto-failed; LedgerError ledger/keys-invalid when its version is not there */
  unwrap(wrapped: WrappedSecret, aad: string): Uint8Array;
  /** Adds a version, which wraps from now on. It is durable before it wraps anything. */
  rotateEncryptionKey(): Promise<number>;
  /** Destroys every version but the newest: what they still wrap is lost. Gives the versions destroyed. */
  destroyOldEncryptionKeys(): Promise<readonly number[]>;
  /**
   * Adds a key of the log, which signs from now on beside the one there is. It is durable before it signs anything.
   * @throws LedgerError ledger/key-overlap while two keys sign
   */
  rotateLogKey(untilMs: number): Promise<{ readonly from: string; readonly to: string }>;
  /** Destroys the older of two keys that sign; gives its public half, or undefined where one alone signs. */
  retireLogKey(): Promise<string | undefined>;
  /** A new name and key for a log that was restored to an older state; the old key endorses it and is destroyed. */
  succeed(about: Succession): Promise<EventOf<'ledger.restored'>>;
}

export interface KeyringOptions {
  /** What the files shall be sealed by; they are plain without. */
  readonly seal?: KeySeal | undefined;
  /** What they are sealed by until now, where that is changed. */
  readonly previous?: KeySeal | undefined;
  readonly files?: Files;
}

const encryptionKeyFile = 'key-encryption-key';
const begunFile = 'ledger-begun';

/** Names the log, so that the keys of two installations cannot be mixed even under one passphrase. */
const encryptionPurpose = (origin: string) => `ringwall/keys/key-encryption-key/${origin}`;

/**
 * Opens the key directory, creating it (0700) and its keys (0600) at first use. Files that are not sealed as the
 * options say are written anew, each at once and whole; nothing is written before all of them opened.
 * @throws LedgerError ledger/keys-exposed when others may read it, ledger/keys-invalid when a file is not a key,
 * ledger/keys-sealed when nothing given opens it, ledger/not-accessible; what a key provider throws
 */
export function openKeyring(directory: string, options: KeyringOptions = {}): Promise<Keyring> {
  const { seal, previous, files = nodeFiles } = options;
  return reaching(directory, () => open({ directory, seal, previous, files }));
}

async function open(place: KeyPlace): Promise<Keyring> {
  const { files, directory, seal } = place;
  await files.makeDirectory(directory);
  await refuseExposed(directory);
  let logBegun = (await readSmallFile(files, `${directory}/${begunFile}`, 4096)) !== undefined;

  const find = async (name: string, purpose: string, create: () => Promise<Uint8Array> | Uint8Array) => {
    const found = await read(place, name, purpose);
    // A log that was begun cannot go on with another key, nor its bodies be opened with one.
    if (found === undefined && logBegun) throw invalid(name, 'is missing');
    return found ?? { content: await create(), sealed: false, upToDate: false, created: true };
  };
  const signing = await find(logKeyFile, logKeyPurpose, newLogKeys);
  const parsedLogKeys = await parseLogKeys(signing.content);
  if (parsedLogKeys === undefined) throw invalid(logKeyFile);
  const logKeys = new LogKeys(place, parsedLogKeys);
  const purpose = encryptionPurpose(logKeys.firstOrigin);
  const encryption = await find(encryptionKeyFile, purpose, () =>
    encodeEncryptionKeys([newEncryptionKey(1)]),
  );
  const parsed = parseEncryptionKeys(encryption.content);
  if (parsed === undefined) throw invalid(encryptionKeyFile);

  const isNew = [signing, encryption].some((found) => 'created' in found);
  // A sealed one names the log's key, which the log itself holds the signing key to. A plain one could be anybody's.
  if (seal !== undefined && !isNew && signing.sealed && !encryption.sealed) {
    throw invalid(encryptionKeyFile, 'is not sealed, and the signing key is');
  }
  const writes = [
    async () => {
      if (!signing.upToDate) await writeKeyFile(place, logKeyFile, logKeyPurpose, signing.content);
    },
    async () => {
      if (!encryption.upToDate) await writeKeyFile(place, encryptionKeyFile, purpose, encryption.content);
    },
  ];
  // Sealed last and unsealed first, so that a crash never leaves the signing key alone sealed.
  if (seal !== undefined && !isNew) writes.reverse();
  for (const write of writes) await write();
  signing.content.fill(0);
  encryption.content.fill(0);

  const keys = new EncryptionKeys(parsed, (content) =>
    reaching(directory, () => writeKeyFile(place, encryptionKeyFile, purpose, content)),
  );
  return {
    get origin() {
      return logKeys.origin;
    },
    get verifierKey() {
      return logKeys.verifierKeys[0] ?? '';
    },
    get verifierKeys() {
      return logKeys.verifierKeys;
    },
    get signers() {
      return logKeys.signers;
    },
    get overlap() {
      return logKeys.overlap;
    },
    get restored() {
      return logKeys.restored;
    },
    seal,
    resealed: [signing, encryption].some((found) => !found.upToDate && !('created' in found)),
    get logBegun() {
      return logBegun;
    },
    markLogBegun: async () => {
      if (logBegun) return;
      await writeAtomically(files, directory, begunFile, utf8(`${logKeys.origin}\n`));
      logBegun = true;
    },
    get encryptionKeyVersions() {
      return keys.versions;
    },
    wrap: (secret, aad) => keys.wrap(secret, aad),
    unwrap: (wrapped, aad) => keys.unwrap(wrapped, aad),
    rotateEncryptionKey: () => keys.rotate(),
    destroyOldEncryptionKeys: () => keys.destroyOld(),
    rotateLogKey: (untilMs) => reaching(directory, () => logKeys.rotate(untilMs)),
    retireLogKey: () => reaching(directory, () => logKeys.retire()),
    succeed: (about) => reaching(directory, () => logKeys.succeed(about)),
  };
}

/** The versions in memory, where they have to be: they wrap and unwrap at any time. */
class EncryptionKeys {
  #keys: readonly EncryptionKey[];
  readonly #write: (content: Uint8Array) => Promise<void>;
  readonly #inTurn = inTurns();

  constructor(keys: readonly EncryptionKey[], write: (content: Uint8Array) => Promise<void>) {
    this.#keys = keys;
    this.#write = write;
  }

  get versions(): readonly number[] {
    return this.#keys.map(({ version }) => version);
  }

  wrap(secret: Uint8Array, aad: string): WrappedSecret {
    const { version, key } = this.#newest();
    return { keyVersion: version, ciphertext: sealAesGcm(key, secret, aad) };
  }

  unwrap({ keyVersion, ciphertext }: WrappedSecret, aad: string): Uint8Array {
    const found = this.#keys.find(({ version }) => version === keyVersion);
    if (found === undefined) throw invalid(encryptionKeyFile, `has no version ${keyVersion}`);
    return openAesGcm(found.key, ciphertext, aad);
  }

  rotate(): Promise<number> {
    return this.#inTurn(async () => {
      const added = newEncryptionKey(this.#newest().version + 1);
      await this.#keep([...this.#keys, added]);
      return added.version;
    });
  }

  destroyOld(): Promise<readonly number[]> {
    return this.#inTurn(async () => {
      const old = this.#keys.slice(0, -1);
      if (old.length > 0) await this.#keep(this.#keys.slice(-1));
      for (const { key } of old) key.fill(0);
      return old.map(({ version }) => version);
    });
  }

  async #keep(keys: readonly EncryptionKey[]): Promise<void> {
    const content = encodeEncryptionKeys(keys);
    try {
      await this.#write(content);
      this.#keys = keys;
    } finally {
      content.fill(0);
    }
  }

  #newest(): EncryptionKey {
    const newest = this.#keys.at(-1);
    if (newest === undefined) throw invalid(encryptionKeyFile);
    return newest;
  }
}

async function read(place: KeyPlace, name: string, purpose: string): Promise<FoundKey | undefined> {
  const found = await readKeyFile(place, name, purpose);
  if (found !== undefined) await refuseExposed(`${place.directory}/${name}`);
  return found;
}

/** @throws LedgerError ledger/keys-exposed when others than the owner may read or change it */
export async function refuseExposed(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  if (((await stat(path)).mode & 0o077) !== 0) {
    throw new LedgerError('ledger/keys-exposed', `${path} may be read or changed by others than its owner.`);
  }
}

function invalid(name: string, what = 'is not a key'): LedgerError {
  return new LedgerError('ledger/keys-invalid', `The file ${name} in the key directory ${what}.`);
}
