import { type Clock, decodeEvent, type RingwallEvent, recordEvent } from '@ringwall/core';
import { type Checkpoint, Checkpoints } from './checkpoints.ts';
import { LedgerError, reaching } from './errors.ts';
import { type Files, nodeFiles } from './files.ts';
import type { Keyring } from './keyring/keyring.ts';
import { emptyRoot } from './merkle-hash.ts';
import { consistencyRanges, inclusionRanges, type Range } from './merkle-ranges.ts';
import type { MerkleTree } from './merkle-tree.ts';
import { replay } from './replay.ts';
import { chooseName, type Restored, recordSuccession } from './restored/succession.ts';
import { Pruning } from './tiles/pruning.ts';
import type { TileHashes } from './tiles/tile-hashes.ts';
import { Tiles, type TilesState } from './tiles/tiles.ts';
import { Acknowledged, readAcknowledged } from './wal/acknowledged.ts';
import { DiskSpace, type SpaceLimits, type SpaceState } from './wal/disk-space.ts';
import { type Entry, EntryReader } from './wal/entry-reader.ts';
import { GroupCommit } from './wal/group-commit.ts';
import type { Locations } from './wal/locations.ts';
import { SegmentWriter } from './wal/segment-writer.ts';
import { walDirectory } from './wal/segments.ts';
import type { WitnessedTree } from './witness/must-extend.ts';

/** What an append gives: the event's place, for good. */
export interface Receipt {
  readonly origin: string;
  readonly index: number;
  /** SHA-256 (RFC 6962 leaf) of the event's canonical JSON. */
  readonly leafHash: Uint8Array;
}

/** That an entry is in the tree a checkpoint was signed over. */
export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  /** Siblings from the leaf up. */
  readonly hashes: readonly Uint8Array[];
  /** Signed note over the tree of `size` entries. */
  readonly checkpoint: string;
  /** The key of the log that the note opens with. */
  readonly verifierKey: string;
}

/** An entry that has just become durable. */
export interface AppendedEntry extends Entry {
  /** What the leaf says; shared by all who listen and changed by nobody. */
  readonly event: RingwallEvent;
}

/** The tamper-evident log of everything that happened. */
export interface Ledger {
  readonly origin: string;
  /** The newest of its keys. */
  readonly verifierKey: string;
  /** Durable entries. */
  readonly size: number;
  /** `failed`: the disk refused the last write; the next append tries again, at most once a second. */
  readonly state: 'open' | 'failed' | 'closed';
  /** Bytes of a torn last batch that this start moved out of the log. */
  readonly setAsideBytes: number;
  /** Entries below were pruned. */
  readonly minimumIndex: number;
  /** How far the log has become tiles. */
  readonly tiles: TilesState;
  /** The disk under the log; undefined where nothing watches it. */
  readonly space: SpaceState | undefined;
  /**
   * Durable when it resolves. After `ledger/write-failed` the record is not in the log of this process; after
   * `ledger/deadline` it may still become durable, so whoever retries must use the same uid.
   * @throws LedgerError ledger/deadline, ledger/write-failed, ledger/overloaded, ledger/closed; ledger/disk-low for
   * an event that starts new work while the disk is nearly full; CoreError core/event-invalid
   */
  append(event: RingwallEvent, options?: { readonly deadlineMs?: number }): Promise<Receipt>;
  /** @throws LedgerError ledger/not-found, ledger/pruned; ledger/damaged when the disk gives back something else */
  read(index: number): Promise<Entry>;
  /** Entries `[from, to)` in order, by default all that were not pruned and are durable at the call. */
  entries(range?: { readonly from?: number; readonly to?: number }): AsyncIterable<Entry>;
  /** Signs a checkpoint over everything durable when something is new, else gives the latest. */
  checkpoint(): Promise<Checkpoint>;
  latestCheckpoint(): Checkpoint;
  /** By default in the latest checkpoint, signing one when none covers the entry. `size` must have been signed. */
  prove(index: number, size?: number): Promise<InclusionProof>;
  /** That the tree of `to` entries (by default the latest checkpoint's) extends the one of `from`. */
  proveConsistency(from: number, to?: number): Promise<readonly Uint8Array[]>;
  /** The checkpoint that was signed over exactly `size` entries. @throws LedgerError ledger/not-found */
  checkpointAt(size: number): Promise<Checkpoint>;
  /** The smallest checkpoint over the entry, signing one when there is none. @throws LedgerError ledger/not-found */
  firstCheckpointOver(index: number): Promise<Checkpoint>;
  /** Root of the tree that the first `size` entries make. @throws LedgerError ledger/not-found */
  root(size: number): Promise<Uint8Array>;
  /** Shows signature lines of witnesses under the latest checkpoint, if it still is the one of `size` entries. */
  addCosignatures(size: number, lines: readonly string[]): Promise<void>;
  /**
   * The first `width` hashes of a tile (C2SP tlog-tiles), one after the other; undefined when the latest checkpoint's
   * tree has not got them. @throws LedgerError ledger/pruned, ledger/damaged
   */
  tile(level: number, index: number, width: number): Promise<Uint8Array | undefined>;
  /** The first `width` entries of an entry bundle, as `tile` gives hashes. */
  bundle(index: number, width: number): Promise<Uint8Array | undefined>;
  /**
   * Deletes entries below `index` for good, as far as whole bundles of them have left the write-ahead log. Roots and
   * proofs of all that is left can still be made. Gives the minimum index.
   */
  prune(index: number): Promise<number>;
  /**
   * While `reason` gives one, new work is refused with ledger/overloaded; what must be recorded of work under way is
   * not. Gives a function that takes this back.
   */
  refuseNewWork(reason: () => string | undefined): () => void;
  /** Calls back after durability, in order, before the appends resolve. Gives a function that stops it. */
  onAppended(listener: (entries: readonly AppendedEntry[]) => void): () => void;
  /** Refuses new appends, finishes those under way, signs a last checkpoint. */
  close(): Promise<void>;
}

const probeEveryMs = 1000;
/** What need not be recorded on a disk that is nearly full, because it can be refused instead. */
const startsWork: ReadonlySet<string> = new Set(['llm.intent', 'access.denied']);

export interface LedgerOptions {
  readonly directory: string;
  readonly keys: Keyring;
  readonly clock: Clock;
  readonly files?: Files;
  /** Size at which a new file of the log is begun; 64 MiB by default. */
  readonly segmentBytes?: number;
  /** How long an entry waits at most for a signed checkpoint over it; 1000 by default. */
  readonly checkpointIntervalMs?: number;
  /** How full the disk may become; without it, until it is full. */
  readonly space?: SpaceLimits;
  /** Trees that were witnessed: a log that does not extend each of them is not served. */
  readonly mustExtend?: readonly WitnessedTree[];
  /** The log is an older state and shall go on, under a new name: once for each reason. */
  readonly restored?: Restored | undefined;
}

/**
 * Opens the ledger in `directory`, replaying it, or begins one there. The caller makes sure that no other process
 * has it open.
 * @throws LedgerError ledger/not-accessible, and whatever says that the log is damaged, shorter than it was, or not
 * what was signed: it is then not served.
 */
export function openLedger(options: LedgerOptions): Promise<Ledger> {
  return reaching(options.directory, async () => {
    const undo = new AsyncDisposableStack();
    try {
      const ledger = await open(options, undo);
      undo.move();
      await recordSuccession(ledger, options.keys).catch(async (error: unknown) => {
        await ledger.close();
        throw error;
      });
      return ledger;
    } finally {
      await undo.disposeAsync();
    }
  });
}

async function open(options: LedgerOptions, undo: AsyncDisposableStack): Promise<Ledger> {
  const { directory, keys, clock, files = nodeFiles, segmentBytes, checkpointIntervalMs = 1000 } = options;
  const wal = `${directory}/${walDirectory}`;
  await files.makeDirectory(wal);
  const checkpoints = await Checkpoints.open({ files, directory, keyring: keys });
  undo.defer(() => checkpoints.close());
  if (checkpoints.latest === undefined && keys.logBegun) {
    throw new LedgerError('ledger/truncated', `The log ${keys.origin} was begun before and is not here.`);
  }
  const acknowledged = await readAcknowledged(files, directory);
  const replayed = await replay({ files, directory, acknowledged, checkpoint: checkpoints.latest });
  const space = options.space && (await DiskSpace.open({ files, directory: wal, clock }, options.space));
  undo.defer(async () => space?.close());
  const { tree, hashes, locations, segment } = replayed;
  // Before anything is signed: a log that others have seen more of signs nothing under its name.
  const roots = { size: tree.size, root: (size: number) => hashes.root(size) };
  const { mustExtend = [], restored } = options;
  await chooseName({ tree: roots, keys, clock, mustExtend, restored });
  if (checkpoints.latest === undefined) await checkpoints.sign(tree, 0);
  await keys.markLogBegun();
  const place = { files, directory: wal, maxBytes: segmentBytes };
  const segments = await SegmentWriter.open(place, segment, replayed.segmentBytes);
  undo.defer(() => segments.close());
  const pruning = await Pruning.open(files, directory);
  const note = await Acknowledged.open(files, directory, tree.size);
  const reader = new EntryReader({ files, directory, locations, hashes });
  const { setAsideBytes } = replayed;
  return new OpenLedger({
    ...{ keys, clock, tree, hashes, locations, segments, note, checkpoints, reader, setAsideBytes, space },
    ...{ pruning, checkpointIntervalMs },
    tilesOf: (log) => new Tiles({ files, directory, clock, ...replayed, reader, pruning, ...log }),
  });
}

type Parts = {
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
};

class OpenLedger implements Ledger {
  readonly setAsideBytes: number;
  readonly #parts: Parts;
  readonly #commit: GroupCommit;
  readonly #tiles: Tiles;
  readonly #listeners = new Set<(entries: readonly AppendedEntry[]) => void>();
  readonly #refusals = new Set<() => string | undefined>();
  /** What leaves under way say, so that nobody parses what was just written. */
  readonly #recorded = new WeakMap<Uint8Array, RingwallEvent>();
  #signing: Promise<Checkpoint> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whoever looks whether the disk works must not need a record of their own to find out. */
  readonly #probing = setInterval(() => this.#commit.probe(), probeEveryMs).unref();
  #closing: Promise<void> | undefined;

  constructor(parts: Parts) {
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
        if (segment.first === first) parts.space?.look();
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

  get space(): SpaceState | undefined {
    return this.#parts.space?.state;
  }

  async append(event: RingwallEvent, options: { readonly deadlineMs?: number } = {}): Promise<Receipt> {
    if (this.#parts.space?.low && startsWork.has(event.type)) {
      throw new LedgerError('ledger/disk-low', 'Nothing new is recorded until the disk has room again.');
    }
    for (const reason of startsWork.has(event.type) ? this.#refusals : []) {
      const detail = reason();
      if (detail !== undefined) throw new LedgerError('ledger/overloaded', detail);
    }
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
    yield* this.#parts.reader.read(from, to);
  }

  checkpoint(): Promise<Checkpoint> {
    // One at a time; a call during another waits for it and then looks whether something is new.
    const signing = (this.#signing ?? Promise.resolve(undefined))
      .catch(() => undefined)
      .then(() => this.#parts.checkpoints.sign(this.#parts.tree, this.size));
    this.#signing = signing;
    signing.then(() => this.#tiles.signedMore()).catch(() => undefined);
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
    const [leafHash, ...hashes] = await this.#hashesOf([
      { begin: index, end: index + 1 },
      ...inclusionRanges(index, checkpoint.size),
    ]);
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
    return this.#hashesOf(consistencyRanges(from, to));
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
    return new Uint8Array(await this.#parts.hashes.root(size));
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
    return this.#tiles.prune(index);
  }

  refuseNewWork(reason: () => string | undefined): () => void {
    this.#refusals.add(reason);
    return () => this.#refusals.delete(reason);
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

  async #hashesOf(ranges: readonly Range[]): Promise<Uint8Array[]> {
    const hashes = await Promise.all(ranges.map((range) => this.#parts.hashes.range(range)));
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
