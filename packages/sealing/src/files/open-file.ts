import type { Writable } from 'node:stream';
import type { Identity, RandomAccessSource } from '@ringwall/core';
import { moveIntoPlace } from './commit-output.ts';
import { convertFile } from './convert-file.ts';
import { onDisk } from './disk-error.ts';
import { createPrivately, mustStillBe, refuseToReplace, removeIfThere } from './durable-files.ts';
import { factsOf, mustBeUnchanged } from './file-facts.ts';
import { removeJournal, writeJournal } from './journal.ts';
import { type LocatedPayload, locatePayload } from './locate-payload.ts';
import { keysOf } from './open-sealed-file.ts';
import { openFromStream } from './open-stream.ts';
import type { ProgressListener } from './progress.ts';
import { type Checkpoints, isWorthKeeping, usualCheckpoints } from './resumable.ts';
import { resumeOpen } from './resume-open.ts';
import { filePath, openPayloadKey, type PayloadKey, readKeys } from './sealed-keys.ts';
import { partialPathOf } from './sealed-names.ts';

export interface OpenFileOptions {
  /** The payload's path, anything that reads at an offset, or bytes as they come (standard input). */
  readonly sealed: string | RandomAccessSource | AsyncIterable<Uint8Array>;
  /** The keys' path or bytes: `x.keys.json` beside `x.floe` unless given; must be given otherwise. */
  readonly keys?: string | Uint8Array;
  readonly identities: readonly Identity[];
  /**
   * Where the plaintext goes. A stream gets every segment once it is verified, which is before the end of the payload
   * is: where this rejects, the stream got a part that must not be used as if it were all.
   */
  readonly target: string | Writable;
  /** Goes on where an interrupted run from the same payload file to the same target stopped, if there was one. */
  readonly resume?: boolean;
  /** Replaces a target that exists. */
  readonly force?: boolean;
  /** How many threads work on a large file, the caller's among them. */
  readonly threads?: number;
  /** Every 5 seconds, for files from 64 MiB, unless given. */
  readonly checkpoints?: Checkpoints;
  readonly onProgress?: ProgressListener;
  /** Stops the run. A large file's partial, in plaintext, stays for `resume`, as it does when the disk is full. */
  readonly signal?: AbortSignal;
}

export interface OpenedFile {
  readonly id: string;
  readonly version: string;
  readonly plainBytes: number;
  /** What an earlier run had done already, in bytes of the payload. */
  readonly resumedBytes: number;
}

/**
 * Opens a sealed file into a plain one, private to its owner. The target gets its name when every segment has been
 * verified and everything is on disk.
 * @throws SealingError sealing/exists, sealing/no-space, sealing/not-accessible, sealing/cannot-resume; CoreError
 * core/keys-not-for-you, core/keys-altered, core/sealed-key-mismatch, core/sealed-truncated, core/sealed-altered
 */
export async function openFile(options: OpenFileOptions): Promise<OpenedFile> {
  const { sealed, target, identities } = options;
  if (typeof target === 'string' && !options.force) await refuseToReplace(target);
  const document = await readKeys(keysOf(sealed, options.keys));
  const payload = await openPayloadKey(document, identities, filePath);
  const { id, version } = document;
  try {
    if (typeof sealed !== 'string' || typeof target !== 'string') {
      return { id, version, resumedBytes: 0, ...(await openFromStream(options, payload)) };
    }
    const located = await locatePayload(sealed, payload);
    try {
      return { id, version, ...(await openLocated(options, target, located, payload)) };
    } finally {
      await located.file.close();
    }
  } finally {
    payload.key.fill(0);
  }
}

async function openLocated(
  options: OpenFileOptions,
  target: string,
  located: LocatedPayload,
  payload: PayloadKey,
): Promise<{ readonly plainBytes: number; readonly resumedBytes: number }> {
  const { file, path, header, segmentBytes } = located;
  const facts = await factsOf(file, path);
  const resumed = options.resume ? await resumeOpen(target, located, facts, payload) : undefined;
  const { partial, firstSegment } = resumed ?? { partial: await begin(target), firstSegment: 0 };
  const { checkpoints = usualCheckpoints } = options;
  const resumable = facts.sizeBytes >= checkpoints.fromBytes;
  try {
    const make = async (segments: number) => {
      await onDisk(target, partial.datasync());
      await writeJournal(target, { kind: 'open', header, source: facts, segments });
    };
    await convertFile(
      {
        kind: 'open',
        source: file.fd,
        target: partial.fd,
        sourceBytes: facts.sizeBytes,
        segmentBytes,
        from: { header, aad: payload.aad },
      },
      payload.key,
      { source: path, target },
      {
        ...options,
        firstSegment,
        ...(resumable ? { checkpoint: { everyMs: checkpoints.everyMs, make } } : {}),
      },
    );
    mustBeUnchanged(facts, await factsOf(file, path), path);
    const { size } = await onDisk(target, partial.stat());
    await onDisk(target, partial.sync());
    await mustStillBe(partial, partialPathOf(target));
    // Before the name, so that no journal is ever left beside a target that is whole.
    await removeJournal(target);
    await moveIntoPlace(partialPathOf(target), target, options.force ?? false);
    return { plainBytes: size, resumedBytes: Math.min(facts.sizeBytes, firstSegment * segmentBytes) };
  } catch (error) {
    if (!resumable || !isWorthKeeping(error)) await discard(target);
    throw error;
  } finally {
    await partial.close();
  }
}

async function begin(target: string) {
  await discard(target);
  return createPrivately(partialPathOf(target));
}

async function discard(target: string): Promise<void> {
  await removeIfThere(partialPathOf(target));
  await removeJournal(target);
}
