/** A bucket of tokens: `burst` of them when full, `perSecond` come back. */
export class Bucket {
  readonly #burst: number;
  readonly #perMs: number;
  #tokens: number;
  #refilledMs: number;

  constructor({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }, nowMs: number) {
    this.#burst = burst;
    this.#perMs = perSecond / 1000;
    this.#tokens = burst;
    this.#refilledMs = nowMs;
  }

  /** Takes one, where there is one. */
  take(nowMs: number): boolean {
    const earned = Math.max(0, nowMs - this.#refilledMs) * this.#perMs;
    this.#tokens = Math.min(this.#burst, this.#tokens + earned);
    this.#refilledMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
