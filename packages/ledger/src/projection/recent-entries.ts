import type { AppendedEntry } from '../ledger.ts';

const defaultMaxEntries = 32_768;
const maxBytes = 32 << 20;

/**
 * The newest entries of the ledger in memory, without a gap, so that a projection that keeps up never reads the
 * disk. One that falls further behind than this holds finds nothing here and reads the ledger instead.
 */
export class RecentEntries {
  readonly #maxEntries: number;
  #entries: AppendedEntry[] = [];
  #bytes = 0;

  constructor(maxEntries = defaultMaxEntries) {
    this.#maxEntries = maxEntries;
  }

  add(entries: readonly AppendedEntry[]): void {
    for (const entry of entries) {
      this.#entries.push(entry);
      this.#bytes += entry.leaf.length;
    }
    if (this.#entries.length > this.#maxEntries || this.#bytes > maxBytes) {
      this.#entries = [];
      this.#bytes = 0;
    }
  }

  /** Entries `[from, to)`, or undefined when not all of them are here. Those before `to` are then let go. */
  take(from: number, to: number): readonly AppendedEntry[] | undefined {
    const first = this.#entries[0];
    const last = this.#entries.at(-1);
    if (first === undefined || last === undefined || first.index > from || last.index < to - 1)
      return undefined;
    const taken = this.#entries.slice(from - first.index, to - first.index);
    for (const { leaf } of this.#entries.slice(0, to - first.index)) this.#bytes -= leaf.length;
    this.#entries = this.#entries.slice(to - first.index);
    return taken;
  }
}
