import type { CodePointSink } from './code-point-reader.ts';
import { dropped, type SkeletonTable, several, unknown } from './skeleton-table.ts';
import { batchSize, UnitBatch, type UnitSink } from './unit-batch.ts';

const space = 0x20;
const newline = 0x0a;

/**
 * Turns code points into the units patterns are matched against: the skeleton of each (see `skeletonOf`), a
 * run of whitespace as one space, as one newline when it begins with a line break, or as a space and a newline
 * when one comes later in it. Marks behind a Latin letter go, whatever script they are from. Holds nothing back
 * beyond `flush`.
 */
export class Normaliser implements CodePointSink {
  readonly #sink: UnitSink;
  readonly #table: SkeletonTable;
  readonly #batch: UnitBatch;
  /** The last unit handed on; a text begins as a line does. */
  #last = newline;

  /** `batch` is empty and the normaliser's own until it is no longer used. */
  constructor(table: SkeletonTable, sink: UnitSink, batch = new UnitBatch()) {
    this.#table = table;
    this.#sink = sink;
    this.#batch = batch;
  }

  plain(text: string, from: number, base: number): number {
    const batch = this.#batch;
    const { units, starts, lengths } = batch;
    let last = this.#last;
    let length = batch.length;
    let i = from;
    for (; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x7f || (unit < space && unit !== newline)) break;
      if (unit <= space && (last === newline || last === unit)) continue;
      last = unit;
      units[length] = unit;
      starts[length] = base + i;
      lengths[length] = 1;
      if (++length === batchSize) {
        batch.length = length;
        this.flush();
        length = 0;
      }
    }
    batch.length = length;
    this.#last = last;
    return i;
  }

  codePoint(codePoint: number, start: number, end: number): void {
    let single = codePoint < 0x10000 ? (this.#table.single[codePoint] ?? unknown) : several;
    if (single === unknown) {
      this.#table.long(codePoint);
      single = this.#table.single[codePoint] ?? several;
    }
    if (single === dropped) return;
    if (single > 0) {
      this.#emit(single, start, end);
      return;
    }
    const skeleton = this.#table.long(codePoint);
    for (let i = 0; i < skeleton.length; i++) this.#emit(skeleton.charCodeAt(i), start, end);
  }

  flush(): void {
    if (this.#batch.length === 0) return;
    this.#sink.take(this.#batch);
    this.#batch.length = 0;
    this.#batch.cuts.length = 0;
  }

  #emit(unit: number, start: number, end: number): void {
    const last = this.#last;
    if (unit === space && (last === space || last === newline)) return;
    if (unit === newline && last === newline) return;
    if (unit >= 0x300 && last < 0x250 && last > space && isMark(unit)) return;
    this.#last = unit;
    const batch = this.#batch;
    const at = batch.length++;
    batch.units[at] = unit;
    batch.starts[at] = start;
    batch.lengths[at] = end - start;
    if (batch.length === batchSize) this.flush();
  }
}

const mark = /^\p{M}$/u;

function isMark(unit: number): boolean {
  return mark.test(String.fromCharCode(unit));
}
