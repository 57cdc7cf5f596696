import { join } from 'node:path';
import {
  type Identity,
  openKeys,
  openSealedReader,
  parseBoundedJson,
  parseKeys,
  recipientsOf,
  sealBytes,
  unsealBytes,
} from '@ringwall/core';
import { isThere, readSmall, removeIfThere, writeDurably } from '../files/durable-files.ts';
import { fileSource } from '../files/file-source.ts';
import { mustBeOwnFolder, openOwn } from '../files/own-file.ts';
import { asResumable } from '../files/resume-check.ts';
import { maxKeysBytes, type PayloadKey } from '../files/sealed-keys.ts';
import { decodeMember, encodeMember, type FolderMember } from './folder-index.ts';
import { folderKeysPath, partFile } from './folder-parts.ts';
import type { ShardPlan } from './plan-shards.ts';
import type { BegunFolder } from './seal-folder.ts';

export interface SealedShard {
  readonly members: readonly FolderMember[];
  readonly sealedBytes: number;
}

const maxLogBytes = 256 * 1024 * 1024;

/**
 * What was begun in a partial by a run that was interrupted; undefined where nothing was.
 * @throws SealingError sealing/cannot-resume where no identity opens its keys, or this user did not leave it
 */
export async function resumeFolder(
  partial: string,
  identities: readonly Identity[],
): Promise<BegunFolder | undefined> {
  const keysPath = folderKeysPath(partial);
  if (!(await isThere(keysPath))) return undefined;
  await mustBeOwnFolder(partial);
  const keys = await readSmall(keysPath, maxKeysBytes, openOwn);
  if (keys === undefined) return undefined;
  const document = await asResumable('Its keys cannot be read', () => parseKeys(keys));
  const dataKey = await asResumable('Its keys do not open', () => openKeys(document, identities));
  return { dataKey, id: document.id, version: document.version, recipients: recipientsOf(document) };
}

/**
 * Notes what a whole shard holds, sealed beside it until the folder is whole: a later run then keeps the shard instead
 * of sealing it again.
 */
export async function noteShard(
  path: string,
  { key, aad }: PayloadKey,
  { members, sealedBytes }: SealedShard,
): Promise<void> {
  const first = Buffer.from(`${JSON.stringify({ sealedBytes })}\n`);
  await writeDurably(path, sealBytes(key, aad, Buffer.concat([first, ...members.map(encodeMember)])));
  key.fill(0);
}

/** Where a shard's note lies. */
export function notePath(partial: string, shard: number): string {
  return join(partial, partFile(notePart(shard)));
}

export function notePart(shard: number): string {
  return `note-${String(shard).padStart(5, '0')}`;
}

export function removeNote(partial: string, shard: number): Promise<void> {
  return removeIfThere(notePath(partial, shard));
}

/** The shard an earlier run sealed, where it is whole and the one that is planned now; else undefined. */
export async function keptShard(
  plan: ShardPlan,
  note: { readonly path: string; readonly payload: PayloadKey },
  shard: { readonly path: string; readonly payload: PayloadKey },
): Promise<SealedShard | undefined> {
  try {
    const bytes = await readSmall(note.path, maxLogBytes);
    if (bytes === undefined || !(await isThere(shard.path))) return undefined;
    const noted = decodeNote(unsealBytes(note.payload.key, note.payload.aad, bytes), plan.shard);
    return isPlanned(noted.members, plan) && (await isWhole(shard, plan, noted)) ? noted : undefined;
  } catch {
    // Whatever is wrong with what was left: the shard is sealed again.
    return undefined;
  } finally {
    note.payload.key.fill(0);
    shard.payload.key.fill(0);
  }
}

function decodeNote(bytes: Uint8Array, shard: number): SealedShard {
  const lines = Buffer.from(bytes).toString().split('\n').slice(0, -1);
  const [first = '', ...rest] = lines;
  const head = parseBoundedJson(first);
  const sealedBytes =
    typeof head === 'object' && head !== null && 'sealedBytes' in head ? Number(head.sealedBytes) : 0;
  const totals = { members: rest.length, shards: shard + 1, plainBytes: 0 };
  return { sealedBytes, members: rest.map((line) => decodeMember(Buffer.from(line), totals)) };
}

function isPlanned(members: readonly FolderMember[], plan: ShardPlan): boolean {
  if (members.length !== plan.members.length) return false;
  return plan.members.every((planned, index) => {
    const member = members[index];
    if (member === undefined) return false;
    const keys = ['path', 'type', 'size', 'mode', 'mtimeMs', 'offset', 'target'] as const;
    return member.shard === plan.shard && keys.every((key) => member[key] === planned[key]);
  });
}

async function isWhole(
  { path, payload }: { readonly path: string; readonly payload: PayloadKey },
  { tarBytes }: ShardPlan,
  { sealedBytes }: SealedShard,
): Promise<boolean> {
  const source = await fileSource(path);
  try {
    if (source.size !== sealedBytes) return false;
    const reader = await openSealedReader(source, payload.key, payload.aad);
    reader.close();
    return reader.size === tarBytes;
  } finally {
    await source.close();
  }
}
