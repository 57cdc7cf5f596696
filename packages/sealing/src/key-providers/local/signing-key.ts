import { ed25519Signer } from '@ringwall/core';

/** The Ed25519 public key of a seed, base64url as in a JWK (RFC 8037, section 2). */
export function publicKeyOf(seed: Uint8Array): string {
  return Buffer.from(ed25519Signer(seed).publicKey).toString('base64url');
}

/** 64 bytes (RFC 8032, section 5.1.6). */
export function signWith(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return ed25519Signer(seed).sign(message);
}
