import {
  constants,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
} from 'node:crypto';
import { z } from 'zod';
import { parseBoundedJson } from '../../bounded-json.ts';
import type { Json } from '../../canonical-json.ts';
import { CoreError } from '../../errors.ts';
import { encodeBase64url, encodeBase64urlBytes } from './base64url.ts';
import { isJsonObject } from './json-object.ts';
import { maxKeyFileBytes, type PublicKey, publicKeyOf } from './public-key.ts';
import { wipe } from './wipe.ts';
import { agreeX25519, x25519PublicBytes } from './x25519.ts';

/** A private key held in memory; the key itself is behind the functions and shows in no log. */
export interface PrivateKey {
  readonly publicKey: PublicKey;
  /** The shared secret with an ephemeral X25519 key; `undefined` for an RSA key or a point of small order. */
  agree(ephemeral: Uint8Array): Uint8Array | undefined;
  /** RSA-OAEP with SHA-256 (RFC 7518, section 4.3); `undefined` for an X25519 key or where it does not decrypt. */
  decrypt(encryptedKey: Uint8Array): Uint8Array | undefined;
}

/**
 * Reads a private key that is not itself sealed: a JWK (RFC 7517), or PEM in PKCS #8 or PKCS #1, encrypted or not.
 * PEM goes to OpenSSL as bytes. A JWK has its members read as JavaScript strings, which nothing can overwrite:
 * where that matters, keep keys as PEM.
 * @throws CoreError core/identity-invalid
 */
export function readPrivateKey(source: Uint8Array | string, passphrase?: Uint8Array): PrivateKey {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'utf8') : Buffer.from(source);
  try {
    if (bytes.length > maxKeyFileBytes) throw invalid(`The key file is over ${maxKeyFileBytes} bytes.`);
    return privateKeyOf(isPem(bytes) ? fromPem(bytes, passphrase) : fromJwk(bytes));
  } finally {
    wipe(bytes);
  }
}

/** Whether the bytes hold PEM, and whether only a passphrase opens it (RFC 7468, section 11; RFC 1421). */
export function isEncryptedPem(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return (
    view.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----') ||
    (isPem(view) && view.includes('Proc-Type: 4,ENCRYPTED'))
  );
}

/** A new X25519 key pair (RFC 7748, RFC 8037). */
export interface NewIdentity {
  /** The private key as the UTF-8 bytes of a JWK: store it where only its owner reads it, then overwrite it. */
  readonly privateJwk: Uint8Array;
  /** The public key as the text of a JWK: to give to whoever seals. */
  readonly publicJwk: string;
  /** The thumbprint that names the key in a keys document. */
  readonly kid: string;
}

/** Makes a key pair for a new recipient. */
export function newIdentity(): NewIdentity {
  const { privateKey } = generateKeyPairSync('x25519');
  const { jwk, kid } = publicKeyOf(privateKey);
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  const secret = encodeBase64urlBytes(der.subarray(der.length - 32));
  const publicJwk = `${JSON.stringify({ ...jwk, kid }, null, 2)}\n`;
  // Put together from bytes, so that the private member is never a string.
  const privateJwk = Buffer.concat([
    Buffer.from(publicJwk.slice(0, publicJwk.lastIndexOf('\n}')), 'utf8'),
    Buffer.from(',\n  "d": "', 'utf8'),
    secret,
    Buffer.from('"\n}\n', 'utf8'),
  ]);
  wipe(der, secret);
  return { privateJwk, publicJwk, kid };
}

function privateKeyOf(key: KeyObject): PrivateKey {
  let publicKey: PublicKey;
  try {
    publicKey = publicKeyOf(key);
  } catch (cause) {
    throw invalid(cause instanceof CoreError ? cause.message : 'The key cannot be used.', cause);
  }
  const agrees = publicKey.algorithm === 'ECDH-ES+A256KW';
  return {
    publicKey,
    agree: (ephemeral) => (agrees ? agreeX25519(key, ephemeral) : undefined),
    decrypt: (encryptedKey) => (agrees ? undefined : decryptOaep(key, encryptedKey)),
  };
}

function decryptOaep(key: KeyObject, encryptedKey: Uint8Array): Uint8Array | undefined {
  try {
    return privateDecrypt(
      { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      encryptedKey,
    );
  } catch {
    return undefined;
  }
}

function isPem(bytes: Buffer): boolean {
  return bytes.includes('-----BEGIN ');
}

function fromPem(pem: Buffer, passphrase: Uint8Array | undefined): KeyObject {
  if (!pem.includes('PRIVATE KEY-----')) throw invalid('The PEM holds no private key: this opens nothing.');
  if (pem.includes('-----BEGIN OPENSSH')) {
    throw invalid('This is an OpenSSH key. An RSA one converts with: ssh-keygen -p -m PKCS8 -f key.');
  }
  const encrypted = isEncryptedPem(pem);
  if (encrypted && passphrase === undefined) throw invalid('The private key is protected by a passphrase.');
  try {
    return createPrivateKey({
      key: pem,
      format: 'pem',
      ...(passphrase === undefined
        ? {}
        : { passphrase: Buffer.from(passphrase.buffer, passphrase.byteOffset, passphrase.length) }),
    });
  } catch {
    // OpenSSL's words are left out: they may tell of the key.
    throw invalid(
      encrypted
        ? 'The passphrase is wrong, or the private key is damaged.'
        : 'The PEM holds no readable private key.',
    );
  }
}

const member = z.string().max(4096);
const privateShape = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: member, d: member }),
  z.object({
    kty: z.literal('RSA'),
    n: member,
    e: member,
    d: member,
    p: member,
    q: member,
    dp: member,
    dq: member,
    qi: member,
  }),
]);

function fromJwk(bytes: Buffer): KeyObject {
  let json: Json;
  try {
    json = parseBoundedJson(bytes, { maxBytes: maxKeyFileBytes, maxDepth: 8 });
  } catch (cause) {
    throw invalid('The private key is neither a JWK nor PEM.', cause);
  }
  if (isJsonObject(json) && Object.hasOwn(json, 'ciphertext')) {
    throw invalid('The private key is protected by a passphrase.');
  }
  const parsed = privateShape.safeParse(json);
  // RFC 7518, section 6.3.2.7: a key of more than two primes.
  if (!parsed.success || (isJsonObject(json) && Object.hasOwn(json, 'oth')))
    throw invalid('The JWK holds no X25519 or RSA private key.');
  const { data } = parsed;
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey({ key: data, format: 'jwk' });
  } catch {
    // The reason may quote the key.
  }
  if (key === undefined || (data.kty === 'OKP' && encodeBase64url(x25519PublicBytes(key)) !== data.x)) {
    throw invalid('The JWK does not hold a valid private key.');
  }
  return key;
}

function invalid(detail: string, cause?: unknown): CoreError {
  return new CoreError('core/identity-invalid', detail, { cause });
}
