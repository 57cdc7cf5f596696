import type { FileHandle } from 'node:fs/promises';
import { floeLayout, openFloe } from '@ringwall/core';
import { onDisk } from './disk-error.ts';
import { isThere, openToRead } from './durable-files.ts';
import { isKeyMismatch, type PayloadKey } from './sealed-keys.ts';
import { replacementPathOf } from './sealed-names.ts';

/** The file that holds the payload its keys belong to. */
export interface LocatedPayload {
  readonly file: FileHandle;
  readonly path: string;
  readonly header: Uint8Array;
  readonly segmentBytes: number;
}

const { headerBytes } = floeLayout();

/**
 * Opens the payload at `path`; where its header does not fit the keys, what lies beside it because re-keying was
 * interrupted after the keys had been replaced and before the payload was.
 * @throws SealingError sealing/not-accessible; CoreError core/sealed-malformed, core/sealed-key-mismatch
 */
export async function locatePayload(path: string, payload: PayloadKey): Promise<LocatedPayload> {
  try {
    return await openPayload(path, payload);
  } catch (error) {
    const replacement = replacementPathOf(path);
    if (!isKeyMismatch(error) || !(await isThere(replacement))) throw error;
    return openPayload(replacement, payload).catch(() => {
      throw error;
    });
  }
}

async function openPayload(path: string, { key, aad }: PayloadKey): Promise<LocatedPayload> {
  const file = await openToRead(path);
  try {
    const header = await readHeader(file, path);
    const opener = openFloe(key, aad, header);
    opener.close();
    return { file, path, header, segmentBytes: opener.layout.segmentBytes };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The first bytes of a payload, as many as there are. */
export async function readHeader(file: FileHandle, path: string): Promise<Uint8Array> {
  const buffer = new Uint8Array(headerBytes);
  const { bytesRead } = await onDisk(path, file.read(buffer, 0, headerBytes, 0));
  return buffer.subarray(0, bytesRead);
}
