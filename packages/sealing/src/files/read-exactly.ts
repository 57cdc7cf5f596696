import type { FileHandle } from 'node:fs/promises';
import { SealingError } from '../errors.ts';
import { onDisk } from './disk-error.ts';

/** Where bytes lie in an open file. */
export interface FileRange {
  readonly offset: number;
  readonly length: number;
}

/** All bytes of a range. @throws SealingError sealing/source-changed where the file ends before it does */
export async function readExactly(
  file: FileHandle,
  path: string,
  { offset, length }: FileRange,
): Promise<Uint8Array> {
  const buffer = new Uint8Array(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await onDisk(path, file.read(buffer, got, length - got, offset + got));
    if (bytesRead === 0) throw new SealingError('sealing/source-changed', `${path} has become shorter.`);
    got += bytesRead;
  }
  return buffer;
}
