import { parseBoundedJson } from '@ringwall/core';
import { readSmall, removeIfThere, writeDurably } from './durable-files.ts';
import type { FileFacts } from './file-facts.ts';
import { openOwn } from './own-file.ts';
import { journalPathOf, partialPathOf } from './sealed-names.ts';

/**
 * How far an interrupted run came. It holds nothing secret: the header of the payload, what the source looked like,
 * and how many segments from the start are on disk for certain.
 */
export interface Journal {
  readonly kind: 'seal' | 'open' | 'rekey';
  /** Of the payload being written, or for `open` of the one being read. */
  readonly header: Uint8Array;
  readonly source: FileFacts;
  readonly segments: number;
}

const format = 'ringwall/journal/1';
const maxBytes = 16_384;

/** Replaces the journal of `target` so that a power cut leaves the old or the new one. */
export function writeJournal(target: string, journal: Journal): Promise<void> {
  const { kind, header, source, segments } = journal;
  const text = JSON.stringify({
    format,
    kind,
    header: Buffer.from(header).toString('hex'),
    source,
    segments,
  });
  return writeDurably(journalPathOf(target), Buffer.from(text));
}

/**
 * The journal beside `target`; undefined where there is none, or none that this version understands.
 * @throws SealingError sealing/cannot-resume for one that this user did not leave
 */
export async function readJournal(target: string): Promise<Journal | undefined> {
  const bytes = await readSmall(journalPathOf(target), maxBytes, openOwn);
  if (bytes === undefined) return undefined;
  try {
    return journalOf(parseBoundedJson(bytes, { maxBytes, maxDepth: 3 }));
  } catch {
    return undefined;
  }
}

/** Removes the journal, and what an interrupted write of it left. */
export async function removeJournal(target: string): Promise<void> {
  const path = journalPathOf(target);
  await removeIfThere(path);
  await removeIfThere(partialPathOf(path));
}

function journalOf(value: unknown): Journal | undefined {
  const { format: found, kind, header, source, segments } = members(value);
  const { device, inode, sizeBytes, modifiedNs } = members(source);
  if (found !== format || (kind !== 'seal' && kind !== 'open' && kind !== 'rekey')) return undefined;
  if (typeof header !== 'string' || !isCount(segments) || !isCount(sizeBytes)) return undefined;
  if (typeof device !== 'string' || typeof inode !== 'string' || typeof modifiedNs !== 'string')
    return undefined;
  return {
    kind,
    header: Uint8Array.from(Buffer.from(header, 'hex')),
    source: { device, inode, sizeBytes, modifiedNs },
    segments,
  };
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
