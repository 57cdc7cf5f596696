import {
  closeSync,
  constants,
  fsync,
  futimesSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sha256Stream } from '@ringwall/core';
import { diskError, systemCodeOf } from '../files/disk-error.ts';
import { syncFolder } from '../files/durable-files.ts';
import { type FolderMember, shown, unsafe } from './folder-index.ts';
import { parentOf } from './member-path.ts';
import type { PartInOrder } from './open-sealed-folder.ts';
import type { KeptMembers } from './resume-unpacking.ts';

/** Writes members into a folder that nobody else writes to, and nothing outside of it. */
export interface Unpacker {
  /** Makes a directory, writes a file from its shard, or notes a link. */
  put(member: FolderMember, shard: PartInOrder): Promise<void>;
  /** Waits until everything that was put so far is on disk, but for the links. */
  settle(): Promise<void>;
  /** Makes the links, when nothing can be written through them any longer, and waits until all of it is on disk. */
  finish(): Promise<void>;
  /** Closes what is open. */
  abandon(): Promise<void>;
}

export interface UnpackOptions {
  readonly onBytes: (bytes: number) => void;
  readonly signal?: AbortSignal;
  /** What an earlier run put there. */
  readonly kept?: Pick<KeptMembers, 'directories' | 'links'>;
}

const sync = promisify(fsync);
/** From this much on, other things may happen in between. */
const sliceBytes = 64 * 1024;
/** Files that wait for the disk at a time, each with its descriptor. */
const maxWaiting = 16;

/** @param root a folder that holds nothing but what is kept */
export function unpacker(root: string, { onBytes, signal, kept }: UnpackOptions): Unpacker {
  const directories = new Set<string>(kept?.directories);
  const links: FolderMember[] = [...(kept?.links ?? [])];
  /** Directories in which names were made that may not be on disk yet. */
  const changed = new Set<string>();
  const waiting = new Set<Promise<void>>();
  let failure: unknown;

  const syncLater = (descriptor: number, path: string): void => {
    const done = sync(descriptor)
      .catch((cause: unknown) => {
        failure ??= diskError(cause, path);
      })
      .finally(() => {
        closeSync(descriptor);
        waiting.delete(done);
      });
    waiting.add(done);
  };
  const waitForFiles = async (most: number): Promise<void> => {
    while (waiting.size > most) await Promise.race(waiting);
    if (failure !== undefined) throw failure;
  };
  const settle = async (): Promise<void> => {
    await waitForFiles(0);
    for (const directory of changed) await syncFolder(join(root, directory));
    changed.clear();
  };
  const pathOf = (member: FolderMember): string => {
    const parent = parentOf(member.path);
    // Only directories of the index are written into: never through a link, never into one that was not listed.
    if (parent !== undefined && !directories.has(parent)) {
      throw unsafe(`${shown(member.path)} lies in a directory that the index does not list before it.`);
    }
    changed.add(parent ?? '');
    return join(root, member.path);
  };
  const putFile = async (member: FolderMember, shard: PartInOrder): Promise<void> => {
    const path = pathOf(member);
    mustLieWithin(member, shard);
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
    const mode = (member.mode & 0o100) === 0 ? 0o600 : 0o700;
    const descriptor = once(member, path, () =>
      openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode),
    );
    try {
      const digest = sha256Stream();
      for await (const piece of shard.pieces(member.offset, member.size)) {
        if (piece.length > sliceBytes) {
          await turn();
          signal?.throwIfAborted();
        }
        writeFully(descriptor, path, piece);
        digest.update(piece);
        onBytes(piece.length);
      }
      if (digest.finish() !== member.sha256)
        throw unsafe(`${shown(member.path)} is not what the index says.`);
      const seconds = member.mtimeMs / 1000;
      futimesSync(descriptor, seconds, seconds);
    } catch (cause) {
      closeSync(descriptor);
      throw diskError(cause, path);
    }
    syncLater(descriptor, path);
    await waitForFiles(maxWaiting);
  };

  return {
    put: async (member, shard) => {
      if (member.type === 'file') return putFile(member, shard);
      const path = pathOf(member);
      if (member.type === 'symlink') links.push(member);
      else {
        once(member, path, () => mkdirSync(path, { mode: 0o700 }));
        directories.add(member.path);
        changed.add(member.path);
      }
    },
    settle,
    finish: async () => {
      for (const link of links) {
        const path = pathOf(link);
        once(link, path, () => symlinkSync(link.target ?? '', path));
      }
      await settle();
    },
    abandon: async () => {
      await Promise.all(waiting);
    },
  };
}

/** @throws SealingError sealing/folder-unsafe where a shard ends before a member of it does */
export function mustLieWithin(member: FolderMember, shard: { readonly size: number }): void {
  if (member.offset + member.size <= shard.size) return;
  throw unsafe(`${shown(member.path)} reaches beyond its shard.`);
}

function once<Value>(member: FolderMember, path: string, make: () => Value): Value {
  try {
    return make();
  } catch (cause) {
    if (systemCodeOf(cause) === 'EEXIST') throw unsafe(`${shown(member.path)} is in the index twice.`);
    throw diskError(cause, path);
  }
}

function writeFully(descriptor: number, path: string, bytes: Uint8Array): void {
  for (let put = 0; put < bytes.length; ) {
    try {
      put += writeSync(descriptor, bytes, put, bytes.length - put, null);
    } catch (cause) {
      throw diskError(cause, path);
    }
  }
}
