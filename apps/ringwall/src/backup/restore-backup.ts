import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { randomBytes, sha256Stream } from '@ringwall/core';
import { AppError } from '../errors.ts';
import { refuseNotEmpty } from './backup-writer.ts';
import { type BackupReport, type CheckOptions, checkContent } from './check-backup.ts';
import { moveIntoPlace, syncFolder } from './durable-files.ts';
import type { BackupHeader, ListedFile } from './header.ts';
import { inParallel } from './in-parallel.ts';
import { listedFiles, pathsOf, readHeader } from './read-backup.ts';
import { writeRestoredMark } from './restored-mark.ts';

const pieceBytes = 1 << 20;
/** Files that are copied at a time. */
const atOnce = 8;

/**
 * Makes a data directory from a backup: copied and checked beside the place, then moved there whole. Whatever is wrong
 * with the backup, and wherever this ends, nothing is at the place. The directory says of itself that it was restored,
 * so that a log which is not known to be complete does not go on as if it were.
 * @throws AppError app/not-empty, app/backup-invalid, app/path-missing; the signal's reason
 */
export async function restoreBackup(
  directory: string,
  options: CheckOptions & {
    /** The data directory to be: not there, or empty. */
    readonly target: string;
    /** Folder with the server's keys, for a backup that has none. */
    readonly keys?: string | undefined;
  },
): Promise<BackupReport> {
  const header = await readHeader(directory);
  const target = resolve(options.target);
  await refuseNotEmpty(target);
  if (header.withKeys && options.keys !== undefined)
    throw new AppError('app/usage', 'The backup has keys of its own: leave --keys out.');
  const folder = `${target}.restoring-${Buffer.from(randomBytes(6)).toString('hex')}`;
  const made = new Set<string>();
  try {
    await makeDirectory(folder, made).catch((cause: unknown) => {
      throw new AppError('app/path-missing', `Nothing can be written beside ${target}.`, { cause });
    });
    let doneBytes = 0;
    const files = withDirectories(listedFiles(directory, header), folder, made);
    await inParallel(files, atOnce, async ({ path, sha256 }) => {
      options.signal?.throwIfAborted();
      const found = await copy(join(directory, path), join(folder, path), (bytes) => {
        doneBytes += bytes;
        options.onProgress?.(doneBytes, header.bytes);
      });
      if (found !== sha256) throw new AppError('app/backup-invalid', `${path} is not what was written.`);
    });
    if (options.keys !== undefined) await copyKeys(options.keys, join(folder, 'keys'), made);
    const { faults, log } = await checkContent(folder, header, options);
    const report = { ok: faults.length === 0 && log.ok, header, faults, log };
    if (report.ok) {
      await writeRestoredMark(folder, header);
      await syncFolder(folder, { files: filesOf(directory, folder, header), directories: made });
      await moveIntoPlace(folder, target);
    }
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same files, each once the directory is there that it shall be in. */
async function* withDirectories(
  files: AsyncIterable<ListedFile>,
  folder: string,
  made: Set<string>,
): AsyncGenerator<ListedFile> {
  for await (const file of files) {
    await makeDirectory(dirname(join(folder, file.path)), made);
    yield file;
  }
}

/** Copies a file, for the owner alone; gives its SHA-256, or undefined where it cannot be read. */
async function copy(from: string, to: string, onBytes: (bytes: number) => void): Promise<string | undefined> {
  const digest = sha256Stream();
  const handle = await open(to, 'wx', 0o600);
  try {
    await pipeline(
      createReadStream(from, { highWaterMark: pieceBytes }),
      async (pieces: AsyncIterable<Uint8Array>) => {
        for await (const piece of pieces) {
          digest.update(piece);
          await handle.writeFile(piece);
          onBytes(piece.length);
        }
      },
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  } finally {
    await handle.close();
  }
  return digest.finish();
}

async function copyKeys(from: string, to: string, made: Set<string>): Promise<void> {
  const names = await readdir(from).catch((cause: unknown) => {
    throw new AppError('app/path-missing', `${from} cannot be read.`, { cause });
  });
  await makeDirectory(to, made);
  for (const name of names.filter((each) => !each.endsWith('.tmp')))
    await copy(join(from, name), join(to, name), () => undefined);
}

/** What was restored into `folder`; keys may have come from elsewhere. */
async function* filesOf(backup: string, folder: string, header: BackupHeader): AsyncGenerator<string> {
  yield* pathsOf(listedFiles(backup, header));
  if (header.withKeys) return;
  for (const name of await readdir(join(folder, 'keys')).catch(() => [])) yield `keys/${name}`;
}

async function makeDirectory(directory: string, made: Set<string>): Promise<void> {
  if (made.has(directory)) return;
  if (made.size > 0) await makeDirectory(dirname(directory), made);
  await mkdir(directory, { mode: 0o700 });
  made.add(directory);
}
