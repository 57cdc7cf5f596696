import { lstatSync, opendirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { equalConstantTime } from '@ringwall/core';
import { diskError } from '../files/disk-error.ts';
import { isThere } from '../files/durable-files.ts';
import { mustBeOurs, mustBeOwnFolder } from '../files/own-file.ts';
import { cannotResume } from '../files/resume-check.ts';
import { partialPathOf } from '../files/sealed-names.ts';
import { type FolderMember, shown } from './folder-index.ts';
import { removeTree } from './folder-swap.ts';
import { parentOf } from './member-path.ts';
import { type FolderParts, readIndex } from './open-sealed-folder.ts';
import { folderIdentity, readUnpackingNote } from './unpacking-note.ts';

/** What an interrupted opening left that the next one builds on. */
export interface KeptMembers {
  /** So many shards from the first are unpacked. */
  readonly shards: number;
  /** Bytes of the files kept. */
  readonly plainBytes: number;
  /** Paths of the directories kept. */
  readonly directories: readonly string[];
  /** Links of those shards, which are made when all else is there. */
  readonly links: readonly FolderMember[];
}

/** The coarsest clock of a file system in use counts in two seconds. */
const mtimeToleranceMs = 2000;

/**
 * What an interrupted run left that was opening the same sealed folder to the same target; undefined where nothing was
 * noted. Every member of the shards that are kept is looked at, none is read: it must be this user's, and have the
 * size and the time that the index tells. Nothing else is left in the folder when this returns: members of other
 * shards are removed.
 * @throws SealingError sealing/cannot-resume, and as for opening
 */
export async function resumeUnpacking(
  target: string,
  parts: FolderParts,
  signal?: AbortSignal,
): Promise<KeptMembers | undefined> {
  const note = await readUnpackingNote(target);
  const partial = partialPathOf(target);
  if (note === undefined || !(await isThere(partial))) return undefined;
  await mustBeOwnFolder(partial);
  const facts = factsOf(partial);
  const { device, inode } = await folderIdentity(partial);
  if (device !== note.folder.device || inode !== note.folder.inode || isOpenToOthers(facts)) {
    throw cannotResume(`${partial} is not what this user left`);
  }
  const index = await readIndex(parts, signal);
  try {
    const sameNames = note.id === parts.id && note.version === parts.version;
    if (!sameNames || !equalConstantTime(note.indexHeader, await index.header())) {
      throw cannotResume('It was opening another sealed folder');
    }
    if (note.shards > index.totals.shards) throw cannotResume('Its notes tell of more than there is');
    return await keptMembers(partial, index.members, note.shards);
  } finally {
    await index.close();
  }
}

async function keptMembers(
  partial: string,
  members: AsyncIterable<FolderMember>,
  shards: number,
): Promise<KeptMembers> {
  const directories = new Set<string>();
  const links: FolderMember[] = [];
  let files = 0;
  let plainBytes = 0;
  for await (const member of members) {
    const parent = parentOf(member.path);
    // Below a directory that is not kept there is nothing, and no other name may be followed to somewhere else.
    const reachable = parent === undefined || directories.has(parent);
    const path = join(partial, member.path);
    if (member.shard >= shards || member.type === 'symlink') {
      if (reachable && factsOf(path) !== undefined) await removeTree(path);
      if (member.shard < shards) links.push(member);
      continue;
    }
    if (!reachable || !isKept(path, member)) throw cannotResume(`${shown(member.path)} is not what was left`);
    if (member.type === 'directory') directories.add(member.path);
    else files++;
    plainBytes += member.size;
  }
  if (entriesBelow(partial) !== files + directories.size) {
    throw cannotResume(`${partial} holds other than what was left`);
  }
  return { shards, plainBytes, directories: [...directories], links };
}

function isKept(path: string, { type, size, mtimeMs }: FolderMember): boolean {
  const facts = factsOf(path);
  if (facts === undefined) return false;
  mustBeOurs(path, facts);
  if (type === 'directory') return facts.isDirectory();
  return facts.isFile() && facts.size === size && Math.abs(facts.mtimeMs - mtimeMs) <= mtimeToleranceMs;
}

function isOpenToOthers(facts: Stats | undefined): boolean {
  return facts === undefined || (process.platform !== 'win32' && (facts.mode & 0o077) !== 0);
}

function factsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw diskError(cause, path);
  }
}

function entriesBelow(root: string): number {
  let count = 0;
  const waiting = [root];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const folder = opendirSync(path);
    try {
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        count++;
        if (entry.isDirectory()) waiting.push(join(path, entry.name));
      }
    } finally {
      folder.closeSync();
    }
  }
  return count;
}
