import { deriveKey, sha256Hex } from '@ringwall/core';

/**
 * Names key material without telling anything about it: 64 hexadecimal digits of SHA-256 over a key derived from
 * it. The material is 256 random bits, so nobody finds it by trying.
 */
export function keyFingerprint(material: Uint8Array): string {
  const derived = deriveKey(material, 'ringwall/key-fingerprint/1');
  try {
    return sha256Hex(derived);
  } finally {
    derived.fill(0);
  }
}
