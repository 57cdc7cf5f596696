import { CoreError } from '../../errors.ts';

/**
 * A payload in one direction, from first byte to last: bytes are pushed in, segments come out. Between calls it
 * holds one segment, never more. Web and Node streams are thin shells around it.
 */
export interface SegmentPipe {
  /** Takes bytes in pieces of any size; they may be overwritten once this returns. */
  push(chunk: Uint8Array): Uint8Array[];
  /** There are no more bytes. */
  finish(): Uint8Array[];
  /** Overwrites the keys; called by `finish`, and by any error. */
  close(): void;
}

/** Collects bytes until a unit of a known length is whole. */
export class Collector {
  #bytes: Uint8Array;
  #count = 0;

  constructor(maxBytes: number) {
    this.#bytes = new Uint8Array(maxBytes);
  }

  /** What has been collected. Overwritten by the next unit. */
  get collected(): Uint8Array {
    return this.#bytes.subarray(0, this.#count);
  }

  /** Takes from the front of `chunk` until there are `wanted` bytes; returns what is left of it. */
  take(chunk: Uint8Array, wanted: number): Uint8Array {
    const taken = chunk.subarray(0, wanted - this.#count);
    this.#bytes.set(taken, this.#count);
    this.#count += taken.length;
    return chunk.subarray(taken.length);
  }

  /** Begins the next unit. */
  clear(): void {
    this.#count = 0;
  }

  /** Overwrites what lies here. */
  wipe(): void {
    this.#count = 0;
    this.#bytes.fill(0);
  }
}

/** A stream's chunk is whatever was written to it: a text would be sealed as zeros without a word. */
export function asBytes(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new CoreError('core/sealed-misused', 'A stream of bytes was given something else.');
}
