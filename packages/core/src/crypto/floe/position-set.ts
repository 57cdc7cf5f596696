/** Positions in a page; a page of bits is 4 KiB. */
const pagePositions = 32_768;

/**
 * A set of segment positions that only grows: one bit for each, in pages made when first needed. The 2^24
 * segments of a terabyte take 2 MiB.
 */
export class PositionSet {
  readonly #pages = new Map<number, Uint8Array>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(position: number): boolean {
    const bit = position % pagePositions;
    const byte = this.#pages.get((position - bit) / pagePositions)?.[bit >> 3] ?? 0;
    return (byte & (1 << (bit & 7))) !== 0;
  }

  /** False where the position is in the set already. */
  add(position: number): boolean {
    if (this.has(position)) return false;
    const bit = position % pagePositions;
    const pageNumber = (position - bit) / pagePositions;
    const page = this.#pages.get(pageNumber) ?? new Uint8Array(pagePositions / 8);
    page[bit >> 3] = (page[bit >> 3] ?? 0) | (1 << (bit & 7));
    this.#pages.set(pageNumber, page);
    this.#count++;
    return true;
  }
}
