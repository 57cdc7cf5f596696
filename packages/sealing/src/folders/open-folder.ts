import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onDisk } from '../files/disk-error.ts';
import { refuseToReplace, syncFolder } from '../files/durable-files.ts';
import type { ProgressListener } from '../files/progress.ts';
import { partialPathOf } from '../files/sealed-names.ts';
import { unsafe } from './folder-index.ts';
import { shardPart } from './folder-parts.ts';
import { moveFolderIntoPlace, removeTree } from './folder-swap.ts';
import {
  type FolderParts,
  folderParts,
  type OpenSealedFolderOptions,
  type PartInOrder,
  readIndex,
} from './open-sealed-folder.ts';
import { unpacker } from './unpack-member.ts';

export interface OpenFolderOptions extends OpenSealedFolderOptions {
  /** The folder to make. */
  readonly target: string;
  /** Replaces a folder that exists. */
  readonly force?: boolean;
  readonly onProgress?: ProgressListener;
}

export interface UnpackedFolder {
  readonly id: string;
  readonly version: string;
  readonly members: number;
  readonly plainBytes: number;
  /** Always 0: an interrupted opening of a folder starts over. */
  readonly resumedBytes: number;
}

/**
 * Opens a sealed folder into a plain one, private to its owner: directories 0700, files 0600, or 0700 where their owner
 * might execute them. The target gets its name when every member has been verified against the index and is on disk.
 * @throws SealingError sealing/exists, sealing/folder-incomplete, sealing/folder-unsafe, sealing/no-space,
 * sealing/not-accessible; CoreError as for files
 */
export async function openFolder(options: OpenFolderOptions): Promise<UnpackedFolder> {
  const { target, force = false } = options;
  if (!force) await refuseToReplace(target);
  const parts = await folderParts(options);
  const partial = partialPathOf(target);
  try {
    await removeTree(partial);
    await onDisk(partial, mkdir(partial, { mode: 0o700 }));
    const { members, plainBytes } = await unpack(parts, partial, options);
    await moveFolderIntoPlace(partial, target, force);
    return { id: parts.id, version: parts.version, members, plainBytes, resumedBytes: 0 };
  } catch (error) {
    await removeTree(partial);
    throw error;
  } finally {
    parts.close();
  }
}

async function unpack(parts: FolderParts, partial: string, { onProgress, signal }: OpenFolderOptions) {
  const { totals, members } = await readIndex(parts, signal);
  let doneBytes = 0;
  const onBytes = (bytes: number) => {
    doneBytes += bytes;
    onProgress?.({ doneBytes, totalBytes: totals.plainBytes });
  };
  const to = unpacker(partial, { onBytes, ...(signal === undefined ? {} : { signal }) });
  const shards = shardSequence(parts);
  try {
    for await (const member of members) {
      signal?.throwIfAborted();
      await to.put(member, await shards.at(member.shard));
    }
    // Every shard is opened once, so that a missing one is noticed even where nothing in it is needed.
    if (totals.shards > 0) await shards.at(totals.shards - 1);
    await to.finish();
  } finally {
    await to.abandon();
    await shards.close();
  }
  for (const directory of to.directories) await syncFolder(join(partial, directory));
  await syncFolder(partial);
  return totals;
}

/** Opens shards one after the other; none is left out, and none comes back. */
function shardSequence(parts: FolderParts) {
  let current = -1;
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
