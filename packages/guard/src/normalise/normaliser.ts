import type { CodePointSink } from './code-point-reader.ts';
import { dropped, type SkeletonTable, several, unknown } from './skeleton-table.ts';

/** Takes normalised UTF-16 units with the place `[start, end)` each came from. */
export interface UnitSink {
  unit(unit: number, start: number, end: number): void;
}

const space = 0x20;
const newline = 0x0a;

/**
 * Turns code points into the units patterns are matched against: the skeleton of each (see `skeletonOf`), a
 * run of whitespace as one space, as one newline when it is line breaks, or as a space and a newline. Marks
 * behind a Latin letter go, whatever script they are from. Holds nothing back.
 */
export class Normaliser implements CodePointSink {
  readonly #sink: UnitSink;
  readonly #table: SkeletonTable;
  /** The last unit handed on; a text begins as a line does. */
  #last = newline;

  constructor(table: SkeletonTable, sink: UnitSink) {
    this.#table = table;
    this.#sink = sink;
  }

  codePoint(codePoint: number, start: number, end: number): void {
    if (codePoint > space && codePoint < 0x7f) {
      this.#last = codePoint;
      this.#sink.unit(codePoint, start, end);
      return;
    }
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

  #emit(unit: number, start: number, end: number): void {
    const last = this.#last;
    if (unit === space && (last === space || last === newline)) return;
    if (unit === newline && last === newline) return;
    if (unit >= 0x300 && last < 0x250 && last > space && isMark(unit)) return;
    this.#last = unit;
    this.#sink.unit(unit, start, end);
  }
}

const mark = /^\p{M}$/u;

function isMark(unit: number): boolean {
  return mark.test(String.fromCharCode(unit));
}
