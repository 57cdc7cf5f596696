import { read } from 'node:fs';
import type { RandomAccessSource } from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { diskError, onDisk } from './disk-error.ts';
import { openToRead } from './durable-files.ts';

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
        return readAt(file.fd, path, { offset, length });
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * `readExactly` with a callback, which takes two thirds of the time: it is what reading a small range mostly costs.
 */
function readAt(
  descriptor: number,
  path: string,
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  // Every byte is read into before it is given away.
  const buffer = Buffer.allocUnsafeSlow(length);
  const from = (got: number): void => {
    read(descriptor, buffer, got, length - got, offset + got, (error, bytesRead) => {
      if (error !== null) reject(diskError(error, path));
      else if (got + bytesRead === length) resolve(buffer);
      else if (bytesRead > 0) from(got + bytesRead);
      else reject(new SealingError('sealing/source-changed', `${path} has become shorter.`));
    });
  };
  from(0);
  return promise;
}
