import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { parseBoundedJson } from '../../bounded-json.ts';
import { canonicalJson } from '../../canonical-json.ts';
import { CoreError } from '../../errors.ts';
import { sha256 } from '../digest.ts';
import { encodeBase64url } from './base64url.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { isCanonicalX25519, x25519PublicBytes } from './x25519.ts';

/** The largest key file that is read, in bytes. */
export const maxKeyFileBytes = 64 * 1024;

/** How a data key is wrapped for a public key (RFC 7518, sections 4.6 and 4.3). */
export type PublicKeyAlgorithm = 'ECDH-ES+A256KW' | 'RSA-OAEP-256';

/** A public key with the members its thumbprint is made of and no others (RFC 7638, section 3.2; RFC 8037, section 2). */
export type PublicJwk =
  | { readonly crv: 'X25519'; readonly kty: 'OKP'; readonly x: string }
  | { readonly e: string; readonly kty: 'RSA'; readonly n: string };

/** A key that data keys can be sealed to. */
export interface PublicKey {
  /** The key's thumbprint (RFC 7638, SHA-256, base64url). */
  readonly kid: string;
  readonly algorithm: PublicKeyAlgorithm;
  readonly jwk: PublicJwk;
}

/**
 * Reads a public key: a JWK (RFC 7517) with an X25519 or RSA key, or PEM with an SPKI public key or an X.509
 * certificate, of which the key is taken and nothing else is checked: not who signed it, not whether it expired.
 * @throws CoreError core/recipient-invalid, in words that say what to use instead.
 */
export function parsePublicKey(source: Uint8Array | string): PublicKey {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'utf8') : Buffer.from(source);
  if (bytes.length > maxKeyFileBytes) throw invalid(`The key file is over ${maxKeyFileBytes} bytes.`);
  if (bytes.includes('-----BEGIN ')) return fromPem(bytes);
  const text = bytes.toString('latin1').trimStart();
  if (/^(ssh-|ecdsa-|sk-)/.test(text)) {
    throw invalid(
      'This is an OpenSSH key. An RSA one converts with: ssh-keygen -e -m PKCS8 -f key.pub. Others only sign.',
    );
  }
  if (text.startsWith('age1')) throw invalid('This is a key of age, not a JWK or PEM key.');
  let json: ReturnType<typeof parseBoundedJson>;
  try {
    json = parseBoundedJson(bytes, { maxBytes: maxKeyFileBytes, maxDepth: 8 });
  } catch (cause) {
    throw invalid('The key is neither a JWK nor PEM.', cause);
  }
  if (!isJsonObject(json)) throw invalid('The key is neither a JWK nor PEM.');
  if ('keys' in json) throw invalid('This is a set of keys: give one of them alone.');
  if ('d' in json)
    throw invalid('This is a private key: give its public half, and keep this one to yourself.');
  return publicKeyFromJwk(json);
}

const encrypting = ['encrypt', 'wrapKey', 'deriveKey', 'deriveBits'];
const usage = {
  use: z.literal('enc').optional(),
  alg: z.string().optional(),
  // Empty for the public half of an agreement key, as WebCrypto exports it.
  key_ops: z.array(z.string()).default([]),
};
const text = z.string().max(4096);
const jwkShape = z.discriminatedUnion('kty', [
  z.object({ ...usage, kty: z.literal('OKP'), crv: z.literal('X25519'), x: text }),
  z.object({ ...usage, kty: z.literal('RSA'), n: text, e: text }),
]);

/** Reads the public members of a JWK and leaves the others. @throws CoreError core/recipient-invalid */
export function publicKeyFromJwk(json: JsonObject): PublicKey {
  const parsed = jwkShape.safeParse(json);
  if (!parsed.success) throw invalid(unsuited(json));
  const { alg, key_ops: operations, use: _use, ...jwk } = parsed.data;
  let key: KeyObject;
  try {
    key = createPublicKey({ key: jwk, format: 'jwk' });
  } catch (cause) {
    throw invalid('The JWK does not hold a valid public key.', cause);
  }
  const publicKey = publicKeyOf(key);
  if (operations.length > 0 && !operations.some((operation) => encrypting.includes(operation))) {
    throw invalid(`The JWK's "key_ops" do not allow to encrypt with it.`);
  }
  if (alg !== undefined && alg !== publicKey.algorithm && alg !== 'ECDH-ES') {
    throw invalid(`The JWK is meant for ${JSON.stringify(alg.slice(0, 40))}, not ${publicKey.algorithm}.`);
  }
  return publicKey;
}

/** The public half of a parsed key, checked. @throws CoreError core/recipient-invalid */
export function publicKeyOf(key: KeyObject): PublicKey {
  if (key.asymmetricKeyType === 'x25519') {
    const bytes = x25519PublicBytes(key);
    if (!isCanonicalX25519(bytes))
      throw invalid('The X25519 key has its highest bit set: no key is made so.');
    return named('ECDH-ES+A256KW', { crv: 'X25519', kty: 'OKP', x: encodeBase64url(bytes) });
  }
  if (key.asymmetricKeyType !== 'rsa') throw invalid(unsuited({ crv: key.asymmetricKeyType ?? 'unknown' }));
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < 2048 || modulusLength > 8192) {
    throw invalid(`The RSA key has ${modulusLength} bits: 2048 to 8192 are accepted.`);
  }
  // NIST SP 800-56B, section 6.2: odd, above 2^16, below 2^256.
  if (publicExponent < 65537n || publicExponent % 2n === 0n || publicExponent >= 2n ** 256n) {
    throw invalid('The RSA key has a public exponent that is not accepted: use 65537.');
  }
  const half = key.type === 'private' ? createPublicKey(key) : key;
  const { n = '', e = '' } = half.export({ format: 'jwk' });
  return named('RSA-OAEP-256', { e, kty: 'RSA', n });
}

function named(algorithm: PublicKeyAlgorithm, jwk: PublicJwk): PublicKey {
  return { kid: encodeBase64url(sha256(canonicalJson(jwk))), algorithm, jwk };
}

function fromPem(pem: Buffer): PublicKey {
  if (pem.includes('PRIVATE KEY-----')) {
    throw invalid('This is a private key: give its public half, and keep this one to yourself.');
  }
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem' });
  } catch (cause) {
    throw invalid('The PEM does not hold a public key or a certificate.', cause);
  }
  return publicKeyOf(key);
}

function unsuited(json: JsonObject): string {
  const curve = String(json.crv ?? json.kty ?? '').toLowerCase();
  if (curve.startsWith('ed')) {
    return 'This is an Edwards-curve key (Ed25519 or Ed448), which only signs: make an X25519 key with ringwall recipient new.';
  }
  if (/^(p-|secp|ec)/.test(curve)) {
    return 'This is a key on a NIST curve (EC): make an X25519 key with ringwall recipient new, or use an RSA key.';
  }
  if (json.use === 'sig') return 'The JWK is meant for signatures ("use": "sig"), not for encryption.';
  return 'The key is not an X25519 or RSA public key.';
}

function invalid(detail: string, cause?: unknown): CoreError {
  return new CoreError('core/recipient-invalid', detail, { cause });
}
