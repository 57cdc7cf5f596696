import { parseBoundedJson } from '@ringwall/core';
import { SealingError } from '../errors.ts';
import { linkProblem, pathProblem } from './member-path.ts';

/** One member of a sealed folder, as its index tells. */
export interface FolderMember {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  /** Bytes of its content; 0 for all but files. */
  readonly size: number;
  readonly mode: number;
  /** Milliseconds since the Unix epoch. */
  readonly mtimeMs: number;
  /** The shard its tar member is in, counted from 0. */
  readonly shard: number;
  /** Where its content starts in that shard. */
  readonly offset: number;
  /** Of a file's content, in hexadecimal. */
  readonly sha256?: string;
  /** Where a symbolic link points. */
  readonly target?: string;
}

/** The index's first line: by it a reader sees that nothing is missing. */
export interface FolderTotals {
  readonly members: number;
  readonly shards: number;
  /** Bytes of all files' content. */
  readonly plainBytes: number;
}

/** Bounds of a sealed folder, for writing and reading. */
export const folderLimits = { members: 1_000_000, shards: 100_000, lineBytes: 32_768 } as const;

const format = 'ringwall/folder/1';
/** The first line is written last; this is how long it is, blanks at its end included. */
export const totalsBytes = 160;

export function encodeTotals(totals: FolderTotals): Uint8Array {
  return Buffer.from(`${JSON.stringify({ format, ...totals }).padEnd(totalsBytes - 1)}\n`);
}

export function encodeMember(member: FolderMember): Uint8Array {
  return Buffer.from(`${JSON.stringify(member)}\n`);
}

/** @throws SealingError sealing/folder-incomplete, sealing/folder-unsafe */
export function decodeTotals(line: Uint8Array): FolderTotals {
  const { format: found, members, shards, plainBytes } = parse(line);
  if (found !== format || !isCount(members) || !isCount(shards) || !isCount(plainBytes)) {
    throw new SealingError('sealing/folder-incomplete', 'The index does not begin with its totals.');
  }
  if (members > folderLimits.members || shards > folderLimits.shards) {
    throw unsafe(`The index tells of ${members} members in ${shards} shards, which is more than is read.`);
  }
  return { members, shards, plainBytes };
}

/**
 * A member whose path and link stay inside the folder, and whose content lies in one of the shards.
 * @throws SealingError sealing/folder-unsafe
 */
export function decodeMember(line: Uint8Array, { shards }: FolderTotals): FolderMember {
  const { path, type, size, mode, mtimeMs, shard, offset, sha256, target } = parse(line);
  if (typeof path !== 'string' || (type !== 'file' && type !== 'directory' && type !== 'symlink')) {
    throw unsafe('A line of the index names no path or no type.');
  }
  const problem = pathProblem(path);
  if (problem !== undefined) throw unsafe(`The path ${shown(path)} is refused: ${problem}.`);
  const counts = { size, mode, shard, offset };
  if (!isCount(counts.size) || !isCount(counts.mode) || !isCount(counts.shard) || !isCount(counts.offset)) {
    throw unsafe(`The index is wrong about ${shown(path)}.`);
  }
  if (counts.shard >= shards || !isCount(counts.offset + counts.size) || typeof mtimeMs !== 'number') {
    throw unsafe(`The index is wrong about where ${shown(path)} lies.`);
  }
  const member = {
    path,
    mtimeMs,
    size: counts.size,
    mode: counts.mode & 0o7777,
    shard: counts.shard,
    offset: counts.offset,
  };
  if (type === 'file') {
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
      throw unsafe(`The index has no digest of ${shown(path)}.`);
    }
    return { ...member, type, sha256 };
  }
  if (counts.size !== 0) throw unsafe(`The index gives ${shown(path)} a content.`);
  if (type === 'directory') return { ...member, type };
  if (typeof target !== 'string') throw unsafe(`The link ${shown(path)} has no target.`);
  const wrong = linkProblem(path, target);
  if (wrong !== undefined) throw unsafe(`The link ${shown(path)} is refused: ${wrong}.`);
  return { ...member, type, target };
}

/** The lines of an index, each without its line feed. @throws SealingError sealing/folder-unsafe for long ones */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      yield bytes.subarray(start, end);
      start = end + 1;
    }
    rest = bytes.slice(start);
    if (rest.length > folderLimits.lineBytes) throw unsafe('A line of the index is too long.');
  }
  if (rest.length > 0) throw new SealingError('sealing/folder-incomplete', 'The index breaks off.');
}

/** A text that a stranger chose, fit to be shown: quoted, and nothing in it acts on a terminal. */
export function shown(text: string): string {
  const quoted = JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
  // JSON escapes the control characters of ASCII and no others.
  return quoted.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}

export function unsafe(detail: string): SealingError {
  return new SealingError('sealing/folder-unsafe', detail);
}

function parse(line: Uint8Array): Readonly<Record<string, unknown>> {
  const value: unknown = parseBoundedJson(line, { maxBytes: folderLimits.lineBytes, maxDepth: 2 });
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
