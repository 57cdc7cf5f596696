import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SealingError } from '../errors.ts';
import { diskError, onDisk, systemCodeOf } from './disk-error.ts';
import { readExactly } from './read-exactly.ts';
import { partialPathOf } from './sealed-names.ts';

/** Creates an empty file that only its owner may read, in place of whatever an earlier run left at `path`. */
export async function createPrivately(path: string): Promise<FileHandle> {
  await removeIfThere(path);
  const { O_RDWR, O_CREAT, O_EXCL } = constants;
  return onDisk(path, open(path, O_RDWR | O_CREAT | O_EXCL, 0o600));
}

/** Opens for reading. @throws SealingError sealing/not-accessible, also for what is not a regular file */
export async function openToRead(path: string): Promise<FileHandle> {
  // Without O_NONBLOCK a named pipe in its place would be waited for.
  const file = await onDisk(path, open(path, constants.O_RDONLY | constants.O_NONBLOCK));
  try {
    if ((await file.stat()).isFile()) return file;
  } catch (cause) {
    await file.close();
    throw diskError(cause, path);
  }
  await file.close();
  throw new SealingError('sealing/not-accessible', `${path} is not a regular file.`);
}

/** The whole file where it is there and at most `maxBytes` long; `openWith` says which files are read at all. */
export async function readSmall(
  path: string,
  maxBytes: number,
  openWith: (path: string) => Promise<FileHandle> = openToRead,
): Promise<Uint8Array | undefined> {
  if (!(await isThere(path))) return undefined;
  const file = await openWith(path);
  try {
    const { size } = await onDisk(path, file.stat());
    if (size > maxBytes) {
      throw new SealingError('sealing/not-accessible', `${path} is over ${maxBytes} bytes.`);
    }
    return await readExactly(file, path, { offset: 0, length: size });
  } finally {
    await file.close();
  }
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return false;
    throw diskError(cause, path);
  }
}

/** @throws SealingError sealing/exists */
export async function refuseToReplace(path: string): Promise<void> {
  if (await isThere(path)) throw new SealingError('sealing/exists', `${path} exists.`);
}

export async function removeIfThere(path: string): Promise<void> {
  await onDisk(path, rm(path, { force: true }));
}

/** Writes a small file so that at any moment either the old or the new content is there, and after return the new. */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  await stageDurably(path, content);
  await moveDurably(partialPathOf(path), path);
}

/** The first half of `writeDurably`: the content lies at the partial's path and waits for its name. */
export async function stageDurably(path: string, content: Uint8Array): Promise<void> {
  const partial = partialPathOf(path);
  const file = await createPrivately(partial);
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (cause) {
    throw diskError(cause, partial);
  } finally {
    await file.close();
  }
}

/** Renames within one folder and waits until the folder itself is on disk. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await onDisk(to, rename(from, to));
  await syncFolder(dirname(to));
}

/** Waits until names created, renamed or removed in a folder are on disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await onDisk(path, open(path, constants.O_RDONLY));
  try {
    await folder.sync();
  } catch (cause) {
    // Some network file systems cannot sync a folder; there is nothing more to do on them.
    const code = systemCodeOf(cause);
    if (code !== 'EINVAL' && code !== 'ENOTSUP') throw diskError(cause, path);
  } finally {
    await folder.close();
  }
}

/** @throws SealingError sealing/exists where `path` is not the file that was opened: another run took its place */
export async function mustStillBe(file: FileHandle, path: string): Promise<void> {
  if (await isStill(file, path)) return;
  throw new SealingError('sealing/exists', `Another run is writing ${path}.`);
}

/** Whether `path`, which is there, names the file that was opened. */
export async function isStill(file: FileHandle, path: string): Promise<boolean> {
  const [ours, there] = await Promise.all([
    onDisk(path, file.stat({ bigint: true })),
    onDisk(path, lstat(path, { bigint: true })),
  ]);
  return ours.ino === there.ino && ours.dev === there.dev;
}
