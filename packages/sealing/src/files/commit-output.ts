import { link, lstat, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError, onDisk, systemCodeOf } from './disk-error.ts';
import { isThere, moveDurably, removeIfThere, syncFolder } from './durable-files.ts';
import { removeJournal } from './journal.ts';
import { partialPathOf, replacementPathOf } from './sealed-names.ts';

/** Where two files that belong together go. */
export interface SealedPaths {
  readonly payload: string;
  readonly keys: string;
}

/**
 * Gives a whole payload and its keys their names, both lying synced at their partials' paths. Keys go first, so that
 * no payload is ever there without them. Where a payload is replaced it waits under a third name: between the two
 * renames the old payload does not fit the new keys, and readers then look there.
 * @throws SealingError sealing/exists where something is in the way and `replace` was not asked for
 */
export async function commitSealed(paths: SealedPaths, replace: boolean): Promise<void> {
  let staged = partialPathOf(paths.payload);
  if (replace && (await isThere(paths.payload))) {
    const waiting = replacementPathOf(paths.payload);
    await moveDurably(staged, waiting);
    staged = waiting;
  }
  const keysStaged = partialPathOf(paths.keys);
  // After an interruption the keys may be in place already.
  if (await isThere(keysStaged)) await moveIntoPlace(keysStaged, paths.keys, replace);
  await moveIntoPlace(staged, paths.payload, replace);
  await removeJournal(paths.payload);
}

/** Renames durably; without `replace` something that appeared at `to` in the meantime stays. */
export async function moveIntoPlace(from: string, to: string, replace: boolean): Promise<void> {
  if (replace) return moveDurably(from, to);
  try {
    await link(from, to);
  } catch (cause) {
    if (systemCodeOf(cause) !== 'EEXIST') {
      // Not every file system has hard links; a rename then does all but win the race.
      await onDisk(to, rename(from, to));
    } else if (!(await isSameFile(from, to))) {
      throw diskError(cause, to);
    }
  }
  await syncFolder(dirname(to));
  await removeIfThere(from);
}

/** A run that was interrupted between giving the new name and taking the old one away left both. */
async function isSameFile(from: string, to: string): Promise<boolean> {
  const [a, b] = await Promise.all([
    onDisk(from, lstat(from, { bigint: true })),
    onDisk(to, lstat(to, { bigint: true })),
  ]);
  return a.ino === b.ino && a.dev === b.dev;
}

/** Removes what an attempt left that is not worth keeping. */
export async function discardSealed(paths: SealedPaths): Promise<void> {
  await removeIfThere(partialPathOf(paths.payload));
  await removeIfThere(partialPathOf(paths.keys));
  await removeJournal(paths.payload);
}
