import type { FileHandle } from 'node:fs/promises';
import { Writable } from 'node:stream';

/** A stream into an open file from its first byte on. It leaves closing the file to whoever opened it. */
export function fileSink(file: FileHandle): Writable {
  let position = 0;
  const append = async (chunk: Uint8Array) => {
    for (let put = 0; put < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, put, chunk.length - put, position);
      put += bytesWritten;
      position += bytesWritten;
    }
  };
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      append(chunk).then(() => done(), done);
    },
  });
}
