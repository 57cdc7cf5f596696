import { isInvisible, isTagCharacter } from '../normalise/code-point-class.ts';
import type { CodePointSink } from '../normalise/code-point-reader.ts';
import type { FindingKind } from '../rules/finding-list.ts';
import { bidiOverride, invisibleRun, tagCharacters } from './hidden-kinds.ts';

export type HiddenListener = (kind: FindingKind, start: number, end: number) => void;

/** Invisible characters in a row that no writing system or emoji needs. */
export const minInvisibleRun = 8;
const maxRun = 4096;
const blackFlag = 0x1f3f4;
const cancelTag = 0xe007f;
/** The flags that Unicode recommends spelling with tags: England, Scotland, Wales. */
const tagFlags = new Set(['gbeng', 'gbsct', 'gbwls']);

interface Run {
  readonly kind: 'tag' | 'invisible';
  readonly afterFlag: boolean;
  start: number;
  end: number;
  count: number;
  /** What the tags spell, as far as a flag could. */
  spelled: string;
}

/** Finds runs of invisible characters in the code points of one channel. */
export class HiddenScanner implements CodePointSink {
  readonly #listener: HiddenListener;
  #run: Run | undefined;
  #previous = 0;

  constructor(listener: HiddenListener) {
    this.#listener = listener;
  }

  codePoint(codePoint: number, start: number, end: number): void {
    const kind = isTagCharacter(codePoint) ? 'tag' : isInvisible(codePoint) ? 'invisible' : undefined;
    if (this.#run !== undefined && (this.#run.kind !== kind || this.#run.count >= maxRun)) this.#close();
    if (kind !== undefined) this.#grow(kind, codePoint, start, end);
    if (codePoint === 0x202d || codePoint === 0x202e) this.#listener(bidiOverride, start, end);
    this.#previous = codePoint;
  }

  plain(text: string, from: number): number {
    let i = from;
    while (i < text.length && text.charCodeAt(i) < 0x7f) i++;
    if (i > from) {
      if (this.#run !== undefined) this.#close();
      this.#previous = text.charCodeAt(i - 1);
    }
    return i;
  }

  flush(): void {}

  end(): void {
    this.#close();
  }

  /** Where a finding to come could begin, given that the next code point comes from `passed` or later. */
  settled(passed: number): number {
    return this.#run === undefined ? passed : this.#run.start;
  }

  #grow(kind: Run['kind'], codePoint: number, start: number, end: number): void {
    const run = this.#run ?? this.#begin(kind, start);
    run.end = end;
    run.count++;
    if (kind === 'tag' && run.count <= 6) {
      run.spelled += codePoint === cancelTag ? '.' : String.fromCharCode(codePoint - 0xe0000);
    }
  }

  #begin(kind: Run['kind'], start: number): Run {
    const afterFlag = this.#previous === blackFlag;
    this.#run = { kind, afterFlag, start, end: start, count: 0, spelled: '' };
    return this.#run;
  }

  #close(): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    if (run.kind === 'tag') {
      const isFlag =
        run.afterFlag &&
        run.count === 6 &&
        tagFlags.has(run.spelled.slice(0, 5)) &&
        run.spelled.endsWith('.');
      if (!isFlag) this.#listener(tagCharacters, run.start, run.end);
    } else if (run.count >= minInvisibleRun) {
      this.#listener(invisibleRun, run.start, run.end);
    }
  }
}
