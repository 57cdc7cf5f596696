import { ed25519Signer, mlDsa44Signer, outsideHeap, randomBytes, type Signer } from '@ringwall/core';
import {
  type CosignatureAlgorithm,
  cosignatureTypeOf,
  cosignedMessage,
  cosignerKeyId,
  encodeCosignature,
  type OpenedCheckpoint,
  parseCosignerKey,
  signatureLine,
} from '@ringwall/verifier';
import { utf8 } from '../bytes.ts';
import { LedgerError, reaching } from '../errors.ts';
import { type Files, readSmallFile, writeAtomically } from '../files.ts';
import { decodeBase64, encodeBase64 } from '../keyring/base64-bytes.ts';
import { refuseExposed } from '../keyring/keyring.ts';

/** The keys of a witness: it signs with both algorithms, so that whoever reads takes the one they know. */
export interface WitnessKeys {
  readonly name: string;
  /** In C2SP's spelling, to be given to whoever relies on this witness. */
  readonly verifierKeys: readonly string[];
  /** Signature lines over a checkpoint, each with its newline. */
  cosign(checkpoint: OpenedCheckpoint & { readonly text: string }, timeSeconds: number): readonly string[];
}

export const witnessKeyFile = 'witness-keys';
const algorithms = ['ed25519', 'ml-dsa-44'] as const satisfies readonly CosignatureAlgorithm[];
const seedBytes = 32;
/** Base64 of the type and the seed. */
const encodedBytes = 44;

/**
 * Opens the keys in a witness's directory, making them (0600) at first use under `name`, or a random one.
 * @throws LedgerError ledger/keys-invalid also when they have another name, ledger/keys-exposed,
 * ledger/not-accessible
 */
export function openWitnessKeys(
  files: Files,
  directory: string,
  options: { readonly name?: string; readonly check?: (path: string) => Promise<void> } = {},
): Promise<WitnessKeys> {
  return reaching(directory, async () => {
    await files.makeDirectory(directory);
    const path = `${directory}/${witnessKeyFile}`;
    let content = await readSmallFile(files, path, 4096);
    if (content === undefined) {
      content = await newKeys(
        options.name ?? `ringwall.local/witness-${Buffer.from(randomBytes(8)).toString('hex')}`,
      );
      await writeAtomically(files, directory, witnessKeyFile, content);
    } else {
      await (options.check ?? refuseExposed)(path);
    }
    const keys = await parseKeys(content);
    content.fill(0);
    if (keys === undefined) throw invalid('is not a pair of keys');
    if (options.name !== undefined && options.name !== keys.name) {
      throw invalid(`belongs to the witness ${keys.name}`);
    }
    return keys;
  });
}

async function newKeys(name: string): Promise<Uint8Array> {
  const lines: Uint8Array[] = [];
  for (const algorithm of algorithms) {
    const typed = outsideHeap(1 + seedBytes);
    typed[0] = cosignatureTypeOf(algorithm);
    const random = randomBytes(seedBytes);
    typed.set(random, 1);
    random.fill(0);
    const { publicKey } = signerOf(algorithm, typed.subarray(1));
    const keyId = await cosignerKeyId({ algorithm, name, publicKey });
    if (!(await parseCosignerKey(spell(algorithm, name, keyId, publicKey))).ok) {
      throw new LedgerError('ledger/keys-invalid', `A witness cannot be named "${name}".`);
    }
    lines.push(utf8(`PRIVATE+KEY+${name}+${keyId}+`), encodeBase64(typed), utf8('\n'));
    typed.fill(0);
  }
  const content = outsideHeap(lines.reduce((sum, line) => sum + line.length, 0));
  let at = 0;
  for (const line of lines) {
    content.set(line, at);
    at += line.length;
    line.fill(0);
  }
  return content;
}

interface Cosigner {
  readonly algorithm: CosignatureAlgorithm;
  readonly name: string;
  readonly keyId: string;
  readonly signer: Signer;
}

async function parseKeys(content: Uint8Array): Promise<WitnessKeys | undefined> {
  const cosigners: Cosigner[] = [];
  let rest = content;
  for (const algorithm of algorithms) {
    const end = rest.indexOf(0x0a);
    const cosigner = end === -1 ? undefined : await parseLine(algorithm, rest.subarray(0, end));
    if (cosigner === undefined) return undefined;
    cosigners.push(cosigner);
    rest = rest.subarray(end + 1);
  }
  const [name, ...others] = new Set(cosigners.map((cosigner) => cosigner.name));
  if (name === undefined || others.length > 0 || rest.length > 0) return undefined;
  return {
    name,
    verifierKeys: cosigners.map(({ algorithm, keyId, signer }) =>
      spell(algorithm, name, keyId, signer.publicKey),
    ),
    cosign: (checkpoint, timeSeconds) =>
      cosigners.map(({ algorithm, keyId, signer }) => {
        const message = cosignedMessage(algorithm, { ...checkpoint, cosigner: name, timeSeconds });
        return signatureLine({
          name,
          keyId,
          signature: encodeCosignature(timeSeconds, signer.sign(message)),
        });
      }),
  };
}

/** Reads `PRIVATE+KEY+<name>+<key id>+<base64(type || seed)>`; undefined where it is none, or the id is another's. */
async function parseLine(algorithm: CosignatureAlgorithm, line: Uint8Array): Promise<Cosigner | undefined> {
  const split = Math.max(0, line.length - encodedBytes);
  const start = Buffer.from(line.subarray(0, split)).toString('utf8');
  const [, name = '', keyId = ''] = /^PRIVATE\+KEY\+([^+]{1,255})\+([0-9a-f]{8})\+$/.exec(start) ?? [];
  const typed = decodeBase64(line.subarray(split));
  if (typed?.length !== 1 + seedBytes || typed[0] !== cosignatureTypeOf(algorithm)) return undefined;
  const signer = signerOf(algorithm, typed.subarray(1));
  typed.fill(0);
  const key = await parseCosignerKey(spell(algorithm, name, keyId, signer.publicKey));
  return key.ok ? { algorithm, name, keyId, signer } : undefined;
}

function signerOf(algorithm: CosignatureAlgorithm, seed: Uint8Array): Signer {
  return algorithm === 'ed25519' ? ed25519Signer(seed) : mlDsa44Signer(seed);
}

function spell(algorithm: CosignatureAlgorithm, name: string, keyId: string, publicKey: Uint8Array): string {
  const typed = Buffer.concat([Uint8Array.of(cosignatureTypeOf(algorithm)), publicKey]);
  return `${name}+${keyId}+${typed.toString('base64')}`;
}

function invalid(what: string): LedgerError {
  return new LedgerError(
    'ledger/keys-invalid',
    `The file ${witnessKeyFile} in the witness's directory ${what}.`,
  );
}
