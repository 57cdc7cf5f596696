import { periodMs } from './calendar-window.ts';
import { ConcurrencyMeter } from './concurrency-meter.ts';
import { FairQueue } from './fair-queue.ts';
import { isCalendar, type Limit } from './limit.ts';
import type { LimitedCall, LimitedSubjects } from './limited-call.ts';
import type { Meter } from './meter.ts';
import { RateMeter } from './rate-meter.ts';
import { WindowMeter } from './window-meter.ts';

/** One subject's meter under one limit, and who waits for it. */
export interface Metered<Waiting> {
  readonly of: MeteredLimit<Waiting>;
  readonly subject: string;
  readonly meter: Meter;
  readonly queue: FairQueue<Waiting>;
}

/** Requests that may wait for one meter. */
const maxWaiting = 1_000;
/** Subjects of one limit that are told apart; callers choose the names of models. */
const maxSubjects = 10_000;
/** All others together, which is stricter than each by itself. */
const others = '*';

/** A limit with the meters of its subjects. */
export class MeteredLimit<Waiting> {
  limit: Limit;
  /** It counts before it is in force, so that nothing is missed between reading what was used and enforcing it. */
  inForce = false;
  readonly #meters = new Map<string, Metered<Waiting>>();

  constructor(limit: Limit) {
    this.limit = limit;
  }

  /** The meter that a request with these subjects is counted on; undefined where the limit is not about it. */
  meterFor(subjects: LimitedSubjects, nowMs: number): Metered<Waiting> | undefined {
    const { of, project } = this.limit;
    if (project !== undefined && project !== subjects.project) return undefined;
    const subject = subjects[of.kind];
    if (subject === undefined || (of.id !== '*' && of.id !== subject)) return undefined;
    return this.#meters.get(subject) ?? this.#add(subject, nowMs);
  }

  /** What a call counts for here. */
  amountOf(call: LimitedCall): number | undefined {
    switch (this.limit.metric) {
      case 'tokens':
        return call.tokens;
      case 'money':
        return call.nanoDollars;
      default:
        return 1;
    }
  }

  resize(limit: Limit): void {
    this.limit = limit;
    for (const { meter } of this.#meters.values()) meter.resize(limit.amount);
  }

  get meters(): Iterable<Metered<Waiting>> {
    return this.#meters.values();
  }

  #add(subject: string, nowMs: number): Metered<Waiting> {
    if (this.#meters.size >= maxSubjects) this.#forgetUnused(nowMs);
    const name = this.#meters.size >= maxSubjects ? others : subject;
    const known = this.#meters.get(name);
    if (known !== undefined) return known;
    const made = {
      of: this,
      subject: name,
      meter: this.#newMeter(),
      queue: new FairQueue<Waiting>(maxWaiting),
    };
    this.#meters.set(name, made);
    return made;
  }

  #newMeter(): Meter {
    const { metric, amount, per } = this.limit;
    if (metric === 'concurrency' || per === undefined) return new ConcurrencyMeter(amount);
    if (isCalendar(metric, per) || per === 'day' || per === 'month') return new WindowMeter(amount, per);
    return new RateMeter(amount, periodMs[per]);
  }

  #forgetUnused(nowMs: number): void {
    for (const [name, { meter, queue }] of this.#meters) {
      const { used, held } = meter.state(nowMs);
      if (used === 0 && held === 0 && queue.size === 0) this.#meters.delete(name);
    }
  }
}
