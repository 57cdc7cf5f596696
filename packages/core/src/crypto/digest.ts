import { createHash, createHmac, hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { outsideHeap } from './outside-heap.ts';

/** SHA-256 (FIPS 180-4), 32 bytes. */
export function sha256(data: Uint8Array | string): Uint8Array {
  return hash('sha256', data, 'buffer');
}

/** SHA-256 as 64 lower-case hexadecimal characters. */
export function sha256Hex(data: Uint8Array | string): string {
  return hash('sha256', data, 'hex');
}

/** SHA-256 of bytes that come in pieces. */
export interface Sha256Stream {
  update(bytes: Uint8Array): void;
  /** 64 lower-case hexadecimal characters, once. */
  finish(): string;
}

/** Begins a SHA-256 over bytes that come in pieces. */
export function sha256Stream(): Sha256Stream {
  const state = createHash('sha256');
  return {
    update: (bytes) => {
      state.update(bytes);
    },
    finish: () => state.digest('hex'),
  };
}

/** HMAC-SHA-256 (RFC 2104), 32 bytes. */
export function hmacSha256(key: Uint8Array, data: Uint8Array | string): Uint8Array {
  return createHmac('sha256', key).update(data).digest();
}

/** HMAC-SHA-1, 20 bytes: for one-time passwords (RFC 4226), which know nothing else everywhere, and for nothing else. */
export function hmacSha1(key: Uint8Array, data: Uint8Array): Uint8Array {
  return createHmac('sha1', key).update(data).digest();
}

/** HKDF-SHA-256 (RFC 5869) with an empty salt: derives a 32-byte key for the purpose that `info` names. */
export function deriveKey(key: Uint8Array, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), info, 32));
}

const sha384Bytes = 48;
/** The longest output of HKDF-Expand with SHA-384: 255 blocks (RFC 5869, section 2.3). */
const maxExpandBytes = 255 * sha384Bytes;
const firstCounter = Uint8Array.of(1);

/**
 * HKDF-Expand with SHA-384 (RFC 5869, section 2.3): `lengthBytes` of key material for the purpose that `info`
 * names. `key` must already be uniformly random, as there is no extract step.
 */
export function expandSha384(key: Uint8Array, info: Uint8Array, lengthBytes: number): Uint8Array {
  if (lengthBytes > maxExpandBytes)
    throw new RangeError(`HKDF-Expand gives at most ${maxExpandBytes} bytes.`);
  if (lengthBytes <= sha384Bytes) {
    // Most keys are: the digest itself, which lies outside V8's heap.
    const only = createHmac('sha384', key).update(info).update(firstCounter).digest();
    return new Uint8Array(only.fill(0, lengthBytes).buffer, only.byteOffset, lengthBytes);
  }
  const out = outsideHeap(lengthBytes);
  let block: Uint8Array = new Uint8Array(0);
  for (let filled = 0, counter = 1; filled < lengthBytes; counter++) {
    const mac = createHmac('sha384', key);
    if (counter > 1) mac.update(block);
    block.fill(0);
    block = mac.update(info).update(Uint8Array.of(counter)).digest();
    out.set(block.subarray(0, lengthBytes - filled), filled);
    filled += block.length;
  }
  block.fill(0);
  return out;
}

/** Compares without telling by its duration where two values differ. Lengths may be told. */
export function equalConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
