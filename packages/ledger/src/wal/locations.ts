import type { Segment } from './segments.ts';

const chunkEntries = 4096;

export interface Location {
  readonly segment: Segment;
  readonly offset: number;
}

/**
 * Where each entry of the write-ahead log lies: four bytes of memory for each, beside the segments they are in.
 * Entries that are in bundles are forgotten.
 */
export class Locations {
  /** From the one that holds the first entry that is not forgotten. */
  #segments: Segment[] = [];
  #chunks: Uint32Array[] = [];
  #first: number;
  #size: number;

  /** Nothing is known of entries before `first`. */
  constructor(first = 0) {
    this.#first = first;
    this.#size = first;
  }

  /** In order; before the first of them there is nothing of the log that is not in bundles. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  push(segment: Segment, offset: number): void {
    if (this.#segments.at(-1)?.first !== segment.first) this.#segments.push(segment);
    const slot = this.#slot(this.#size);
    let chunk = this.#chunks[slot];
    if (chunk === undefined) {
      chunk = new Uint32Array(chunkEntries);
      this.#chunks[slot] = chunk;
    }
    chunk[this.#size % chunkEntries] = offset;
    this.#size++;
  }

  /** Undefined for an entry that was forgotten, and beyond the end. */
  of(index: number): Location | undefined {
    if (!(index >= this.#first && index < this.#size)) return undefined;
    const offset = this.#chunks[this.#slot(index)]?.[index % chunkEntries];
    let low = 0;
    let high = this.#segments.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#segments[middle]?.first ?? 0) <= index) low = middle;
      else high = middle;
    }
    const segment = this.#segments[low];
    return segment && offset !== undefined ? { segment, offset } : undefined;
  }

  /** Forgets the entries before `first`, and the segments that hold nothing else. The last segment stays. */
  forget(first: number): void {
    const dropped = this.#slot(first);
    this.#chunks = this.#chunks.slice(dropped);
    this.#first = first;
    const next = this.#segments.findIndex((segment) => segment.first > first);
    this.#segments = this.#segments.slice((next === -1 ? this.#segments.length : next) - 1);
  }

  #slot(index: number): number {
    return Math.floor(index / chunkEntries) - Math.floor(this.#first / chunkEntries);
  }
}
