import type { Hold, Meter, MeterState } from './meter.ts';

/** The last moment that a date can name (ECMA-262, section 21.4.1.1). */
const lastMs = 8_640_000_000_000_000;

/**
 * The generic cell rate algorithm (ITU-T I.371), in its form of a leaky bucket: a burst of `amount`, which refills
 * evenly within `periodMs`. Counted in whole numbers of `amount × milliseconds`, so that nothing is ever rounded:
 * one request costs `periodMs` of them, and `amount` of them drain each millisecond. What is held does not drain
 * before it is settled.
 */
export class RateMeter implements Meter {
  readonly #periodMs: number;
  #amount: number;
  #backlog = 0;
  #held = 0;
  #atMs = 0;

  constructor(amount: number, periodMs: number) {
    this.#amount = amount;
    this.#periodMs = periodMs;
  }

  waitMs(amount: number, nowMs: number): number {
    this.#drain(nowMs);
    const room = this.#capacity - this.#held;
    const whole = this.#backlog + amount * this.#periodMs - room;
    if (whole <= 0) return 0;
    const fits = amount * this.#periodMs <= room;
    if (this.#held > 0) return fits ? this.#drainedInMs(whole) : Number.POSITIVE_INFINITY;
    // Nothing runs: what is left of one is enough.
    const alone = this.#backlog + this.#periodMs - room;
    return alone <= 0 ? 0 : this.#drainedInMs(alone);
  }

  hold(amount: number, nowMs: number): Hold {
    this.#drain(nowMs);
    this.#held += amount * this.#periodMs;
    return { meter: this, amount, sinceMs: nowMs };
  }

  settle(hold: Hold, used: number, nowMs: number): void {
    this.#drain(nowMs);
    this.#held -= hold.amount * this.#periodMs;
    this.#add(used);
  }

  charge(used: number, atMs: number): void {
    // What was used earlier than what is known drains with it, and puts no clock right.
    if (atMs > this.#atMs) this.#drain(atMs);
    this.#add(used);
  }

  resize(amount: number): void {
    this.#amount = amount;
  }

  state(nowMs: number): MeterState {
    this.#drain(nowMs);
    const used = Math.ceil(this.#backlog / this.#periodMs);
    const held = this.#held / this.#periodMs;
    const remaining = Math.max(0, Math.floor((this.#capacity - this.#backlog - this.#held) / this.#periodMs));
    const resetsAtMs = Math.min(lastMs, nowMs + this.#drainedInMs(this.#backlog));
    return { used, held, remaining, resetsAtMs };
  }

  get #capacity(): number {
    return this.#amount * this.#periodMs;
  }

  #drainedInMs(backlog: number): number {
    return Math.ceil(backlog / this.#amount);
  }

  #drain(nowMs: number): void {
    // A clock that goes back drains nothing, and then nothing twice.
    const elapsedMs = nowMs - this.#atMs;
    // It was ahead by so much that waiting for it would shut everybody out.
    if (elapsedMs < -this.#periodMs) this.#atMs = nowMs;
    if (elapsedMs <= 0) return;
    this.#atMs = nowMs;
    // The product would leave the whole numbers after long rest.
    if (elapsedMs >= this.#drainedInMs(this.#backlog)) this.#backlog = 0;
    else this.#backlog -= elapsedMs * this.#amount;
  }

  #add(used: number): void {
    // An upstream may tell any number; what is more than can be counted exactly never drains within reach anyway.
    this.#backlog = Math.min(Number.MAX_SAFE_INTEGER, this.#backlog + used * this.#periodMs);
  }
}
