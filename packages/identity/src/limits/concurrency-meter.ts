import type { Hold, Meter, MeterState } from './meter.ts';

/** Counts what runs at once. */
export class ConcurrencyMeter implements Meter {
  #amount: number;
  #held = 0;

  constructor(amount: number) {
    this.#amount = amount;
  }

  waitMs(amount: number): number {
    return this.#held + amount <= this.#amount ? 0 : Number.POSITIVE_INFINITY;
  }

  hold(amount: number, nowMs: number): Hold {
    this.#held += amount;
    return { meter: this, amount, sinceMs: nowMs };
  }

  settle(hold: Hold): void {
    this.#held -= hold.amount;
  }

  charge(): void {}

  resize(amount: number): void {
    this.#amount = amount;
  }

  state(): MeterState {
    const remaining = Math.max(0, this.#amount - this.#held);
    return { used: 0, held: this.#held, remaining, resetsAtMs: undefined };
  }
}
