import type { FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import {
  beginFloe,
  type Clock,
  encodeKeys,
  floeLayout,
  type Identity,
  movedOutsideHeap,
  newId,
  type Recipient,
  type RecipientInfo,
  randomBytes,
  recipientsOf,
  type SegmentJob,
  sealKeys,
  systemClock,
} from '@ringwall/core';
import { commitSealed, discardSealed, type SealedPaths } from './commit-output.ts';
import { convertFile } from './convert-file.ts';
import { onDisk } from './disk-error.ts';
import { createPrivately, mustStillBe, openToRead, refuseToReplace, stageDurably } from './durable-files.ts';
import { type FileFacts, factsOf, mustBeUnchanged } from './file-facts.ts';
import { writeJournal } from './journal.ts';
import type { ProgressListener } from './progress.ts';
import { type Checkpoints, isWorthKeeping, usualCheckpoints } from './resumable.ts';
import { finishedSeal, resumeSeal } from './resume-seal.ts';
import { sealFromStream } from './seal-stream.ts';
import { filePath, type PayloadKey, payloadKey } from './sealed-keys.ts';
import { keysPathOf, partialPathOf } from './sealed-names.ts';

export interface SealFileOptions {
  /** A path, or bytes as they come (standard input): those are sealed one after the other and cannot be resumed. */
  readonly source: string | AsyncIterable<Uint8Array>;
  /** Where the payload goes, `x.floe`, or a stream (standard output). */
  readonly target: string | Writable;
  /** Where the keys go: `x.keys.json` beside the payload unless given; must be given with a stream. */
  readonly keysPath?: string;
  readonly recipients: readonly Recipient[];
  /** Bound to the payload and its keys: a new id and version 1 unless given. */
  readonly id?: string;
  readonly version?: string;
  /** A power of two from 4 KiB to 1 MiB; 64 KiB unless given. */
  readonly segmentBytes?: number;
  /** How many threads work on a large file, the caller's among them. */
  readonly threads?: number;
  /**
   * Goes on where an interrupted run with the same source and target stopped, if there was one: with the recipients
   * of that run, whose keys one of these identities must open.
   */
  readonly resume?: readonly Identity[];
  /** Replaces a payload and keys that exist. */
  readonly force?: boolean;
  readonly clock?: Clock;
  /** Every 5 seconds, for files from 64 MiB, unless given. */
  readonly checkpoints?: Checkpoints;
  readonly onProgress?: ProgressListener;
  /**
   * Stops the run. A large file's partial and its journal stay for `resume`, as they do when the disk is full;
   * otherwise nothing is left.
   */
  readonly signal?: AbortSignal;
}

export interface SealedFile {
  /** Absent where the payload went to a stream. */
  readonly sealedPath?: string;
  readonly keysPath: string;
  readonly id: string;
  readonly version: string;
  readonly plainBytes: number;
  readonly sealedBytes: number;
  /** What an earlier run had done already, in bytes of the source. */
  readonly resumedBytes: number;
  readonly recipients: readonly RecipientInfo[];
}

/**
 * Seals a file for its recipients. When this returns, payload and keys are whole, on disk, and private to their
 * owner; until then neither has its name.
 * @throws SealingError sealing/exists, sealing/no-space, sealing/not-accessible, sealing/source-changed,
 * sealing/cannot-resume; CoreError core/recipient-invalid, core/sealed-options-invalid
 */
export async function sealFile(options: SealFileOptions): Promise<SealedFile> {
  const { source, target } = options;
  if (typeof source !== 'string' || typeof target !== 'string') return sealFromStream(options);
  const paths = { payload: target, keys: options.keysPath ?? keysPathOf(target) };
  const file = await openToRead(source);
  try {
    return await sealOpened(options, paths, { file, path: source, facts: await factsOf(file, source) });
  } finally {
    await file.close();
  }
}

/** The plaintext being sealed. */
export interface SealSource {
  readonly file: FileHandle;
  readonly path: string;
  readonly facts: FileFacts;
}

/** A payload that was begun, now or by an earlier run. */
export interface BegunSeal {
  readonly partial: FileHandle;
  readonly header: Uint8Array;
  readonly segmentBytes: number;
  readonly payload: PayloadKey;
  readonly firstSegment: number;
  readonly id: string;
  readonly version: string;
  readonly recipients: readonly RecipientInfo[];
}

async function sealOpened(
  options: SealFileOptions,
  paths: SealedPaths,
  source: SealSource,
): Promise<SealedFile> {
  const { resume, checkpoints = usualCheckpoints } = options;
  const finished = resume === undefined ? undefined : await finishedSeal(paths, source);
  if (finished !== undefined) return finished;
  const resumed = resume === undefined ? undefined : await resumeSeal(paths, source, resume);
  const begun = resumed ?? (await begin(options, paths, source));
  const { partial, header, payload, firstSegment, segmentBytes } = begun;
  const job: SegmentJob = {
    kind: 'seal',
    source: source.file.fd,
    target: partial.fd,
    sourceBytes: source.facts.sizeBytes,
    segmentBytes,
    to: { header, aad: payload.aad },
  };
  const resumable = source.facts.sizeBytes >= checkpoints.fromBytes;
  let sealedBytes: number;
  try {
    const journal = { kind: 'seal', header, source: source.facts } as const;
    if (resumable && resumed === undefined) await writeJournal(paths.payload, { ...journal, segments: 0 });
    const make = async (segments: number) => {
      await onDisk(paths.payload, partial.datasync());
      await writeJournal(paths.payload, { ...journal, segments });
    };
    await convertFile(
      job,
      payload.key,
      { source: source.path, target: paths.payload },
      {
        ...options,
        firstSegment,
        ...(resumable ? { checkpoint: { everyMs: checkpoints.everyMs, make } } : {}),
      },
    );
    mustBeUnchanged(source.facts, await factsOf(source.file, source.path), source.path);
    sealedBytes = (await onDisk(paths.payload, partial.stat())).size;
    await onDisk(paths.payload, partial.sync());
    await mustStillBe(partial, partialPathOf(paths.payload));
    await commitSealed(paths, options.force ?? false);
  } catch (error) {
    if (!resumable || !isWorthKeeping(error)) await discardSealed(paths);
    throw error;
  } finally {
    payload.key.fill(0);
    await partial.close();
  }
  return {
    sealedPath: paths.payload,
    keysPath: paths.keys,
    id: begun.id,
    version: begun.version,
    plainBytes: source.facts.sizeBytes,
    sealedBytes,
    resumedBytes: Math.min(source.facts.sizeBytes, firstSegment * floeLayout(segmentBytes).plaintextBytes),
    recipients: begun.recipients,
  };
}

async function begin(options: SealFileOptions, paths: SealedPaths, source: SealSource): Promise<BegunSeal> {
  options.signal?.throwIfAborted();
  if (!options.force) {
    await refuseToReplace(paths.payload);
    await refuseToReplace(paths.keys);
  }
  await discardSealed(paths);
  const { payload, ...sealed } = await stageKeys(options, paths.keys);
  try {
    const sealer = beginFloe(payload.key, payload.aad, { segmentBytes: options.segmentBytes ?? 65_536 });
    const { header, layout } = sealer;
    sealer.close();
    layout.sealedSize(source.facts.sizeBytes);
    const partial = await createPrivately(partialPathOf(paths.payload));
    try {
      await onDisk(paths.payload, partial.write(header, 0, header.length, 0));
    } catch (error) {
      await partial.close();
      throw error;
    }
    return { ...sealed, partial, header, segmentBytes: layout.segmentBytes, payload, firstSegment: 0 };
  } catch (error) {
    payload.key.fill(0);
    await discardSealed(paths);
    throw error;
  }
}

/** Makes a data key, seals it for the recipients and lays the keys document where it waits for its name. */
export async function stageKeys(
  options: Pick<SealFileOptions, 'id' | 'version' | 'recipients' | 'clock'>,
  keysPath: string,
) {
  const { id = newId('sld', (options.clock ?? systemClock).now()), version = '1', recipients } = options;
  const dataKey = movedOutsideHeap(randomBytes(32));
  try {
    const document = await sealKeys({ dataKey, id, version, recipients });
    await stageDurably(keysPath, encodeKeys(document));
    return {
      id,
      version,
      recipients: recipientsOf(document),
      payload: payloadKey(dataKey, document, filePath),
    };
  } finally {
    dataKey.fill(0);
  }
}
