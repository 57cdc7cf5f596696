import { maxLeafBytes } from '@ringwall/core';
import { equalBytes } from '../bytes.ts';
import { LedgerError } from '../errors.ts';
import { type Files, openIfPresent, readFully, readSmallFile } from '../files.ts';
import { leafHash } from '../merkle-hash.ts';
import { decodeBundle } from '../tiles/entry-bundle.ts';
import type { TileHashes } from '../tiles/tile-hashes.ts';
import { tilePath, tileWidth } from '../tiles/tile-path.ts';
import { entryHeaderBytes } from './format.ts';
import type { Locations } from './locations.ts';
import { walDirectory } from './segments.ts';

/** One entry of the log: the leaf is what was hashed. */
export interface Entry {
  readonly index: number;
  readonly leaf: Uint8Array;
}

/** Read at once where many entries are asked for; holds at least one of any size. */
const windowBytes = 512 << 10;
/** Read at once for a single entry; most are smaller. */
const singleBytes = 4 << 10;

/** Entries of any size that fill a bundle. */
const maxBundleBytes = tileWidth * (2 + maxLeafBytes);

/**
 * Reads entries back, from the write-ahead log or from bundles, and holds each against the hash that the tree has
 * of it.
 */
export class EntryReader {
  readonly #files: Files;
  readonly #directory: string;
  readonly #locations: Locations;
  readonly #hashes: TileHashes;

  constructor(parts: {
    readonly files: Files;
    /** The ledger's. */
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
      const bytes = to - from === 1 ? singleBytes : windowBytes;
      const entries = (await this.#fromLog(index, to, bytes)) ?? (await this.#fromBundle(index, to));
      yield* entries;
      index += entries.length;
    }
  }

  /** At least one entry from `from` on: those of one segment that fit a window. Undefined when it is in a bundle. */
  async #fromLog(from: number, to: number, bytes: number): Promise<Entry[] | undefined> {
    const start = this.#locations.of(from);
    if (start === undefined) return undefined;
    const path = `${walDirectory}/${start.segment.name}`;
    const file = await openIfPresent(this.#files, `${this.#directory}/${path}`, 'read');
    if (file === undefined) {
      // Taken away since: its entries are in bundles now.
      if (this.#locations.of(from) === undefined) return undefined;
      throw damaged(from, path);
    }
    const window = Buffer.allocUnsafe(bytes);
    let filled: number;
    try {
      filled = await readFully(file, window, start.offset);
    } finally {
      await file.close();
    }
    const entries: Entry[] = [];
    for (let index = from; index < to; index++) {
      const { segment, offset } = (index === from ? start : this.#locations.of(index)) ?? {};
      if (segment?.first !== start.segment.first || offset === undefined) break;
      const at = offset - start.offset;
      if (at + entryHeaderBytes > filled) break;
      const end = at + entryHeaderBytes + window.readUInt32BE(at);
      if (end > filled) break;
      entries.push({ index, leaf: window.subarray(at + entryHeaderBytes, end) });
    }
    if (entries.length > 0) return this.#checked(entries, path);
    if (bytes < windowBytes) return this.#fromLog(from, to, windowBytes);
    throw damaged(from, `${path}:${start.offset}`);
  }

  /** The entries of one bundle from `from` on. */
  async #fromBundle(from: number, to: number): Promise<Entry[]> {
    const path = tilePath({ level: 'entries', index: Math.floor(from / tileWidth) });
    const bytes = await readSmallFile(this.#files, `${this.#directory}/${path}`, maxBundleBytes + 1);
    const leaves = bytes && decodeBundle(bytes);
    if (leaves?.length !== tileWidth) throw damaged(from, path);
    const wanted = leaves.slice(from % tileWidth, (from % tileWidth) + to - from);
    return this.#checked(
      wanted.map((leaf, i) => ({ index: from + i, leaf })),
      path,
    );
  }

  async #checked(entries: Entry[], path: string): Promise<Entry[]> {
    for (const { index, leaf } of entries) {
      const expected = await this.#hashes.subtree({ height: 0, index });
      if (leaf.length <= maxLeafBytes && equalBytes(leafHash(leaf), expected)) continue;
      const offset = this.#locations.of(index)?.offset;
      throw damaged(index, offset === undefined ? path : `${path}:${offset}`);
    }
    return entries;
  }
}

function damaged(index: number, place: string): LedgerError {
  return new LedgerError('ledger/damaged', `Entry ${index} at ${place} is no longer what was recorded.`);
}
