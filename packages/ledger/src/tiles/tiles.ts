import type { Clock } from '@ringwall/core';
import type { Files } from '../files.ts';
import type { MerkleTree } from '../merkle-tree.ts';
import type { EntryReader } from '../wal/entry-reader.ts';
import type { Locations } from '../wal/locations.ts';
import { encodeBundle } from './entry-bundle.ts';
import { FullTiles } from './full-tiles.ts';
import { LeafSource } from './leaf-source.ts';
import { PartialTiles } from './partial-tiles.ts';
import type { Pruning } from './pruning.ts';
import { TileFiles } from './tile-files.ts';
import type { TileHashes } from './tile-hashes.ts';
import { tileWidth } from './tile-path.ts';
import { TileSettler } from './tile-settler.ts';

const retryAfterMs = 1000;

/** How far the log has become tiles. */
export interface TilesState {
  /** Entries in full tiles and bundles that are durable: the write-ahead log has let go of them. */
  readonly durable: number;
  /** Entries in full tiles and bundles. */
  readonly written: number;
  /** Why writing them fails, while it does; entries are durable in the write-ahead log meanwhile. */
  readonly failure: unknown;
}

/**
 * The log as tiles (C2SP tlog-tiles), made in the background. Nothing waits for it but a checkpoint that is about to
 * be shown in a file, since whoever reads that file looks for its tiles beside it.
 */
export class Tiles {
  readonly #reader: EntryReader;
  readonly #hashes: TileHashes;
  readonly #pruning: Pruning;
  readonly #signed: () => number;
  readonly #clock: Clock;
  readonly #leaves: LeafSource;
  readonly #fullTiles: FullTiles;
  readonly #partialTiles: PartialTiles;
  readonly #settler: TileSettler;
  #failure: unknown;
  #failedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(parts: {
    readonly files: Files;
    /** The ledger's. */
    readonly directory: string;
    readonly clock: Clock;
    readonly tree: MerkleTree;
    readonly hashes: TileHashes;
    readonly locations: Locations;
    /** Entries that are durable in tiles already. */
    readonly tiled: number;
    readonly reader: EntryReader;
    readonly pruning: Pruning;
    /** Durable entries of the log. */
    readonly size: () => number;
    /** Entries that a signed checkpoint covers. */
    readonly signed: () => number;
  }) {
    this.#reader = parts.reader;
    this.#hashes = parts.hashes;
    this.#pruning = parts.pruning;
    this.#signed = parts.signed;
    this.#clock = parts.clock;
    this.#leaves = new LeafSource(parts.reader);
    const tileFiles = new TileFiles({ ...parts, leaves: this.#leaves });
    const fullTiles = new FullTiles({ ...parts, tileFiles, leaves: this.#leaves }, parts.tiled);
    this.#fullTiles = fullTiles;
    this.#partialTiles = new PartialTiles(tileFiles, async (size) => {
      while (fullTiles.written + tileWidth <= size) await fullTiles.grow();
    });
    this.#settler = new TileSettler({ ...parts, fullTiles, size: parts.tiled });
    // What a power loss took of the tiles beside the last checkpoint is written again.
    this.#inBackground(() => this.publish(parts.signed()));
  }

  get state(): TilesState {
    return { durable: this.#settler.size, written: this.#fullTiles.written, failure: this.#failure };
  }

  /** Tells of entries that became durable. */
  added(first: number, leaves: readonly Uint8Array[]): void {
    this.#leaves.add(first, leaves);
    if (first + leaves.length - this.#fullTiles.written >= tileWidth) {
      this.#inBackground(() => this.#fullTiles.grow());
    }
  }

  /** Writes whatever a tree of `size` consists of. */
  publish(size: number): Promise<void> {
    return this.#partialTiles.publish(size);
  }

  /** Tells that a checkpoint was signed: what it covers may leave the write-ahead log. */
  signedMore(): void {
    this.#inBackground(() => this.#settler.settle());
  }

  /** Raises the minimum index to `index` at most, by whole durable bundles. Gives the minimum index. */
  async prune(index: number): Promise<number> {
    await this.#pruning.prune(Math.floor(Math.min(index, this.#settler.size) / tileWidth) * tileWidth);
    return this.#pruning.minimumIndex;
  }

  /**
   * The first `width` hashes of a tile, or undefined when the last checkpoint's tree has not got them.
   * @throws LedgerError ledger/pruned, ledger/damaged
   */
  async tile(level: number, index: number, width: number): Promise<Uint8Array | undefined> {
    if (index * tileWidth + width > Math.floor(this.#signed() / tileWidth ** level)) return undefined;
    const first = index * tileWidth * tileWidth ** level;
    if (level === 0) this.#pruning.mustHave(first);
    return this.#pruning.reading(first, () => this.#hashes.tile(level, index, width));
  }

  /** The first `width` entries of a bundle, as `tile` gives hashes. @throws LedgerError ledger/pruned, ledger/damaged */
  async bundle(index: number, width: number): Promise<Uint8Array | undefined> {
    const first = index * tileWidth;
    if (first + width > this.#signed()) return undefined;
    this.#pruning.mustHave(first);
    return this.#pruning.reading(first, async () => {
      const leaves: Uint8Array[] = [];
      for await (const { leaf } of this.#reader.read(first, first + width)) leaves.push(leaf);
      return encodeBundle(leaves);
    });
  }

  /** Finishes what is being written. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#settler.close();
    await this.#partialTiles.idle();
    await this.#fullTiles.idle();
  }

  #inBackground(work: () => Promise<void>): void {
    const since = this.#clock.now() - this.#failedAt;
    if (this.#closed || (since >= 0 && since < retryAfterMs)) return;
    work().then(
      () => {
        this.#failure = undefined;
      },
      (error) => {
        this.#failure = error;
        this.#failedAt = this.#clock.now();
      },
    );
  }
}
