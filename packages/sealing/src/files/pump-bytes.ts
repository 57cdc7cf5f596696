import type { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { diskError } from './disk-error.ts';
import type { ProgressListener } from './progress.ts';

export interface PumpOptions {
  /** What the sink is, for words in errors. */
  readonly path: string;
  readonly onProgress?: ProgressListener;
  readonly totalBytes?: number;
  readonly signal?: AbortSignal;
}

/** Sends bytes through a transformation into a sink, no faster than the sink takes them, and counts both sides. */
export async function pumpBytes(
  chunks: AsyncIterable<Uint8Array>,
  through: Transform,
  sink: Writable,
  options: PumpOptions,
): Promise<{ readonly inBytes: number; readonly outBytes: number }> {
  const { path, onProgress, totalBytes, signal } = options;
  let inBytes = 0;
  let outBytes = 0;
  async function* counted() {
    for await (const chunk of chunks) {
      inBytes += chunk.length;
      onProgress?.({ doneBytes: inBytes, totalBytes });
      yield chunk;
    }
  }
  through.on('data', (chunk: Uint8Array) => {
    outBytes += chunk.length;
  });
  try {
    await pipeline(counted(), through, sink, signal === undefined ? {} : { signal });
  } catch (cause) {
    // The stream's own error only says that it was aborted, not why.
    signal?.throwIfAborted();
    throw diskError(cause, path);
  }
  return { inBytes, outBytes };
}
