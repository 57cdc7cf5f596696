import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openSealedReader, type RandomAccessSource, unsealTransform } from '@ringwall/core';
import { moveIntoPlace } from './commit-output.ts';
import { diskError, onDisk } from './disk-error.ts';
import { createPrivately, mustStillBe, removeIfThere } from './durable-files.ts';
import { fileSink } from './file-sink.ts';
import { fileSource } from './file-source.ts';
import { locatePayload } from './locate-payload.ts';
import type { OpenFileOptions } from './open-file.ts';
import { pumpBytes } from './pump-bytes.ts';
import type { PayloadKey } from './sealed-keys.ts';
import { partialPathOf } from './sealed-names.ts';

/** Opens a payload that comes as a stream or by ranges, or goes to a stream: one segment after the other. */
export async function openFromStream(
  options: OpenFileOptions,
  payload: PayloadKey,
): Promise<{ readonly plainBytes: number }> {
  const { target } = options;
  if (typeof target !== 'string')
    return { plainBytes: await pour(options, payload, target, 'the output stream') };
  const partialPath = partialPathOf(target);
  const partial = await createPrivately(partialPath);
  try {
    const sink = fileSink(partial);
    const plainBytes = await pour(options, payload, sink, target);
    await onDisk(target, partial.sync());
    await mustStillBe(partial, partialPath);
    await moveIntoPlace(partialPath, target, options.force ?? false);
    return { plainBytes };
  } catch (error) {
    await removeIfThere(partialPath);
    throw error;
  } finally {
    await partial.close();
  }
}

async function pour(
  options: OpenFileOptions,
  payload: PayloadKey,
  sink: Writable,
  path: string,
): Promise<number> {
  const { sealed } = options;
  if (typeof sealed === 'string') {
    const located = await locatePayload(sealed, payload);
    await located.file.close();
    const source = await fileSource(located.path);
    try {
      return await pourRanges(options, source, payload, { sink, path });
    } finally {
      await source.close();
    }
  }
  if ('read' in sealed && 'size' in sealed) return pourRanges(options, sealed, payload, { sink, path });
  const { outBytes } = await pumpBytes(sealed, unsealTransform(payload.key, payload.aad), sink, {
    ...options,
    path,
  });
  return outBytes;
}

async function pourRanges(
  { onProgress, signal }: OpenFileOptions,
  source: RandomAccessSource,
  { key, aad }: PayloadKey,
  { sink, path }: { readonly sink: Writable; readonly path: string },
): Promise<number> {
  const reader = await openSealedReader(source, key, aad, signal === undefined ? {} : { signal });
  let doneBytes = 0;
  async function* pieces() {
    for await (const piece of reader.stream(0, reader.size, signal)) {
      doneBytes += piece.length;
      onProgress?.({ doneBytes, totalBytes: reader.size });
      yield piece;
    }
  }
  try {
    await pipeline(Readable.from(pieces()), sink, signal === undefined ? {} : { signal });
    return reader.size;
  } catch (cause) {
    signal?.throwIfAborted();
    throw diskError(cause, path);
  } finally {
    reader.close();
  }
}
