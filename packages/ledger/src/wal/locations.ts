import type { Segment } from './segments.ts';

const chunkEntries = 65_536;

export interface Location {
  readonly segment: Segment;
  readonly offset: number;
}

/** Where each entry lies: four bytes of memory for each, beside the segments they are in. */
export class Locations {
  readonly #segments: Segment[] = [];
  readonly #offsets: Uint32Array[] = [];
  #size = 0;

  push(segment: Segment, offset: number): void {
    if (this.#segments.at(-1)?.first !== segment.first) this.#segments.push(segment);
    const at = this.#size % chunkEntries;
    const index = Math.floor(this.#size / chunkEntries);
    let chunk = this.#offsets[index];
    if (chunk === undefined) {
      chunk = new Uint32Array(chunkEntries);
      this.#offsets[index] = chunk;
    }
    chunk[at] = offset;
    this.#size++;
  }

  /** @throws RangeError beyond the end. */
  of(index: number): Location {
    const offset = this.#offsets[Math.floor(index / chunkEntries)]?.[index % chunkEntries];
    let low = 0;
    let high = this.#segments.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#segments[middle]?.first ?? 0) <= index) low = middle;
      else high = middle;
    }
    const segment = this.#segments[low];
    if (segment === undefined || offset === undefined || !(index >= 0 && index < this.#size)) {
      throw new RangeError(`No location of entry ${index}.`);
    }
    return { segment, offset };
  }
}
