import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Clock,
  encodeKeys,
  type Identity,
  movedOutsideHeap,
  newId,
  type Recipient,
  type RecipientInfo,
  randomBytes,
  recipientsOf,
  sealKeys,
  systemClock,
} from '@ringwall/core';
import { onDisk } from '../files/disk-error.ts';
import { refuseToReplace, syncFolder, writeDurably } from '../files/durable-files.ts';
import type { ProgressListener } from '../files/progress.ts';
import { isWorthKeeping } from '../files/resumable.ts';
import { payloadKey } from '../files/sealed-keys.ts';
import { partialPathOf } from '../files/sealed-names.ts';
import { folderKeysPath, indexPart, partFile, shardPart } from './folder-parts.ts';
import { moveFolderIntoPlace, removeTree } from './folder-swap.ts';
import { IndexWriter } from './index-writer.ts';
import { planShards } from './plan-shards.ts';
import { sealShard } from './seal-shard.ts';
import { keptShard, notePart, notePath, noteShard, removeNote, resumeFolder } from './shard-log.ts';
import { mustBeFolder, type SkippedMember, walkFolder } from './walk-folder.ts';

export interface SealFolderOptions {
  /** The folder to seal. */
  readonly source: string;
  /** The sealed folder to make, `f.sealed`. */
  readonly target: string;
  readonly recipients: readonly Recipient[];
  /** Bound to every part and the keys: a new id and version 1 unless given. */
  readonly id?: string;
  readonly version?: string;
  /** A power of two from 4 KiB to 1 MiB; 64 KiB unless given. */
  readonly segmentBytes?: number;
  /** About how much a shard holds; 128 MiB unless given. A larger file gets a shard of its own. */
  readonly shardBytes?: number;
  /** Leaves out what cannot be sealed (sockets, devices, links that point out, names that are not UTF-8) and tells. */
  readonly onSkipped?: (skipped: SkippedMember) => void;
  /**
   * Keeps the whole shards of an interrupted run whose files are unchanged, with the recipients of that run, whose keys
   * one of these identities must open.
   */
  readonly resume?: readonly Identity[];
  /** Replaces a sealed folder that exists. */
  readonly force?: boolean;
  readonly clock?: Clock;
  readonly onProgress?: ProgressListener;
  /** Stops the run; what was sealed stays for `resume`. */
  readonly signal?: AbortSignal;
}

export interface SealedFolder {
  readonly sealedPath: string;
  readonly keysPath: string;
  readonly id: string;
  readonly version: string;
  readonly members: number;
  readonly shards: number;
  readonly plainBytes: number;
  readonly sealedBytes: number;
  /** Of the content, kept from an earlier run. */
  readonly resumedBytes: number;
  readonly recipients: readonly RecipientInfo[];
}

/**
 * Seals a folder for its recipients: tar archives and an index, each sealed. The target gets its name when everything
 * in it is whole and on disk.
 * @throws SealingError sealing/exists, sealing/no-space, sealing/not-accessible, sealing/source-changed,
 * sealing/folder-unsafe, sealing/cannot-resume; CoreError core/recipient-invalid
 */
export async function sealFolder(options: SealFolderOptions): Promise<SealedFolder> {
  const { source, target, force = false } = options;
  mustBeFolder(source);
  if (!force) await refuseToReplace(target);
  const partial = partialPathOf(target);
  const begun =
    (options.resume === undefined ? undefined : await resumeFolder(partial, options.resume)) ??
    (await begin(options, partial));
  try {
    const { members, shards, plainBytes, sealedBytes, resumedBytes } = await sealParts(
      options,
      partial,
      begun,
    );
    await syncFolder(partial);
    await moveFolderIntoPlace(partial, target, force);
    const { id, version, recipients } = begun;
    return {
      sealedPath: target,
      keysPath: folderKeysPath(target),
      id,
      version,
      members,
      shards,
      plainBytes,
      sealedBytes,
      resumedBytes,
      recipients,
    };
  } catch (error) {
    if (!isWorthKeeping(error)) await removeTree(partial);
    throw error;
  } finally {
    begun.dataKey.fill(0);
  }
}

/** A sealed folder that was begun, now or by an earlier run. */
export interface BegunFolder {
  readonly dataKey: Uint8Array;
  readonly id: string;
  readonly version: string;
  readonly recipients: readonly RecipientInfo[];
}

async function begin(options: SealFolderOptions, partial: string): Promise<BegunFolder> {
  const { id = newId('sld', (options.clock ?? systemClock).now()), version = '1', recipients } = options;
  const dataKey = movedOutsideHeap(randomBytes(32));
  try {
    const document = await sealKeys({ dataKey, id, version, recipients });
    await removeTree(partial);
    await onDisk(partial, mkdir(partial, { mode: 0o700 }));
    await writeDurably(folderKeysPath(partial), encodeKeys(document));
    return { dataKey, id, version, recipients: recipientsOf(document) };
  } catch (error) {
    dataKey.fill(0);
    throw error;
  }
}

async function sealParts(options: SealFolderOptions, partial: string, begun: BegunFolder) {
  const {
    source,
    segmentBytes = 65_536,
    shardBytes = 128 * 1024 * 1024,
    onSkipped,
    onProgress,
    signal,
  } = options;
  const keyOf = (part: string) => payloadKey(begun.dataKey, begun, part);
  const pathOf = (part: string) => join(partial, partFile(part));
  const found = walkFolder(source, onSkipped === undefined ? {} : { onSkipped });
  const index = await IndexWriter.create(pathOf(indexPart), keyOf(indexPart));
  const totalBytes = onProgress === undefined ? undefined : contentBytes(source);
  let doneBytes = 0;
  let resumedBytes = 0;
  let sealedBytes = 0;
  let shards = 0;
  try {
    for (const plan of planShards(found, shardBytes)) {
      signal?.throwIfAborted();
      const part = shardPart(plan.shard);
      const path = pathOf(part);
      const notes = notePath(partial, plan.shard);
      const keyOfNote = () => keyOf(notePart(plan.shard));
      const kept = await keptShard(
        plan,
        { path: notes, payload: keyOfNote() },
        { path, payload: keyOf(part) },
      );
      if (kept !== undefined) {
        const bytes = kept.members.reduce((sum, { size }) => sum + size, 0);
        resumedBytes += bytes;
        doneBytes += bytes;
      }
      const onBytes = (bytes: number) => {
        doneBytes += bytes;
        onProgress?.({ doneBytes, totalBytes });
      };
      const how = { root: source, path, segmentBytes, onBytes, ...(signal === undefined ? {} : { signal }) };
      const sealed = kept ?? (await sealShard(plan, keyOf(part), how));
      if (kept === undefined) await noteShard(notes, keyOfNote(), sealed);
      for (const member of sealed.members) await index.add(member);
      sealedBytes += sealed.sealedBytes;
      shards++;
    }
    const totals = await index.finish(shards);
    for (let shard = 0; shard < shards; shard++) await removeNote(partial, shard);
    return { ...totals, sealedBytes: sealedBytes + totals.sealedBytes, resumedBytes };
  } finally {
    await index.close();
  }
}

/** What there is to seal, by a look at every name: so little work that it is done only to be shown. */
function contentBytes(source: string): number {
  let bytes = 0;
  for (const { size } of walkFolder(source, { onSkipped: () => {} })) bytes += size;
  return bytes;
}
