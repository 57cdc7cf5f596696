import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BodyRef, type RingwallEvent, toProblem } from '@ringwall/core';
import type { Gaps, RecordBody } from './gaps.ts';
import type { RouteGap } from './route-gap.ts';
import { settledBy, withDeadline } from './settled-by.ts';

/** What of a route its records need to know. */
export interface AvailableRoute {
  readonly name: string;
  readonly project: string;
  readonly keepBodies: boolean;
}

type RecordedBody = ReturnType<RecordBody>;

/** A retry cannot help: the event does not fit its schema, or the server is stopping. */
const final: ReadonlySet<string> = new Set(['core/event-invalid', 'ledger/closed']);
const lateCode = 'ledger/deadline';

/**
 * The two records of one request on a route that goes on without them. While the ledger works each is given time to
 * become durable; where it is not, it waits in memory, or is lost when that is full, and the route is in a gap.
 */
export class AvailableRecord {
  readonly #gaps: Gaps;
  readonly #route: AvailableRoute;
  /** The gap that has counted this request. */
  #gap: RouteGap | undefined;
  #intent: number | undefined;
  #lost = false;
  #waiting = 0;
  /** Takes the outcome back out of the memory in which it waits. */
  #removeOutcome: (() => void) | undefined;
  /** There is room for the outcome, because its intent has to wait. */
  #reserved = false;

  constructor(gaps: Gaps, route: AvailableRoute) {
    this.#gaps = gaps;
    this.#route = route;
  }

  /** Records the intent, or lets it wait, or loses it. @throws what says that it can never be recorded */
  async intent(build: (body: BodyRef) => RingwallEvent, body: RecordBody): Promise<void> {
    const { backlog, isLow } = this.#gaps;
    if (!backlog.isStuck && !isLow) {
      const { ref, stored } = body({ keep: this.#keeps() });
      return await this.#try(build(ref), stored);
    }
    const gap = this.#fall(isLow ? 'ledger/disk-low' : this.#gaps.stuckBy);
    if (backlog.reserve(2)) {
      this.#reserved = true;
      try {
        this.#queue(build(this.#withoutWaiting(gap, body({ keep: false }))));
      } catch (error) {
        this.#release();
        throw error;
      }
    } else {
      this.#lose(gap);
    }
    await this.#gaps.marked();
  }

  /** As `intent`, once; `build` is given the index of the intent. */
  async outcome(
    build: (intent: number, body: BodyRef | undefined) => RingwallEvent,
    body: RecordBody | undefined,
  ): Promise<void> {
    const { backlog } = this.#gaps;
    const intent = this.#intent;
    if (intent !== undefined && !backlog.isStuck && !this.#lost) {
      this.#release();
      const made = body?.({ keep: this.#keeps() });
      return await this.#try(build(intent, made?.ref), made?.stored);
    }
    if (!this.#lost) {
      const gap = this.#fall(this.#gaps.stuckBy);
      if (this.#reserved || backlog.reserve(1)) {
        this.#reserved = false;
        const ref = body && this.#withoutWaiting(gap, body({ keep: false }));
        // Until the intent has its index there is none to name.
        this.#queue(build(intent ?? 0, ref));
      } else {
        this.#lose(gap);
      }
    }
    this.#release();
    await this.#gaps.marked();
  }

  async #try(event: RingwallEvent, stored: Promise<void> | undefined): Promise<void> {
    const gaps = this.#gaps;
    const appended = gaps.append(event);
    const { written, kept } = await withDeadline(gaps.deadlineMs, async (deadline) => {
      const patience = gaps.bodiesFail ? nextTurn() : deadline;
      const writing = settledBy(appended, deadline);
      const keeping = stored === undefined ? undefined : settledBy(stored, patience);
      return { written: await writing, kept: await keeping };
    });
    if (written.state === 'done') this.#recorded(event, written.value.index);
    else if (written.state === 'late') this.#late(event, appended);
    else this.#refused(event, written.error);
    if (stored !== undefined && kept?.state === 'late') gaps.bodyLate(this.#fall(lateCode), stored);
    if (kept?.state === 'failed') gaps.bodyFailed(this.#fall(toProblem(kept.error).code));
    if (this.#gap !== undefined) await gaps.marked();
  }

  #keeps(): boolean {
    if (!this.#route.keepBodies || this.#gaps.keepsBodies) return this.#route.keepBodies;
    this.#fall(this.#gaps.stuckBy).bodiesNotKept++;
    return false;
  }

  /** Of a body that nobody waits for: the key its commitment is made with may still not arrive. */
  #withoutWaiting(gap: RouteGap, { ref, stored }: RecordedBody): BodyRef {
    if (this.#route.keepBodies) {
      gap.bodiesNotKept++;
      stored.catch(() => undefined);
    } else {
      this.#gaps.bodyLate(gap, stored);
    }
    return ref;
  }

  #recorded(event: RingwallEvent, index: number): void {
    if (event.type === 'llm.intent') this.#intent = index;
  }

  #late(event: RingwallEvent, appended: Promise<{ readonly index: number }>): void {
    this.#fall(lateCode);
    this.#wait(1);
    this.#gaps.stuck(lateCode, appended);
    appended
      .then(
        ({ index }) => this.#recorded(event, index),
        (error: unknown) => this.#refused(event, error),
      )
      .catch(() => undefined)
      .finally(() => {
        this.#wait(-1);
        return this.#gaps.tend();
      });
  }

  /** @throws the error where trying again cannot help */
  #refused(event: RingwallEvent, error: unknown): void {
    const { code } = toProblem(error);
    if (final.has(code)) throw error;
    if (code !== 'ledger/disk-low') this.#gaps.stuck(code);
    const gap = this.#fall(code);
    if (this.#gaps.backlog.reserve(1)) this.#queue(event);
    else this.#lose(gap);
  }

  #queue(event: RingwallEvent): void {
    const remove = this.#gaps.backlog.add({
      event,
      ready: () => this.#ready(event),
      recorded: (index) => {
        this.#recorded(event, index);
        this.#wait(-1);
      },
    });
    if (remove === undefined) {
      this.#lose(this.#fall(this.#gaps.stuckBy));
      return;
    }
    this.#wait(1);
    if (event.type === 'llm.outcome') this.#removeOutcome = remove;
  }

  #ready(event: RingwallEvent): RingwallEvent | undefined {
    if (event.type !== 'llm.outcome') return event;
    return this.#intent === undefined
      ? undefined
      : { ...event, data: { ...event.data, intent: this.#intent } };
  }

  /** The request goes on without a durable record: it counts, once a gap. */
  #fall(cause: string): RouteGap {
    const gap = this.#gaps.gapOf(this.#route, cause);
    if (this.#gap !== gap) gap.requests++;
    this.#gap = gap;
    return gap;
  }

  #lose(gap: RouteGap): void {
    if (!this.#lost) gap.lost++;
    this.#lost = true;
    // Where the intent is what is lost, its outcome has nothing to close.
    if (this.#removeOutcome === undefined) return;
    this.#removeOutcome();
    this.#removeOutcome = undefined;
    this.#wait(-1);
  }

  #wait(more: 1 | -1): void {
    const before = this.#waiting;
    this.#waiting += more;
    if (this.#gap !== undefined && (before === 0 || this.#waiting === 0)) this.#gap.waiting += more;
  }

  #release(): void {
    if (this.#reserved) this.#gaps.backlog.release(1);
    this.#reserved = false;
  }
}
