import { batchSize, type UnitBatch } from '../normalise/unit-batch.ts';

/** Remembers where the units read last came from; shared by all matchers of a channel. */
export class PlaceRing {
  readonly #mask: number;
  readonly #starts: Float64Array;
  readonly #lengths: Uint8Array;
  /** Units remembered since the channel's start. */
  #count = 0;

  /** Remembers at least `units` units besides those of the batch at hand. */
  constructor(units: number) {
    const size = ringSize(units);
    this.#mask = size - 1;
    this.#starts = new Float64Array(size);
    this.#lengths = new Uint8Array(size);
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
