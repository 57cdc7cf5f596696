import { sha256 } from '../digest.ts';
import { wipe } from './wipe.ts';

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
  const input = Buffer.concat([
    uint32(1),
    sharedSecret,
    prefixed(Buffer.from(info.algorithm, 'latin1')),
    prefixed(info.partyU),
    prefixed(info.partyV),
    uint32(info.keyBits),
  ]);
  try {
    // A Hash object would keep the digest, which is a key, until it is collected.
    return sha256(input).subarray(0, info.keyBits / 8);
  } finally {
    wipe(input);
  }
}

function prefixed(data: Uint8Array): Uint8Array {
  return Buffer.concat([uint32(data.length), data]);
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
