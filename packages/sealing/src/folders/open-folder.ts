import { mkdir } from 'node:fs/promises';
import { onDisk } from '../files/disk-error.ts';
import { refuseToReplace } from '../files/durable-files.ts';
import { removeJournal } from '../files/journal.ts';
import type { ProgressListener } from '../files/progress.ts';
import { isWorthKeeping } from '../files/resumable.ts';
import { partialPathOf } from '../files/sealed-names.ts';
import { unsafe } from './folder-index.ts';
import { shardPart } from './folder-parts.ts';
import { moveFolderIntoPlace, removeTree } from './folder-swap.ts';
import {
  type FolderParts,
  folderParts,
  type IndexReading,
  type OpenSealedFolderOptions,
  type PartInOrder,
  readIndex,
} from './open-sealed-folder.ts';
import { type KeptMembers, resumeUnpacking } from './resume-unpacking.ts';
import { unpacker } from './unpack-member.ts';
import { folderIdentity, noteUnpacked } from './unpacking-note.ts';

export interface OpenFolderOptions extends OpenSealedFolderOptions {
  /** The folder to make. */
  readonly target: string;
  /** Goes on after the last whole shard that an interrupted run to the same target noted, if there was one. */
  readonly resume?: boolean;
  /** Replaces a folder that exists. */
  readonly force?: boolean;
  /** About how much is unpacked from one note for `resume` to the next; 64 MiB unless given. */
  readonly noteBytes?: number;
  readonly onProgress?: ProgressListener;
  /** Stops the run. From the first note on what was unpacked stays, in plaintext, for `resume`. */
  readonly signal?: AbortSignal;
}

export interface UnpackedFolder {
  readonly id: string;
  readonly version: string;
  readonly members: number;
  readonly plainBytes: number;
  /** Of the content, kept from an earlier run. */
  readonly resumedBytes: number;
}

/**
 * Opens a sealed folder into a plain one, private to its owner: directories 0700, files 0600, or 0700 where their owner
 * might execute them. The target gets its name when every member has been verified against the index and is on disk;
 * of those that an interrupted run unpacked, `resume` checks owner, size and time again, and not the content.
 * @throws SealingError sealing/exists, sealing/folder-incomplete, sealing/folder-unsafe, sealing/no-space,
 * sealing/not-accessible, sealing/cannot-resume; CoreError as for files
 */
export async function openFolder(options: OpenFolderOptions): Promise<UnpackedFolder> {
  const { target, force = false, signal } = options;
  if (!force) await refuseToReplace(target);
  const parts = await folderParts(options);
  const partial = partialPathOf(target);
  try {
    const kept = options.resume ? await resumeUnpacking(target, parts, signal) : undefined;
    const progress = { noted: kept !== undefined };
    try {
      if (kept === undefined) await begin(target);
      const { members, plainBytes } = await unpack(parts, options, kept ?? nothingKept, progress);
      // Before the name, so that no journal is ever left beside a target that is whole.
      await removeJournal(target);
      await moveFolderIntoPlace(partial, target, force);
      const resumedBytes = kept?.plainBytes ?? 0;
      return { id: parts.id, version: parts.version, members, plainBytes, resumedBytes };
    } catch (error) {
      if (!progress.noted || !isWorthKeeping(error)) await discard(target);
      throw error;
    }
  } finally {
    parts.close();
  }
}

const nothingKept: KeptMembers = { shards: 0, plainBytes: 0, directories: [], links: [] };

async function begin(target: string): Promise<void> {
  await discard(target);
  const partial = partialPathOf(target);
  await onDisk(partial, mkdir(partial, { mode: 0o700 }));
}

/** The journal first: it must not tell of what is gone. */
async function discard(target: string): Promise<void> {
  await removeJournal(target);
  await removeTree(partialPathOf(target));
}

async function unpack(
  parts: FolderParts,
  options: OpenFolderOptions,
  kept: KeptMembers,
  progress: { noted: boolean },
) {
  const { target, onProgress, signal } = options;
  const index = await readIndex(parts, signal);
  const { totals, members } = index;
  let doneBytes = kept.plainBytes;
  const onBytes = (bytes: number) => {
    doneBytes += bytes;
    onProgress?.({ doneBytes, totalBytes: totals.plainBytes });
  };
  const to = unpacker(partialPathOf(target), { onBytes, kept, ...(signal === undefined ? {} : { signal }) });
  const shards = shardSequence(parts, kept.shards);
  const notes = noteKeeper(parts, index, options);
  let shard = kept.shards;
  try {
    for await (const member of members) {
      if (member.shard < kept.shards) continue;
      signal?.throwIfAborted();
      if (member.shard > shard && notes.isDue(doneBytes)) {
        await to.settle();
        await notes.write(shard + 1, doneBytes);
        progress.noted = true;
      }
      shard = member.shard;
      await to.put(member, await shards.at(member.shard));
    }
    // Every shard is opened once, so that a missing one is noticed even where nothing in it is needed.
    if (totals.shards > kept.shards) await shards.at(totals.shards - 1);
    await to.finish();
  } finally {
    await to.abandon();
    await shards.close();
    await index.close();
  }
  return totals;
}

/** Writes how far the unpacking came: not after every shard, where shards are small. */
function noteKeeper(
  parts: FolderParts,
  index: IndexReading,
  { target, noteBytes = 64 * 1024 * 1024 }: OpenFolderOptions,
) {
  const { id, version } = parts;
  let notedBytes = 0;
  return {
    isDue: (doneBytes: number): boolean => doneBytes - notedBytes >= noteBytes,
    write: async (shards: number, doneBytes: number): Promise<void> => {
      const [indexHeader, folder] = [await index.header(), await folderIdentity(partialPathOf(target))];
      await noteUnpacked(target, { id, version, indexHeader, folder, shards });
      notedBytes = doneBytes;
    },
  };
}

/** Opens shards one after the other; none is left out, and none comes back. */
function shardSequence(parts: FolderParts, first: number) {
  let current = first - 1;
  let opened: PartInOrder | undefined;
  const close = async () => {
    await opened?.close();
    opened = undefined;
  };
  return {
    at: async (shard: number): Promise<PartInOrder> => {
      if (shard < current) throw unsafe('The index is not in the order of the shards.');
      while (current < shard || opened === undefined) {
        await close();
        opened = await parts.openInOrder(shardPart(++current));
      }
      return opened;
    },
    close,
  };
}
