import { ed25519Signer, outsideHeap, randomBytes, type Signer } from '@ringwall/core';
import { ed25519KeyId, parseVerifierKey } from '@ringwall/verifier';
import { utf8 } from '../bytes.ts';
import { decodeBase64, encodeBase64 } from './base64-bytes.ts';

/** A key that signs checkpoints, with the name it signs under. */
export interface SigningKey {
  readonly origin: string;
  readonly verifierKey: string;
  readonly signer: Signer;
}

/** C2SP signed-note's number for Ed25519. */
const ed25519Type = 1;
const seedBytes = 32;
/** Base64 of the type and the seed. */
const encodedBytes = 44;

/** A name for a log that no other log has. */
export function newOrigin(): string {
  return `ringwall.local/${Buffer.from(randomBytes(8)).toString('hex')}`;
}

/** A new signing key under the given name, in the spelling that Go's note package gives them: one line. */
export async function newSigningKey(origin: string): Promise<Uint8Array> {
  const typed = outsideHeap(1 + seedBytes);
  typed[0] = ed25519Type;
  const seed = typed.subarray(1);
  const random = randomBytes(seedBytes);
  seed.set(random);
  random.fill(0);
  const start = utf8(`PRIVATE+KEY+${origin}+${await ed25519KeyId(origin, ed25519Signer(seed).publicKey)}+`);
  const content = outsideHeap(start.length + encodedBytes + 1);
  content.set(start);
  const encoded = encodeBase64(typed);
  content.set(encoded, start.length);
  content[content.length - 1] = 0x0a;
  encoded.fill(0);
  typed.fill(0);
  return content;
}

/** Reads `PRIVATE+KEY+<origin>+<key id>+<base64(0x01 || seed)>`; undefined where it is none. */
export async function parseSigningKey(line: Uint8Array): Promise<SigningKey | undefined> {
  const split = Math.max(0, line.length - encodedBytes);
  const start = Buffer.from(line.subarray(0, split)).toString('utf8');
  const [, origin = '', keyId] = /^PRIVATE\+KEY\+([^+]{1,512})\+([0-9a-f]{8})\+$/.exec(start) ?? [];
  const typed = decodeBase64(line.subarray(split));
  if (typed?.length !== 1 + seedBytes || typed[0] !== ed25519Type) return undefined;
  const signer = ed25519Signer(typed.subarray(1));
  typed.fill(0);
  const encoded = Buffer.concat([Uint8Array.of(ed25519Type), signer.publicKey]).toString('base64');
  const verifierKey = `${origin}+${keyId}+${encoded}`;
  // The id holds the name and the seed to each other; the verifier is stricter about names than we are here.
  if (!parseVerifierKey(verifierKey).ok || (await ed25519KeyId(origin, signer.publicKey)) !== keyId)
    return undefined;
  return { origin, verifierKey, signer };
}
