import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { randomBytes, sha256Hex, sha256Stream } from '@ringwall/core';
import { AppError } from '../errors.ts';
import { moveIntoPlace, syncFolder } from './durable-files.ts';
import { type BackupHeader, headerFile, listFile, listLine } from './header.ts';
import { listedFiles, pathsOf } from './read-backup.ts';

/**
 * Writes files into a folder beside the one they shall be in, and moves the whole there at the end: a backup is
 * complete or not there. Files are the owner's alone.
 */
export class BackupWriter implements AsyncDisposable {
  readonly #target: string;
  readonly #folder: string;
  readonly #list: FileHandle;
  readonly #listDigest = sha256Stream();
  /** Those there are, or will be when they resolve. */
  readonly #directories = new Map<string, Promise<unknown>>();
  /** Lines of the list are written one after the other; after one that could not be, none is. */
  #lines: Promise<void> = Promise.resolve();
  #files = 0;
  #bytes = 0;
  #done = false;

  private constructor(target: string, folder: string, list: FileHandle) {
    this.#target = target;
    this.#folder = folder;
    this.#list = list;
    this.#directories.set(folder, Promise.resolve());
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

  /** Writes one file of the backup; several may be under way. */
  async put(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const file = join(this.#folder, path);
    await this.#makeDirectory(dirname(file));
    const digest = sha256Stream();
    const handle = await open(file, 'wx', 0o600);
    try {
      for await (const piece of content) {
        digest.update(piece);
        await handle.writeFile(piece);
        this.#bytes += piece.length;
      }
    } catch (error) {
      await rm(file);
      throw error;
    } finally {
      await handle.close();
    }
    const line = `${listLine({ sha256: digest.finish(), path })}\n`;
    this.#lines = this.#lines.then(async () => {
      await this.#list.writeFile(line);
      this.#listDigest.update(Buffer.from(line));
      this.#files++;
    });
    await this.#lines;
  }

  /** Makes all of it durable and moves it where it shall be. Gives the header's SHA-256. */
  async finish(
    about: Omit<BackupHeader, 'format' | 'files' | 'bytes' | 'list'>,
  ): Promise<{ readonly header: BackupHeader; readonly digest: string }> {
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
    const files = pathsOf(listedFiles(this.#folder, header));
    await syncFolder(this.#folder, { files, directories: this.#directories.keys() });
    await moveIntoPlace(this.#folder, this.#target);
    this.#done = true;
    return { header, digest: sha256Hex(content) };
  }

  /** Takes away what was not finished. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#list.close();
    if (!this.#done) await rm(this.#folder, { recursive: true, force: true });
  }

  #makeDirectory(directory: string): Promise<unknown> {
    const made =
      this.#directories.get(directory) ??
      this.#makeDirectory(dirname(directory)).then(() => mkdir(directory, { mode: 0o700 }));
    this.#directories.set(directory, made);
    return made;
  }
}

/** @throws AppError app/not-empty where something is that is not an empty folder */
export async function refuseNotEmpty(place: string): Promise<void> {
  const names = await readdir(place).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new AppError('app/not-empty', `${place} is not a folder that can be used.`, { cause: error });
  });
  if (names.length > 0) throw new AppError('app/not-empty', `There is something in ${place} already.`);
}
