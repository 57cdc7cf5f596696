import { batchSize, type UnitBatch, type UnitSink } from '../normalise/unit-batch.ts';
import { findStart, type ReadBack } from './find-start.ts';
import { GrowingMatches } from './growing-matches.ts';
import type { PatternSet } from './pattern-set.ts';
import { hasAccepts, hasPending, isLive, type State } from './state-table.ts';
import { UnitClassifier } from './unit-classifier.ts';

/** Receives each match once, as places `[start, end)` of the original text. */
export type MatchListener = (pattern: number, start: number, end: number) => void;

const cutFlag = 0x8000;

/**
 * Runs a pattern set over one channel. What it reports depends only on the units it has read, so splits of the
 * channel cannot change it.
 */
export class Matcher implements UnitSink, ReadBack {
  readonly #set: PatternSet;
  readonly #listener: MatchListener;
  readonly #classifier: UnitClassifier;
  readonly #growing: GrowingMatches;
  /** Rings over the last units: class with cut flag, and place. */
  readonly #mask: number;
  readonly #classes: Uint16Array;
  readonly #starts: Float64Array;
  readonly #lengths: Uint8Array;
  #state: State;
  #id = 0;
  #generation = -1;
  /** Units read. */
  #count = 0;
  /** Units read when last no match had begun: none to come begins before. */
  #idleAt = 0;

  constructor(set: PatternSet, listener: MatchListener) {
    this.#set = set;
    this.#listener = listener;
    this.#classifier = new UnitClassifier(set.automaton.program);
    this.#growing = new GrowingMatches(set, listener);
    const size = 2 ** Math.ceil(Math.log2(set.automaton.program.maxLength + batchSize));
    this.#mask = size - 1;
    this.#classes = new Uint16Array(size);
    this.#starts = new Float64Array(size);
    this.#lengths = new Uint8Array(size);
    this.#state = set.automaton.start;
  }

  take(batch: UnitBatch): void {
    const { automaton } = this.#set;
    const { states, cut, program } = automaton;
    const { flags, moves, columns } = states;
    const { units, length } = batch;
    const [classifier, growing, classes, mask] = [this.#classifier, this.#growing, this.#classes, this.#mask];
    this.#remember(batch);
    let id = this.#generation === states.generation ? this.#id : states.idOf(this.#state);
    let flag = flags[id] ?? 0;
    let count = this.#count;
    for (let i = 0; i < length; i++) {
      const cls = classifier.classOf(units[i] ?? 0);
      if ((flag & hasPending) !== 0 && program.wordClass[cls] === 0) {
        this.#accept(states.get(id).pending, count);
      }
      if (classifier.isCut) {
        id = automaton.step(id, cut);
        classes[count & mask] = cls | cutFlag;
      } else {
        classes[count & mask] = cls;
      }
      count++;
      if (growing.any) growing.grow(cls, this.#endOf(count - 1));
      const move = moves[id * columns + cls] ?? 0;
      id = move === 0 ? automaton.step(id, cls) : move - 1;
      flag = flags[id] ?? 0;
      if ((flag & hasAccepts) !== 0) this.#accept(states.get(id).accepts, count);
      if ((flag & isLive) === 0) this.#idleAt = count;
    }
    this.#count = count;
    this.#state = states.get(id);
    this.#id = id;
    this.#generation = states.generation;
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
    const settled = earliest < this.#count ? this.#startOf(earliest) : passed;
    return Math.min(settled, this.#growing.earliest);
  }

  classAt(index: number): number {
    return index < 0 ? -1 : (this.#classes[index & this.#mask] ?? 0) & ~cutFlag;
  }

  isCutBefore(index: number): boolean {
    return ((this.#classes[index & this.#mask] ?? 0) & cutFlag) !== 0;
  }

  /** Notes where the units of the batch came from; their classes follow one by one. */
  #remember(batch: UnitBatch): void {
    const { starts, lengths, length } = batch;
    const slot = this.#count & this.#mask;
    const first = Math.min(length, this.#mask + 1 - slot);
    this.#starts.set(starts.subarray(0, first), slot);
    this.#lengths.set(lengths.subarray(0, first), slot);
    if (first === length) return;
    this.#starts.set(starts.subarray(first, length), 0);
    this.#lengths.set(lengths.subarray(first, length), 0);
  }

  #startOf(index: number): number {
    return this.#starts[index & this.#mask] ?? 0;
  }

  #endOf(index: number): number {
    return this.#startOf(index) + (this.#lengths[index & this.#mask] ?? 0);
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
    const spec = this.#set.specs[pattern];
    if (spec === undefined) return;
    const first = findStart(this.#set.automaton.program, pattern, end, this) + (spec.lead ?? 0);
    const last = end - 1 - (spec.trail ?? 0);
    if (spec.tail === undefined && spec.until === undefined) {
      this.#listener(pattern, this.#startOf(first), this.#endOf(last));
    } else {
      this.#growing.begin(pattern, this.#startOf(first), this.#endOf(last));
    }
  }
}
