import type { DetectorStream, Part, StreamProgress } from '@ringwall/core';
import { CodePointReader } from '../normalise/code-point-reader.ts';
import { FindingList } from '../rules/finding-list.ts';
import { HiddenScanner } from './hidden-scanner.ts';

/** Reads one channel for invisible characters. */
export class HiddenStream implements DetectorStream {
  readonly #found = new FindingList();
  readonly #scanner: HiddenScanner;
  readonly #reader: CodePointReader;

  constructor(part: Omit<Part, 'text'>) {
    const { pointer } = part;
    this.#scanner = new HiddenScanner((kind, start, end) => this.#found.add(kind, { pointer, start, end }));
    this.#reader = new CodePointReader(part.syntax, this.#scanner);
  }

  push(delta: string): StreamProgress {
    this.#reader.push(delta);
    return this.#progress();
  }

  end(): StreamProgress {
    this.#reader.end();
    this.#scanner.end();
    return this.#progress();
  }

  #progress(): StreamProgress {
    return { settled: this.#scanner.settled(this.#reader.passed), findings: this.#found.take() };
  }
}
