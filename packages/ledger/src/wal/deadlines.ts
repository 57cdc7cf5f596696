import { performance } from 'node:perf_hooks';

interface Expiring {
  /** On the monotonic clock, in milliseconds; infinite for none. */
  readonly deadline: number;
}

/** One timer for all deadlines: it stands at the earliest and, when it rings, asks for those still waiting. */
export class Deadlines<Item extends Expiring> {
  readonly #waiting: () => Iterable<Item>;
  readonly #expire: (item: Item) => void;
  #timer: NodeJS.Timeout | undefined;
  #rings = Number.POSITIVE_INFINITY;

  /** `waiting` gives every item that has not been settled yet; `expire` is called for those out of time. */
  constructor(waiting: () => Iterable<Item>, expire: (item: Item) => void) {
    this.#waiting = waiting;
    this.#expire = expire;
  }

  /** The deadline `ms` milliseconds from now. */
  in(ms: number | undefined): number {
    return ms === undefined ? Number.POSITIVE_INFINITY : performance.now() + ms;
  }

  watch(item: Item): void {
    if (item.deadline < this.#rings) this.#set(item.deadline);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#rings = Number.POSITIVE_INFINITY;
  }

  #set(deadline: number): void {
    clearTimeout(this.#timer);
    this.#rings = deadline;
    // Node keeps a delay in 32 bits; a longer one rings early and is set again.
    const ms = Math.min(2 ** 31 - 1, Math.max(1, Math.ceil(deadline - performance.now())));
    this.#timer = setTimeout(() => this.#ring(), ms).unref();
  }

  #ring(): void {
    this.#rings = Number.POSITIVE_INFINITY;
    const now = performance.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const item of this.#waiting()) {
      if (item.deadline <= now) this.#expire(item);
      else earliest = Math.min(earliest, item.deadline);
    }
    if (earliest < Number.POSITIVE_INFINITY) this.#set(earliest);
  }
}
