import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { onDisk } from '../files/disk-error.ts';
import { isThere, moveDurably, refuseToReplace, syncFolder } from '../files/durable-files.ts';

/**
 * Gives a whole folder its name. One that is replaced is first put aside as `.name.replaced`, because no system can
 * exchange two folders everywhere; interrupted between the two renames, the old one lies there.
 * @throws SealingError sealing/exists
 */
export async function moveFolderIntoPlace(from: string, to: string, replace: boolean): Promise<void> {
  if (!replace || !(await isThere(to))) {
    await refuseToReplace(to);
    return moveDurably(from, to);
  }
  const aside = join(dirname(to), `.${basename(to)}.replaced`);
  await removeTree(aside);
  await onDisk(to, rename(to, aside));
  await moveDurably(from, to);
  await removeTree(aside);
  await syncFolder(dirname(to));
}

/** Removes a folder or file with all that is in it, if it is there. */
export async function removeTree(path: string): Promise<void> {
  await onDisk(path, rm(path, { recursive: true, force: true }));
}
