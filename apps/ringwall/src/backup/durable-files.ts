import { execFile } from 'node:child_process';
import { open, rename, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inParallel } from './in-parallel.ts';

const run = promisify(execFile);
const atOnce = 4;

/**
 * Makes a folder that was written durable: its files, given by their paths in it, and its directories. On Linux the
 * whole file system is asked to, once, by the program `sync` (Node has no call for it): a device that answers each sync
 * of a file after 3 ms takes a second for 300 small files, and hardly longer than one sync for all of them together.
 * Elsewhere, and where that program is missing or refuses, each is synced by itself.
 */
export async function syncFolder(
  folder: string,
  content: { readonly files: AsyncIterable<string>; readonly directories: Iterable<string> },
): Promise<void> {
  if (process.platform === 'linux' && (await syncFileSystem(folder))) return;
  await inParallel(content.files, atOnce, (path) => syncOne(join(folder, path)));
  for (const directory of content.directories) await syncDirectory(directory);
}

/** False where it did not come about. */
async function syncFileSystem(folder: string): Promise<boolean> {
  try {
    await run('sync', ['-f', folder]);
    return true;
  } catch {
    return false;
  }
}

/** Makes the names in a directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform !== 'win32') await syncOne(directory);
}

/** Moves a finished folder to a place where nothing or an empty folder is; durable when resolved. */
export async function moveIntoPlace(folder: string, target: string): Promise<void> {
  await rmdir(target).catch(() => undefined);
  await rename(folder, target);
  await syncDirectory(dirname(target));
}

async function syncOne(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
