import type { UnitBatch, UnitSink } from '../normalise/unit-batch.ts';
import type { Charset } from './charset.ts';
import { looseFold } from './fold.ts';
import { maxStretch, runKinds, sentenceEnds } from './unit-sets.ts';

const none = 0;
const sentenceEnd = 255;
const shortestBound = Math.min(...runKinds.map((run) => run.maxLength));

/** Which run, if any, each unit is part of: its place in `runKinds` plus one; or that it ends a sentence. */
export type RunTable = Uint8Array;

/** By the loose fold: what is in a run under any fold is in it under this one. */
export function createRunTable(): RunTable {
  const kindOfImage = new Uint8Array(0x10000);
  const mark = (set: Charset, kind: number) => {
    for (const [low, high] of set) for (let u = low; u <= high; u++) kindOfImage[looseFold(u)] = kind;
  };
  runKinds.forEach((run, i) => {
    mark(run.set, i + 1);
  });
  mark(sentenceEnds, sentenceEnd);
  return kindOfImage.map((_, unit) => kindOfImage[looseFold(unit)] ?? none);
}

/**
 * Bounds what patterns do not count, before the units reach them: units too many of a run are replaced by the
 * run's `overlong`, and text is marked as cut where a stretch would become too long. Both depend on nothing
 * but the text.
 */
export class Bounder implements UnitSink {
  readonly #table: RunTable;
  readonly #sink: UnitSink;
  #run = none;
  #runLength = 0;
  #stretch = 0;

  constructor(table: RunTable, sink: UnitSink) {
    this.#table = table;
    this.#sink = sink;
  }

  take(batch: UnitBatch): void {
    const table = this.#table;
    const { units, length } = batch;
    let run = this.#run;
    let runLength = this.#runLength;
    let stretch = this.#stretch;
    for (let i = 0; i < length; i++) {
      const kind = table[units[i] ?? 0] ?? none;
      if (kind === sentenceEnd) {
        stretch = 0;
      } else if (++stretch > maxStretch) {
        stretch = 1;
        batch.cuts.push(i);
      }
      if (kind !== run) {
        run = kind;
        runLength = 1;
      } else if (++runLength > shortestBound) {
        const bound = runKinds[kind - 1];
        if (bound !== undefined && runLength > bound.maxLength) units[i] = bound.overlong;
      }
    }
    this.#run = run;
    this.#runLength = runLength;
    this.#stretch = stretch;
    this.#sink.take(batch);
  }
}
