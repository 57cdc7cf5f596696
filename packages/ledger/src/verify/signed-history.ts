import { sha256, verifyEd25519 } from '@ringwall/core';
import { type CosignedCheckpoint, openCosignedCheckpoint } from '@ringwall/verifier';
import { equalBytes } from '../bytes.ts';
import { historyLines, parseLine } from '../checkpoints.ts';
import type { LedgerFile } from '../files.ts';

/** A checkpoint and the keys, of those that may be the log's, whose signatures on it hold. */
export type SignedTree = Pick<CosignedCheckpoint, 'origin' | 'size' | 'root' | 'signedBy'>;

/** Something wrong with the signed checkpoints themselves. */
export interface HistoryFault {
  /** The size the last good line speaks of. */
  readonly index: number;
  /** Line of the history, from 1. */
  readonly line: number;
  readonly reason: string;
}

/** Opens a note with any of the keys; the reason when none of them has signed it. */
export async function openSigned(note: string, keys: readonly string[]): Promise<SignedTree | string> {
  const checks = { sha256, verifySignature: verifyEd25519 };
  const opened = await openCosignedCheckpoint(note, { logKeys: keys }, checks);
  return opened.ok ? opened : opened.reason;
}

/**
 * Walks the history of signed checkpoints beside the log: each is held against the tree at its size, so that a
 * log rewritten in itself consistently is caught between two of them. Keeps one line in memory.
 */
export class SignedHistory {
  readonly #lines: AsyncGenerator<{ readonly number: number; readonly text: Uint8Array }>;
  readonly #keys: () => readonly string[];
  readonly #current: SignedTree | undefined;
  /** Checkpoints to hold against the tree before the walk goes on; sizes rise. */
  readonly #ahead: SignedTree[] = [];
  /** By key, what it alone has signed, and the largest checkpoint that held. */
  readonly #alone = new Map<string, { readonly line: number; readonly size: number }>();
  readonly #signed = new Map<string, number>();
  #done = false;
  #last: SignedTree | undefined;
  #agreed = 0;
  #fault: HistoryFault | undefined;
  /** A line that is no fault when it is the last: what a power loss left of one that nobody was shown. */
  #unfinished: HistoryFault | undefined;

  /**
   * Reads the first `bytes` of the file: what is added later may be about entries added later. `keys` are those that
   * may be the log's, whether or not they are to be trusted; `current` is the checkpoint beside the history.
   */
  constructor(
    file: LedgerFile,
    bytes: number,
    about: { readonly keys: () => readonly string[]; readonly current: SignedTree | undefined },
  ) {
    this.#lines = historyLines(file, bytes);
    this.#keys = about.keys;
    this.#current = about.current;
  }

  /** Entries under the largest checkpoint that held, whoever signed it. */
  get agreed(): number {
    return this.#agreed;
  }

  /** The largest checkpoint of each key that held. */
  get signed(): ReadonlyMap<string, number> {
    return this.#signed;
  }

  /** By key, the first line and the largest size that no other key has signed. */
  get alone(): ReadonlyMap<string, { readonly line: number; readonly size: number }> {
    return this.#alone;
  }

  /** The first thing found wrong. */
  get fault(): HistoryFault | undefined {
    return this.#fault;
  }

  /** The last signed checkpoint read so far. */
  get last(): SignedTree | undefined {
    return this.#last;
  }

  /** Reads and checks the signatures of all checkpoints up to `size` entries, and of one beyond. */
  async readTo(size: number): Promise<void> {
    while (!this.#done && (this.#last?.size ?? -1) <= size) {
      const next = await this.#lines.next();
      if (next.done) {
        this.#done = true;
        if ((this.#last?.size ?? -1) < (this.#current?.size ?? 0)) this.#settleUnfinished();
        return;
      }
      this.#settleUnfinished();
      const { number, text } = next.value;
      const opened = await openSigned(parseLine(text), this.#keys());
      if (typeof opened === 'string') {
        this.#unfinished = { index: this.#last?.size ?? 0, line: number, reason: opened };
      } else if (opened.size < (this.#last?.size ?? 0)) {
        const reason = `a checkpoint of ${opened.size} entries follows one of ${this.#last?.size}`;
        this.#report({ index: opened.size, line: number, reason });
      } else {
        const [only, another] = opened.signedBy;
        if (only !== undefined && another === undefined)
          this.#alone.set(only, { line: this.#alone.get(only)?.line ?? number, size: opened.size });
        this.#last = opened;
        this.#ahead.push(opened);
      }
    }
  }

  /**
   * Holds everything that was signed over `size` entries against the tree of that size. False when one differs:
   * the entries from `agreed` on are then not those that were signed.
   */
  compare(size: number, root: () => Uint8Array): boolean {
    if (this.#current?.size !== size && !((this.#ahead[0]?.size ?? size + 1) <= size)) return true;
    const signed: SignedTree[] = this.#current?.size === size ? [this.#current] : [];
    for (let next = this.#ahead[0]; next !== undefined && next.size <= size; next = this.#ahead[0]) {
      // One of entries that were pruned since: the tree it was over cannot be made any more.
      if (next.size === size) signed.push(next);
      this.#ahead.shift();
    }
    if (signed.length === 0) return true;
    const actual = root();
    if (!signed.every((expected) => equalBytes(expected.root, actual))) return false;
    this.#agreed = size;
    for (const { signedBy } of signed) for (const key of signedBy) this.#signed.set(key, size);
    return true;
  }

  async close(): Promise<void> {
    await this.#lines.return(undefined);
  }

  #settleUnfinished(): void {
    if (this.#unfinished !== undefined) this.#report(this.#unfinished);
    this.#unfinished = undefined;
  }

  #report(fault: HistoryFault): void {
    this.#fault ??= fault;
  }
}
