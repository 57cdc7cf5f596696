import { closeSync, openSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { ReadStream } from 'node:tty';
import type { Tty } from './terminal.ts';

/** Opens the terminal that started this process, so that a pipe on stdin and a question can go together. */
export function openTty(): Tty | undefined {
  if (process.platform === 'win32') return undefined;
  let fd: number;
  let writing: number;
  try {
    fd = openSync('/dev/tty', 'r');
    writing = openSync('/dev/tty', 'w');
  } catch {
    return undefined;
  }
  const input = new ReadStream(fd);
  const output = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      writeSync(writing, chunk);
      done();
    },
  });
  return {
    input,
    output,
    close() {
      input.destroy();
      closeSync(writing);
    },
  };
}
