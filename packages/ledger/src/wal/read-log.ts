import { equalBytes } from '../bytes.ts';
import type { Files } from '../files.ts';
import { leafHash } from '../merkle-hash.ts';
import { type ReadBatch, SegmentReader } from './segment-reader.ts';
import { listSegments, type Segment } from './segments.ts';

/** Where reading stopped before the end of the log. */
export interface LogFault {
  readonly segment: string;
  readonly offset: number;
  /** The entry at fault, or the first of the batch at fault. */
  readonly index: number;
  readonly reason: string;
  /** Bytes that a crash in the middle of the last write can have left: no valid batch, and none after it. */
  readonly torn: boolean;
  /** The file ends before the batch does. */
  readonly incomplete: boolean;
}

export interface LogEnd {
  /** Entries read and found in order. */
  readonly size: number;
  readonly segments: readonly Segment[];
  /** Bytes of the last segment that hold valid batches. */
  readonly tailBytes: number;
  readonly fault?: LogFault;
}

interface GrowingTree {
  readonly size: number;
  push(leafHash: Uint8Array): void;
  root(): Uint8Array;
}

export interface LogVisitor {
  /** Before a batch is added to the tree; may wait, and may throw to stop. */
  beforeBatch?(batch: ReadBatch, segment: Segment): Promise<void> | void;
  /** After an entry was added to the tree; an answer is a fault found at this entry. */
  entry?(index: number, segment: Segment, offset: number): string | undefined;
}

/**
 * Reads all segments in order into `tree`, checking checksums, indexes, sizes and roots, and stops at the first
 * fault. A batch reaches the tree only once all its checksums hold.
 */
export async function readLog(
  files: Files,
  directory: string,
  tree: GrowingTree,
  visitor: LogVisitor = {},
): Promise<LogEnd> {
  const segments = await listSegments(files, directory);
  let tailBytes = 0;
  for (const [i, segment] of segments.entries()) {
    const file = await files.open(`${directory}/${segment.name}`, 'read');
    try {
      const reader = new SegmentReader(file, await file.size());
      const { bytes, fault } = await readSegment(reader, segment, tree, visitor);
      tailBytes = bytes;
      if (fault !== undefined) {
        // A segment is begun only after the one before it ended well, so a torn write is in the last one.
        const last = i === segments.length - 1;
        const torn = fault.torn && last && !(await reader.hasHeaderAfter(fault.offset));
        return { size: tree.size, segments, tailBytes, fault: { ...fault, torn } };
      }
    } finally {
      await file.close();
    }
  }
  return { size: tree.size, segments, tailBytes };
}

async function readSegment(
  reader: SegmentReader,
  segment: Segment,
  tree: GrowingTree,
  visitor: LogVisitor,
): Promise<{ readonly bytes: number; readonly fault?: LogFault }> {
  let bytes = 0;
  const at = (offset: number, index: number, reason: string, how = { torn: false, incomplete: false }) => ({
    bytes,
    fault: { segment: segment.name, offset, index, reason, ...how },
  });
  if (segment.first !== tree.size) {
    return at(0, tree.size, `entry ${tree.size} is missing: this segment begins at ${segment.first}`);
  }
  for (;;) {
    const batch = await reader.next(tree.size);
    if (batch === undefined) return { bytes };
    if (!batch.ok) {
      return at(batch.offset, batch.index, batch.reason, { torn: true, incomplete: batch.incomplete });
    }
    if (batch.first !== tree.size) {
      return at(batch.offset, tree.size, `a batch of entry ${batch.first} stands where ${tree.size} belongs`);
    }
    await visitor.beforeBatch?.(batch, segment);
    for (const [i, leaf] of batch.leaves.entries()) {
      const index = tree.size;
      const offset = batch.offset + (batch.offsets[i] ?? 0);
      tree.push(leafHash(leaf));
      const reason = visitor.entry?.(index, segment, offset);
      if (reason !== undefined) return at(offset, index, reason);
    }
    if (batch.size !== tree.size || !equalBytes(batch.root, tree.root())) {
      return at(batch.offset, batch.first, 'the root of the batch does not match its entries');
    }
    bytes = batch.offset + batch.bytes;
  }
}
