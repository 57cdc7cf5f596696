import { type Clock, decodeEvent, RingwallError, type RingwallEvent, recordEvent } from '@ringwall/core';
import type { Checkpoint, Checkpoints } from './checkpoints.ts';
import { LedgerError } from './errors.ts';
import type { Keyring } from './keyring/keyring.ts';
import type { AppendedEntry, InclusionProof, Ledger, Receipt } from './ledger.ts';
import { emptyRoot } from './merkle-hash.ts';
import { consistencyRanges, inclusionRanges, type Range } from './merkle-ranges.ts';
import type { MerkleTree } from './merkle-tree.ts';
import type { Pruning } from './tiles/pruning.ts';
import type { TileHashes } from './tiles/tile-hashes.ts';
import { tileWidth } from './tiles/tile-path.ts';
import type { Tiles, TilesState } from './tiles/tiles.ts';
import type { Acknowledged } from './wal/acknowledged.ts';
import type { DiskSpace, SpaceState } from './wal/disk-space.ts';
import type { Entry, EntryReader } from './wal/entry-reader.ts';
import { GroupCommit } from './wal/group-commit.ts';
import type { Locations } from './wal/locations.ts';
import type { SegmentWriter } from './wal/segment-writer.ts';

const probeEveryMs = 1000;
/** What need not be recorded on a disk that is nearly full, because it can be refused instead. */
const startsWork: ReadonlySet<string> = new Set(['llm.intent', 'access.denied']);

export interface LedgerParts {
  readonly keys: Keyring;
  readonly clock: Clock;
  readonly tree: MerkleTree;
  readonly hashes: TileHashes;
  readonly locations: Locations;
  readonly segments: SegmentWriter;
  readonly note: Acknowledged;
  readonly checkpoints: Checkpoints;
  readonly reader: EntryReader;
  readonly pruning: Pruning;
  readonly tilesOf: (log: { readonly size: () => number; readonly signed: () => number }) => Tiles;
  readonly setAsideBytes: number;
  readonly space: DiskSpace | undefined;
  readonly checkpointIntervalMs: number;
  readonly maxUntiledEntries: number;
}

/** The ledger once everything it consists of is open. */
export class OpenLedger implements Ledger {
  readonly setAsideBytes: number;
  readonly #parts: LedgerParts;
  readonly #commit: GroupCommit;
  readonly #tiles: Tiles;
  readonly #listeners = new Set<(entries: readonly AppendedEntry[]) => void>();
  readonly #refusals = new Set<() => string | undefined>();
  readonly #needed = new Set<() => number | undefined>();
  /** What leaves under way say, so that nobody parses what was just written. */
  readonly #recorded = new WeakMap<Uint8Array, RingwallEvent>();
  readonly #signedListeners = new Set<() => void>();
  #signing: Promise<Checkpoint> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whoever looks whether the disk works must not need a record of their own to find out. */
  readonly #probing = setInterval(() => this.#commit.probe(), probeEveryMs).unref();
  #closing: Promise<void> | undefined;

  constructor(parts: LedgerParts) {
    this.setAsideBytes = parts.setAsideBytes;
    this.#parts = parts;
    this.#commit = new GroupCommit({
      tree: parts.tree,
      segments: parts.segments,
      acknowledged: parts.note,
      clock: parts.clock,
      makeRoom: async (cause) => (await parts.space?.makeRoom(cause)) ?? false,
      committed: ({ first, leaves, segment, offsets }) => {
        // A new segment takes up to its whole size before the next look.
        if (segment.first === first) void parts.space?.look();
        for (const offset of offsets) parts.locations.push(segment, offset);
        this.#tiles.added(first, leaves);
        this.#tell(leaves.map((leaf, i) => ({ index: first + i, leaf, event: this.#eventOf(leaf) })));
        this.#checkpointSoon();
      },
    });
    this.#tiles = parts.tilesOf({ size: () => this.size, signed: () => this.latestCheckpoint().size });
    parts.checkpoints.beforePublish((size) => this.#tiles.publish(size));
    if (this.size > this.latestCheckpoint().size) this.#checkpointSoon();
  }

  get origin(): string {
    return this.#parts.keys.origin;
  }

  get verifierKey(): string {
    return this.#parts.keys.verifierKey;
  }

  get size(): number {
    return this.#commit.size;
  }

  get state(): 'open' | 'failed' | 'closed' {
    return this.#commit.state;
  }

  get minimumIndex(): number {
    return this.#parts.pruning.minimumIndex;
  }

  get tiles(): TilesState {
    return this.#tiles.state;
  }

  get unansweredMs(): number {
    return this.#commit.unansweredMs;
  }

  get space(): SpaceState | undefined {
    return this.#parts.space?.state;
  }

  async append(event: RingwallEvent, options: { readonly deadlineMs?: number } = {}): Promise<Receipt> {
    if (this.#parts.space?.low && startsWork.has(event.type)) {
      throw new LedgerError('ledger/disk-low', 'Nothing new is recorded until the disk has room again.');
    }
    const overload = startsWork.has(event.type) ? this.overload : undefined;
    if (overload !== undefined) throw new LedgerError('ledger/overloaded', overload);
    const recorded = recordEvent(event);
    this.#recorded.set(recorded.leaf, recorded.event);
    const place = await this.#commit.append(recorded.leaf, options.deadlineMs);
    return { origin: this.origin, ...place };
  }

  async read(index: number): Promise<Entry> {
    for await (const entry of this.entries({ from: index, to: index + 1 })) return entry;
    throw noSuchEntry(index, this.size);
  }

  async *entries(range: { readonly from?: number; readonly to?: number } = {}): AsyncGenerator<Entry> {
    const { from = this.minimumIndex, to = this.size } = range;
    if (!isIndex(from) || !isIndex(to) || to > this.size)
      throw noSuchEntry(Math.max(from, to - 1), this.size);
    if (from < to) this.#parts.pruning.mustHave(from);
    try {
      yield* this.#parts.reader.read(from, to);
    } catch (error) {
      // Pruned meanwhile, maybe.
      if (from < to) this.#parts.pruning.mustHave(from);
      throw error;
    }
  }

  checkpoint(): Promise<Checkpoint> {
    // One at a time; a call during another waits for it and then looks whether something is new.
    const signing = (this.#signing ?? Promise.resolve(undefined))
      .catch(() => undefined)
      .then(() => this.#parts.checkpoints.sign(this.#parts.tree, this.size))
      .catch((cause: unknown) => {
        if (cause instanceof RingwallError) throw cause;
        const detail = 'A checkpoint could not be written: the disk refused it.';
        throw new LedgerError('ledger/write-failed', detail, { cause });
      });
    this.#signing = signing;
    signing
      .then(() => {
        this.#tiles.signedMore();
        for (const listener of this.#signedListeners) listener();
      })
      .catch(() => undefined);
    return signing;
  }

  latestCheckpoint(): Checkpoint {
    const { latest } = this.#parts.checkpoints;
    // Opening signs the empty tree before anything else.
    if (latest === undefined) throw new LedgerError('ledger/checkpoint-missing', 'Nothing was signed yet.');
    return latest;
  }

  async prove(index: number, size?: number): Promise<InclusionProof> {
    if (!isIndex(index) || index >= (size ?? this.size)) throw noSuchEntry(index, size ?? this.size);
    this.#parts.pruning.mustHave(index);
    const latest = this.latestCheckpoint();
    const checkpoint =
      size !== undefined
        ? await this.checkpointAt(size)
        : latest.size > index
          ? latest
          : await this.checkpoint();
    const ranges = [{ begin: index, end: index + 1 }, ...inclusionRanges(index, checkpoint.size)];
    const [leafHash, ...hashes] = await this.#hashesOf(ranges, index);
    return {
      index,
      size: checkpoint.size,
      leafHash: leafHash ?? emptyRoot,
      hashes,
      checkpoint: checkpoint.note,
      verifierKey: checkpoint.verifierKey,
    };
  }

  async proveConsistency(from: number, to = this.latestCheckpoint().size): Promise<readonly Uint8Array[]> {
    if (!isIndex(from) || !isIndex(to) || from > to || to > this.size) {
      throw new LedgerError('ledger/not-found', `There is no proof from ${from} to ${to} entries.`);
    }
    return this.#hashesOf(consistencyRanges(from, to), from);
  }

  async checkpointAt(size: number): Promise<Checkpoint> {
    const found = isIndex(size) ? await this.#parts.checkpoints.find(size) : undefined;
    if (found !== undefined) return found;
    throw new LedgerError('ledger/not-found', `No checkpoint was signed over exactly ${size} entries.`);
  }

  async firstCheckpointOver(index: number): Promise<Checkpoint> {
    if (!isIndex(index) || index >= this.size) throw noSuchEntry(index, this.size);
    return (await this.#parts.checkpoints.findFrom(index + 1)) ?? (await this.checkpoint());
  }

  async root(size: number): Promise<Uint8Array> {
    if (!isIndex(size) || size > this.size) {
      throw new LedgerError('ledger/not-found', `There is no tree of ${size} entries.`);
    }
    const [root] = await this.#hashesOf([{ begin: 0, end: size }], size);
    return root ?? emptyRoot;
  }

  async addCosignatures(size: number, lines: readonly string[]): Promise<void> {
    const { checkpoints } = this.#parts;
    const adding = (this.#signing ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => checkpoints.addCosignatures(size, lines));
    // Whoever signs next waits: both write the file that shows the checkpoint.
    const shown = () => this.latestCheckpoint();
    this.#signing = adding.then(shown, shown);
    await adding;
  }

  tile(level: number, index: number, width: number): Promise<Uint8Array | undefined> {
    return this.#tiles.tile(level, index, width);
  }

  bundle(index: number, width: number): Promise<Uint8Array | undefined> {
    return this.#tiles.bundle(index, width);
  }

  prune(index: number): Promise<number> {
    return this.#tiles.prune(Math.min(index, this.prunable));
  }

  get prunable(): number {
    const needed = [...this.#needed].flatMap((size) => size() ?? []);
    const possible = Math.min(this.tiles.durable, ...needed);
    return Math.max(this.minimumIndex, possible - (possible % tileWidth));
  }

  keepFor(size: () => number | undefined): () => void {
    this.#needed.add(size);
    return () => this.#needed.delete(size);
  }

  refuseNewWork(reason: () => string | undefined): () => void {
    this.#refusals.add(reason);
    return () => this.#refusals.delete(reason);
  }

  get overload(): string | undefined {
    const untiled = this.size - this.tiles.durable;
    if (untiled > this.#parts.maxUntiledEntries) return `${untiled} entries are not durable in tiles yet.`;
    for (const reason of this.#refusals) {
      const detail = reason();
      if (detail !== undefined) return detail;
    }
    return undefined;
  }

  onCheckpoint(listener: () => void): () => void {
    this.#signedListeners.add(listener);
    return () => this.#signedListeners.delete(listener);
  }

  onAppended(listener: (entries: readonly AppendedEntry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#probing);
    await this.#commit.close();
    await this.#parts.space?.close();
    clearTimeout(this.#timer);
    try {
      await this.checkpoint();
    } finally {
      this.#listeners.clear();
      await this.#tiles.close();
      await this.#parts.note.close();
      await this.#parts.checkpoints.close();
    }
  }

  /** `first` is the first leaf whose own hash they may need. */
  async #hashesOf(ranges: readonly Range[], first: number): Promise<Uint8Array[]> {
    const { hashes: tree, pruning } = this.#parts;
    const hashes = await pruning.reading(first, () => Promise.all(ranges.map((range) => tree.range(range))));
    // Those in memory are views into what goes on growing.
    return hashes.map((hash) => new Uint8Array(hash));
  }

  #checkpointSoon(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.checkpoint().catch(() => {
        // The disk refused; entries stay durable and unproven until it takes the next one.
        if (this.state !== 'closed') this.#checkpointSoon();
      });
    }, this.#parts.checkpointIntervalMs).unref();
  }

  #eventOf(leaf: Uint8Array): RingwallEvent {
    return this.#recorded.get(leaf) ?? decodeEvent(leaf);
  }

  #tell(entries: readonly AppendedEntry[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(entries);
      } catch (error) {
        // A listener's fault must not take back what is durable.
        process.emitWarning(error instanceof Error ? error : new Error('A ledger listener threw.'));
      }
    }
  }
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function noSuchEntry(index: number, size: number): LedgerError {
  return new LedgerError('ledger/not-found', `There is no entry ${index}; the ledger has ${size}.`);
}
