import type { FileHandle } from 'node:fs/promises';
import { equalConstantTime, type FloeLayout, openFloe } from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { readExactly } from './read-exactly.ts';
import type { PayloadKey } from './sealed-keys.ts';

/** A file of which single segments can be read in plaintext: a payload with its key, or the plaintext itself. */
export interface SegmentsOnDisk {
  readonly file: FileHandle;
  readonly path: string;
  /** Length of the whole thing when it is complete. */
  readonly bytes: number;
  readonly sealed?: { readonly header: Uint8Array; readonly payload: PayloadKey };
}

const checkedSegments = 4;

/**
 * Opens the last segments that an interrupted run put on disk and compares them with what they were made from.
 * @throws SealingError sealing/cannot-resume where they differ
 */
export async function checkLastSegments(
  layout: FloeLayout,
  count: { readonly done: number; readonly all: number },
  from: SegmentsOnDisk,
  to: SegmentsOnDisk,
): Promise<void> {
  if (count.done > count.all) throw cannotResume('Its journal tells of more than there is');
  for (let position = Math.max(0, count.done - checkedSegments); position < count.done; position++) {
    const at = { layout, position, final: position === count.all - 1 };
    const [source, target] = [await plainSegment(from, at), await plainSegment(to, at)];
    if (!equalConstantTime(source, target)) throw cannotResume('What is left of it does not fit the source');
  }
}

/** Runs one check of what an earlier run left. @throws SealingError sealing/cannot-resume for whatever goes wrong */
export async function asResumable<Value>(what: string, check: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await check();
  } catch (cause) {
    if (cause instanceof SealingError) throw cause;
    throw cannotResume(`${what}${cause instanceof Error ? ` (${cause.message})` : ''}`, cause);
  }
}

export function cannotResume(why: string, cause?: unknown): SealingError {
  return new SealingError('sealing/cannot-resume', `${why}.`, { cause });
}

interface SegmentAt {
  readonly layout: FloeLayout;
  readonly position: number;
  readonly final: boolean;
}

async function plainSegment(segments: SegmentsOnDisk, at: SegmentAt): Promise<Uint8Array> {
  const { layout, position, final } = at;
  const { file, path, bytes, sealed } = segments;
  const size = sealed === undefined ? layout.plaintextBytes : layout.segmentBytes;
  const offset = sealed === undefined ? position * size : layout.segmentOffset(position);
  const segment = await readExactly(file, path, { offset, length: Math.min(size, bytes - offset) });
  if (sealed === undefined) return segment;
  const opener = openFloe(sealed.payload.key, sealed.payload.aad, sealed.header);
  try {
    return await asResumable('What is left of it does not verify', () =>
      opener.open(position, segment, final),
    );
  } finally {
    opener.close();
  }
}
