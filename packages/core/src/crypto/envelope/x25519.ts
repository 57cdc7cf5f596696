import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import { wipe } from './wipe.ts';

// RFC 8410: the fixed DER prefixes of a PKCS #8 X25519 private key and of an SPKI X25519 public key.
const pkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex');
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex');

/** An X25519 private key (RFC 7748, section 5) from its 32 bytes. */
export function x25519PrivateKey(bytes: Uint8Array): KeyObject {
  const der = Buffer.concat([pkcs8Prefix, bytes]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    wipe(der);
  }
}

/** The 32 bytes of the public key that belongs to an X25519 private or public key. */
export function x25519PublicBytes(key: KeyObject): Uint8Array {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  const spki = half.export({ format: 'der', type: 'spki' });
  return new Uint8Array(spki.subarray(spki.length - 32));
}

/**
 * Whether the highest bit is clear. RFC 7748, section 5 ignores it, so that a key would have two spellings and two
 * names; whoever makes keys leaves it clear.
 */
export function isCanonicalX25519(publicBytes: Uint8Array): boolean {
  return publicBytes.length === 32 && (publicBytes[31] ?? 0x80) < 0x80;
}

/**
 * The shared secret of RFC 7748, section 6.1. `undefined` where it would be all zero: the other key is a point of
 * small order, with which everyone could compute the secret (RFC 7748, section 6.1; RFC 8037, section 3.2.1).
 */
export function agreeX25519(privateKey: KeyObject, publicBytes: Uint8Array): Uint8Array | undefined {
  const publicKey = createPublicKey({
    key: Buffer.concat([spkiPrefix, publicBytes]),
    format: 'der',
    type: 'spki',
  });
  let secret: Uint8Array;
  try {
    secret = diffieHellman({ privateKey, publicKey });
  } catch {
    return undefined;
  }
  return secret.some((byte) => byte !== 0) ? secret : undefined;
}
