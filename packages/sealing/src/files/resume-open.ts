import type { FileHandle } from 'node:fs/promises';
import { equalConstantTime, floeLayout } from '@ringwall/core';
import { isThere } from './durable-files.ts';
import { type FileFacts, mustBeUnchanged } from './file-facts.ts';
import { readJournal } from './journal.ts';
import type { LocatedPayload } from './locate-payload.ts';
import { openOwn } from './own-file.ts';
import { cannotResume, checkLastSegments } from './resume-check.ts';
import type { PayloadKey } from './sealed-keys.ts';
import { partialPathOf } from './sealed-names.ts';

/**
 * What an interrupted run left that was opening the same payload to the same target; undefined where nothing is left.
 * @throws SealingError sealing/source-changed, sealing/cannot-resume
 */
export async function resumeOpen(
  target: string,
  { file, path, header, segmentBytes }: LocatedPayload,
  facts: FileFacts,
  payload: PayloadKey,
): Promise<{ readonly partial: FileHandle; readonly firstSegment: number } | undefined> {
  const journal = await readJournal(target);
  const partialPath = partialPathOf(target);
  if (journal?.kind !== 'open' || !(await isThere(partialPath))) return undefined;
  if (!equalConstantTime(journal.header, header)) throw cannotResume('It was opening another payload');
  mustBeUnchanged(journal.source, facts, path);
  const layout = floeLayout(segmentBytes);
  const all = Math.ceil((facts.sizeBytes - layout.headerBytes) / segmentBytes);
  const partial = await openOwn(partialPath);
  try {
    await checkLastSegments(
      layout,
      { done: journal.segments, all },
      { file, path, bytes: facts.sizeBytes, sealed: { header, payload } },
      { file: partial, path: partialPath, bytes: layout.plainSize(facts.sizeBytes) },
    );
    return { partial, firstSegment: journal.segments };
  } catch (error) {
    await partial.close();
    throw error;
  }
}
