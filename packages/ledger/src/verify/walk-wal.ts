import { equalBytes } from '../bytes.ts';
import { type Files, isMissing, openIfPresent } from '../files.ts';
import { leafHash } from '../merkle-hash.ts';
import { tileWidth } from '../tiles/tile-path.ts';
import { type ReadBatch, SegmentReader } from '../wal/segment-reader.ts';
import { listSegments, type Segment, walDirectory } from '../wal/segments.ts';
import type { LogVisitor, WalkFault } from './log-visitor.ts';

export interface WalFault extends WalkFault {
  /** Bytes that a crash in the middle of the last write can have left: no valid batch, and none after it. */
  readonly torn: boolean;
  /** The file ends before the batch does. */
  readonly incomplete: boolean;
}

export interface WalEnd {
  readonly fault?: WalFault;
  /** The entry that the log does not have though later ones are there: by now it may be in bundles. */
  readonly missing?: WalkFault;
  /** Where the next batch would stand. */
  readonly tail: string;
}

interface Tree {
  readonly size: number;
  root(): Uint8Array;
}

export interface WalPlace {
  readonly files: Files;
  /** The ledger's. */
  readonly directory: string;
  /** Grows by what the visitor is given. */
  readonly tree: Tree;
  /** A full tile of leaf hashes that were held against the tree; undefined where there is none. */
  readonly knownTile: (index: number) => Promise<Uint8Array | undefined>;
}

/**
 * Reads all segments of the write-ahead log in order, and gives those entries to the visitor that are not in the tree
 * yet. Of others, which are in bundles too, it is checked that they are the same. Stops at the first fault.
 */
export async function walkWal(place: WalPlace, visitor: LogVisitor): Promise<WalEnd> {
  const { files, directory, tree } = place;
  const segments = await listPresent(files, `${directory}/${walDirectory}`);
  let position = Math.min(segments[0]?.first ?? 0, tree.size);
  let tail = walDirectory;
  for (const [i, segment] of segments.entries()) {
    const path = `${walDirectory}/${segment.name}`;
    // Segments that are in bundles are taken away in order, and a power loss brings back whichever it likes.
    if (segment.first > position && segment.first <= tree.size) position = segment.first;
    if (segment.first !== position) {
      const reason = `entry ${position} is missing: this segment begins at ${segment.first}`;
      const fault = { index: position, place: `${path}:0`, reason };
      if (segment.first > position) return { missing: fault, tail };
      return { fault: { ...fault, torn: false, incomplete: false }, tail };
    }
    const file = await openIfPresent(files, `${directory}/${path}`, 'read');
    if (file === undefined) {
      const next = segments[i + 1]?.first;
      if (next !== undefined && next <= tree.size) {
        position = next;
        continue;
      }
      return { missing: { index: tree.size, place: path, reason: 'the segment is missing' }, tail };
    }
    try {
      const reader = new SegmentReader(file, await file.size());
      const read = await walkSegment(place, { reader, segment, position }, visitor);
      position = read.position;
      tail = `${path}:${read.bytes}`;
      if (read.fault !== undefined) {
        // A segment is begun only after the one before it ended well, so a torn write is in the last one. What is
        // in tiles was whole before.
        const last = i === segments.length - 1 && position >= tree.size;
        const torn = read.fault.torn && last && !(await reader.hasHeaderAfter(read.bytes));
        return { fault: { ...read.fault, torn }, tail };
      }
    } finally {
      await file.close();
    }
  }
  if (position < tree.size && segments.length > 0) {
    const reason = `entry ${position} is missing: the log ends before its tiles do`;
    return { fault: { index: position, place: tail, reason, torn: false, incomplete: false }, tail };
  }
  return { tail };
}

async function walkSegment(
  { tree, knownTile }: WalPlace,
  start: { readonly reader: SegmentReader; readonly segment: Segment; readonly position: number },
  visitor: LogVisitor,
): Promise<{ readonly position: number; readonly bytes: number; readonly fault?: WalFault }> {
  const path = `${walDirectory}/${start.segment.name}`;
  let { position } = start;
  let bytes = 0;
  let tile: { readonly index: number; readonly hashes: Uint8Array | undefined } | undefined;
  const at = (offset: number, index: number, reason: string, how = { torn: false, incomplete: false }) => ({
    ...{ position, bytes },
    fault: { index, place: `${path}:${offset}`, reason, ...how },
  });
  for (;;) {
    const batch = await start.reader.next(position);
    if (batch === undefined) return { position, bytes };
    if (!batch.ok) {
      return at(batch.offset, batch.index, batch.reason, { torn: true, incomplete: batch.incomplete });
    }
    if (batch.first !== position) {
      return at(batch.offset, position, `a batch of entry ${batch.first} stands where ${position} belongs`);
    }
    const end = position + batch.leaves.length;
    const fresh = Math.max(0, end - Math.max(position, tree.size));
    const stop = fresh > 0 ? await visitor.before(fresh) : undefined;
    if (stop !== undefined) return { position, bytes, fault: { ...stop, torn: false, incomplete: false } };
    for (const [i, leaf] of batch.leaves.entries()) {
      const offset = offsetOf(batch, i);
      const hash = leafHash(leaf);
      if (position < tree.size) {
        const index = Math.floor(position / tileWidth);
        if (tile?.index !== index) tile = { index, hashes: await knownTile(index) };
        const expected = tile.hashes?.subarray((position % tileWidth) * 32, (position % tileWidth) * 32 + 32);
        if (expected !== undefined && !equalBytes(expected, hash)) {
          return at(offset, position, 'the entry is not the one in its bundle');
        }
      } else {
        const fault = visitor.entry(leaf, hash, { path, offset });
        if (fault !== undefined)
          return { position, bytes, fault: { ...fault, torn: false, incomplete: false } };
      }
      position++;
    }
    const rootDiffers = position === tree.size && !equalBytes(batch.root, tree.root());
    if (batch.size !== position || rootDiffers) {
      return at(batch.offset, batch.first, 'the root of the batch does not match its entries');
    }
    bytes = batch.offset + batch.bytes;
  }
}

function offsetOf(batch: ReadBatch & { readonly ok: true }, entry: number): number {
  return batch.offset + (batch.offsets[entry] ?? 0);
}

async function listPresent(files: Files, directory: string): Promise<readonly Segment[]> {
  try {
    return await listSegments(files, directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
