import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

// RFC 8410: the fixed DER prefixes of a PKCS #8 Ed25519 seed and of an SPKI Ed25519 public key.
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** An Ed25519 (RFC 8032) signing key held in memory. */
export interface Signer {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes over the message. */
  sign(message: Uint8Array): Uint8Array;
}

/** Builds a signer from its 32-byte seed, of which it keeps no copy but OpenSSL's. */
export function ed25519Signer(seed: Uint8Array): Signer {
  const der = Buffer.concat([pkcs8Prefix, seed]);
  const key: KeyObject = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  der.fill(0);
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(spki.length - 32)),
    sign: (message) => sign(null, message, key),
  };
}

/** Checks an Ed25519 signature against a 32-byte public key. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verify(null, message, key, signature);
}
