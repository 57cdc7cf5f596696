/** A map of at most so many entries, which drops the one used longest ago and tells what it dropped. */
export class RecentlyUsed<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #maxEntries: number;
  readonly #dropped: (value: Value) => void;

  constructor(maxEntries: number, dropped: (value: Value) => void = () => undefined) {
    this.#maxEntries = maxEntries;
    this.#dropped = dropped;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    // A map keeps the order of insertion: the first is the one used longest ago.
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.delete(key);
    this.#entries.set(key, value);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (!this.#entries.delete(key) || value === undefined) return;
    this.#dropped(value);
  }

  clear(): void {
    for (const key of [...this.#entries.keys()]) this.delete(key);
  }

  values(): IterableIterator<Value> {
    return this.#entries.values();
  }
}
