import { lstat } from 'node:fs/promises';
import { parseBoundedJson } from '@ringwall/core';
import { onDisk } from '../files/disk-error.ts';
import { readSmall, writeDurably } from '../files/durable-files.ts';
import { openOwn } from '../files/own-file.ts';
import { journalPathOf } from '../files/sealed-names.ts';

/** How far an opening of a folder came. It holds nothing secret. */
export interface UnpackingNote {
  readonly id: string;
  readonly version: string;
  /** The header of the index that is unpacked: no two sealed folders have the same. */
  readonly indexHeader: Uint8Array;
  /** The partial: a folder that was put in its place is another. */
  readonly folder: FolderIdentity;
  /** So many shards from the first have all their members on disk. */
  readonly shards: number;
}

export interface FolderIdentity {
  readonly device: string;
  readonly inode: string;
}

const format = 'ringwall/unpacking/1';
const maxBytes = 16_384;

/** Replaces the note beside `target` so that a power cut leaves the old or the new one. */
export function noteUnpacked(target: string, note: UnpackingNote): Promise<void> {
  const indexHeader = Buffer.from(note.indexHeader).toString('hex');
  return writeDurably(journalPathOf(target), Buffer.from(JSON.stringify({ format, ...note, indexHeader })));
}

/**
 * The note beside `target`; undefined where there is none, or none that this version understands.
 * @throws SealingError sealing/cannot-resume for one that this user did not leave
 */
export async function readUnpackingNote(target: string): Promise<UnpackingNote | undefined> {
  const bytes = await readSmall(journalPathOf(target), maxBytes, openOwn);
  if (bytes === undefined) return undefined;
  try {
    return noteOf(parseBoundedJson(bytes, { maxBytes, maxDepth: 3 }));
  } catch {
    return undefined;
  }
}

export async function folderIdentity(path: string): Promise<FolderIdentity> {
  const { dev, ino } = await onDisk(path, lstat(path, { bigint: true }));
  return { device: `${dev}`, inode: `${ino}` };
}

function noteOf(value: unknown): UnpackingNote | undefined {
  const { format: found, id, version, indexHeader, folder, shards } = members(value);
  const { device, inode } = members(folder);
  if (found !== format || typeof id !== 'string' || typeof version !== 'string') return undefined;
  if (typeof indexHeader !== 'string' || typeof device !== 'string' || typeof inode !== 'string') {
    return undefined;
  }
  if (typeof shards !== 'number' || !Number.isSafeInteger(shards) || shards < 0) return undefined;
  const header = Uint8Array.from(Buffer.from(indexHeader, 'hex'));
  return { id, version, indexHeader: header, folder: { device, inode }, shards };
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
