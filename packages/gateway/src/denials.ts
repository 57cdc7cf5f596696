import { type Actor, type Clock, newEvent } from '@ringwall/core';
import type { Ledger } from '@ringwall/ledger';

export interface Denial {
  readonly actor: Actor;
  readonly project: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
}

const burst = 20;
const perSecond = 5;

/**
 * Records refusals without letting a flood of them fill the disk: a bucket of `burst` that refills at
 * `perSecond`; what does not fit is counted and the count goes into the next record.
 */
export class Denials {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  #tokens = burst;
  #refilledMs: number;
  #suppressed = 0;

  constructor(ledger: Ledger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#refilledMs = clock.now();
  }

  record(denial: Denial): void {
    const now = this.#clock.now();
    const earned = Math.max(0, now - this.#refilledMs) * (perSecond / 1000);
    this.#tokens = Math.min(burst, this.#tokens + earned);
    this.#refilledMs = now;
    if (this.#tokens < 1) {
      this.#suppressed++;
      return;
    }
    this.#tokens--;
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    const { actor, project, action, resource, reason } = denial;
    const event = newEvent('access.denied', {
      time: now,
      project,
      actor,
      data: { action, resource, reason, suppressed },
    });
    // Nothing was served, so nothing waits for this record; if it cannot be written the ledger's state says so.
    this.#ledger.append(event).catch(() => {
      this.#suppressed += suppressed + 1;
    });
  }
}
