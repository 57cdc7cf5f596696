/**
 * Whoever waits, by caller: callers take turns, and each caller's own come in the order in which they came. Of a
 * full queue the caller with the most waiting gives up its last, so that nobody can fill it for the others.
 */
export class FairQueue<Item> {
  readonly #max: number;
  readonly #callers = new Map<string, Item[]>();
  #size = 0;

  /** `max`: how many may wait. */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#size;
  }

  /** Returns who has to go because the queue is full: somebody else's last, or the one that came. */
  push(caller: string, item: Item): Item | undefined {
    const own = this.#callers.get(caller) ?? [];
    if (this.#size >= this.#max) {
      const longest = this.#longest();
      if (longest === undefined || longest.length <= own.length + 1) return item;
      const gone = longest.pop();
      this.#size--;
      this.#admit(caller, own, item);
      return gone;
    }
    this.#admit(caller, own, item);
    return undefined;
  }

  /** Whose turn it is. */
  peek(): Item | undefined {
    for (const items of this.#callers.values()) return items[0];
    return undefined;
  }

  /** Takes the one whose turn it is; its caller is last then. */
  shift(): Item | undefined {
    for (const [caller, items] of this.#callers) {
      const item = items.shift();
      this.#size--;
      this.#callers.delete(caller);
      if (items.length > 0) this.#callers.set(caller, items);
      return item;
    }
    return undefined;
  }

  /** Takes one out of turn. Whether it was there. */
  remove(caller: string, item: Item): boolean {
    const items = this.#callers.get(caller);
    const at = items?.indexOf(item) ?? -1;
    if (items === undefined || at < 0) return false;
    items.splice(at, 1);
    this.#size--;
    if (items.length === 0) this.#callers.delete(caller);
    return true;
  }

  #admit(caller: string, own: Item[], item: Item): void {
    own.push(item);
    this.#size++;
    this.#callers.set(caller, own);
  }

  #longest(): Item[] | undefined {
    let longest: Item[] | undefined;
    for (const items of this.#callers.values()) {
      if (longest === undefined || items.length > longest.length) longest = items;
    }
    return longest;
  }
}
