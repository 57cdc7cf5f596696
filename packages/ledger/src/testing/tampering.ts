import { leafHash } from '../merkle-hash.ts';
import { MerkleTree } from '../merkle-tree.ts';
import { batchBytes, decodeBatch, decodeHeader, encodeBatch, headerBytes } from '../wal/format.ts';

/** The leaves of a segment, batch by batch, as someone with an editor sees them. */
export function batchesOf(segment: Buffer): Uint8Array[][] {
  const batches: Uint8Array[][] = [];
  for (let at = 0; at < segment.length; ) {
    const header = decodeHeader(segment.subarray(at, at + headerBytes));
    if (header === undefined) throw new Error(`no batch at ${at}`);
    const batch = decodeBatch(segment.subarray(at, at + batchBytes(header)), header);
    if (!batch.ok) throw new Error(batch.reason);
    batches.push(batch.leaves.map((leaf) => Buffer.from(leaf)));
    at += batchBytes(header);
  }
  return batches;
}

/** Where each batch of a segment begins. */
export function batchOffsets(segment: Buffer): number[] {
  const offsets: number[] = [];
  for (let at = 0; at < segment.length; ) {
    const header = decodeHeader(segment.subarray(at, at + headerBytes));
    if (header === undefined) throw new Error(`no batch at ${at}`);
    offsets.push(at);
    at += batchBytes(header);
  }
  return offsets;
}

/** A log that agrees with itself over any leaves: every checksum, index, size and root made anew. */
export function forgeSegment(batches: readonly (readonly Uint8Array[])[]): Buffer {
  const tree = new MerkleTree();
  const target = Buffer.alloc(2 << 20);
  const pieces = batches.map((leaves) => {
    const first = tree.size;
    for (const leaf of leaves) tree.push(leafHash(leaf));
    const { length } = encodeBatch({ first, leaves, root: tree.root() }, target);
    return Buffer.from(target.subarray(0, length));
  });
  return Buffer.concat(pieces);
}
