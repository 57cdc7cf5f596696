import { decodeEvent, type RingwallEvent } from '@ringwall/core';
import { equalBytes } from '../bytes.ts';
import { LedgerError } from '../errors.ts';
import { type Files, readSmallFile } from '../files.ts';
import { tilePath, tileWidth } from '../tiles/tile-path.ts';
import { readTiled, type Tiled, tiledFile } from '../tiles/tiled.ts';
import { walDirectory } from '../wal/segments.ts';
import { BundleComparison } from './bundle-comparison.ts';
import type { EntryPlace, LogVisitor, WalkFault } from './log-visitor.ts';
import { pushPrunedPart } from './pruned-part.ts';
import { RecomputedTree } from './recomputed-tree.ts';
import type { SignedHistory } from './signed-history.ts';
import { TileComparison, type TileFault } from './tile-comparison.ts';
import { type KeyLink, keyLinkOf, type RestoredFrom } from './trusted-keys.ts';
import { walkBundles } from './walk-bundles.ts';
import { type WalFault, walkWal } from './walk-wal.ts';

/** What reading the whole log gave. */
export interface LogCheck {
  /** Entries of the tree that was recomputed. */
  readonly size: number;
  /** What stopped the reading. */
  readonly fault: WalkFault | WalFault | undefined;
  /** Files that the ledger makes anew by itself and that are not what the entries make them. */
  readonly stale: readonly WalkFault[];
  /** Where the next entry would stand. */
  readonly tail: string;
  readonly links: readonly KeyLink[];
  readonly restored: RestoredFrom | undefined;
  /** The largest minimum index that an entry says. */
  readonly prunedBelow: number;
  /** The roots of the sizes asked for that the log has. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
}

export interface LogCheckParts {
  readonly files: Files;
  readonly directory: string;
  readonly history: SignedHistory;
  readonly minimumIndex: number;
  /** Sizes to give the roots of. */
  readonly sizes: readonly number[];
  /** Is told of keys that entries name, before checkpoints over those entries are read. */
  readonly learn: (key: string) => void;
  readonly before: (size: number) => void;
}

/** Is in the events that tell of keys and of pruning, and in few others. */
const telling = Buffer.from('"type":"ledger');
/** Bundles read while others are hashed. */
const bundlesAtOnce = 8;
/** Of stale files, so many are named. */
const maxStale = 100;

/**
 * Reads a whole log, from the tiles over what was pruned through bundles to the end of the write-ahead log, and
 * recomputes every hash from the entries. A server may go on appending meanwhile, and moving entries into tiles.
 */
export async function checkLog(parts: LogCheckParts): Promise<LogCheck> {
  return new Check(parts).run();
}

interface ReadEnd {
  readonly fault?: WalkFault;
  readonly tail: string;
}

class Check implements LogVisitor {
  readonly #parts: LogCheckParts;
  readonly #tiles: TileComparison;
  readonly #bundles: BundleComparison;
  readonly #tree: RecomputedTree;
  readonly #stale: WalkFault[] = [];
  readonly #links: KeyLink[] = [];
  readonly #roots = new Map<number, Uint8Array>();
  readonly #sizes: number[];
  #restored: RestoredFrom | undefined;
  #prunedBelow = 0;
  #rewritten: WalkFault | undefined;
  /** Where the first entry stands that no checkpoint covers which holds. */
  #unprovenFrom = walDirectory;

  constructor(parts: LogCheckParts) {
    this.#parts = parts;
    const tiles = new TileComparison(parts.files, parts.directory);
    this.#tiles = tiles;
    this.#bundles = new BundleComparison(parts.files, parts.directory);
    this.#tree = new RecomputedTree((level, index, hash) => tiles.add(level, index, hash));
    this.#sizes = [...parts.sizes].sort((a, b) => b - a);
  }

  async run(): Promise<LogCheck> {
    const { history } = this.#parts;
    await history.readTo(0);
    const end: ReadEnd = this.#grown(walDirectory) ? await this.#read() : { tail: walDirectory };
    const fault = (this.#rewritten && (await this.#inBundle())) ?? this.#rewritten ?? end.fault;
    this.#keepStale(await this.#bundles.compared(0));
    if (end.fault === undefined) this.#keepStale(await this.#tiles.compareEdge(this.#tree.size));
    return {
      size: this.#tree.size,
      fault,
      stale: this.#stale,
      tail: end.tail,
      links: this.#links,
      restored: this.#restored,
      prunedBelow: this.#prunedBelow,
      roots: this.#roots,
    };
  }

  async before(entries: number): Promise<WalkFault | undefined> {
    this.#parts.before(this.#tree.size);
    await this.#parts.history.readTo(this.#tree.size + entries);
    return this.#tileFault();
  }

  entry(leaf: Uint8Array, hash: Uint8Array, { path, offset }: EntryPlace): WalkFault | undefined {
    const index = this.#tree.size;
    if (Buffer.prototype.includes.call(leaf, telling)) this.#listen(leaf, index);
    if (path.startsWith(walDirectory)) this.#bundles.add(index, leaf);
    this.#tree.push(hash);
    const place = `${path}:${offset}`;
    if (index === this.#parts.history.agreed) this.#unprovenFrom = place;
    return this.#grown(place) ? undefined : this.#rewritten;
  }

  async #read(): Promise<ReadEnd> {
    const { files, directory, minimumIndex } = this.#parts;
    const tree = this.#tree;
    for (let last = -1; ; ) {
      const tiled = await this.#tiled();
      if ('reason' in tiled) return { fault: tiled, tail: walDirectory };
      this.#tiles.durable = tiled.size;
      this.#tiles.pruned = minimumIndex;
      const fault =
        (await pushPrunedPart({ files, directory }, { tree, minimumIndex, tiled }, () =>
          this.#prunedStep(),
        )) ??
        (tree.size < tiled.size
          ? await walkBundles({ files, directory }, { from: tree.size, to: tiled.size }, this)
          : undefined) ??
        (await this.#tileFault()) ??
        this.#edgeFault(tiled);
      if (fault !== undefined) return { fault, tail: walDirectory };
      const end = await walkWal(
        { files, directory, tree, knownTile: (index) => this.#knownTile(index) },
        this,
      );
      // What a segment no longer has is in tiles by now, where a server runs.
      if (end.missing !== undefined && tiled.size > last) {
        last = tiled.size;
        continue;
      }
      const found = end.missing ?? end.fault ?? (await this.#tileFault());
      return { ...(found !== undefined && { fault: found }), tail: end.tail };
    }
  }

  /** After each 256 entries that are there as a hash only. */
  async #prunedStep(): Promise<WalkFault | undefined> {
    await this.#parts.history.readTo(this.#tree.size);
    if (!this.#grown('tile/1')) return this.#rewritten;
    return this.#tileFault();
  }

  /** Holds the tree as it is now against what was signed over it. False when it was rewritten. */
  #grown(place: string): boolean {
    const { history } = this.#parts;
    const { size } = this.#tree;
    for (let next = this.#sizes.at(-1); next !== undefined && next <= size; next = this.#sizes.at(-1)) {
      if (next === size) this.#roots.set(size, this.#tree.root());
      this.#sizes.pop();
    }
    const from = history.agreed;
    if (history.compare(size, () => this.#tree.root())) return true;
    const reason =
      `the entries between ${from} and ${size - 1} are not those that were signed: ` +
      `the checkpoint of ${from} entries holds and the one of ${size} does not`;
    this.#rewritten = { index: from, place: from === 0 ? place : this.#unprovenFrom, reason };
    return false;
  }

  async #tileFault(): Promise<WalkFault | undefined> {
    const faults = await this.#tiles.compareFull();
    this.#keepStale(faults.filter(({ durable }) => !durable));
    this.#keepStale(await this.#bundles.compared(bundlesAtOnce));
    return faults.find(({ durable }) => durable);
  }

  /** Where an entry was changed in its bundle alone, its tile still tells which one. */
  async #inBundle(): Promise<WalkFault | undefined> {
    const full = await this.#tileFault();
    const begun = full === undefined ? await this.#tiles.compareBegun(this.#tree.size) : undefined;
    return full ?? (begun?.durable ? begun : undefined);
  }

  #keepStale(faults: readonly TileFault[]): void {
    this.#stale.push(...faults.slice(0, maxStale - this.#stale.length));
  }

  async #tiled(): Promise<Tiled | WalkFault> {
    try {
      return await readTiled(this.#parts.files, this.#parts.directory);
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      return { index: 0, place: tiledFile, reason: 'the file is no longer what was written' };
    }
  }

  /** Whether the hashes that are kept of the tree where the tiles end are those of the entries. */
  #edgeFault({ size, edge }: Tiled): WalkFault | undefined {
    if (size !== this.#tree.size) return undefined;
    const same = edge.every((hashes, level) =>
      equalBytes(Buffer.concat(hashes), this.#tiles.edge(level, size)),
    );
    const reason = 'the hashes in it are not those of the entries';
    return same ? undefined : { index: size, place: tiledFile, reason };
  }

  async #knownTile(index: number): Promise<Uint8Array | undefined> {
    const { files, directory } = this.#parts;
    const tile = await readSmallFile(files, `${directory}/${tilePath({ level: 0, index })}`, tileWidth * 32);
    return tile?.length === tileWidth * 32 ? tile : undefined;
  }

  #listen(leaf: Uint8Array, index: number): void {
    let event: RingwallEvent;
    try {
      event = decodeEvent(leaf);
    } catch {
      return;
    }
    const link = keyLinkOf(event, index, () => this.#tree.root());
    if (link !== undefined) {
      this.#links.push(link);
      this.#parts.learn(link.from);
      this.#parts.learn(link.to);
    }
    if (event.type === 'ledger.pruned')
      this.#prunedBelow = Math.max(this.#prunedBelow, event.data.minimumIndex);
    if (event.type !== 'ledger.restored') return;
    const { from, reason, witnessedSize } = event.data;
    this.#restored = { index, key: from, reason, ...(witnessedSize !== undefined && { witnessedSize }) };
  }
}
