import { constants } from 'node:fs';
import { link, mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomBytes } from '@ringwall/core';
import { SealingError } from '../../errors.ts';
import { diskError, onDisk, systemCodeOf } from '../../files/disk-error.ts';
import { syncFolder } from '../../files/durable-files.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR, O_WRONLY } = constants;

// Windows has no mode bits, no O_NOFOLLOW, and opens no folder; there the folder's access list must do it.
const posix = process.platform !== 'win32';
const noFollow = posix ? O_NOFOLLOW : 0;

/** Marks what a killed process may have left; such a file is never read. */
const temporary = '.tmp';

/**
 * Makes a folder for the owner alone, durable when resolved, or takes one that is.
 * @throws SealingError sealing/keys-exposed, sealing/not-accessible
 */
export async function privateFolder(path: string): Promise<void> {
  const created = await onDisk(path, mkdir(path, { recursive: true, mode: 0o700 }));
  if (created !== undefined) await syncNames(dirname(created));
  await onDisk(path, stat(path)).then(({ mode }) => refuseExposed(path, mode));
}

/**
 * The content of a file that only its owner may read; undefined where there is none.
 * @throws SealingError sealing/keys-exposed, sealing/not-accessible, also for a link and a file over `maxBytes`
 */
export async function readPrivate(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = await opened(path, O_RDONLY);
  if (file === undefined) return undefined;
  try {
    const { size, mode } = await file.stat();
    refuseExposed(path, mode);
    if (size > maxBytes)
      throw new SealingError('sealing/not-accessible', `${path} is over ${maxBytes} bytes.`);
    return await file.readFile();
  } catch (cause) {
    throw diskError(cause, path);
  } finally {
    await file.close();
  }
}

/** Writes a new file (0600), durable when resolved. A killed process may leave a part of it. */
export async function writePrivate(path: string, content: Uint8Array): Promise<void> {
  const file = await onDisk(path, open(path, O_WRONLY | O_CREAT | O_EXCL | noFollow, 0o600));
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (cause) {
    throw diskError(cause, path);
  } finally {
    await file.close();
  }
  await syncNames(dirname(path));
}

/**
 * Puts a whole file at `path`, unless there is one: then false, and nothing changed. Of several processes that try,
 * one gets true. Durable when resolved; a process killed at any moment leaves the whole file or none.
 */
export async function placePrivate(path: string, content: Uint8Array): Promise<boolean> {
  const aside = `${path}.${Buffer.from(randomBytes(8)).toString('hex')}${temporary}`;
  await writePrivate(aside, content);
  try {
    // Unlike rename, link refuses a name that is taken: this is the moment that decides between two processes.
    await link(aside, path);
  } catch (cause) {
    const code = systemCodeOf(cause);
    // ENOENT: another process tidied the folder up, which it does after it placed a file of its own.
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    throw diskError(cause, path);
  } finally {
    await unlink(aside).catch(() => undefined);
  }
  await syncNames(dirname(path));
  return true;
}

/**
 * Overwrites a file with zeros and removes it; nothing happens where there is none. What a file system keeps of
 * earlier states (snapshots, copy on write, wear levelling, backups) is beyond its reach.
 */
export async function erasePrivate(path: string): Promise<void> {
  const file = await opened(path, O_RDWR);
  if (file === undefined) return;
  try {
    const { size } = await file.stat();
    await file.write(new Uint8Array(size), 0, size, 0);
    await file.sync();
    await unlink(path);
  } catch (cause) {
    if (systemCodeOf(cause) !== 'ENOENT') throw diskError(cause, path);
  } finally {
    await file.close();
  }
  await syncNames(dirname(path));
}

/** The names in a folder; none where there is no folder. */
export async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return [];
    throw diskError(cause, path);
  }
}

/**
 * Removes what killed processes left unfinished in a folder. It is not overwritten: a process that is still at work
 * may be giving it its name this moment; should it come too late for that, it is told that it lost and tries again.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (name.endsWith(temporary)) await unlink(join(folder, name)).catch(() => undefined);
  }
}

async function opened(path: string, flags: number) {
  try {
    return await open(path, flags | noFollow);
  } catch (cause) {
    if (systemCodeOf(cause) === 'ENOENT') return undefined;
    throw diskError(cause, path);
  }
}

async function syncNames(folder: string): Promise<void> {
  if (posix) await syncFolder(folder);
}

function refuseExposed(path: string, mode: number): void {
  if (posix && (mode & 0o077) !== 0) {
    throw new SealingError(
      'sealing/keys-exposed',
      `${path} may be read or changed by others than its owner.`,
    );
  }
}
