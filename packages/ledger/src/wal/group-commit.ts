import type { Clock } from '@ringwall/core';
import { LedgerError } from '../errors.ts';
import { leafHash } from '../merkle-hash.ts';
import type { MerkleTree } from '../merkle-tree.ts';
import type { Acknowledged } from './acknowledged.ts';
import { Deadlines } from './deadlines.ts';
import { encodeBatch, entryHeaderBytes, headerBytes, trailerBytes } from './format.ts';
import type { SegmentWriter } from './segment-writer.ts';
import type { Segment } from './segments.ts';

/** Bounds of what may wait for the disk. */
const maxQueuedEntries = 65_536;
const maxQueuedBytes = 64 << 20;
/** Of one batch: hashing it holds the event loop for about 4 ms. */
const maxBatchBytes = 1 << 20;
const recoveryIntervalMs = 1000;

interface Place {
  readonly segment: Segment;
  /** Of each entry in the segment. */
  readonly offsets: readonly number[];
}

/** Entries that became durable together. */
export interface CommittedBatch extends Place {
  readonly first: number;
  readonly leaves: readonly Uint8Array[];
}

interface Waiting {
  readonly leaf: Uint8Array;
  readonly deadline: number;
  readonly resolve: (place: { readonly index: number; readonly leafHash: Uint8Array }) => void;
  readonly reject: (error: LedgerError) => void;
  settled: boolean;
}

/**
 * Makes leaves durable together: whatever has arrived while the previous write and fdatasync ran, or within one
 * turn of the event loop, is one batch. No timer delays anything. The tree is ahead of the disk only while a
 * batch is under way and is taken back when it fails, so `size` counts durable leaves and nothing else.
 */
export class GroupCommit {
  readonly #tree: MerkleTree;
  readonly #segments: SegmentWriter;
  readonly #acknowledged: Acknowledged;
  readonly #clock: Clock;
  readonly #committed: (batch: CommittedBatch) => void;
  readonly #makeRoom: (cause: unknown) => Promise<boolean>;
  readonly #deadlines: Deadlines<Waiting>;
  readonly #buffer = Buffer.allocUnsafeSlow(maxBatchBytes + headerBytes + trailerBytes);
  #queue: Waiting[] = [];
  #queuedBytes = 0;
  #underWay: readonly Waiting[] = [];
  #underWaySince = 0;
  #running: Promise<void> | undefined;
  #size: number;
  #state: 'open' | 'failed' | 'closed' = 'open';
  #closing = false;
  #recoveryTriedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: {
    readonly tree: MerkleTree;
    readonly segments: SegmentWriter;
    readonly acknowledged: Acknowledged;
    readonly clock: Clock;
    /** Called in order for each durable batch, before its appends resolve. Must not throw. */
    readonly committed: (batch: CommittedBatch) => void;
    /** Asked after a write that failed; where it made room on the disk, the batch is tried once more at once. */
    readonly makeRoom?: (cause: unknown) => Promise<boolean>;
  }) {
    this.#tree = parts.tree;
    this.#segments = parts.segments;
    this.#acknowledged = parts.acknowledged;
    this.#clock = parts.clock;
    this.#committed = parts.committed;
    this.#makeRoom = parts.makeRoom ?? (async () => false);
    this.#size = parts.tree.size;
    this.#deadlines = new Deadlines(
      () => [...this.#underWay, ...this.#queue],
      (waiting) => this.#reject(waiting, late()),
    );
  }

  get size(): number {
    return this.#size;
  }

  get state(): 'open' | 'failed' | 'closed' {
    return this.#state;
  }

  /** Milliseconds for which the disk has had the batch under way; 0 without one. */
  get unansweredMs(): number {
    return this.#underWay.length === 0 ? 0 : performance.now() - this.#underWaySince;
  }

  /** Resolves once the leaf is durable. @throws LedgerError; after ledger/deadline it may still become durable. */
  append(
    leaf: Uint8Array,
    deadlineMs?: number,
  ): Promise<{ readonly index: number; readonly leafHash: Uint8Array }> {
    return new Promise((resolve, reject) => {
      if (this.#closing) return reject(new LedgerError('ledger/closed', 'The ledger takes no more records.'));
      if (deadlineMs !== undefined && deadlineMs <= 0) return reject(late());
      if (this.#queue.length >= maxQueuedEntries || this.#queuedBytes + leaf.length > maxQueuedBytes) {
        const detail = `${this.#queue.length} records of ${this.#queuedBytes} bytes wait for the disk.`;
        return reject(new LedgerError('ledger/overloaded', detail));
      }
      const waiting = { leaf, deadline: this.#deadlines.in(deadlineMs), resolve, reject, settled: false };
      this.#queue.push(waiting);
      this.#queuedBytes += leaf.length;
      if (deadlineMs !== undefined) this.#deadlines.watch(waiting);
      this.#running ??= this.#run();
    });
  }

  /** Where the disk failed and nobody appends, finds out whether it takes records again. */
  async probe(): Promise<void> {
    if (this.#state !== 'failed' || this.#running !== undefined || this.#closing) return;
    this.#running = this.#recover()
      .catch(() => undefined)
      .then(() => this.#run());
    await this.#running;
  }

  /** Refuses further appends, waits for those that came before, and lets go of the segment. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#running;
    this.#deadlines.stop();
    this.#state = 'closed';
    await this.#segments.close();
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      // One turn: those who were just answered add their next record to this batch.
      await new Promise(setImmediate);
      const batch = this.#takeBatch();
      if (batch.length > 0) await this.#commit(batch);
    }
    this.#running = undefined;
  }

  #takeBatch(): readonly Waiting[] {
    const batch: Waiting[] = [];
    let bytes = 0;
    let taken = 0;
    for (const waiting of this.#queue) {
      const entryBytes = entryHeaderBytes + waiting.leaf.length;
      if (bytes + entryBytes > maxBatchBytes) break;
      taken++;
      this.#queuedBytes -= waiting.leaf.length;
      // Out of time while it waited: it was refused and is not written.
      if (waiting.settled) continue;
      batch.push(waiting);
      bytes += entryBytes;
    }
    this.#queue = this.#queue.slice(taken);
    return batch;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    this.#underWay = batch;
    this.#underWaySince = performance.now();
    const first = this.#size;
    const leaves = batch.map((waiting) => waiting.leaf);
    const hashes = leaves.map(leafHash);
    let place: Place;
    try {
      place = await this.#writeOrMakeRoom(first, leaves, hashes);
    } catch (cause) {
      this.#state = 'failed';
      this.#tree.truncate(first);
      const error = new LedgerError('ledger/write-failed', 'Nothing was recorded: the disk refused it.', {
        cause,
      });
      for (const waiting of batch) this.#reject(waiting, error);
      return;
    } finally {
      this.#underWay = [];
    }
    this.#size = first + batch.length;
    this.#committed({ first, leaves, ...place });
    for (const [i, waiting] of batch.entries()) {
      if (waiting.settled) continue;
      waiting.settled = true;
      waiting.resolve({ index: first + i, leafHash: hashes[i] ?? new Uint8Array(0) });
    }
  }

  async #writeOrMakeRoom(
    first: number,
    leaves: readonly Uint8Array[],
    hashes: readonly Uint8Array[],
  ): Promise<Place> {
    try {
      return await this.#write(first, leaves, hashes);
    } catch (cause) {
      if (!(await this.#makeRoom(cause))) throw cause;
      this.#tree.truncate(first);
      this.#state = 'failed';
      this.#recoveryTriedAt = Number.NEGATIVE_INFINITY;
      return await this.#write(first, leaves, hashes);
    }
  }

  /** Write, sync, note: after that the batch counts. */
  async #write(first: number, leaves: readonly Uint8Array[], hashes: readonly Uint8Array[]): Promise<Place> {
    if (this.#state === 'failed') await this.#recover();
    for (const hash of hashes) this.#tree.push(hash);
    const { length, offsets } = encodeBatch({ first, leaves, root: this.#tree.root() }, this.#buffer);
    const { segment, offset } = await this.#segments.append(this.#buffer.subarray(0, length), first);
    await this.#acknowledged.note(first + leaves.length);
    this.#segments.commit(offset + length);
    return { segment, offsets: offsets.map((inBatch) => offset + inBatch) };
  }

  async #recover(): Promise<void> {
    const now = this.#clock.now();
    const since = now - this.#recoveryTriedAt;
    if (since >= 0 && since < recoveryIntervalMs) throw new Error('The disk failed within the last second.');
    this.#recoveryTriedAt = now;
    // Whatever failed may have noted a batch that is now taken back.
    await this.#acknowledged.lower(this.#size);
    await this.#segments.recover();
    this.#state = 'open';
  }

  #reject(waiting: Waiting, error: LedgerError): void {
    if (waiting.settled) return;
    waiting.settled = true;
    waiting.reject(error);
  }
}

function late(): LedgerError {
  return new LedgerError('ledger/deadline', 'The record was not durable by its deadline.');
}
