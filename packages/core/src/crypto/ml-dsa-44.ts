import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Signer } from './ed25519.ts';

// RFC 9881: the fixed DER prefixes of a PKCS #8 ML-DSA-44 seed and of an SPKI ML-DSA-44 public key.
const pkcs8Prefix = Buffer.from('3034020100300b060960864801650304031104228020', 'hex');
const spkiPrefix = Buffer.from('30820532300b06096086480165030403110382052100', 'hex');
const publicKeyBytes = 1312;

/**
 * Builds an ML-DSA-44 (FIPS 204) signer from its 32-byte seed, of which it keeps no copy but OpenSSL's. Public keys
 * have 1,312 bytes, signatures 2,420; signing is randomised and takes no context.
 */
export function mlDsa44Signer(seed: Uint8Array): Signer {
  const der = Buffer.concat([pkcs8Prefix, seed]);
  const key: KeyObject = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(spki.length - publicKeyBytes)),
    sign: (message) => sign(null, message, key),
  };
}

/** Checks an ML-DSA-44 signature against a 1,312-byte public key. */
export function verifyMlDsa44(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}
