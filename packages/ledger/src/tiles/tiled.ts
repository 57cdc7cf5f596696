import { crc32 } from 'node:zlib';
import { LedgerError } from '../errors.ts';
import { type Files, readSmallFile, writeAtomically } from '../files.ts';
import { readCount, writeCount } from '../wal/format.ts';
import { tileWidth } from './tile-path.ts';

/** Name of the file in the ledger's directory. */
export const tiledFile = 'tiled';
const hashBytes = 32;
const maxBytes = 8 + 8 * tileWidth * hashBytes + 4;

/** How much of the log is durable in full tiles and bundles. */
export interface Tiled {
  /** Entries; a multiple of 256. */
  readonly size: number;
  /** For each level of tiles, from that of the leaves up, the hashes of the tree of `size` that fill no tile. */
  readonly edge: readonly (readonly Uint8Array[])[];
}

/**
 * What `keepTiled` kept last, the empty tree where nothing was kept. Its hashes are what the next signed checkpoint
 * makes them: nothing else vouches for them.
 * @throws LedgerError ledger/damaged
 */
export async function readTiled(files: Files, directory: string): Promise<Tiled> {
  const content = await readSmallFile(files, `${directory}/${tiledFile}`, maxBytes);
  if (content === undefined) return { size: 0, edge: [] };
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const end = bytes.length - 4;
  if (end >= 8 && bytes.readUInt32BE(end) === crc32(bytes.subarray(0, end))) {
    const size = readCount(bytes, 0);
    const edge: Uint8Array[][] = [];
    let at = 8;
    for (let left = size; left > 0; left = Math.floor(left / tileWidth)) {
      const hashes = Array.from({ length: left % tileWidth }, (_, i) =>
        bytes.subarray(at + i * hashBytes, at + (i + 1) * hashBytes),
      );
      at += hashes.length * hashBytes;
      edge.push(hashes);
    }
    if (at === end && size % tileWidth === 0) return { size, edge };
  }
  throw new LedgerError('ledger/damaged', `The file ${tiledFile} is no longer what was written.`);
}

/** Durable when resolved: from then on the write-ahead log before `size` is not needed. */
export function keepTiled(files: Files, directory: string, { size, edge }: Tiled): Promise<void> {
  const head = Buffer.alloc(8);
  writeCount(head, size, 0);
  const bytes = Buffer.concat([head, ...edge.flat()]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return writeAtomically(files, directory, tiledFile, Buffer.concat([bytes, checksum]));
}
