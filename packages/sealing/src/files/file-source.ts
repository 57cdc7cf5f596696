import type { RandomAccessSource } from '@ringwall/core';
import { onDisk } from './disk-error.ts';
import { openToRead } from './durable-files.ts';
import { readExactly } from './read-exactly.ts';

/** A file to read from at any offset. It holds a descriptor until it is closed. */
export interface FileSource extends RandomAccessSource {
  close(): Promise<void>;
}

/** @throws SealingError sealing/not-accessible */
export async function fileSource(path: string): Promise<FileSource> {
  const file = await openToRead(path);
  try {
    const { size } = await onDisk(path, file.stat());
    return {
      size,
      read: (offset, length, signal) => {
        signal?.throwIfAborted();
        return readExactly(file, path, { offset, length });
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
