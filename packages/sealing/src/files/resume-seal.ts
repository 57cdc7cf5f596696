import { open } from 'node:fs/promises';
import { continueFloe, type Identity, parseKeys, recipientsOf } from '@ringwall/core';
import type { SealedPaths } from './commit-output.ts';
import { onDisk } from './disk-error.ts';
import { isThere, readSmall } from './durable-files.ts';
import { mustBeUnchanged } from './file-facts.ts';
import { readJournal } from './journal.ts';
import { asResumable, cannotResume, checkLastSegments } from './resume-check.ts';
import type { BegunSeal, SealSource } from './seal-file.ts';
import { filePath, maxKeysBytes, openPayloadKey } from './sealed-keys.ts';
import { partialPathOf } from './sealed-names.ts';

/**
 * What an interrupted seal of the same source left, ready to go on; undefined where nothing is left. The last
 * segments that should be on disk are opened and compared with the source first.
 * @throws SealingError sealing/source-changed; sealing/cannot-resume, also where no identity opens the keys of that
 * run: whoever can seal but not open has to start over
 */
export async function resumeSeal(
  paths: SealedPaths,
  source: SealSource,
  identities: readonly Identity[],
): Promise<BegunSeal | undefined> {
  const journal = await readJournal(paths.payload);
  const path = partialPathOf(paths.payload);
  if (journal?.kind !== 'seal' || !(await isThere(path))) return undefined;
  const { header, segments } = journal;
  mustBeUnchanged(journal.source, source.facts, source.path);
  const keys =
    (await readSmall(partialPathOf(paths.keys), maxKeysBytes)) ?? (await readSmall(paths.keys, maxKeysBytes));
  if (keys === undefined) throw cannotResume('Its keys are gone');
  const document = await asResumable('Its keys cannot be read', () => parseKeys(keys));
  const payload = await asResumable('Its keys do not open', () =>
    openPayloadKey(document, identities, filePath),
  );
  const partial = await onDisk(path, open(path, 'r+'));
  try {
    const sealer = await asResumable('Its keys do not fit', () =>
      continueFloe(payload.key, payload.aad, header),
    );
    sealer.close();
    const { layout } = sealer;
    const plainBytes = source.facts.sizeBytes;
    await checkLastSegments(
      layout,
      { done: segments, all: layout.segmentCount(plainBytes) },
      { file: source.file, path: source.path, bytes: plainBytes },
      { file: partial, path, bytes: layout.sealedSize(plainBytes), sealed: { header, payload } },
    );
    const { id, version } = document;
    const { segmentBytes } = layout;
    const recipients = recipientsOf(document);
    return { partial, header, segmentBytes, payload, firstSegment: segments, id, version, recipients };
  } catch (error) {
    payload.key.fill(0);
    await partial.close();
    throw error;
  }
}
