import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { sealTransform } from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { commitSealed, discardSealed, moveIntoPlace } from './commit-output.ts';
import { onDisk } from './disk-error.ts';
import {
  createPrivately,
  isStill,
  isThere,
  mustStillBe,
  openToRead,
  readSmall,
  refuseToReplace,
  removeIfThere,
  writeDurably,
} from './durable-files.ts';
import { fileSink } from './file-sink.ts';
import { pumpBytes } from './pump-bytes.ts';
import { type SealedFile, type SealFileOptions, stageKeys } from './seal-file.ts';
import { maxKeysBytes, type PayloadKey } from './sealed-keys.ts';
import { keysPathOf, partialPathOf } from './sealed-names.ts';

/**
 * Seals bytes as they come, or to where they are taken as they come. The keys have their name before the first byte
 * of the payload leaves, so that nothing sealed is ever without them.
 */
export async function sealFromStream(options: SealFileOptions): Promise<SealedFile> {
  const { source, target } = options;
  const chunks = typeof source === 'string' ? createReadStream(source) : source;
  return typeof target === 'string'
    ? sealToFile({ ...options, target }, chunks)
    : sealToStream({ ...options, target }, chunks);
}

async function sealToFile(
  options: SealFileOptions & { readonly target: string },
  chunks: AsyncIterable<Uint8Array>,
): Promise<SealedFile> {
  const { target, force = false } = options;
  const paths = { payload: target, keys: options.keysPath ?? keysPathOf(target) };
  if (!force) {
    await refuseToReplace(paths.payload);
    await refuseToReplace(paths.keys);
  }
  await discardSealed(paths);
  try {
    const { payload, ...sealed } = await stageKeys(options, paths.keys);
    const partial = await createPrivately(partialPathOf(target));
    try {
      const sink = fileSink(partial);
      const counts = await seal(options, chunks, payload, sink);
      await onDisk(target, partial.sync());
      await mustStillBe(partial, partialPathOf(target));
      await commitSealed(paths, force);
      return { sealedPath: target, keysPath: paths.keys, ...sealed, ...counts, resumedBytes: 0 };
    } finally {
      payload.key.fill(0);
      await partial.close();
    }
  } catch (error) {
    await discardSealed(paths);
    throw error;
  }
}

async function sealToStream(
  options: SealFileOptions & { readonly target: Writable },
  chunks: AsyncIterable<Uint8Array>,
): Promise<SealedFile> {
  const { target, keysPath, force = false } = options;
  if (keysPath === undefined) {
    throw new SealingError(
      'sealing/not-accessible',
      'A payload that goes to a stream needs a path for its keys.',
    );
  }
  if (!force) await refuseToReplace(keysPath);
  const before = await readSmall(keysPath, maxKeysBytes);
  const { payload, ...sealed } = await stageKeys(options, keysPath);
  try {
    const ours = await openToRead(partialPathOf(keysPath));
    try {
      await moveIntoPlace(partialPathOf(keysPath), keysPath, force);
      const counts = await seal(options, chunks, payload, target);
      return { keysPath, ...sealed, ...counts, resumedBytes: 0 };
    } catch (error) {
      await takeBack(ours, keysPath, before);
      throw error;
    } finally {
      await ours.close();
    }
  } catch (error) {
    await removeIfThere(partialPathOf(keysPath));
    throw error;
  } finally {
    payload.key.fill(0);
  }
}

/** Leaves at `keysPath` what was there before this run, unless something else than its keys is there now. */
async function takeBack(ours: FileHandle, keysPath: string, before: Uint8Array | undefined): Promise<void> {
  if (!(await isThere(keysPath)) || !(await isStill(ours, keysPath))) return;
  if (before === undefined) await removeIfThere(keysPath);
  else await writeDurably(keysPath, before);
}

async function seal(
  { segmentBytes = 65_536, target, ...options }: SealFileOptions,
  chunks: AsyncIterable<Uint8Array>,
  { key, aad }: PayloadKey,
  sink: Writable,
): Promise<{ readonly plainBytes: number; readonly sealedBytes: number }> {
  const { inBytes, outBytes } = await pumpBytes(chunks, sealTransform(key, aad, { segmentBytes }), sink, {
    ...options,
    path: typeof target === 'string' ? target : 'the output stream',
  });
  return { plainBytes: inBytes, sealedBytes: outBytes };
}
