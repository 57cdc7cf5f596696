import * as fs from 'node:fs';
import { mkdir, readdir, rename, rm, statfs, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** An open file; positions are bytes from its start. */
export interface LedgerFile {
  /** Bytes read, which may be fewer than asked for; 0 at the end. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** Bytes written, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  datasync(): Promise<void>;
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/** `update`: must exist; `create`: must not; `replace`: emptied or created. */
export type OpenMode = 'read' | 'update' | 'create' | 'replace';

/** All the ledger asks of a file system, so that tests can put a failing one in its place. */
export interface Files {
  open(path: string, mode: OpenMode): Promise<LedgerFile>;
  /**
   * Creates the directory and its parents for the owner alone; durable when resolved, unless `durable` is false for
   * what may be gone after a power loss.
   */
  makeDirectory(path: string, options?: { readonly durable: boolean }): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  rename(from: string, to: string): Promise<void>;
  /** Takes a file away, which must exist; after a power loss it may be back. */
  unlink(path: string): Promise<void>;
  /** Takes a directory and everything in it away, if it is there; after a power loss it may be back. */
  removeDirectory(path: string): Promise<void>;
  /** Makes names created or changed in the directory durable. */
  syncDirectory(path: string): Promise<void>;
  /** Bytes this process may still fill on the file system of the path. A layer that cannot tell leaves it out. */
  freeBytes?(path: string): Promise<number>;
}

const flags = { read: 'r', update: 'r+', create: 'wx+', replace: 'w' } as const;

/** The real file system. Files are 0600, directories 0700. */
export const nodeFiles: Files = {
  open: (path, mode) =>
    settle<number>((done) => fs.open(path, flags[mode], 0o600, done)).then((descriptor) =>
      openFile(descriptor),
    ),
  makeDirectory: async (path, options = { durable: true }) => {
    const created = await mkdir(path, { recursive: true, mode: 0o700 });
    if (created === undefined || !options.durable) return;
    // Each new directory is a name in the one above it.
    for (let made = resolve(path); ; made = dirname(made)) {
      await nodeFiles.syncDirectory(dirname(made));
      if (made === resolve(created) || made === dirname(made)) return;
    }
  },
  list: (path) => readdir(path),
  rename: (from, to) => rename(from, to),
  unlink: (path) => unlink(path),
  removeDirectory: (path) => rm(path, { recursive: true, force: true }),
  syncDirectory: async (path) => {
    // Windows cannot open a directory; NTFS journals names by itself.
    if (process.platform === 'win32') return;
    const directory = openFile(await settle<number>((done) => fs.open(path, 'r', done)));
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  },
  freeBytes: async (path) => {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};

// The callback functions of node:fs: a FileHandle costs several times as much for each operation.
function openFile(descriptor: number): LedgerFile {
  let open = true;
  // The system gives a closed file's number to the next one opened: a late write must not land in that one.
  const number = (): number => {
    if (!open) throw new Error('The file is closed.');
    return descriptor;
  };
  return {
    read: (target, position) =>
      settle((done) =>
        fs.read(number(), target, 0, target.length, position, (error, count) => done(error, count)),
      ),
    write: (bytes, position) =>
      settle((done) =>
        fs.write(number(), bytes, 0, bytes.length, position, (error, count) => done(error, count)),
      ),
    datasync: () => settleVoid((done) => fs.fdatasync(number(), done)),
    sync: () => settleVoid((done) => fs.fsync(number(), done)),
    truncate: (size) => settleVoid((done) => fs.ftruncate(number(), size, done)),
    size: async () => (await settle<fs.Stats>((done) => fs.fstat(number(), done))).size,
    close: () =>
      settleVoid((done) => {
        const closing = number();
        open = false;
        fs.close(closing, done);
      }),
  };
}

function settle<Value>(start: (done: (error: Error | null, value: Value) => void) => void): Promise<Value> {
  return new Promise((fulfil, reject) =>
    start((error, value) => (error === null ? fulfil(value) : reject(error))),
  );
}

function settleVoid(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((fulfil, reject) => start((error) => (error ? reject(error) : fulfil())));
}

/** Writes every byte. @throws what the file throws, or an Error when it takes no more. */
export async function writeAll(file: LedgerFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const count = await file.write(done === 0 ? bytes : bytes.subarray(done), position + done);
    if (count === 0) throw new Error('The file takes no more bytes.');
    done += count;
  }
}

/** Reads until `target` is full or the file ends; the bytes read. */
export async function readFully(file: LedgerFile, target: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < target.length) {
    const count = await file.read(target.subarray(done), position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** The content of a small file, at most `maxBytes` of it; undefined when there is none. */
export async function readSmallFile(
  files: Files,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const file = await openIfPresent(files, path, 'read');
  if (file === undefined) return undefined;
  try {
    const content = new Uint8Array(Math.min(await file.size(), maxBytes));
    return content.subarray(0, await readFully(file, content, 0));
  } finally {
    await file.close();
  }
}

/** Opens a file, or gives undefined when its name does not exist. */
export async function openIfPresent(
  files: Files,
  path: string,
  mode: 'read' | 'update',
): Promise<LedgerFile | undefined> {
  try {
    return await files.open(path, mode);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The names in a directory; none where it does not exist. */
export async function listIfPresent(files: Files, path: string): Promise<readonly string[]> {
  try {
    return await files.list(path);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Puts the content at `directory/name` so that a crash leaves the old content or the new one, durable when resolved. */
export async function writeAtomically(
  files: Files,
  directory: string,
  name: string,
  content: Uint8Array,
): Promise<void> {
  const temporary = `${directory}/${name}.tmp`;
  const file = await files.open(temporary, 'replace');
  try {
    await writeAll(file, content, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(temporary, `${directory}/${name}`);
  await files.syncDirectory(directory);
}
