import { read, readSync } from 'node:fs';
import type { RandomAccessSource } from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { diskError, onDisk } from './disk-error.ts';
import { openToRead } from './durable-files.ts';

/** A file to read from at any offset. It holds a descriptor until it is closed. */
export interface FileSource extends RandomAccessSource {
  close(): Promise<void>;
}

/** What the page cache holds is there in about 15 us; handing the read to another thread costs several times that. */
const inPlaceBytes = 131_072;
/** Then a read goes through a thread, so that everything else gets its turn at least every half millisecond. */
const inPlaceInARow = 16;
/** A read in place that took longer came from a disk: for a while reads go to a thread. */
const slowMs = 0.5;
const afterASlowOne = 256;

/**
 * Opens a file. Small reads are made in place as long as they are quick. One that is not, because the disk has to be
 * waited for, holds everything else up that once.
 * @throws SealingError sealing/not-accessible
 */
export async function fileSource(path: string): Promise<FileSource> {
  const file = await openToRead(path);
  let inARow = 0;
  let elsewhere = 0;

  function readInPlace(offset: number, length: number): Uint8Array {
    const began = performance.now();
    const bytes = readNow(file.fd, path, { offset, length });
    if (performance.now() - began > slowMs) elsewhere = afterASlowOne;
    return bytes;
  }

  try {
    const { size } = await onDisk(path, file.stat());
    return {
      size,
      async read(offset, length, signal) {
        signal?.throwIfAborted();
        if (length <= inPlaceBytes && elsewhere === 0 && inARow < inPlaceInARow) {
          inARow++;
          return readInPlace(offset, length);
        }
        inARow = 0;
        elsewhere = Math.max(0, elsewhere - 1);
        return readAt(file.fd, path, { offset, length });
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Range {
  readonly offset: number;
  readonly length: number;
}

function readNow(descriptor: number, path: string, { offset, length }: Range): Uint8Array {
  // Every byte is read into before it is given away.
  const buffer = Buffer.allocUnsafeSlow(length);
  for (let got = 0; got < length; ) {
    const bytesRead = readOnce(() => readSync(descriptor, buffer, got, length - got, offset + got), path);
    if (bytesRead === 0) throw shorter(path);
    got += bytesRead;
  }
  return buffer;
}

function readOnce(once: () => number, path: string): number {
  try {
    return once();
  } catch (error) {
    throw diskError(error, path);
  }
}

/** With a callback, which takes two thirds of the time that a file handle does. */
function readAt(descriptor: number, path: string, { offset, length }: Range): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const buffer = Buffer.allocUnsafeSlow(length);
  const from = (got: number): void => {
    read(descriptor, buffer, got, length - got, offset + got, (error, bytesRead) => {
      if (error !== null) reject(diskError(error, path));
      else if (got + bytesRead === length) resolve(buffer);
      else if (bytesRead > 0) from(got + bytesRead);
      else reject(shorter(path));
    });
  };
  from(0);
  return promise;
}

function shorter(path: string): SealingError {
  return new SealingError('sealing/source-changed', `${path} has become shorter.`);
}
