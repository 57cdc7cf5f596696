import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto';
import { aesUnwrap, aesWrap } from './aes-wrapping.ts';
import { derOf, signDigest } from './sign-digest.ts';

export const account = '111122223333';

interface Material {
  readonly id: string;
  readonly secret: Uint8Array;
  readonly date: number;
}

/** One key of the local AWS KMS. Dates are milliseconds. */
export interface KmsKey {
  readonly id: string;
  readonly arn: string;
  readonly spec: string;
  readonly createdAt: number;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  deletionAt?: number;
  rotationDays?: number;
  /** Symmetric keys only; the last one is current. */
  readonly materials: Material[];
  readonly pair?: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

export function newKmsKey(spec: string, region: string, now: number): KmsKey {
  const id = randomUUID();
  const arn = `arn:aws:kms:${region}:${account}:key/${id}`;
  const base = { id, arn, spec, createdAt: now, state: 'Enabled' as const };
  switch (spec) {
    case 'SYMMETRIC_DEFAULT':
      return { ...base, materials: [newMaterial(now)] };
    case 'ECC_NIST_P256':
      return { ...base, materials: [], pair: generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
    case 'ECC_NIST_EDWARDS25519':
      return { ...base, materials: [], pair: generateKeyPairSync('ed25519') };
    default:
      return { ...base, materials: [], pair: generateKeyPairSync('ec', { namedCurve: 'P-384' }) };
  }
}

export function newMaterial(date: number): Material {
  return { id: randomBytes(32).toString('hex'), secret: randomBytes(32), date };
}

const version = 1;
const prefixBytes = 1 + 16 + 32;

/** version | key id (16) | material id (32) | nonce (12) | ciphertext | tag (16), under AES-256-GCM. */
export function wrapWith(key: KmsKey, material: Material, plaintext: Uint8Array, context: string): Buffer {
  const prefix = Buffer.concat([
    Buffer.from([version]),
    Buffer.from(key.id.replaceAll('-', ''), 'hex'),
    Buffer.from(material.id, 'hex'),
  ]);
  return Buffer.concat([
    prefix,
    aesWrap(material.secret, plaintext, Buffer.concat([prefix, Buffer.from(context)])),
  ]);
}

/** Who wrapped it, as far as the ciphertext says. */
export function wrapperOf(ciphertext: Uint8Array, keys: Iterable<KmsKey>) {
  if (ciphertext.length < prefixBytes + 28 || ciphertext[0] !== version) return undefined;
  const keyHex = Buffer.from(ciphertext.subarray(1, 17)).toString('hex');
  const materialId = Buffer.from(ciphertext.subarray(17, prefixBytes)).toString('hex');
  const key = [...keys].find(({ id }) => id.replaceAll('-', '') === keyHex);
  const material = key?.materials.find(({ id }) => id === materialId);
  return key && material && { key, material };
}

export function unwrapWith(
  material: Material,
  ciphertext: Uint8Array,
  context: string,
): Uint8Array | undefined {
  const prefix = ciphertext.subarray(0, prefixBytes);
  const aad = Buffer.concat([prefix, Buffer.from(context)]);
  return aesUnwrap(material.secret, ciphertext.subarray(prefixBytes), aad);
}

/** Undefined where the key and the algorithm do not fit. */
export function signWith(key: KmsKey, algorithm: string, type: string, message: Uint8Array) {
  if (key.spec === 'ECC_NIST_EDWARDS25519' && algorithm === 'ED25519_SHA_512' && type === 'RAW') {
    return key.pair && sign(null, message, key.pair.privateKey);
  }
  if (key.spec !== 'ECC_NIST_P256' || algorithm !== 'ECDSA_SHA_256') return undefined;
  return type === 'DIGEST' && message.length === 32 && key.pair
    ? derOf(signDigest(key.pair.privateKey, message))
    : undefined;
}
