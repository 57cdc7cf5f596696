import { existsSync } from 'node:fs';
import { chmod, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError, systemErrorCode } from './errors.ts';

/**
 * Makes `directory` ready and returns the database file in it, 0600 from its first byte. A directory that is
 * made here or found empty is closed to others (0700); one already in use keeps what its owner decided.
 * @throws StoreError store/not-writable
 */
export async function prepareDataDirectory(directory: string): Promise<string> {
  const file = join(directory, 'ringwall.db');
  try {
    await makeDirectories(directory);
    if ((await readdir(directory)).length === 0) await chmod(directory, 0o700);
    await createPrivate(file, directory);
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === undefined || cause instanceof StoreError) throw cause;
    throw new StoreError('store/not-writable', `The data directory ${directory} cannot be used: ${code}.`, {
      cause,
    });
  }
  return file;
}

/**
 * Makes a directory and its parents. Not by mkdir's own `recursive`, which never comes back where a parent exists
 * and the file system makes nothing in it (/proc, some network mounts).
 */
async function makeDirectories(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST') return;
    const parent = dirname(directory);
    if (code !== 'ENOENT' || parent === directory || existsSync(parent)) throw error;
    await makeDirectories(parent);
    await mkdir(directory, { mode: 0o700 });
  }
}

/**
 * SQLite gives its log the mode of the database file, so the file is made before SQLite would make it. One that
 * exists is never opened here: closing it again would drop the lock SQLite may hold on it in this process.
 */
async function createPrivate(file: string, directory: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.close();
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
    if (!(await stat(file)).isFile()) {
      throw new StoreError('store/not-writable', `${file} is in the way: it is not a file.`);
    }
    await chmod(file, 0o600);
    return;
  }
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
