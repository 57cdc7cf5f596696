import { createHash } from 'node:crypto';

/** What a key is derived for (NIST SP 800-56A, section 5.8.1; RFC 7518, section 4.6.2). */
export interface DerivationInfo {
  /** The algorithm the key is for: `alg`, or `enc` in direct agreement. */
  readonly algorithm: string;
  readonly partyU: Uint8Array;
  readonly partyV: Uint8Array;
  readonly keyBits: 128 | 256;
}

/** The Concat KDF with SHA-256 (RFC 7518, section 4.6.2). One round: no key here is longer than a digest. */
export function concatKdf(sharedSecret: Uint8Array, info: DerivationInfo): Uint8Array {
  const digest = createHash('sha256')
    .update(uint32(1))
    .update(sharedSecret)
    .update(prefixed(Buffer.from(info.algorithm, 'latin1')))
    .update(prefixed(info.partyU))
    .update(prefixed(info.partyV))
    .update(uint32(info.keyBits))
    .digest();
  return digest.subarray(0, info.keyBits / 8);
}

function prefixed(data: Uint8Array): Uint8Array {
  return Buffer.concat([uint32(data.length), data]);
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
