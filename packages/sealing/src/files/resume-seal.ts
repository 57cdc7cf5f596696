import { continueFloe, equalConstantTime, type Identity, parseKeys, recipientsOf } from '@ringwall/core';
import type { SealedPaths } from './commit-output.ts';
import { isThere, openToRead, readSmall } from './durable-files.ts';
import { isUnchanged, mustBeUnchanged } from './file-facts.ts';
import { inspectSealed } from './inspect-sealed.ts';
import { readJournal, removeJournal } from './journal.ts';
import { readHeader } from './locate-payload.ts';
import { openOwn } from './own-file.ts';
import { asResumable, cannotResume, checkLastSegments } from './resume-check.ts';
import type { BegunSeal, SealedFile, SealSource } from './seal-file.ts';
import { filePath, maxKeysBytes, openPayloadKey } from './sealed-keys.ts';
import { partialPathOf } from './sealed-names.ts';

/**
 * What there is to tell of a seal that was interrupted after its last step but one: payload and keys are in place and
 * only the journal is left, which is removed. Undefined where the source has changed since, too.
 */
export async function finishedSeal(
  paths: SealedPaths,
  source: Pick<SealSource, 'facts'>,
): Promise<SealedFile | undefined> {
  const journal = await readJournal(paths.payload);
  if (journal?.kind !== 'seal' || (await isThere(partialPathOf(paths.payload)))) return undefined;
  if (!isUnchanged(journal.source, source.facts) || !(await isThere(paths.payload))) return undefined;
  const file = await openToRead(paths.payload);
  try {
    if (!equalConstantTime(await readHeader(file, paths.payload), journal.header)) return undefined;
  } finally {
    await file.close();
  }
  const facts = await inspectSealed(paths.payload, paths.keys);
  await removeJournal(paths.payload);
  const { id, version, plainBytes, sealedBytes, recipients } = facts;
  return {
    sealedPath: paths.payload,
    keysPath: paths.keys,
    id,
    version,
    plainBytes,
    sealedBytes,
    resumedBytes: plainBytes,
    recipients,
  };
}

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
    (await readSmall(partialPathOf(paths.keys), maxKeysBytes, openOwn)) ??
    (await readSmall(paths.keys, maxKeysBytes, openOwn));
  if (keys === undefined) throw cannotResume('Its keys are gone');
  const document = await asResumable('Its keys cannot be read', () => parseKeys(keys));
  const payload = await asResumable('Its keys do not open', () =>
    openPayloadKey(document, identities, filePath),
  );
  const partial = await openOwn(path);
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
