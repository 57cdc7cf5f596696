import type { UnitSink } from '../normalise/normaliser.ts';
import type { State } from './automaton.ts';
import type { PatternSet } from './pattern-set.ts';

/** Receives each match once, as places `[start, end)` of the original text. */
export type MatchListener = (pattern: number, start: number, end: number) => void;

/** A match whose end is not known yet: it grows while its tail does. */
interface Run {
  readonly pattern: number;
  start: number;
  end: number;
  /** Units since the last report. */
  length: number;
}

/** Units after which a growing match is reported, and goes on as a further match that follows it directly. */
export const maxRunUnits = 4096;

/**
 * Runs a pattern set over one channel. What it reports depends only on the units it has read, so splits of the
 * channel cannot change it.
 */
export class Matcher implements UnitSink {
  readonly #set: PatternSet;
  readonly #listener: MatchListener;
  readonly #classOf: Uint16Array;
  readonly #mask: number;
  readonly #classes: Uint16Array;
  readonly #starts: Float64Array;
  readonly #ends: Float64Array;
  #state: State;
  /** Units read. */
  #count = 0;
  /** Units read when last no match had begun: none to come begins before. */
  #idleAt = 0;
  #runs: Run[] = [];

  constructor(set: PatternSet, listener: MatchListener) {
    this.#set = set;
    this.#listener = listener;
    this.#classOf = set.automaton.alphabet.classOf;
    const size = 2 ** Math.ceil(Math.log2(set.automaton.maxLength + 2));
    this.#mask = size - 1;
    this.#classes = new Uint16Array(size);
    this.#starts = new Float64Array(size);
    this.#ends = new Float64Array(size);
    this.#state = set.automaton.start;
  }

  unit(unit: number, start: number, end: number): void {
    const automaton = this.#set.automaton;
    const cls = this.#classOf[unit] ?? 0;
    const state = this.#state;
    if (state.pending.length > 0 && automaton.wordClass[cls] === 0) this.#accept(state.pending);
    const slot = this.#count & this.#mask;
    this.#classes[slot] = cls;
    this.#starts[slot] = start;
    this.#ends[slot] = end;
    this.#count++;
    if (this.#runs.length > 0) this.#growRuns(cls, end);
    const next = state.next[cls] ?? automaton.step(state, cls);
    this.#state = next;
    if (next.accepts.length > 0) this.#accept(next.accepts);
    if (!next.live) this.#idleAt = this.#count;
  }

  /** The text is over: reports what only its end could complete. */
  end(): void {
    if (this.#state.pending.length > 0) this.#accept(this.#state.pending);
    for (const run of this.#runs) this.#listener(run.pattern, run.start, run.end);
    this.#runs = [];
    this.#idleAt = this.#count;
    this.#state = this.#set.automaton.start;
  }

  /**
   * The place in the original before which no match to come begins, given that the next unit will come from
   * `passed` or later.
   */
  settled(passed: number): number {
    const earliest = Math.max(this.#idleAt, this.#count - this.#set.automaton.maxLength + 1);
    let settled = earliest < this.#count ? (this.#starts[earliest & this.#mask] ?? passed) : passed;
    for (const run of this.#runs) settled = Math.min(settled, run.start);
    return settled;
  }

  #accept(patterns: readonly number[]): void {
    for (const pattern of patterns) {
      const owner = this.#set.closes[pattern];
      if (owner !== undefined) {
        this.#closeRun(owner);
        continue;
      }
      this.#found(pattern);
    }
  }

  #found(pattern: number): void {
    const spec = this.#set.specs[pattern];
    if (spec === undefined) return;
    const oldest = Math.max(0, this.#count - this.#mask);
    const first = this.#set.automaton.findStart(pattern, this.#count, oldest, (i) =>
      i < 0 ? -1 : (this.#classes[i & this.#mask] ?? 0),
    );
    const from = first + (spec.lead ?? 0);
    const to = this.#count - 1 - (spec.trail ?? 0);
    const start = this.#starts[from & this.#mask] ?? 0;
    const end = this.#ends[to & this.#mask] ?? 0;
    if (spec.tail === undefined && spec.until === undefined) {
      this.#listener(pattern, start, end);
      return;
    }
    const active = this.#runs.find((run) => run.pattern === pattern);
    if (active === undefined) this.#runs.push({ pattern, start, end, length: this.#count - first });
    else active.start = Math.min(active.start, start);
  }

  #growRuns(cls: number, end: number): void {
    let over = false;
    for (const run of this.#runs) {
      const tail = this.#set.tails[run.pattern];
      if (tail !== undefined && tail[cls] === 0) {
        over = true;
        this.#listener(run.pattern, run.start, run.end);
        run.length = -1;
        continue;
      }
      if (run.length >= maxRunUnits) {
        this.#listener(run.pattern, run.start, run.end);
        run.start = run.end;
        run.length = 0;
      }
      run.end = end;
      run.length++;
    }
    if (over) this.#runs = this.#runs.filter((run) => run.length !== -1);
  }

  #closeRun(pattern: number): void {
    const run = this.#runs.find((candidate) => candidate.pattern === pattern);
    if (run === undefined) return;
    this.#listener(run.pattern, run.start, run.end);
    this.#runs = this.#runs.filter((candidate) => candidate !== run);
  }
}
