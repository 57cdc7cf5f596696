import { type Actor, type Clock, newEvent } from '@ringwall/core';
import type { LimitRefusal } from '@ringwall/identity';
import type { Ledger } from '@ringwall/ledger';

/** Of each limit at most one record in this time: a client that keeps trying is one thing to know. */
const quietMs = 60_000;
const maxLimits = 10_000;

/** Records that limits were reached; refusals in between are counted, and the count goes into the next record. */
export class LimitRecords {
  readonly #ledger: Pick<Ledger, 'append'>;
  readonly #clock: Clock;
  readonly #last = new Map<string, { atMs: number; suppressed: number }>();

  constructor(ledger: Pick<Ledger, 'append'>, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  record(
    { limit, subject }: LimitRefusal,
    at: { readonly actor: Actor; readonly route: string; readonly project: string },
  ): void {
    const now = this.#clock.now();
    const name = `${limit.id} ${subject}`;
    const last = this.#last.get(name);
    if (last !== undefined && now - last.atMs < quietMs) {
      last.suppressed++;
      return;
    }
    if (this.#last.size >= maxLimits) this.#forget(now);
    this.#last.set(name, { atMs: now, suppressed: 0 });
    const { actor, route, project } = at;
    const data = { limit: limit.id, of: subject, route, suppressed: last?.suppressed ?? 0 };
    // Nothing was served, so nothing waits for this record; if it cannot be written the ledger's state says so.
    this.#ledger.append(newEvent('limit.reached', { time: now, project, actor, data })).catch(() => {
      const next = this.#last.get(name);
      if (next) next.suppressed += data.suppressed + 1;
    });
  }

  #forget(now: number): void {
    for (const [name, { atMs }] of this.#last) if (now - atMs >= quietMs) this.#last.delete(name);
    if (this.#last.size >= maxLimits) this.#last.clear();
  }
}
