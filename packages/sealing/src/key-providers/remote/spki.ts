import type { SignatureAlgorithm } from '@ringwall/core';
import { encodeBase64 } from './base64.ts';

/** The public key in a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), as far as providers are given such keys. */
export interface PublicKeyInfo {
  readonly algorithm: SignatureAlgorithm;
  readonly jwk: Readonly<Record<string, string>>;
}

// RFC 8410, section 10.1, and RFC 5480, section 2.1.1 with an uncompressed point: all that precedes the key is fixed.
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');
const p256Prefix = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex');

/** Reads an Ed25519 or a P-256 key; undefined for any other. Whether a point is on its curve is for its user. */
export function readSpki(der: Uint8Array): PublicKeyInfo | undefined {
  const edX = after(der, ed25519Prefix, 32);
  if (edX)
    return { algorithm: 'Ed25519', jwk: { kty: 'OKP', crv: 'Ed25519', x: encodeBase64(edX, 'base64url') } };
  const point = after(der, p256Prefix, 64);
  if (!point) return undefined;
  const x = encodeBase64(point.subarray(0, 32), 'base64url');
  const y = encodeBase64(point.subarray(32), 'base64url');
  return { algorithm: 'ES256', jwk: { kty: 'EC', crv: 'P-256', x, y } };
}

function after(der: Uint8Array, prefix: Uint8Array, length: number): Uint8Array | undefined {
  const starts = der.length === prefix.length + length && prefix.every((byte, at) => der[at] === byte);
  return starts ? der.subarray(prefix.length) : undefined;
}
