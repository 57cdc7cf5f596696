import { crc32 } from 'node:zlib';
import { maxLeafBytes } from '@ringwall/core';

// A batch is what one write and one fdatasync made durable. Integers are big-endian.
//
//   header    0  magic         4  ff 52 57 42: 0xff is in no UTF-8 text, so no leaf can hold it
//             4  version       2
//             6  reserved      2  zero
//             8  first index   8
//            16  count         4
//            20  entry bytes   4  length of all entries together
//            24  crc32         4  over the 24 bytes before
//   entry     0  leaf length   4
//             4  crc32         4  over the leaf
//             8  leaf
//   trailer   0  size          8  of the tree after this batch
//             8  root         32  of that tree
//            40  crc32         4  over the whole batch before it

const magic = 0xff525742;
const version = 1;

export const headerBytes = 28;
export const entryHeaderBytes = 8;
export const trailerBytes = 44;
/** Entries of one batch take at most this; a header that says more is not one. */
export const maxEntryBytes = 8 << 20;

/** The bytes to search for when looking for a batch in a damaged file. */
export const magicBytes: Uint8Array = Uint8Array.of(0xff, 0x52, 0x57, 0x42);

export interface BatchHeader {
  readonly first: number;
  readonly count: number;
  readonly entryBytes: number;
}

export interface Batch {
  readonly first: number;
  /** Views into the bytes that were decoded. */
  readonly leaves: readonly Uint8Array[];
  /** Offset of each entry from the start of the batch. */
  readonly offsets: readonly number[];
  /** As the trailer says; not yet held against the tree. */
  readonly size: number;
  readonly root: Uint8Array;
}

export function batchBytes(header: BatchHeader): number {
  return headerBytes + header.entryBytes + trailerBytes;
}

/** Writes the batch at the start of `target`, which must have room; the bytes used and the entries' offsets. */
export function encodeBatch(
  batch: { readonly first: number; readonly leaves: readonly Uint8Array[]; readonly root: Uint8Array },
  target: Buffer,
): { readonly length: number; readonly offsets: readonly number[] } {
  const offsets: number[] = [];
  let at = headerBytes;
  for (const leaf of batch.leaves) {
    offsets.push(at);
    target.writeUInt32BE(leaf.length, at);
    target.writeUInt32BE(crc32(leaf), at + 4);
    target.set(leaf, at + entryHeaderBytes);
    at += entryHeaderBytes + leaf.length;
  }
  target.writeUInt32BE(magic, 0);
  target.writeUInt16BE(version, 4);
  target.writeUInt16BE(0, 6);
  writeCount(target, batch.first, 8);
  target.writeUInt32BE(batch.leaves.length, 16);
  target.writeUInt32BE(at - headerBytes, 20);
  target.writeUInt32BE(crc32(target.subarray(0, 24)), 24);
  writeCount(target, batch.first + batch.leaves.length, at);
  target.set(batch.root, at + 8);
  target.writeUInt32BE(crc32(target.subarray(0, at + 40)), at + 40);
  return { length: at + trailerBytes, offsets };
}

/** Reads a header, or undefined when these 28 bytes are none. */
export function decodeHeader(bytes: Buffer): BatchHeader | undefined {
  if (bytes.readUInt32BE(0) !== magic || bytes.readUInt32BE(24) !== crc32(bytes.subarray(0, 24)))
    return undefined;
  if (bytes.readUInt16BE(4) !== version || bytes.readUInt16BE(6) !== 0) return undefined;
  const header = {
    first: readCount(bytes, 8),
    count: bytes.readUInt32BE(16),
    entryBytes: bytes.readUInt32BE(20),
  };
  const fits = header.count > 0 && header.entryBytes >= header.count * entryHeaderBytes;
  return fits && header.entryBytes <= maxEntryBytes && Number.isSafeInteger(header.first)
    ? header
    : undefined;
}

/** Reads a whole batch whose header is already known; names the entry at fault where it can be told. */
export function decodeBatch(
  bytes: Buffer,
  header: BatchHeader,
): ({ readonly ok: true } & Batch) | { readonly ok: false; readonly index: number; readonly reason: string } {
  const leaves: Uint8Array[] = [];
  const offsets: number[] = [];
  const end = headerBytes + header.entryBytes;
  const intact = bytes.readUInt32BE(end + 40) === crc32(bytes.subarray(0, end + 40));
  let at = headerBytes;
  for (let i = 0; i < header.count; i++) {
    const length = at + entryHeaderBytes <= end ? bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    const leafAt = at + entryHeaderBytes;
    if (length > maxLeafBytes || leafAt + length > end) {
      return { ok: false, index: header.first + i, reason: 'the length of the entry is impossible' };
    }
    const leaf = bytes.subarray(leafAt, leafAt + length);
    // The batch's checksum covers the entries': theirs only tell which of them is at fault.
    if (!intact && bytes.readUInt32BE(at + 4) !== crc32(leaf)) {
      return {
        ok: false,
        index: header.first + i,
        reason: 'the checksum of the entry does not match its bytes',
      };
    }
    leaves.push(leaf);
    offsets.push(at);
    at = leafAt + length;
  }
  if (at !== end) return { ok: false, index: header.first, reason: 'the entries do not fill their batch' };
  if (!intact) {
    return { ok: false, index: header.first, reason: 'the checksum of the batch does not match its bytes' };
  }
  const root = new Uint8Array(bytes.subarray(at + 8, at + 40));
  return { ok: true, first: header.first, leaves, offsets, size: readCount(bytes, at), root };
}

/** An unsigned 64-bit integer; above 2^53 - 1 it reads as an unsafe integer, which no count equals. */
export function readCount(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}

export function writeCount(target: Buffer, count: number, at: number): void {
  target.writeUInt32BE(Math.floor(count / 2 ** 32), at);
  target.writeUInt32BE(count % 2 ** 32, at + 4);
}
