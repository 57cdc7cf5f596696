import type { Clock } from '@ringwall/core';
import { describeLimited, type Limit, type LimitedKind, limitedKinds } from './limit.ts';
import { type LimitedCall, type LimitedSubjects, subjectsOf } from './limited-call.ts';
import type { Hold, MeterState } from './meter.ts';
import { type Metered, MeteredLimit } from './metered-limit.ts';

/** What a request really used. */
export interface Used {
  readonly tokens: number;
  readonly nanoDollars: number;
}

/** Where a request stands with one of its limits, for the headers of its answer. */
export interface LimitStanding extends MeterState {
  readonly limit: Limit;
}

/** A request that was let in. */
export interface Reservation {
  /** To be called once, however the request ended; doing it again changes nothing. */
  settle(used: Used): void;
  standings(): readonly LimitStanding[];
}

export interface LimitRefusal {
  readonly limit: Limit;
  /** The one it is about, e.g. `key:key_…`. */
  readonly subject: string;
  /** `price-unknown`: it costs money within a budget, and nobody knows how much. */
  readonly reason: 'reached' | 'queue-full' | 'price-unknown';
  /** When to try again; 0 where waiting does not help. */
  readonly retryAfterMs: number;
  readonly standings: readonly LimitStanding[];
}

export type Admission =
  | { readonly ok: true; readonly reservation: Reservation }
  | { readonly ok: false; readonly refusal: LimitRefusal };

/** Calls `ring` once after `ms`, unless what it returns was called before. */
export type Timer = (ms: number, ring: () => void) => () => void;

interface Applied {
  readonly on: Metered<Waiting>;
  readonly amount: number;
}

interface Waiting {
  readonly call: LimitedCall;
  readonly subjects: LimitedSubjects;
  readonly caller: string;
  readonly endsAtMs: number;
  readonly resolve: (admission: Admission) => void;
  applied: readonly Applied[];
  /** Where it waits. */
  on: Metered<Waiting>;
  done: () => void;
}

interface Running {
  readonly call: LimitedCall;
  readonly subjects: LimitedSubjects;
  readonly holds: { readonly hold: Hold; readonly on: Metered<Waiting> }[];
}

/** When somebody who was refused because of what runs may try again; when that ends nobody knows. */
const soonMs = 1_000;
/** Nobody waits for longer than a minute, and timers cannot count beyond 24 days. */
const longestLookMs = 60_000;

/** Lets requests in by all limits at once, from memory. What one limit refuses is taken from none. */
export class Limiter {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #limits = new Map<string, MeteredLimit<Waiting>>();
  /** Limits by what they are about, so that a request meets its own alone, however many there are. */
  #about = indexOf<Waiting>([]);
  readonly #running = new Map<Reservation, Running>();
  readonly #alarms = new Map<Metered<Waiting>, () => void>();

  constructor(clock: Clock, timer: Timer) {
    this.#clock = clock;
    this.#timer = timer;
  }

  /** Counts for a limit from now on, those included that run; it is enforced from `enforce` on. */
  add(limit: Limit): MeteredLimit<Waiting> {
    const now = this.#clock.now();
    const metered = new MeteredLimit<Waiting>(limit);
    this.#limits.set(limit.id, metered);
    this.#changed();
    for (const { call, subjects, holds } of this.#running.values()) {
      // It has been counted as a request already, by what is read of the past.
      if (limit.metric === 'requests') continue;
      const on = metered.meterFor(subjects, now);
      const amount = metered.amountOf(call);
      if (on && amount !== undefined) holds.push({ hold: on.meter.hold(amount, now), on });
    }
    return metered;
  }

  enforce(id: string): void {
    const metered = this.#limits.get(id);
    if (metered) metered.inForce = true;
  }

  /** Goes on counting where the one before was. */
  resize(limit: Limit): void {
    const metered = this.#limits.get(limit.id);
    if (metered === undefined) return;
    metered.resize(limit);
    for (const on of metered.meters) this.#pump(on);
  }

  remove(id: string): void {
    const metered = this.#limits.get(id);
    this.#limits.delete(id);
    this.#changed();
    if (metered) for (const on of metered.meters) this.#pump(on);
  }

  /** Ids of the requests that were let in and have not ended. */
  running(): readonly string[] {
    return [...this.#running.values()].map(({ call }) => call.request);
  }

  get(id: string): MeteredLimit<Waiting> | undefined {
    return this.#limits.get(id);
  }

  /**
   * Lets a request in, now or when its turn comes, or says why not. One that waits and is given up by the signal is
   * refused; the signal is asked for only then.
   */
  admit(call: LimitedCall, signalOf: () => AbortSignal): Admission | Promise<Admission> {
    const now = this.#clock.now();
    const subjects = subjectsOf(call);
    const applied = this.#appliedTo(call, subjects, now);
    if ('reason' in applied) return { ok: false, refusal: applied };
    const blocked = this.#blockedBy(applied, now, { isTurn: false });
    if (blocked === undefined) return { ok: true, reservation: this.#reserve(call, subjects, applied, now) };
    if (blocked.queueMs === 0) return this.#refuse(blocked, applied, 'reached');
    const signal = signalOf();
    if (signal.aborted) return this.#refuse(blocked, applied, 'reached');
    return this.#wait({ call, subjects, applied }, blocked, signal);
  }

  #appliedTo(call: LimitedCall, subjects: LimitedSubjects, now: number): readonly Applied[] | LimitRefusal {
    const applied: Applied[] = [];
    for (const kind of limitedKinds) {
      const about = this.#about[kind];
      const subject = subjects[kind];
      if (subject === undefined || about.size === 0) continue;
      for (const metered of [...(about.get(subject) ?? none), ...(about.get('*') ?? none)]) {
        const on = metered.meterFor(subjects, now);
        if (on === undefined) continue;
        const amount = metered.amountOf(call);
        if (amount !== undefined) applied.push({ on, amount });
        else if (metered.inForce) return refusalOf(on, 'price-unknown', 0, standingsOf(applied, now));
      }
    }
    return applied;
  }

  #changed(): void {
    this.#about = indexOf(this.#limits.values());
  }

  /**
   * The limit that keeps a request out the longest, and how long all that keep it out would let it wait. Nobody who
   * comes overtakes those who wait; whose turn it is in one queue waits for no other.
   */
  #blockedBy(
    applied: readonly Applied[],
    now: number,
    { isTurn }: { readonly isTurn: boolean },
  ): Blocked | undefined {
    let worst: { on: Metered<Waiting>; waitMs: number } | undefined;
    let queueMs = Number.POSITIVE_INFINITY;
    for (const { on, amount } of applied) {
      if (!on.of.inForce) continue;
      const waitMs = on.meter.waitMs(amount, now);
      if (waitMs === 0 && (isTurn || on.queue.size === 0)) continue;
      queueMs = Math.min(queueMs, on.of.limit.queueMs);
      if (worst === undefined || waitMs > worst.waitMs) worst = { on, waitMs };
    }
    if (worst === undefined) return undefined;
    const late = Number.isFinite(worst.waitMs) && worst.waitMs > queueMs;
    return { ...worst, queueMs: late ? 0 : queueMs };
  }

  #reserve(
    call: LimitedCall,
    subjects: LimitedSubjects,
    applied: readonly Applied[],
    now: number,
  ): Reservation {
    const holds: Running['holds'] = [];
    for (const { on, amount } of applied) {
      const hold = on.meter.hold(amount, now);
      // A request is one, whatever becomes of it.
      if (on.of.limit.metric === 'requests') on.meter.settle(hold, 1, now);
      else holds.push({ hold, on });
    }
    const reservation: Reservation = {
      settle: (used) => this.#settle(reservation, used),
      standings: () => standingsOf(applied, this.#clock.now()),
    };
    this.#running.set(reservation, { call, subjects, holds });
    return reservation;
  }

  #settle(reservation: Reservation, used: Used): void {
    const running = this.#running.get(reservation);
    if (running === undefined) return;
    this.#running.delete(reservation);
    const now = this.#clock.now();
    for (const { hold, on } of running.holds) {
      const amount = on.of.limit.metric === 'tokens' ? used.tokens : used.nanoDollars;
      hold.meter.settle(hold, amount, now);
    }
    for (const { on } of running.holds) this.#pump(on);
  }

  #wait(
    asked: Pick<Waiting, 'call' | 'subjects' | 'applied'>,
    blocked: Blocked,
    signal: AbortSignal,
  ): Promise<Admission> {
    const { promise, resolve } = Promise.withResolvers<Admission>();
    const now = this.#clock.now();
    const item: Waiting = {
      ...{ ...asked, resolve, on: blocked.on },
      caller: asked.subjects.key ?? asked.call.principal.id,
      endsAtMs: now + blocked.queueMs,
      done: () => {},
    };
    const giveUp = () => {
      if (!item.on.queue.remove(item.caller, item)) return;
      const on = item.on;
      this.#answer(item, this.#refuseNow(item, 'reached'));
      this.#pump(on);
    };
    const cancel = this.#timer(blocked.queueMs, giveUp);
    signal.addEventListener('abort', giveUp);
    item.done = () => {
      cancel();
      signal.removeEventListener('abort', giveUp);
    };
    this.#enqueue(item, blocked.on);
    return promise;
  }

  #enqueue(item: Waiting, on: Metered<Waiting>): void {
    item.on = on;
    const gone = on.queue.push(item.caller, item);
    if (gone) this.#answer(gone, this.#refuseNow(gone, 'queue-full'));
    this.#pump(on);
  }

  /** Lets in, in turn, whoever there is room for now; the rest is looked at again when there may be more. */
  #pump(on: Metered<Waiting>): void {
    const now = this.#clock.now();
    for (let item = on.queue.peek(); item !== undefined; item = on.queue.peek()) {
      // Since it came limits may have been set, removed, or forgotten who was not using them.
      const applied = this.#appliedTo(item.call, item.subjects, now);
      if ('reason' in applied) {
        on.queue.shift();
        this.#answer(item, { ok: false, refusal: applied });
        continue;
      }
      item.applied = applied;
      const blocked = this.#blockedBy(item.applied, now, { isTurn: true });
      if (blocked?.on === on) {
        this.#lookAgain(on, blocked.waitMs);
        return;
      }
      on.queue.shift();
      if (blocked === undefined) {
        const reservation = this.#reserve(item.call, item.subjects, item.applied, now);
        this.#answer(item, { ok: true, reservation });
      } else if (blocked.queueMs === 0 || item.endsAtMs <= now) {
        this.#answer(item, this.#refuse(blocked, item.applied, 'reached'));
      } else {
        this.#enqueue(item, blocked.on);
      }
    }
  }

  #lookAgain(on: Metered<Waiting>, waitMs: number): void {
    this.#alarms.get(on)?.();
    this.#alarms.delete(on);
    // Only the end of a request makes room then, and that looks again by itself.
    if (!Number.isFinite(waitMs)) return;
    const cancel = this.#timer(Math.min(longestLookMs, Math.max(1, waitMs)), () => {
      this.#alarms.delete(on);
      this.#pump(on);
    });
    this.#alarms.set(on, cancel);
  }

  #answer(item: Waiting, admission: Admission): void {
    item.done();
    item.resolve(admission);
  }

  #refuseNow(item: Waiting, reason: LimitRefusal['reason']): Admission {
    const blocked = this.#blockedBy(item.applied, this.#clock.now(), { isTurn: true }) ?? {
      on: item.on,
      waitMs: soonMs,
      queueMs: 0,
    };
    return this.#refuse(blocked, item.applied, reason);
  }

  #refuse(blocked: Blocked, applied: readonly Applied[], reason: LimitRefusal['reason']): Admission {
    const retryAfterMs = Number.isFinite(blocked.waitMs) ? Math.max(1, blocked.waitMs) : soonMs;
    const standings = standingsOf(applied, this.#clock.now());
    return { ok: false, refusal: refusalOf(blocked.on, reason, retryAfterMs, standings) };
  }
}

interface Blocked {
  readonly on: Metered<Waiting>;
  readonly waitMs: number;
  readonly queueMs: number;
}

const none: readonly never[] = [];

type About<Item> = Readonly<Record<LimitedKind, ReadonlyMap<string, readonly MeteredLimit<Item>[]>>>;

function indexOf<Item>(limits: Iterable<MeteredLimit<Item>>): About<Item> {
  const about = {
    ...{ key: new Map(), user: new Map(), service: new Map() },
    ...{ project: new Map(), route: new Map(), model: new Map() },
  };
  for (const metered of limits) {
    const { kind, id } = metered.limit.of;
    about[kind].set(id, [...(about[kind].get(id) ?? []), metered]);
  }
  return about;
}

function refusalOf(
  on: Metered<Waiting>,
  reason: LimitRefusal['reason'],
  retryAfterMs: number,
  standings: readonly LimitStanding[],
): LimitRefusal {
  const { limit } = on.of;
  const subject = describeLimited({ kind: limit.of.kind, id: on.subject });
  return { limit, subject, reason, retryAfterMs, standings };
}

function standingsOf(applied: readonly Applied[], now: number): readonly LimitStanding[] {
  return applied.flatMap(({ on }) => (on.of.inForce ? [{ limit: on.of.limit, ...on.meter.state(now) }] : []));
}
