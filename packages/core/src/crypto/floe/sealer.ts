import { createCipheriv } from 'node:crypto';
import { CoreError } from '../../errors.ts';
import { randomBytes } from '../random.ts';
import { verifyHeader } from './header.ts';
import { type FloeLayout, layoutOf } from './layout.ts';
import {
  type FloeParameters,
  floeParameters,
  headerPrefix,
  internalLength,
  lengthBytes,
  parametersOf,
  segmentIvBytes,
  segmentOverheadBytes,
  segmentTagBytes,
} from './parameters.ts';
import { release } from './release.ts';
import { headerTag, SegmentKeys, segmentAad } from './segment-keys.ts';

export interface FloeOptions {
  /** A power of two from 4 KiB to 1 MiB, 64 KiB unless given. Reads open whole segments. */
  readonly segmentBytes?: number;
}

/** Seals the segments of one payload, in any order and from any thread that has the header. */
export interface FloeSealer {
  readonly layout: FloeLayout;
  /** The first 74 bytes of the payload. */
  readonly header: Uint8Array;
  /**
   * encryptSegment: writes the sealed segment to `target` and returns its length, the plaintext's and 32. Every
   * segment but the last is full. A position is sealed once: two versions of a segment could be swapped for each
   * other unseen. The sealer does not keep count; `createSealedWriter` and the streams do.
   * @throws CoreError core/sealed-misused for a wrong length, position or room, and after `close`.
   */
  sealInto(
    position: number,
    plaintext: Uint8Array,
    final: boolean,
    target: Uint8Array,
    targetOffset: number,
  ): number;
  /** Overwrites the keys. */
  close(): void;
}

/**
 * Begins a payload under `key` (32 bytes, one per payload) with a fresh IV. `aad` is bound to it and must be
 * given again to open it: see `sealedPlace`. Neither is kept.
 * @throws CoreError core/sealed-options-invalid for a key or a segment size that cannot be used.
 */
export function beginFloe(key: Uint8Array, aad: Uint8Array, options: FloeOptions = {}): FloeSealer {
  return startSealer(floeParameters(options.segmentBytes), key, aad, randomBytes);
}

/**
 * Goes on with a payload that was begun: in another thread, or after a crash.
 * @throws CoreError core/sealed-malformed for what is no header, core/sealed-key-mismatch for one that was made
 * with another key or AAD.
 */
export function continueFloe(key: Uint8Array, aad: Uint8Array, header: Uint8Array): FloeSealer {
  const parameters = parametersOf(header);
  return new Sealer(
    parameters,
    Uint8Array.from(header),
    verifyHeader(parameters, key, aad, header),
    randomBytes,
  );
}

/** startEncryption for any parameters, with a source of IVs: published test values need both. */
export function startSealer(
  parameters: FloeParameters,
  key: Uint8Array,
  aad: Uint8Array,
  random: (count: number) => Uint8Array,
): FloeSealer {
  const prefix = headerPrefix(parameters, random);
  const header = new Uint8Array(Buffer.concat([prefix, headerTag(key, prefix, aad)]));
  return new Sealer(parameters, header, new SegmentKeys(parameters, key, prefix, aad), random);
}

class Sealer implements FloeSealer {
  readonly layout: FloeLayout;
  readonly header: Uint8Array;
  readonly #keys: SegmentKeys;
  readonly #random: (count: number) => Uint8Array;

  constructor(
    parameters: FloeParameters,
    header: Uint8Array,
    keys: SegmentKeys,
    random: (count: number) => Uint8Array,
  ) {
    this.layout = layoutOf(parameters.segmentBytes);
    this.header = header;
    this.#keys = keys;
    this.#random = random;
  }

  sealInto(
    position: number,
    plaintext: Uint8Array,
    final: boolean,
    target: Uint8Array,
    targetOffset: number,
  ): number {
    const { plaintextBytes } = this.layout;
    if (plaintext.length > plaintextBytes || (!final && plaintext.length < plaintextBytes)) {
      throw misused(`${plaintext.length} bytes do not make a segment of ${plaintextBytes}.`);
    }
    const size = plaintext.length + segmentOverheadBytes;
    if (!(targetOffset >= 0 && targetOffset + size <= target.length)) {
      throw misused('There is no room for the sealed segment.');
    }
    const segment = target.subarray(targetOffset, targetOffset + size);
    const iv = this.#random(segmentIvBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#keys.at(position), iv, {
      authTagLength: segmentTagBytes,
    });
    cipher.setAAD(segmentAad(position, final));
    const ciphertext = cipher.update(plaintext);
    cipher.final();
    const length = final ? size : internalLength;
    new DataView(segment.buffer, segment.byteOffset).setUint32(0, length);
    segment.set(iv, lengthBytes);
    segment.set(ciphertext, lengthBytes + segmentIvBytes);
    segment.set(cipher.getAuthTag(), size - segmentTagBytes);
    release(ciphertext);
    return size;
  }

  close(): void {
    this.#keys.close();
  }
}

function misused(what: string): CoreError {
  return new CoreError('core/sealed-misused', what);
}
