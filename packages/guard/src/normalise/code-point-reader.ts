import type { Part } from '@ringwall/core';

/** Takes code points with the place `[start, end)` each has in the original text, in UTF-16 units. */
export interface CodePointSink {
  codePoint(codePoint: number, start: number, end: number): void;
  /**
   * Takes code points below U+007F from `text`, starting at `from`, as long as it likes and they last; unit `i`
   * has the place `base + i`. Returns where it stopped. Only a short cut.
   */
  plain(text: string, from: number, base: number): number;
  /** No more comes before someone asks what was made of it. */
  flush(): void;
}

const backslash = 0x5c;
const letterU = 0x75;
const shortEscapes = new Map([
  [0x22, 0x22], // \"
  [0x5c, 0x5c], // \\
  [0x2f, 0x2f], // \/
  [0x62, 0x08], // \b
  [0x66, 0x0c], // \f
  [0x6e, 0x0a], // \n
  [0x72, 0x0d], // \r
  [0x74, 0x09], // \t
]);

/**
 * Reads a channel delta by delta as code points: joins surrogate pairs and, for `json`, resolves the escapes
 * of RFC 8259 section 7, so that text spelled with escapes is seen as its reader will see it. What is not a
 * valid escape is passed on as written. A pair or an escape cut by the end of a delta waits for the next.
 */
export class CodePointReader {
  readonly #sink: CodePointSink;
  readonly #json: boolean;
  /** UTF-16 units read so far. */
  #read = 0;
  #high = 0;
  #highStart = 0;
  #highEnd = 0;
  /** The raw text of an unfinished escape; at most five units. */
  #escape = '';

  constructor(syntax: Part['syntax'], sink: CodePointSink) {
    this.#json = syntax === 'json';
    this.#sink = sink;
  }

  /** Units from the start that have been handed on: what waits inside begins here. */
  get passed(): number {
    if (this.#high !== 0) return this.#highStart;
    return this.#read - this.#escape.length;
  }

  push(delta: string): void {
    const sink = this.#sink;
    const json = this.#json;
    const base = this.#read;
    for (let i = 0; i < delta.length; i++) {
      if (!json && this.#high === 0) {
        i = sink.plain(delta, i, base);
        if (i === delta.length) break;
      }
      const unit = delta.charCodeAt(i);
      if (json && (unit === backslash || this.#escape !== '')) {
        this.#read = base + i;
        this.#escapeUnit(unit);
      } else if (this.#high === 0 && (unit & 0xf800) !== 0xd800) {
        sink.codePoint(unit, base + i, base + i + 1);
      } else {
        this.#unit(unit, base + i, base + i + 1);
      }
    }
    this.#read = base + delta.length;
    sink.flush();
  }

  /** Hands on what was waiting, as written. */
  end(): void {
    this.#giveUpEscape();
    this.#flushHigh();
    this.#sink.flush();
  }

  /** One more unit of an escape; `#read` is the place of this unit. */
  #escapeUnit(unit: number): void {
    if (this.#escape === '') {
      this.#escape = '\\';
      return;
    }
    const start = this.#read - this.#escape.length;
    const end = this.#read + 1;
    if (this.#escape.length === 1) {
      const short = shortEscapes.get(unit);
      if (short !== undefined) {
        this.#escape = '';
        this.#unit(short, start, end);
        return;
      }
    }
    const expected = this.#escape.length === 1 ? unit === letterU : isHexDigit(unit);
    if (!expected) {
      this.#giveUpEscape();
      if (unit === backslash) this.#escape = '\\';
      else this.#unit(unit, this.#read, end);
      return;
    }
    this.#escape += String.fromCharCode(unit);
    if (this.#escape.length < 6) return;
    const value = Number.parseInt(this.#escape.slice(2), 16);
    this.#escape = '';
    this.#unit(value, start, end);
  }

  #giveUpEscape(): void {
    const text = this.#escape;
    this.#escape = '';
    const start = this.#read - text.length;
    for (let i = 0; i < text.length; i++) this.#unit(text.charCodeAt(i), start + i, start + i + 1);
  }

  #unit(unit: number, start: number, end: number): void {
    if (this.#high !== 0 && (unit & 0xfc00) === 0xdc00) {
      const codePoint = 0x10000 + ((this.#high & 0x3ff) << 10) + (unit & 0x3ff);
      this.#high = 0;
      this.#sink.codePoint(codePoint, this.#highStart, end);
      return;
    }
    this.#flushHigh();
    if ((unit & 0xfc00) === 0xd800) {
      this.#high = unit;
      this.#highStart = start;
      this.#highEnd = end;
    } else {
      this.#sink.codePoint(unit, start, end);
    }
  }

  #flushHigh(): void {
    if (this.#high === 0) return;
    const high = this.#high;
    this.#high = 0;
    this.#sink.codePoint(high, this.#highStart, this.#highEnd);
  }
}

function isHexDigit(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x46) || (unit >= 0x61 && unit <= 0x66);
}
