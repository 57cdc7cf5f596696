import type { BodyRef, Clock, RingwallEvent } from '@ringwall/core';
import type { Ledger } from '@ringwall/ledger';
import { AvailableRecord, type AvailableRoute } from './available-record.ts';
import { Backlog } from './backlog.ts';
import { gapEvent } from './gap-event.ts';
import type { GapMarker } from './gap-marker.ts';
import { type GapCounts, RouteGap } from './route-gap.ts';
import { settledBy, withDeadline } from './settled-by.ts';

/** Commits to a body and, when asked to, seals and keeps it. */
export type RecordBody = (options: { readonly keep: boolean }) => {
  readonly ref: BodyRef;
  readonly stored: Promise<void>;
};

/** A gap that goes on. */
export interface OpenGap extends GapCounts {
  /** Requests of which a record waits in memory; the others of `lost` are lost already. */
  readonly waiting: number;
}

export interface GapsOptions {
  readonly ledger: Pick<Ledger, 'append' | 'space'>;
  readonly clock: Clock;
  /** How long a record may take to become durable before its request goes on without it. */
  readonly deadlineMs: number;
  readonly maxRecords: number;
  readonly marker?: GapMarker;
  /** Called when a gap begins, and when all are over and recorded. */
  readonly onChange?: () => void;
}

/** Records are a few kilobytes; this is for those that are not. */
const maxBytes = 64 << 20;
const retryMs = 1_000;
/** Where bodies are not kept, how long the next one is spared the wait. */
const bodiesRetryMs = 1_000;
const maxPendingBodies = 10_000;
/** No request waits longer than this for the marker, and once one has waited so long no other one does. */
const markerMs = 250;

/**
 * Routes that go on without a durable record: their records wait in a bounded memory and are written when the disk
 * takes them again; then a `ledger.gap` event says of each route from when to when, and how many requests were
 * recorded late or never. Nothing here is used by strict routes.
 */
export class Gaps {
  readonly backlog: Backlog;
  readonly deadlineMs: number;
  readonly #options: GapsOptions;
  readonly #open = new Map<string, RouteGap>();
  /** Over, and not yet on record. */
  readonly #ended = new Map<GapCounts, RingwallEvent>();
  #writing: Promise<void> | undefined;
  #marked: Promise<void> = Promise.resolve();
  #markerIsSlow = false;
  #stuckBy = 'ledger/write-failed';
  #pendingBodies = 0;
  #bodiesFailedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #tending: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: GapsOptions) {
    this.#options = options;
    this.deadlineMs = options.deadlineMs;
    this.backlog = new Backlog(options.ledger, { maxRecords: options.maxRecords, maxBytes });
  }

  /** Every gap that goes on, or is over and waits for its own record. */
  get open(): readonly OpenGap[] {
    return [
      ...[...this.#open.values()].map((gap) => ({ ...gap.counts(), waiting: gap.waiting })),
      ...[...this.#ended.keys()].map((gap) => ({ ...gap, waiting: 0 })),
    ];
  }

  /** The records of one request of a route. */
  begin(route: AvailableRoute): AvailableRecord {
    return new AvailableRecord(this, route);
  }

  append(event: RingwallEvent): ReturnType<Ledger['append']> {
    return this.#options.ledger.append(event);
  }

  /** The ledger takes nothing new for want of room. */
  get isLow(): boolean {
    return this.#options.ledger.space?.low ?? false;
  }

  /** Where bodies are kept failed lately, or does not answer: it is not worth waiting for. */
  get bodiesFail(): boolean {
    return this.#pendingBodies > 0 || performance.now() - this.#bodiesFailedAt < bodiesRetryMs;
  }

  /** Bodies are worth a try. */
  get keepsBodies(): boolean {
    return !this.bodiesFail && !this.isLow;
  }

  /** Code of what the ledger failed with last. */
  get stuckBy(): string {
    return this.#stuckBy;
  }

  /** The ledger refused a record, or has yet to answer for one. */
  stuck(code: string, unanswered?: Promise<unknown>): void {
    this.#stuckBy = code;
    if (unanswered === undefined) this.backlog.refused();
    else this.backlog.hangs(unanswered);
  }

  /** The route's gap, which begins here where there is none. */
  gapOf(route: Pick<AvailableRoute, 'name' | 'project'>, cause: string): RouteGap {
    const existing = this.#open.get(route.name);
    if (existing !== undefined) return existing;
    const fromMs = this.#options.clock.now();
    const gap = new RouteGap({ route: route.name, project: route.project, fromMs, cause });
    this.#open.set(route.name, gap);
    this.#timer ??= setInterval(() => this.tend(), retryMs).unref();
    // Once the caller has counted what it is about.
    queueMicrotask(() => this.#options.onChange?.());
    return gap;
  }

  /** Resolves when the next start would learn of this, if the process were killed; soon in any case. */
  async marked(): Promise<void> {
    const marked = this.#mark();
    if (this.#markerIsSlow) return;
    await withDeadline(markerMs, async (deadline) => {
      const { state } = await settledBy(marked, deadline);
      this.#markerIsSlow = state === 'late';
    });
  }

  /** A body of the gap's was not kept in time; `stored` tells what becomes of it. */
  bodyLate(gap: RouteGap, stored: Promise<void>): void {
    if (this.#pendingBodies >= maxPendingBodies) {
      gap.bodiesNotKept++;
      return;
    }
    this.#pendingBodies++;
    gap.bodiesPending++;
    const answered = (kept: boolean) => {
      this.#pendingBodies--;
      gap.bodiesPending--;
      if (!kept) this.bodyFailed(gap);
    };
    stored.then(
      () => answered(true),
      () => answered(false),
    );
  }

  bodyFailed(gap: RouteGap): void {
    gap.bodiesNotKept++;
    this.#bodiesFailedAt = performance.now();
  }

  /** Offers what waits to the ledger, and records the gaps that are over. Never rejects. */
  tend(): Promise<void> {
    this.#tending ??= this.#tend().finally(() => {
      this.#tending = undefined;
    });
    return this.#tending;
  }

  /** One last try; what then still waits is in the marker, for the next start. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.open.length > 0) await this.tend();
    clearInterval(this.#timer);
    await this.#mark();
    await this.#options.marker?.close();
  }

  async #tend(): Promise<void> {
    await this.backlog.sweep();
    this.#endThoseOver();
    for (const [gap, event] of this.#ended) {
      try {
        await this.append(event);
        this.#ended.delete(gap);
      } catch {
        break;
      }
    }
    await this.marked();
    if (this.#timer === undefined || this.#open.size + this.#ended.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#markerIsSlow = false;
    this.#options.onChange?.();
  }

  #endThoseOver(): void {
    const bodiesFail = performance.now() - this.#bodiesFailedAt < 2 * bodiesRetryMs;
    if (this.backlog.isStuck || this.isLow || bodiesFail) return;
    for (const [name, gap] of this.#open) {
      if (gap.waiting > 0 || gap.bodiesPending > 0) continue;
      this.#open.delete(name);
      const counts = gap.counts();
      this.#ended.set(counts, gapEvent(counts, { timeMs: this.#options.clock.now(), exact: true }));
    }
  }

  /** Resolves when the marker tells of the gaps as they are now. */
  #mark(): Promise<void> {
    const gaps = [...[...this.#open.values()].map((gap) => gap.counts()), ...this.#ended.keys()];
    const writing = this.#options.marker?.set(gaps);
    // One handler for a write that hangs, however many requests it is asked for.
    if (writing !== undefined && writing !== this.#writing) {
      this.#writing = writing;
      // A disk that does not take this takes nothing else either; the gap itself is the alarm.
      this.#marked = writing.catch(() => undefined);
    }
    return this.#marked;
  }
}
