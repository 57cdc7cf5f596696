import type { EntryReader } from '../wal/entry-reader.ts';

const maxBytes = 16 << 20;

/** The leaves that bundles are made of: the newest from memory, so that they need not be read back from the disk. */
export class LeafSource {
  readonly #reader: EntryReader;
  #leaves: Uint8Array[] = [];
  #first = 0;
  #bytes = 0;

  constructor(reader: EntryReader) {
    this.#reader = reader;
  }

  /** Keeps leaves that have just become durable, unless there are too many of them already. */
  add(first: number, leaves: readonly Uint8Array[]): void {
    if (this.#first + this.#leaves.length !== first) this.#forget(first);
    for (const leaf of leaves) {
      this.#leaves.push(leaf);
      this.#bytes += leaf.length;
    }
    if (this.#bytes > maxBytes) this.#forget(first + leaves.length);
  }

  /** Leaves `[first, first + count)`, which must be durable. */
  async get(first: number, count: number): Promise<readonly Uint8Array[]> {
    const at = first - this.#first;
    if (at >= 0 && at + count <= this.#leaves.length) return this.#leaves.slice(at, at + count);
    const leaves: Uint8Array[] = [];
    for await (const { leaf } of this.#reader.read(first, first + count)) leaves.push(leaf);
    return leaves;
  }

  /** Lets go of those before `first`. */
  drop(first: number): void {
    const count = Math.min(Math.max(0, first - this.#first), this.#leaves.length);
    for (const leaf of this.#leaves.slice(0, count)) this.#bytes -= leaf.length;
    this.#leaves = this.#leaves.slice(count);
    this.#first += count;
  }

  #forget(next: number): void {
    this.#leaves = [];
    this.#bytes = 0;
    this.#first = next;
  }
}
