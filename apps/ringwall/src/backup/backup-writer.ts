import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { randomBytes, sha256Hex, sha256Stream } from '@ringwall/core';
import { AppError } from '../errors.ts';
import { type BackupHeader, headerFile, listFile, listLine } from './header.ts';

/** Syncs that run beside the writing of what follows. */
const maxSyncs = 8;

/**
 * Writes files into a folder beside the one they shall be in, and moves the whole there at the end: a backup is
 * complete or not there. Files are the owner's alone.
 */
export class BackupWriter implements AsyncDisposable {
  readonly #target: string;
  readonly #folder: string;
  readonly #list: FileHandle;
  readonly #listDigest = sha256Stream();
  readonly #directories = new Set<string>();
  readonly #syncs = new Set<Promise<void>>();
  #failure: unknown;
  #files = 0;
  #bytes = 0;
  #done = false;

  private constructor(target: string, folder: string, list: FileHandle) {
    this.#target = target;
    this.#folder = folder;
    this.#list = list;
    this.#directories.add(folder);
  }

  /** @throws AppError app/not-empty, app/path-missing */
  static async begin(target: string): Promise<BackupWriter> {
    const place = resolve(target);
    await refuseNotEmpty(place);
    const folder = `${place}.unfinished-${Buffer.from(randomBytes(6)).toString('hex')}`;
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (cause) {
      throw new AppError('app/path-missing', `Nothing can be written beside ${place}.`, { cause });
    }
    return new BackupWriter(place, folder, await open(join(folder, listFile), 'wx', 0o600));
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes one file of the backup. */
  async put(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const file = join(this.#folder, path);
    await this.#makeDirectories(dirname(file));
    const digest = sha256Stream();
    const handle = await open(file, 'wx', 0o600);
    try {
      for await (const piece of content) {
        digest.update(piece);
        await handle.writeFile(piece);
        this.#bytes += piece.length;
      }
    } catch (error) {
      await handle.close();
      await rm(file);
      throw error;
    }
    await this.#syncBeside(handle);
    const line = `${listLine({ sha256: digest.finish(), path })}\n`;
    this.#listDigest.update(Buffer.from(line));
    await this.#list.writeFile(line);
    this.#files++;
  }

  /** Makes all of it durable and moves it where it shall be. Gives the header's SHA-256. */
  async finish(
    about: Omit<BackupHeader, 'format' | 'files' | 'bytes' | 'list'>,
  ): Promise<{ readonly header: BackupHeader; readonly digest: string }> {
    await Promise.all(this.#syncs);
    if (this.#failure !== undefined) throw this.#failure;
    await this.#list.sync();
    const list = this.#listDigest.finish();
    const header = {
      ...{ format: 'ringwall/backup/1' as const, ...about },
      ...{ files: this.#files, bytes: this.#bytes, list },
    };
    const content = Buffer.from(`${JSON.stringify(header, undefined, 2)}\n`);
    const handle = await open(join(this.#folder, headerFile), 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    for (const directory of this.#directories) await syncDirectory(directory);
    await this.#moveIntoPlace();
    return { header, digest: sha256Hex(content) };
  }

  /** Takes away what was not finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#syncs);
    await this.#list.close();
    if (!this.#done) await rm(this.#folder, { recursive: true, force: true });
  }

  async #moveIntoPlace(): Promise<void> {
    await moveIntoPlace(this.#folder, this.#target);
    this.#done = true;
  }

  async #makeDirectories(directory: string): Promise<void> {
    if (this.#directories.has(directory)) return;
    await this.#makeDirectories(dirname(directory));
    await mkdir(directory, { mode: 0o700 });
    this.#directories.add(directory);
  }

  async #syncBeside(handle: FileHandle): Promise<void> {
    while (this.#syncs.size >= maxSyncs) await Promise.race(this.#syncs);
    const syncing = handle
      .sync()
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => handle.close())
      .finally(() => this.#syncs.delete(syncing));
    this.#syncs.add(syncing);
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** Moves a finished folder to a place where nothing or an empty folder is; durable when resolved. */
export async function moveIntoPlace(folder: string, target: string): Promise<void> {
  await rmdir(target).catch(() => undefined);
  await rename(folder, target);
  await syncDirectory(dirname(target));
}

/** @throws AppError app/not-empty where something is that is not an empty folder */
export async function refuseNotEmpty(place: string): Promise<void> {
  const names = await readdir(place).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new AppError('app/not-empty', `${place} is not a folder that can be used.`, { cause: error });
  });
  if (names.length > 0) throw new AppError('app/not-empty', `There is something in ${place} already.`);
}

/** Makes the names in a directory durable. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
