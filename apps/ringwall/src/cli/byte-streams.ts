import { Writable } from 'node:stream';
import { AppError } from '../errors.ts';
import type { Terminal } from './terminal.ts';

/** stdin as bytes. */
export async function* stdinBytes(terminal: Terminal): AsyncGenerator<Uint8Array> {
  for await (const chunk of terminal.stdin) {
    yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  }
}

/**
 * stdout for bytes that come from a pipeline. What fails elsewhere in it ends this stream and not stdout itself, whose
 * errors tell only of stdout.
 */
export function stdoutSink(terminal: Terminal): Writable {
  return new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      terminal.stdout.write(chunk, done);
    },
  });
}

/** @throws AppError app/usage where bytes that are no text would end up on a screen */
export function refuseScreen(terminal: Terminal): void {
  if (terminal.stdout.isTTY) {
    throw new AppError('app/usage', 'stdout is a terminal: redirect it, or name a file with --out.');
  }
}

/** Puts the error of a reader that went away into words; others come back as they are. */
export function outputError(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && (cause.code === 'EPIPE' || cause.code === 'ERR_STREAM_PREMATURE_CLOSE')) {
      return new AppError('app/output-closed', 'stdout was closed before the end.', { cause: error });
    }
  }
  return error;
}
