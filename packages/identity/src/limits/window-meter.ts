import { windowAt } from './calendar-window.ts';
import type { LimitPeriod } from './limit.ts';
import type { Hold, Meter, MeterState } from './meter.ts';

/** Counts within windows of the calendar (UTC). A request counts in the window in which it was let in. */
export class WindowMeter implements Meter {
  readonly #per: LimitPeriod;
  #amount: number;
  #fromMs = Number.NEGATIVE_INFINITY;
  #toMs = Number.NEGATIVE_INFINITY;
  /** By which its holds are known; other than `#fromMs` where the clock was put back since. */
  #sinceMs = Number.NEGATIVE_INFINITY;
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
    return { meter: this, amount, sinceMs: this.#sinceMs };
  }

  settle(hold: Hold, used: number, nowMs: number): void {
    this.#turn(nowMs);
    if (hold.sinceMs !== this.#sinceMs) return;
    this.#held = Math.max(0, this.#held - hold.amount);
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

  /**
   * Begins a new window where the last is over. A clock that goes back stays in the one that it was in; one that was
   * ahead by more than a window takes what was used along to the one that it is put back to.
   */
  #turn(nowMs: number): void {
    const isAhead = nowMs < 2 * this.#fromMs - this.#toMs;
    if (nowMs < this.#toMs && !isAhead) return;
    const { fromMs, toMs } = windowAt(this.#per, nowMs);
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    if (isAhead) return;
    this.#sinceMs = fromMs;
    this.#used = 0;
    this.#held = 0;
  }

  #add(used: number): void {
    this.#used = Math.min(Number.MAX_SAFE_INTEGER, this.#used + used);
  }
}
