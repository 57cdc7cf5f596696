import type { Clock, RingwallEvent } from '@ringwall/core';
import { type Checkpoint, Checkpoints } from './checkpoints.ts';
import { LedgerError, reaching } from './errors.ts';
import { type Files, nodeFiles } from './files.ts';
import type { Keyring } from './keyring/keyring.ts';
import { OpenLedger } from './open-ledger.ts';
import { replay } from './replay.ts';
import { chooseName, type Restored, recordSuccession } from './restored/succession.ts';
import { Pruning } from './tiles/pruning.ts';
import { Tiles, type TilesState } from './tiles/tiles.ts';
import { Acknowledged, readAcknowledged } from './wal/acknowledged.ts';
import { DiskSpace, type SpaceLimits, type SpaceState } from './wal/disk-space.ts';
import { type Entry, EntryReader } from './wal/entry-reader.ts';
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
  /** Milliseconds for which the disk has not answered what it is to write now; 0 while there is nothing. */
  readonly unansweredMs: number;
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
  /** How far `prune` could raise the minimum index now. */
  readonly prunable: number;
  /**
   * While `size` gives one, what it takes to prove that the log extends its tree of so many entries is not pruned.
   * Gives a function that takes this back.
   */
  keepFor(size: () => number | undefined): () => void;
  /**
   * While `reason` gives one, new work is refused with ledger/overloaded; what must be recorded of work under way is
   * not. Gives a function that takes this back.
   */
  refuseNewWork(reason: () => string | undefined): () => void;
  /** Why new work is refused with ledger/overloaded now, in words; undefined while it is not. */
  readonly overload: string | undefined;
  /** Calls back when a checkpoint was signed, or asked for while nothing was new. Gives a function that stops it. */
  onCheckpoint(listener: () => void): () => void;
  /** Calls back after durability, in order, before the appends resolve. Gives a function that stops it. */
  onAppended(listener: (entries: readonly AppendedEntry[]) => void): () => void;
  /** Refuses new appends, finishes those under way, signs a last checkpoint. */
  close(): Promise<void>;
}

export interface LedgerOptions {
  readonly directory: string;
  readonly keys: Keyring;
  readonly clock: Clock;
  readonly files?: Files;
  /** Size at which a new file of the log is begun; 64 MiB by default. */
  readonly segmentBytes?: number;
  /** How long an entry waits at most for a signed checkpoint over it; 1000 by default. */
  readonly checkpointIntervalMs?: number;
  /**
   * While more entries than this are not durable in tiles, no new work is recorded, for each takes 68 bytes of memory
   * and its place in the write-ahead log until then; 4,000,000 by default.
   */
  readonly maxUntiledEntries?: number;
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
  const { maxUntiledEntries = 4_000_000 } = options;
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
  const pruning = await Pruning.open(files, directory);
  const root = (size: number) => pruning.reading(size, () => hashes.root(size));
  const roots = { size: tree.size, root };
  const { mustExtend = [], restored } = options;
  await chooseName({ tree: roots, keys, clock, mustExtend, restored });
  if (checkpoints.latest === undefined) await checkpoints.sign(tree, 0);
  await keys.markLogBegun();
  const place = { files, directory: wal, maxBytes: segmentBytes };
  const segments = await SegmentWriter.open(place, segment, replayed.segmentBytes);
  undo.defer(() => segments.close());
  const note = await Acknowledged.open(files, directory, tree.size);
  const reader = new EntryReader({ files, directory, locations, hashes });
  const { setAsideBytes } = replayed;
  return new OpenLedger({
    ...{ keys, clock, tree, hashes, locations, segments, note, checkpoints, reader, setAsideBytes, space },
    ...{ pruning, checkpointIntervalMs, maxUntiledEntries },
    tilesOf: (log) => new Tiles({ files, directory, clock, ...replayed, reader, pruning, ...log }),
  });
}
