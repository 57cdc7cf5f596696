import { type LedgerFile, readFully } from '../files.ts';
import {
  type Batch,
  batchBytes,
  decodeBatch,
  decodeHeader,
  headerBytes,
  magicBytes,
  maxEntryBytes,
  trailerBytes,
} from './format.ts';

/** A place in a segment where no valid batch stands. */
export interface BadBatch {
  readonly ok: false;
  readonly offset: number;
  /** The entry at fault, or the first of the batch. */
  readonly index: number;
  readonly reason: string;
  /** The file ends before the batch does, as a crash in the middle of a write leaves it. */
  readonly incomplete: boolean;
}

export type ReadBatch = { readonly ok: true; readonly offset: number; readonly bytes: number } & Batch;

const windowBytes = 4 << 20;
const largestBatchBytes = headerBytes + maxEntryBytes + trailerBytes;

/** Reads one segment batch by batch through a window that holds at least one whole batch. */
export class SegmentReader {
  readonly #file: LedgerFile;
  /** Bytes to read: what a writer adds after the start is not looked at. */
  readonly size: number;
  #window = Buffer.alloc(0);
  #windowAt = 0;
  #next = 0;

  constructor(file: LedgerFile, size: number) {
    this.#file = file;
    this.size = size;
  }

  /** The next batch, its fault, or undefined at the end. Leaves are views that the next call may overwrite. */
  async next(expectedFirst: number): Promise<ReadBatch | BadBatch | undefined> {
    const offset = this.#next;
    if (offset >= this.size) return undefined;
    const bad = (reason: string, index: number, incomplete: boolean): BadBatch => ({
      ok: false,
      offset,
      index,
      reason,
      incomplete,
    });
    if (offset + headerBytes > this.size) return bad('the batch is cut short', expectedFirst, true);
    const header = decodeHeader(await this.#bytes(offset, headerBytes));
    if (header === undefined) return bad('no valid batch header stands here', expectedFirst, false);
    const bytes = batchBytes(header);
    if (offset + bytes > this.size) return bad('the batch is cut short', expectedFirst, true);
    const batch = decodeBatch(await this.#bytes(offset, bytes), header);
    if (!batch.ok) return bad(batch.reason, batch.index, false);
    this.#next += bytes;
    return { ...batch, offset, bytes };
  }

  /** Whether a valid batch header stands anywhere after `offset`. */
  async hasHeaderAfter(offset: number): Promise<boolean> {
    for (let at = offset + 1; at + headerBytes <= this.size; ) {
      const bytes = await this.#bytes(at, Math.min(windowBytes, this.size - at));
      for (let i = bytes.indexOf(magicBytes); i !== -1; i = bytes.indexOf(magicBytes, i + 1)) {
        if (
          i + headerBytes <= bytes.length &&
          decodeHeader(bytes.subarray(i, i + headerBytes)) !== undefined
        ) {
          return true;
        }
      }
      at += bytes.length < headerBytes ? headerBytes : bytes.length - headerBytes + 1;
    }
    return false;
  }

  /** `length` bytes at `offset`, fewer only where the file became shorter than it was. */
  async #bytes(offset: number, length: number): Promise<Buffer> {
    const from = offset - this.#windowAt;
    if (from >= 0 && from + length <= this.#window.length) return this.#window.subarray(from, from + length);
    const wanted = Math.min(Math.max(length, windowBytes), this.size - offset, largestBatchBytes);
    const window = Buffer.alloc(wanted);
    // Zeros stand where the file was cut meanwhile; zeros are no valid batch.
    await readFully(this.#file, window, offset);
    this.#window = window;
    this.#windowAt = offset;
    return window.subarray(0, length);
  }
}
