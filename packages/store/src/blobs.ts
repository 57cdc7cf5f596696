import { mkdir, open, readFile, rename, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomBytes, sha256Hex } from '@ringwall/core';
import { StoreError, systemErrorCode } from './errors.ts';

/**
 * Immutable bytes, found by what they are: the address is the SHA-256 of the bytes in lower-case hexadecimal.
 * Only ciphertext belongs here. One blob is at `blobs/ab/<rest of the address>`, or at `blobs/<folder>/<address>`
 * where it was put into a folder: what shall go together one day is put into one.
 */
export interface Blobs {
  /** Resolves with the address once the bytes would survive a power cut. Putting the same again changes nothing. */
  put(bytes: Uint8Array, options?: BlobPlace): Promise<string>;
  /** The bytes, checked against their address; undefined when there are none. @throws StoreError store/blob-damaged */
  get(address: string, options?: BlobPlace): Promise<Uint8Array | undefined>;
  /** Removes the bytes for good; removing what is not there is no error. */
  delete(address: string, options?: BlobPlace): Promise<void>;
  /** Removes a folder with all that was put into it, for good. No put into it may be under way. */
  deleteFolder(folder: string): Promise<void>;
  /** The address that `put` would answer. */
  addressOf(bytes: Uint8Array): string;
}

export interface BlobPlace {
  /** One to three names, each of at least three lower-case letters, digits, dots and hyphens: `by-key/2026-01-02/0f3a`. */
  readonly folder?: string | undefined;
}

/** Opens `<directory>/blobs`. @throws StoreError store/blob-failed */
export async function openBlobs(directory: string): Promise<Blobs> {
  const root = join(directory, 'blobs');
  const unfinished = join(root, 'tmp');
  await failing('prepare', async () => {
    // What a crash left half written was never acknowledged.
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    await syncDirectory(root);
    await syncDirectory(directory);
  });
  // Two puts of the same bytes are one write: the second must not answer before the first is durable.
  const writing = new Map<string, Promise<void>>();
  /** Folders whose names are durable, or on their way: whoever puts into one waits for that too. */
  const folders = new Map<string, Promise<void>>();

  async function get(address: string, { folder }: BlobPlace = {}): Promise<Uint8Array | undefined> {
    const bytes = await failing('read', () => readFile(place(root, address, folder).file), 'ENOENT');
    if (bytes !== undefined && sha256Hex(bytes) !== address) {
      throw new StoreError('store/blob-damaged', `The blob ${address} does not have that digest.`);
    }
    return bytes;
  }

  function prepared(folder: string): Promise<void> {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const preparing = makeDurableFolder(root, folder);
    folders.set(folder, preparing);
    preparing.catch(() => folders.delete(folder));
    for (const oldest of folders.keys()) {
      if (folders.size <= maxKnownFolders) break;
      folders.delete(oldest);
    }
    return preparing;
  }

  async function write(address: string, bytes: Uint8Array, given: string | undefined): Promise<void> {
    const { folder, file } = place(root, address, given);
    if (await isIntact(get(address, { folder: given }))) {
      // It may be there from a run that died before its folder was made durable.
      await syncDirectory(folder);
      return;
    }
    const temporary = join(unfinished, Buffer.from(randomBytes(16)).toString('hex'));
    try {
      await writeDurably(temporary, bytes);
      await prepared(folder);
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncDirectory(folder);
  }

  return {
    get,
    addressOf: sha256Hex,
    async put(bytes, { folder } = {}) {
      const address = sha256Hex(bytes);
      const { file } = place(root, address, folder);
      const running =
        writing.get(file) ??
        failing('write', () => write(address, bytes, folder)).finally(() => writing.delete(file));
      writing.set(file, running);
      await running;
      return address;
    },
    async delete(address, { folder: given } = {}) {
      const { folder, file } = place(root, address, given);
      await writing.get(file)?.catch(() => undefined);
      await failing(
        'delete',
        async () => {
          await unlink(file);
          await syncDirectory(folder);
        },
        'ENOENT',
      );
    },
    async deleteFolder(name) {
      const folder = join(root, checkedFolder(name));
      folders.delete(folder);
      await failing(
        'delete',
        async () => {
          await rm(folder, { recursive: true, force: true });
          await syncDirectory(dirname(folder));
        },
        // Nor is there a folder around it.
        'ENOENT',
      );
    },
  };
}

/** Each is a path in memory; one that was forgotten is made durable once more. */
const maxKnownFolders = 10_000;

/** Makes a folder below `root` and the names of it and of all between durable. */
async function makeDurableFolder(root: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let parent = dirname(folder); parent.length >= root.length; parent = dirname(parent)) {
    await syncDirectory(parent);
  }
}

function place(
  root: string,
  address: string,
  inFolder: string | undefined,
): { readonly folder: string; readonly file: string } {
  if (!/^[0-9a-f]{64}$/.test(address)) {
    throw new StoreError('store/blob-address', 'The address is not 64 lower-case hexadecimal characters.');
  }
  if (inFolder !== undefined) {
    const folder = join(root, checkedFolder(inFolder));
    return { folder, file: join(folder, address) };
  }
  const folder = join(root, address.slice(0, 2));
  return { folder, file: join(folder, address.slice(2)) };
}

/** Names too long for the first two characters of an address, and no way out of the root. */
function checkedFolder(folder: string): string {
  if (/^(?!tmp(?:\/|$))[0-9a-z][0-9a-z.-]{2,63}(?:\/[0-9a-z][0-9a-z.-]{2,63}){0,2}$/.test(folder))
    return folder;
  throw new StoreError('store/blob-address', 'The folder is not one to three plain names.');
}

/** True for bytes that are there and undamaged; damaged ones may be written anew. */
async function isIntact(reading: Promise<Uint8Array | undefined>): Promise<boolean> {
  try {
    return (await reading) !== undefined;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'store/blob-damaged') return false;
    throw error;
  }
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a directory durable. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Runs file work; the system's errors become ours, but for the `expected` one, which is undefined. */
async function failing<Value>(
  verb: string,
  work: () => Promise<Value>,
  expected?: string,
): Promise<Value | undefined> {
  try {
    return await work();
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === undefined || cause instanceof StoreError) throw cause;
    if (code === expected) return undefined;
    throw new StoreError('store/blob-failed', `Could not ${verb} a blob: ${code}.`, { cause });
  }
}
