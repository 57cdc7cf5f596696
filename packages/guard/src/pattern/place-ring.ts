import { batchSize, type UnitBatch } from '../normalise/unit-batch.ts';

/** Gives arrays of at least a size; they may hold anything. */
export interface RingMemory {
  doubles(size: number): Float64Array;
  bytes(size: number): Uint8Array;
  words(size: number): Uint16Array;
}

/** New arrays for whoever keeps them. */
export const ownMemory: RingMemory = {
  doubles: (size) => new Float64Array(size),
  bytes: (size) => new Uint8Array(size),
  words: (size) => new Uint16Array(size),
};

/** Remembers where the units read last came from; shared by all matchers of a channel. */
export class PlaceRing {
  readonly #mask: number;
  readonly #starts: Float64Array;
  readonly #lengths: Uint8Array;
  /** Units remembered since the channel's start. */
  #count = 0;

  /** Remembers at least `units` units besides those of the batch at hand. */
  constructor(units: number, memory: RingMemory = ownMemory) {
    const size = ringSize(units);
    this.#mask = size - 1;
    this.#starts = memory.doubles(size);
    this.#lengths = memory.bytes(size);
  }

  remember(batch: UnitBatch): void {
    const { starts, lengths, length } = batch;
    const slot = this.#count & this.#mask;
    const first = Math.min(length, this.#mask + 1 - slot);
    this.#starts.set(starts.subarray(0, first), slot);
    this.#lengths.set(lengths.subarray(0, first), slot);
    if (first < length) {
      this.#starts.set(starts.subarray(first, length), 0);
      this.#lengths.set(lengths.subarray(first, length), 0);
    }
    this.#count += length;
  }

  /** Where unit `index` begins in the original. */
  startOf(index: number): number {
    return this.#starts[index & this.#mask] ?? 0;
  }

  /** Where unit `index` ends in the original. */
  endOf(index: number): number {
    return this.startOf(index) + (this.#lengths[index & this.#mask] ?? 0);
  }
}

/** A power of two that holds so many units and a batch. */
export function ringSize(units: number): number {
  return 2 ** Math.ceil(Math.log2(units + batchSize));
}
