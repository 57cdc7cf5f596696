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
  /** Entries of the tree after reading. */
  readonly size: number;
  /** Those that were read. */
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
 * Reads the segments in order into `tree`, checking checksums, indexes, sizes and roots, and stops at the first
 * fault. A batch reaches the tree only once all its checksums hold. Of entries that the tree has already, because
 * it was begun from tiles, the checksums alone are checked.
 */
export async function readLog(
  files: Files,
  directory: string,
  tree: GrowingTree,
  visitor: LogVisitor = {},
): Promise<LogEnd> {
  const all = await listSegments(files, directory);
  const holder = all.findLastIndex((segment) => segment.first <= tree.size);
  const segments = all.slice(Math.max(0, holder));
  let tailBytes = 0;
  let position = Math.min(segments[0]?.first ?? 0, tree.size);
  for (const [i, segment] of segments.entries()) {
    const file = await files.open(`${directory}/${segment.name}`, 'read');
    try {
      const reader = new SegmentReader(file, await file.size());
      const { bytes, end, fault } = await readSegment(reader, { segment, position }, tree, visitor);
      tailBytes = bytes;
      position = end;
      if (fault !== undefined) {
        // A segment is begun only after the one before it ended well, so a torn write is in the last one. What is
        // in tiles was whole before.
        const last = i === segments.length - 1;
        const torn =
          fault.torn && last && position >= tree.size && !(await reader.hasHeaderAfter(fault.offset));
        return { size: tree.size, segments, tailBytes, fault: { ...fault, torn } };
      }
    } finally {
      await file.close();
    }
  }
  const last = segments.at(-1);
  if (last !== undefined && position < tree.size) {
    const reason = `entry ${position} is missing: the log ends before its tiles do`;
    const fault = { segment: last.name, offset: tailBytes, index: position, reason };
    return { size: tree.size, segments, tailBytes, fault: { ...fault, torn: false, incomplete: false } };
  }
  return { size: tree.size, segments, tailBytes };
}

async function readSegment(
  reader: SegmentReader,
  start: { readonly segment: Segment; readonly position: number },
  tree: GrowingTree,
  visitor: LogVisitor,
): Promise<{ readonly bytes: number; readonly end: number; readonly fault?: LogFault }> {
  const { segment } = start;
  let { position } = start;
  let bytes = 0;
  const at = (offset: number, index: number, reason: string, how = { torn: false, incomplete: false }) => ({
    bytes,
    end: position,
    fault: { segment: segment.name, offset, index, reason, ...how },
  });
  if (segment.first !== position) {
    return at(0, position, `entry ${position} is missing: this segment begins at ${segment.first}`);
  }
  for (;;) {
    const batch = await reader.next(position);
    if (batch === undefined) return { bytes, end: position };
    if (!batch.ok) {
      return at(batch.offset, batch.index, batch.reason, { torn: true, incomplete: batch.incomplete });
    }
    if (batch.first !== position) {
      return at(batch.offset, position, `a batch of entry ${batch.first} stands where ${position} belongs`);
    }
    await visitor.beforeBatch?.(batch, segment);
    for (const [i, leaf] of batch.leaves.entries()) {
      const index = position++;
      if (index < tree.size) continue;
      const offset = batch.offset + (batch.offsets[i] ?? 0);
      tree.push(leafHash(leaf));
      const reason = visitor.entry?.(index, segment, offset);
      if (reason !== undefined) return at(offset, index, reason);
    }
    const rootDiffers = position === tree.size && !equalBytes(batch.root, tree.root());
    if (batch.size !== position || rootDiffers) {
      return at(batch.offset, batch.first, 'the root of the batch does not match its entries');
    }
    bytes = batch.offset + batch.bytes;
  }
}
