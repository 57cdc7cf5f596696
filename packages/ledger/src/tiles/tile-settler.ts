import { dirname } from 'node:path/posix';
import type { Files, LedgerFile } from '../files.ts';
import type { MerkleTree } from '../merkle-tree.ts';
import type { Locations } from '../wal/locations.ts';
import { listSegments, walDirectory } from '../wal/segments.ts';
import type { FullTiles } from './full-tiles.ts';
import { tilePath, tileWidth } from './tile-path.ts';
import { keepTiled } from './tiled.ts';

const maxEntriesAtOnce = 65_536;
/** Of the four threads that Node has for files, the log's own syncs must always find one. */
const syncLanes = 2;

/**
 * Makes tiles durable, and then lets go of what they stand for: hashes and places in memory, and segments of the
 * write-ahead log. The syncs wait until a whole segment can go, and are few at a time, so that those of the log itself
 * are not held up behind them.
 */
export class TileSettler {
  readonly #files: Files;
  readonly #directory: string;
  readonly #tree: MerkleTree;
  readonly #locations: Locations;
  readonly #fullTiles: FullTiles;
  readonly #signed: () => number;
  #size: number;
  /** A crash may have left segments that are in tiles. */
  #leftovers = true;
  #settling: Promise<void> | undefined;
  #closed = false;

  constructor(parts: {
    readonly files: Files;
    /** The ledger's. */
    readonly directory: string;
    readonly tree: MerkleTree;
    readonly locations: Locations;
    readonly fullTiles: FullTiles;
    /** Entries that a signed checkpoint covers. */
    readonly signed: () => number;
    /** Entries that are durable in tiles already. */
    readonly size: number;
  }) {
    this.#files = parts.files;
    this.#directory = parts.directory;
    this.#tree = parts.tree;
    this.#locations = parts.locations;
    this.#fullTiles = parts.fullTiles;
    this.#signed = parts.signed;
    this.#size = parts.size;
  }

  /** Entries that are durable in full tiles and bundles. */
  get size(): number {
    return this.#size;
  }

  /** Does what can be done now. What fails is done from the beginning by the next call. */
  settle(): Promise<void> {
    this.#settling ??= this.#settle().finally(() => {
      this.#settling = undefined;
    });
    return this.#settling;
  }

  /** Stops after the file under way. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#settling?.catch(() => undefined);
  }

  async #settle(): Promise<void> {
    await this.#removeSegments();
    for (;;) {
      const possible = Math.floor(Math.min(this.#fullTiles.written, this.#signed()) / tileWidth) * tileWidth;
      const [, second] = this.#locations.segments;
      if (this.#closed || second === undefined || second.first > possible) return;
      // Not all at once where much has gathered: a failure begins again, and memory waits.
      const enough = Math.ceil(second.first / tileWidth) * tileWidth;
      const target = Math.min(possible, Math.max(enough, this.#size + maxEntriesAtOnce));
      if (!(await this.#sync(target))) return;
      await keepTiled(this.#files, this.#directory, { size: target, edge: this.#tree.edge(target) });
      this.#size = target;
      this.#leftovers = true;
      this.#tree.forget(target);
      this.#locations.forget(target);
      await this.#removeSegments();
    }
  }

  /** False when it was stopped. */
  async #sync(target: number): Promise<boolean> {
    const directories = new Set<string>();
    const paths = fullTiles(this.#size, target);
    let failed = false;
    const open = async (): Promise<LedgerFile | undefined> => {
      const { value: path } = this.#closed || failed ? { value: undefined } : paths.next();
      if (path === undefined) return undefined;
      directories.add(dirname(path));
      return this.#files.open(`${this.#directory}/${path}`, 'update');
    };
    try {
      const sync = () =>
        syncAll(open).catch((error: unknown) => {
          failed = true;
          throw error;
        });
      const lanes = await Promise.allSettled(Array.from({ length: syncLanes }, sync));
      for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
      if (this.#closed) return false;
      for (const path of directories) await this.#files.syncDirectory(`${this.#directory}/${path}`);
      return true;
    } catch (error) {
      // What a failed sync was about is lost to every later one: it must be written again.
      this.#fullTiles.rewind(this.#size);
      throw error;
    }
  }

  /** Those before the first that holds something which is in no tile. */
  async #removeSegments(): Promise<void> {
    const [first] = this.#locations.segments;
    if (first === undefined || !this.#leftovers) return;
    const wal = `${this.#directory}/${walDirectory}`;
    for (const segment of await listSegments(this.#files, wal)) {
      if (segment.first < first.first) await this.#files.unlink(`${wal}/${segment.name}`);
    }
    this.#leftovers = false;
  }
}

/** Syncs one file after the other, with the next one open already: each step may take a turn of a busy event loop. */
async function syncAll(open: () => Promise<LedgerFile | undefined>): Promise<void> {
  let next = open();
  for (let file = await next; file !== undefined; file = await next) {
    next = open();
    // Awaited below, or never where this sync fails.
    next.catch(() => undefined);
    try {
      await file.sync();
      await file.close();
    } catch (error) {
      await file.close().catch(() => undefined);
      await (await next.catch(() => undefined))?.close();
      throw error;
    }
  }
}

/** The full tiles and bundles that a tree of `to` entries has and one of `from` has not; multiples of 256. */
export function* fullTiles(from: number, to: number): Generator<string> {
  for (let index = from / tileWidth; index < to / tileWidth; index++)
    yield tilePath({ level: 'entries', index });
  for (let level = 0, begin = from, end = to; end >= tileWidth; level++) {
    begin = Math.floor(begin / tileWidth);
    end = Math.floor(end / tileWidth);
    for (let index = begin; index < end; index++) yield tilePath({ level, index });
  }
}
