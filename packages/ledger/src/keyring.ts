import { stat } from 'node:fs/promises';
import { decodeUtf8, ed25519Signer, openAesGcm, randomBytes, type Signer, sealAesGcm } from '@ringwall/core';
import { ed25519KeyId, parseVerifierKey } from '@ringwall/verifier';
import { utf8 } from './bytes.ts';
import { LedgerError, reaching } from './errors.ts';
import { type Files, nodeFiles, readSmallFile, writeAtomically } from './files.ts';

/** The keys of one installation, in files that only its owner may read. */
export interface Keyring {
  /** Name of the log, and of its key: `ringwall.local/<16 hexadecimal digits>`. */
  readonly origin: string;
  /** The log's public key in C2SP's spelling, to be pinned by whoever verifies. */
  readonly verifierKey: string;
  /** Signs checkpoints. */
  readonly signer: Signer;
  /** True once a log was begun with this key: a second one under the same name would contradict the first. */
  readonly logBegun: boolean;
  markLogBegun(): Promise<void>;
  /** Wraps a small secret (a data key) under the key-encryption key; `aad` binds it to its place. */
  wrap(secret: Uint8Array, aad: string): Uint8Array;
  /** @throws CoreError core/crypto-failed */
  unwrap(wrapped: Uint8Array, aad: string): Uint8Array;
}

const signingKeyFile = 'ledger-signing-key';
const encryptionKeyFile = 'key-encryption-key';
const begunFile = 'ledger-begun';

/**
 * Opens the key directory, creating it (0700) and its keys (0600) at first use.
 * @throws LedgerError ledger/keys-exposed when others may read it, ledger/keys-invalid when a file is not a key,
 * ledger/not-accessible
 */
export function openKeyring(directory: string): Promise<Keyring> {
  return reaching(directory, () => open(directory));
}

async function open(directory: string): Promise<Keyring> {
  const files = nodeFiles;
  await files.makeDirectory(directory);
  await refuseExposed(directory);
  const signing = await readOrCreate(files, directory, signingKeyFile, newSigningKey);
  const encryption = await readOrCreate(files, directory, encryptionKeyFile, async () =>
    Buffer.from(randomBytes(32)).toString('base64'),
  );
  const { origin, verifierKey, signer } = await parseSigningKey(signing);
  const wrappingKey = Buffer.from(encryption, 'base64');
  if (wrappingKey.length !== 32) throw invalid(encryptionKeyFile);
  let logBegun = (await readSmallFile(files, `${directory}/${begunFile}`, 4096)) !== undefined;
  return {
    origin,
    verifierKey,
    signer,
    get logBegun() {
      return logBegun;
    },
    markLogBegun: async () => {
      if (logBegun) return;
      await writeAtomically(files, directory, begunFile, utf8(`${origin}\n`));
      logBegun = true;
    },
    wrap: (secret, aad) => sealAesGcm(wrappingKey, secret, aad),
    unwrap: (wrapped, aad) => openAesGcm(wrappingKey, wrapped, aad),
  };
}

async function readOrCreate(
  files: Files,
  directory: string,
  name: string,
  create: () => Promise<string>,
): Promise<string> {
  const path = `${directory}/${name}`;
  const existing = await readSmallFile(files, path, 4096);
  if (existing === undefined) {
    const created = await create();
    await writeAtomically(files, directory, name, utf8(`${created}\n`));
    return created;
  }
  await refuseExposed(path);
  return decodeUtf8(existing).trimEnd();
}

async function newSigningKey(): Promise<string> {
  const origin = `ringwall.local/${Buffer.from(randomBytes(8)).toString('hex')}`;
  const seed = randomBytes(32);
  const keyId = await ed25519KeyId(origin, ed25519Signer(seed).publicKey);
  // The spelling that Go's note package gives signing keys; the 0x01 stands for Ed25519.
  return `PRIVATE+KEY+${origin}+${keyId}+${Buffer.concat([Uint8Array.of(1), seed]).toString('base64')}`;
}

async function parseSigningKey(text: string): Promise<Pick<Keyring, 'origin' | 'verifierKey' | 'signer'>> {
  const prefix = 'PRIVATE+KEY+';
  // The public key has the same spelling without the prefix, with the public key in place of the seed.
  const key = parseVerifierKey(text.startsWith(prefix) ? text.slice(prefix.length) : '');
  if (!key.ok) throw invalid(signingKeyFile);
  const signer = ed25519Signer(key.publicKey);
  if ((await ed25519KeyId(key.name, signer.publicKey)) !== key.keyId) throw invalid(signingKeyFile);
  const encoded = Buffer.concat([Uint8Array.of(1), signer.publicKey]).toString('base64');
  return { origin: key.name, verifierKey: `${key.name}+${key.keyId}+${encoded}`, signer };
}

async function refuseExposed(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  if (((await stat(path)).mode & 0o077) !== 0) {
    throw new LedgerError('ledger/keys-exposed', `${path} may be read or changed by others than its owner.`);
  }
}

function invalid(name: string): LedgerError {
  return new LedgerError('ledger/keys-invalid', `The file ${name} in the key directory is not a key.`);
}
