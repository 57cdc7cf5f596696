import { dirname } from 'node:path/posix';
import { type Files, writeAll } from '../files.ts';
import { tileHeight } from '../merkle-tree.ts';
import type { EntryReader } from '../wal/entry-reader.ts';
import { encodeBundle } from './entry-bundle.ts';
import type { TileHashes } from './tile-hashes.ts';
import { type TileLevel, type TilePlace, tilePath, tileWidth } from './tile-path.ts';

/** Of the newest leaves, which are kept so that they need not be read back to be put into bundles. */
const maxRecentBytes = 8 << 20;
const maxKnownDirectories = 64;

/**
 * Writes tiles and bundles as C2SP tlog-tiles lays them out, so that the ledger's directory can be served by any
 * static file server. Nothing here is synced: after a power loss any of it may be missing, or be there and be empty.
 */
export class TileWriter {
  readonly #files: Files;
  readonly #directory: string;
  readonly #reader: EntryReader;
  readonly #hashes: TileHashes;
  readonly #size: () => number;
  #written: number;
  #growing: Promise<void> | undefined;
  #publishing: Promise<void> = Promise.resolve();
  /** The tiles that are not full, by level, as they were written last. */
  readonly #partials = new Map<TileLevel, TilePlace>();
  readonly #knownDirectories = new Set<string>();
  #recent: Uint8Array[] = [];
  #recentFirst = 0;
  #recentBytes = 0;

  constructor(parts: {
    readonly files: Files;
    /** The ledger's. */
    readonly directory: string;
    readonly reader: EntryReader;
    readonly hashes: TileHashes;
    /** Durable entries of the log. */
    readonly size: () => number;
    /** Entries that are in full tiles already. */
    readonly written: number;
  }) {
    this.#files = parts.files;
    this.#directory = parts.directory;
    this.#reader = parts.reader;
    this.#hashes = parts.hashes;
    this.#size = parts.size;
    this.#written = parts.written;
  }

  /** Entries in full tiles and bundles; a multiple of 256. */
  get written(): number {
    return this.#written;
  }

  /** Keeps new leaves for the bundles they will be in. */
  add(first: number, leaves: readonly Uint8Array[]): void {
    if (this.#recentFirst + this.#recent.length !== first) this.#forgetRecent(first);
    for (const leaf of leaves) {
      this.#recent.push(leaf);
      this.#recentBytes += leaf.length;
    }
    if (this.#recentBytes > maxRecentBytes) this.#forgetRecent(first + leaves.length);
  }

  /** Writes every tile and bundle that can be full. */
  grow(): Promise<void> {
    this.#growing ??= this.#grow().finally(() => {
      this.#growing = undefined;
    });
    return this.#growing;
  }

  /** Writes full tiles anew from `size` on, a multiple of 256: those that are there are not to be trusted. */
  rewind(size: number): void {
    this.#written = Math.min(this.#written, size);
  }

  /** Writes what the tree of `size` entries needs beside full tiles, and those; then takes away what no tree needs. */
  publish(size: number): Promise<void> {
    const publishing = this.#publishing.catch(() => undefined).then(() => this.#publish(size));
    this.#publishing = publishing;
    return publishing;
  }

  /** Resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.#publishing.catch(() => undefined);
    await this.#growing?.catch(() => undefined);
  }

  async #grow(): Promise<void> {
    while (this.#size() - this.#written >= tileWidth) {
      const first = this.#written;
      const bundle = first / tileWidth;
      await this.#write(
        { level: 'entries', index: bundle, width: tileWidth },
        await this.#leaves(first, tileWidth),
      );
      for (let level = 0, index = bundle; ; level++) {
        await this.#write({ level, index, width: tileWidth });
        if ((index + 1) % tileWidth !== 0) break;
        index = (index + 1) / tileWidth - 1;
      }
      if (this.#written !== first) continue;
      this.#written = first + tileWidth;
      if (this.#written > this.#recentFirst) this.#dropRecent(this.#written - this.#recentFirst);
    }
  }

  async #publish(size: number): Promise<void> {
    while (this.#written + tileWidth <= size) await this.grow();
    for (const place of partialTiles(size)) {
      const { level, index, width } = place;
      const last = this.#partials.get(level);
      if (last?.index === index && last.width === width) continue;
      await this.#write(
        place,
        level === 'entries' ? await this.#leaves(index * tileWidth, width) : undefined,
      );
      this.#partials.set(level, place);
      if (last !== undefined && last.index < index) await this.#removePartials(last);
    }
    for (const [level, last] of this.#partials) {
      const leaves = level === 'entries' ? 1 : 2 ** (tileHeight * level);
      if ((last.index + 1) * tileWidth * leaves > size) continue;
      this.#partials.delete(level);
      await this.#removePartials(last);
    }
  }

  async #removePartials({ level, index }: TilePlace): Promise<void> {
    await this.#files.removeDirectory(dirname(`${this.#directory}/${tilePath({ level, index, width: 1 })}`));
  }

  async #write(place: TilePlace, leaves?: readonly Uint8Array[]): Promise<void> {
    const { level, index, width } = place;
    const bytes =
      level === 'entries' ? encodeBundle(leaves ?? []) : await this.#hashes.tile(level, index, width);
    const path = `${this.#directory}/${tilePath(place)}`;
    await this.#makeDirectory(dirname(path), width === tileWidth);
    const temporary = `${path}.tmp`;
    const file = await this.#files.open(temporary, 'replace');
    try {
      await writeAll(file, bytes, 0);
    } finally {
      await file.close();
    }
    await this.#files.rename(temporary, path);
  }

  async #makeDirectory(path: string, durable: boolean): Promise<void> {
    if (this.#knownDirectories.has(path)) return;
    await this.#files.makeDirectory(path, { durable });
    if (this.#knownDirectories.size >= maxKnownDirectories) this.#knownDirectories.clear();
    this.#knownDirectories.add(path);
  }

  async #leaves(first: number, count: number): Promise<readonly Uint8Array[]> {
    const at = first - this.#recentFirst;
    if (at >= 0 && at + count <= this.#recent.length) return this.#recent.slice(at, at + count);
    const leaves: Uint8Array[] = [];
    for await (const { leaf } of this.#reader.read(first, first + count)) leaves.push(leaf);
    return leaves;
  }

  #dropRecent(count: number): void {
    for (const leaf of this.#recent.slice(0, count)) this.#recentBytes -= leaf.length;
    this.#recent = this.#recent.slice(count);
    this.#recentFirst += count;
  }

  #forgetRecent(next: number): void {
    this.#recent = [];
    this.#recentBytes = 0;
    this.#recentFirst = next;
  }
}

/** What a tree of `size` entries has beside full tiles and bundles. */
function* partialTiles(size: number): Generator<TilePlace> {
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / tileWidth)) {
    const place = { index: Math.floor(count / tileWidth), width: count % tileWidth };
    if (place.width === 0) continue;
    if (level === 0) yield { level: 'entries', ...place };
    yield { level, ...place };
  }
}
