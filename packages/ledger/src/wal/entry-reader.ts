import { maxLeafBytes } from '@ringwall/core';
import { equalBytes } from '../bytes.ts';
import { LedgerError } from '../errors.ts';
import { type Files, readFully } from '../files.ts';
import { leafHash } from '../merkle-hash.ts';
import type { TileHashes } from '../tiles/tile-hashes.ts';
import { entryHeaderBytes } from './format.ts';
import type { Locations } from './locations.ts';

/** One entry of the log: the leaf is what was hashed. */
export interface Entry {
  readonly index: number;
  readonly leaf: Uint8Array;
}

/** Read at once where many entries are asked for; holds at least one of any size. */
const windowBytes = 512 << 10;
/** Read at once for a single entry; most are smaller. */
const singleBytes = 4 << 10;

/** Reads entries back from the segments and holds each against the hash the tree in memory has of it. */
export class EntryReader {
  readonly #files: Files;
  readonly #directory: string;
  readonly #locations: Locations;
  readonly #hashes: TileHashes;

  constructor(parts: {
    readonly files: Files;
    readonly directory: string;
    readonly locations: Locations;
    readonly hashes: TileHashes;
  }) {
    this.#files = parts.files;
    this.#directory = parts.directory;
    this.#locations = parts.locations;
    this.#hashes = parts.hashes;
  }

  /** Entries `[from, to)`, which must exist. @throws LedgerError ledger/damaged when one is not what was recorded. */
  async *read(from: number, to: number): AsyncGenerator<Entry> {
    for (let index = from; index < to; ) {
      const entries = await this.#window(index, to, to - from === 1 ? singleBytes : windowBytes);
      yield* entries;
      index += entries.length;
    }
  }

  /** At least one entry from `from` on: those of one segment that fit a window. */
  async #window(from: number, to: number, bytes: number): Promise<Entry[]> {
    const start = this.#locations.of(from);
    const window = Buffer.allocUnsafe(bytes);
    const file = await this.#files.open(`${this.#directory}/${start.segment.name}`, 'read');
    let filled: number;
    try {
      filled = await readFully(file, window, start.offset);
    } finally {
      await file.close();
    }
    const entries: Entry[] = [];
    for (let index = from; index < to; index++) {
      const { segment, offset } = this.#locations.of(index);
      const at = offset - start.offset;
      if (segment.first !== start.segment.first || at + entryHeaderBytes > filled) break;
      const end = at + entryHeaderBytes + window.readUInt32BE(at);
      if (end > filled) break;
      const leaf = window.subarray(at + entryHeaderBytes, end);
      await this.#check(index, leaf);
      entries.push({ index, leaf });
    }
    if (entries.length > 0) return entries;
    if (bytes < windowBytes) return this.#window(from, to, windowBytes);
    throw this.#damaged(from);
  }

  async #check(index: number, leaf: Uint8Array): Promise<void> {
    const expected = await this.#hashes.subtree({ height: 0, index });
    if (leaf.length > maxLeafBytes || !equalBytes(leafHash(leaf), expected)) throw this.#damaged(index);
  }

  #damaged(index: number): LedgerError {
    const { segment, offset } = this.#locations.of(index);
    return new LedgerError(
      'ledger/damaged',
      `Entry ${index} at wal/${segment.name}:${offset} is no longer what was recorded.`,
    );
  }
}
