import type { FileHandle } from 'node:fs/promises';
import { SealingError } from '../errors.ts';
import { onDisk } from './disk-error.ts';

/** By what a file is recognised as the same and unchanged. Decimal texts, because inode numbers exceed 2^53. */
export interface FileFacts {
  readonly device: string;
  readonly inode: string;
  readonly sizeBytes: number;
  readonly modifiedNs: string;
}

/** @throws SealingError sealing/not-accessible for sizes no number can count */
export async function factsOf(file: FileHandle, path: string): Promise<FileFacts> {
  const { dev, ino, size, mtimeNs } = await onDisk(path, file.stat({ bigint: true }));
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new SealingError('sealing/not-accessible', `${path} is over 2^53 bytes.`);
  }
  return { device: `${dev}`, inode: `${ino}`, sizeBytes: Number(size), modifiedNs: `${mtimeNs}` };
}

export function isUnchanged(before: FileFacts, now: FileFacts): boolean {
  return (
    before.device === now.device &&
    before.inode === now.inode &&
    before.sizeBytes === now.sizeBytes &&
    before.modifiedNs === now.modifiedNs
  );
}

/** @throws SealingError sealing/source-changed */
export function mustBeUnchanged(before: FileFacts, now: FileFacts, path: string): void {
  if (isUnchanged(before, now)) return;
  throw new SealingError('sealing/source-changed', `${path} is not what it was at the start.`);
}
