import type { UnitBatch, UnitSink } from '../normalise/unit-batch.ts';
import { findStart, type ReadBack } from './find-start.ts';
import { GrowingMatches } from './growing-matches.ts';
import type { PatternSet } from './pattern-set.ts';
import { ownMemory, type PlaceRing, type RingMemory, ringSize } from './place-ring.ts';
import { flagBits, hasAccepts, hasPending, isLive, type State, unknownMove } from './state-table.ts';

/** Receives each match once, as places `[start, end)` of the original text. */
export type MatchListener = (pattern: number, start: number, end: number) => void;

/** More cuts than any match can span. */
const maxCuts = 16;

/**
 * Runs a pattern set over one channel. What it reports depends only on the units it has read, so splits of the
 * channel cannot change it.
 */
export class Matcher implements UnitSink, ReadBack {
  readonly #set: PatternSet;
  readonly #listener: MatchListener;
  readonly #growing: GrowingMatches;
  readonly #places: PlaceRing;
  /** The classes of the last units. */
  readonly #mask: number;
  readonly #classes: Uint16Array;
  /** Units before which the text was cut, the latest. */
  readonly #cuts: number[] = [];
  #state: State;
  #id = 0;
  #generation = -1;
  /** Units read. */
  #count = 0;
  /** Units read when last no match had begun: none to come begins before. */
  #idleAt = 0;

  /** `places` must have been told of a batch before the matcher takes it. */
  constructor(set: PatternSet, places: PlaceRing, listener: MatchListener, memory: RingMemory = ownMemory) {
    this.#set = set;
    this.#places = places;
    this.#listener = listener;
    this.#growing = new GrowingMatches(set, listener);
    const size = ringSize(set.automaton.program.maxLength);
    this.#mask = size - 1;
    this.#classes = memory.words(size);
    this.#state = set.automaton.start;
  }

  take(batch: UnitBatch): void {
    const { automaton } = this.#set;
    const { states } = automaton;
    if (this.#generation !== states.generation) this.#id = states.idOf(this.#state);
    let from = 0;
    for (const cut of batch.cuts) {
      this.#run(batch.units, from, cut);
      this.#id = automaton.step(this.#id, automaton.cut);
      this.#cuts.push(this.#count);
      if (this.#cuts.length > maxCuts) this.#cuts.shift();
      from = cut;
    }
    this.#run(batch.units, from, batch.length);
    this.#state = states.get(this.#id);
    this.#generation = states.generation;
  }

  #run(units: Uint16Array, from: number, to: number): void {
    const { automaton } = this.#set;
    const { states, program } = automaton;
    const { moves } = states;
    const { wordClass, alphabet } = program;
    const { classOf } = alphabet;
    const [growing, classes, mask] = [this.#growing, this.#classes, this.#mask];
    let id = this.#id;
    let count = this.#count;
    for (let i = from; i < to; i++) {
      const cls = classOf[units[i] ?? 0] ?? 0;
      if ((id & hasPending) !== 0 && wordClass[cls] === 0) this.#accept(states.get(id).pending, count);
      classes[count & mask] = cls;
      count++;
      if (growing.any) growing.grow(cls, this.#places.endOf(count - 1));
      const move = moves[(id >> flagBits) + cls] ?? unknownMove;
      id = move === unknownMove ? automaton.step(id, cls) : move;
      if ((id & hasAccepts) !== 0) this.#accept(states.get(id).accepts, count);
      if ((id & isLive) === 0) this.#idleAt = count;
    }
    this.#id = id;
    this.#count = count;
  }

  /** The text is over: reports what only its end could complete. */
  end(): void {
    this.#accept(this.#state.pending, this.#count);
    this.#growing.end();
    this.#idleAt = this.#count;
    this.#state = this.#set.automaton.start;
    this.#generation = -1;
  }

  /**
   * The place in the original before which no match to come begins, given that the next unit will come from
   * `passed` or later.
   */
  settled(passed: number): number {
    const earliest = Math.max(this.#idleAt, this.#count - this.#set.automaton.program.maxLength + 1);
    const settled = earliest < this.#count ? this.#places.startOf(earliest) : passed;
    return Math.min(settled, this.#growing.earliest);
  }

  classAt(index: number): number {
    return index < 0 ? -1 : (this.#classes[index & this.#mask] ?? 0);
  }

  isCutBefore(index: number): boolean {
    return this.#cuts.includes(index);
  }

  /** The patterns match up to unit `end`. */
  #accept(patterns: readonly number[], end: number): void {
    for (const pattern of patterns) {
      const owner = this.#set.closes[pattern];
      if (owner === undefined) this.#found(pattern, end);
      else this.#growing.close(owner);
    }
  }

  #found(pattern: number, end: number): void {
    const { automaton, specs } = this.#set;
    const spec = specs[pattern];
    if (spec === undefined) return;
    const { tail, until, lead = 0, trail = 0 } = spec;
    const known = this.#growing.firstOf(pattern);
    // Nothing that begins as late as this can begin before the match that is growing already.
    if (known !== undefined && known <= end - automaton.program.maxLength) return;
    const first = findStart(automaton.program, pattern, end, this);
    const place = { start: this.#places.startOf(first + lead), end: this.#places.endOf(end - 1 - trail) };
    if (tail === undefined && until === undefined) this.#listener(pattern, place.start, place.end);
    else this.#growing.begin(pattern, first, place);
  }
}
