import { release } from './release.ts';

/**
 * The segments opened last, by position; as many as it was made for. What is given in belongs to it: the memory of a
 * segment that has to go is given back, so what `get` returns must be used before the next `set`.
 */
export class SegmentCache {
  readonly #maxSegments: number;
  /** In the order of use: a Map keeps the order in which its keys were set. */
  readonly #segments = new Map<number, Uint8Array>();

  constructor(maxSegments: number) {
    this.#maxSegments = maxSegments;
  }

  has(position: number): boolean {
    return this.#segments.has(position);
  }

  get(position: number): Uint8Array | undefined {
    const plaintext = this.#segments.get(position);
    if (plaintext !== undefined) {
      this.#segments.delete(position);
      this.#segments.set(position, plaintext);
    }
    return plaintext;
  }

  set(position: number, plaintext: Uint8Array): void {
    this.#drop(position);
    this.#segments.set(position, plaintext);
    if (this.#segments.size <= this.#maxSegments) return;
    for (const oldest of this.#segments.keys()) {
      this.#drop(oldest);
      return;
    }
  }

  #drop(position: number): void {
    const plaintext = this.#segments.get(position);
    if (plaintext === undefined) return;
    this.#segments.delete(position);
    release(plaintext);
  }

  /** Overwrites what it holds, and forgets it. */
  clear(): void {
    for (const plaintext of this.#segments.values()) plaintext.fill(0);
    this.#segments.clear();
  }
}
