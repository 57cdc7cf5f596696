import { windowAt } from './calendar-window.ts';
import type { LimitPeriod } from './limit.ts';
import type { Hold, Meter, MeterState } from './meter.ts';

/** Counts within windows of the calendar (UTC). A request counts in the window in which it was let in. */
export class WindowMeter implements Meter {
  readonly #per: LimitPeriod;
  #amount: number;
  #fromMs = Number.NEGATIVE_INFINITY;
  #toMs = Number.NEGATIVE_INFINITY;
  #used = 0;
  #held = 0;

  constructor(amount: number, per: LimitPeriod) {
    this.#amount = amount;
    this.#per = per;
  }

  waitMs(amount: number, nowMs: number): number {
    this.#turn(nowMs);
    if (this.#used + this.#held + amount <= this.#amount) return 0;
    if (this.#used >= this.#amount) return this.#toMs - nowMs;
    // Something is left: one at a time may have it.
    return this.#held === 0 ? 0 : Number.POSITIVE_INFINITY;
  }

  hold(amount: number, nowMs: number): Hold {
    this.#turn(nowMs);
    this.#held += amount;
    return { meter: this, amount, sinceMs: this.#fromMs };
  }

  settle(hold: Hold, used: number, nowMs: number): void {
    this.#turn(nowMs);
    if (hold.sinceMs !== this.#fromMs) return;
    this.#held -= hold.amount;
    this.#add(used);
  }

  charge(used: number, atMs: number): void {
    if (atMs >= this.#toMs) this.#turn(atMs);
    if (atMs >= this.#fromMs) this.#add(used);
  }

  resize(amount: number): void {
    this.#amount = amount;
  }

  state(nowMs: number): MeterState {
    this.#turn(nowMs);
    const remaining = Math.max(0, this.#amount - this.#used - this.#held);
    return { used: this.#used, held: this.#held, remaining, resetsAtMs: this.#toMs };
  }

  /** Begins a new window where the last is over; a clock that goes back stays in the one that it was in. */
  #turn(nowMs: number): void {
    if (nowMs < this.#toMs) return;
    const { fromMs, toMs } = windowAt(this.#per, nowMs);
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.#used = 0;
    this.#held = 0;
  }

  #add(used: number): void {
    this.#used = Math.min(Number.MAX_SAFE_INTEGER, this.#used + used);
  }
}
