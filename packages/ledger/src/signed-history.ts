import { equalBytes } from './bytes.ts';
import { type Checkpoint, historyLines, openNote, parseLine } from './checkpoints.ts';
import type { LedgerFile } from './files.ts';

/** Something wrong with the signed checkpoints themselves. */
export interface HistoryFault {
  /** The size the last good line speaks of. */
  readonly index: number;
  /** Line of the history, from 1. */
  readonly line: number;
  readonly reason: string;
}

/**
 * Walks the history of signed checkpoints beside the log: each is held against the tree at its size, so that a
 * log rewritten in itself consistently is caught between two of them. Keeps one line in memory.
 */
export class SignedHistory {
  readonly #lines: AsyncGenerator<{ readonly number: number; readonly text: Uint8Array }>;
  readonly #verifierKey: string;
  readonly #current: Checkpoint | undefined;
  /** Checkpoints to hold against the tree before the walk goes on; sizes rise. */
  readonly #ahead: Checkpoint[] = [];
  #done = false;
  #last: Checkpoint | undefined;
  #proven = 0;
  #fault: HistoryFault | undefined;

  /**
   * Reads the first `bytes` of the file: what is added later may be about entries added later. `current` is the
   * checkpoint that stands beside the history.
   */
  constructor(
    file: LedgerFile,
    bytes: number,
    about: { readonly verifierKey: string; readonly current: Checkpoint | undefined },
  ) {
    this.#lines = historyLines(file, bytes);
    this.#verifierKey = about.verifierKey;
    this.#current = about.current;
  }

  /** Entries under the largest checkpoint that held. */
  get proven(): number {
    return this.#proven;
  }

  /** The first thing found wrong. */
  get fault(): HistoryFault | undefined {
    return this.#fault;
  }

  /** The last signed checkpoint read so far. */
  get last(): Checkpoint | undefined {
    return this.#last;
  }

  /** Reads and checks the signatures of all checkpoints up to `size` entries, and of one beyond. */
  async readTo(size: number): Promise<void> {
    while (!this.#done && (this.#last?.size ?? -1) <= size) {
      const next = await this.#lines.next();
      if (next.done) {
        this.#done = true;
        return;
      }
      const { number, text } = next.value;
      const opened = await openNote(parseLine(text), this.#verifierKey);
      if (typeof opened === 'string') {
        this.#report({ index: this.#last?.size ?? 0, line: number, reason: opened });
      } else if (opened.size < (this.#last?.size ?? 0)) {
        const reason = `a checkpoint of ${opened.size} entries follows one of ${this.#last?.size}`;
        this.#report({ index: opened.size, line: number, reason });
      } else {
        this.#last = opened;
        this.#ahead.push(opened);
      }
    }
  }

  /**
   * Holds everything that was signed over `size` entries against the tree of that size. False when one differs:
   * the entries from `proven` on are then not those that were signed.
   */
  compare(size: number, root: () => Uint8Array): boolean {
    const signed: Uint8Array[] = this.#current?.size === size ? [this.#current.root] : [];
    for (let next = this.#ahead[0]; next !== undefined && next.size <= size; next = this.#ahead[0]) {
      signed.push(next.root);
      this.#ahead.shift();
    }
    if (signed.length === 0) return true;
    const actual = root();
    if (!signed.every((expected) => equalBytes(expected, actual))) return false;
    this.#proven = size;
    return true;
  }

  async close(): Promise<void> {
    await this.#lines.return(undefined);
  }

  #report(fault: HistoryFault): void {
    this.#fault ??= fault;
  }
}
