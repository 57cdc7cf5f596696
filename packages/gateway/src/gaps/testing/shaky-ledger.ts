import { type EventOf, encodeEvent, type RingwallEvent } from '@ringwall/core';
import { LedgerError, type Receipt } from '@ringwall/ledger';

/** What the disk under the ledger does. */
export type Mode = 'works' | 'fails' | 'hangs' | 'low';

/** A ledger in memory that does what a disk does to the real one. */
export class ShakyLedger {
  mode: Mode = 'works';
  readonly entries: RingwallEvent[] = [];
  #held: (() => void)[] = [];
  appends = 0;

  get space() {
    const low = this.mode === 'low';
    return { low, minFreeBytes: 1, reserveBytes: 0, reserve: 'off' } as const;
  }

  append = async (event: RingwallEvent): Promise<Receipt> => {
    this.appends++;
    encodeEvent(event);
    if (this.mode === 'low' && event.type === 'llm.intent') throw new LedgerError('ledger/disk-low', 'low');
    if (this.mode === 'hangs') await new Promise<void>((resolve) => this.#held.push(resolve));
    if (this.mode === 'fails') throw new LedgerError('ledger/write-failed', 'failed');
    return { origin: 'o', index: this.entries.push(event) - 1, leafHash: new Uint8Array(32) };
  };

  turn(mode: Mode): void {
    this.mode = mode;
    if (mode === 'hangs') return;
    for (const release of this.#held.splice(0)) release();
  }

  of<Type extends RingwallEvent['type']>(type: Type): EventOf<Type>[] {
    return this.entries.filter((entry): entry is EventOf<Type> => entry.type === type);
  }
}
