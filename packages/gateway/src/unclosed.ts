import type { RingwallEvent } from '@ringwall/core';
import type { Ledger } from '@ringwall/ledger';

const retryMs = 1_000;
const deadlineMs = 5_000;
/** As many as can be told apart from a disk that is gone for good; a restart closes the rest. */
const maxWaiting = 10_000;

/** Outcomes that the disk has not taken: tried again until it does, so that no intent stays open for long. */
export class Unclosed {
  readonly #ledger: Ledger;
  readonly #waiting = new Set<RingwallEvent>();
  #timer: NodeJS.Timeout | undefined;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Records `outcome` now or later. */
  async close(outcome: RingwallEvent): Promise<void> {
    if (this.#waiting.size >= maxWaiting) return;
    this.#waiting.add(outcome);
    await this.#append(outcome);
  }

  /** One last try for all that wait. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all([...this.#waiting].map((outcome) => this.#append(outcome)));
    clearTimeout(this.#timer);
  }

  async #append(outcome: RingwallEvent): Promise<void> {
    try {
      await this.#ledger.append(outcome, { deadlineMs });
      this.#waiting.delete(outcome);
    } catch {
      this.#timer ??= setTimeout(() => this.#retry(), retryMs).unref();
    }
  }

  async #retry(): Promise<void> {
    this.#timer = undefined;
    // One goes ahead: while the disk is gone, one is enough to learn that it is.
    for (const outcome of this.#waiting) {
      await this.#append(outcome);
      if (this.#timer !== undefined) return;
    }
  }
}
