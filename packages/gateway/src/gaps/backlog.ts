import { encodeEvent, type RingwallEvent } from '@ringwall/core';
import type { Ledger } from '@ringwall/ledger';

/** A record that waits in memory until the ledger takes it. */
export interface WaitingRecord {
  readonly event: RingwallEvent;
  /** The event as it can be appended now; undefined while that depends on another one that waits. */
  ready(): RingwallEvent | undefined;
  recorded(index: number): void;
}

interface Item {
  readonly record: WaitingRecord;
  readonly bytes: number;
}

export interface BacklogLimits {
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** Records of one sweep: they are one batch of the ledger, or a few. */
const sweepRecords = 256;

/**
 * Records that the ledger did not take, in memory and bounded. They are offered again until it does: one goes ahead,
 * and where it is taken the others follow.
 */
export class Backlog {
  readonly #ledger: Pick<Ledger, 'append' | 'space'>;
  readonly #limits: BacklogLimits;
  readonly #items = new Set<Item>();
  #bytes = 0;
  #reserved = 0;
  /** Appends that were not durable in time and have not been answered since. */
  #hanging = 0;
  #refused = false;
  #sweeping: Promise<void> | undefined;

  constructor(ledger: Pick<Ledger, 'append' | 'space'>, limits: BacklogLimits) {
    this.#ledger = ledger;
    this.#limits = limits;
  }

  get size(): number {
    return this.#items.size;
  }

  /** Nothing waits, and no room is spoken for. */
  get isIdle(): boolean {
    return this.#items.size === 0 && this.#reserved === 0 && this.#bytes === 0 && !this.isStuck;
  }

  /** The ledger did not take what it was last given, or has not answered: it is not worth waiting for. */
  get isStuck(): boolean {
    return this.#refused || this.#hanging > 0;
  }

  /** Room for records that will be added later. False where there is none. */
  reserve(records: number): boolean {
    if (this.#items.size + this.#reserved + records > this.#limits.maxRecords) return false;
    this.#reserved += records;
    return true;
  }

  release(records: number): void {
    this.#reserved -= records;
  }

  /**
   * Takes a record into the room reserved for it, and gives what takes it out again. Undefined where the memory for it
   * is used up. @throws CoreError core/event-invalid
   */
  add(record: WaitingRecord): (() => void) | undefined {
    this.#reserved--;
    const item = { record, bytes: encodeEvent(record.event).length };
    if (this.#bytes + item.bytes > this.#limits.maxBytes) return undefined;
    this.#items.add(item);
    this.#bytes += item.bytes;
    return () => this.#remove(item);
  }

  /** The ledger refused something just now. */
  refused(): void {
    this.#refused = true;
  }

  /** An append that was not durable in time: until it is answered nothing else is tried. */
  hangs(appended: Promise<unknown>): void {
    this.#hanging++;
    const answered = (refused: boolean) => {
      this.#hanging--;
      this.#refused = refused;
    };
    appended.then(
      () => answered(false),
      () => answered(true),
    );
  }

  /** Offers what waits to the ledger; resolves when nothing more can be done now. Never rejects. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async #sweep(): Promise<void> {
    // Nothing waits that could find out: whoever comes next will.
    if (this.#items.size === 0) this.#refused = false;
    while (this.#hanging === 0) {
      const ready = this.#ready(this.#refused ? 1 : sweepRecords);
      if (ready.length === 0) return;
      const taken = await Promise.all(ready.map(({ item, event }) => this.#offer(item, event)));
      this.#refused = taken.includes(false);
      if (this.#refused) return;
    }
  }

  #ready(most: number): { readonly item: Item; readonly event: RingwallEvent }[] {
    const ready: { item: Item; event: RingwallEvent }[] = [];
    const low = this.#ledger.space?.low ?? false;
    for (const item of this.#items) {
      if (ready.length === most) break;
      // On a disk that is nearly full the ledger takes the end of what it knows, and nothing new.
      if (low && item.record.event.type === 'llm.intent') continue;
      const event = item.record.ready();
      if (event !== undefined) ready.push({ item, event });
    }
    return ready;
  }

  async #offer(item: Item, event: RingwallEvent): Promise<boolean> {
    try {
      const { index } = await this.#ledger.append(event);
      this.#remove(item);
      item.record.recorded(index);
      return true;
    } catch {
      return false;
    }
  }

  #remove(item: Item): void {
    if (this.#items.delete(item)) this.#bytes -= item.bytes;
  }
}
