/** What was set aside of a meter for one request, until it is known what the request used. */
export interface Hold {
  readonly meter: Meter;
  readonly amount: number;
  /** Since when it counts: the beginning of the window, where the meter has windows. */
  readonly sinceMs: number;
}

export interface MeterState {
  readonly used: number;
  /** Set aside for requests that run. */
  readonly held: number;
  /** Never below nothing. */
  readonly remaining: number;
  /** When it would be unused again if nothing more came; undefined where that depends on what runs. */
  readonly resetsAtMs: number | undefined;
}

/**
 * Counts what one subject uses of one limit. What is used and held together never exceeds the amount, but for one
 * request: while anything is left and nothing is held, a request passes whatever it may use, so that an estimate
 * that is too careful shuts nobody out.
 */
export interface Meter {
  /** Milliseconds until `amount` more can be let in: 0 for now, infinite where only the end of a request makes room. */
  waitMs(amount: number, nowMs: number): number;
  /** Sets `amount` aside. To be called only where `waitMs` is 0. */
  hold(amount: number, nowMs: number): Hold;
  /** Ends a hold, once: `used` is counted, the rest is free again. */
  settle(hold: Hold, used: number, nowMs: number): void;
  /** Counts what was used at an earlier moment; calls come in the order of their times. */
  charge(used: number, atMs: number): void;
  resize(amount: number): void;
  state(nowMs: number): MeterState;
}
