import { mkdir, open, readFile, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes, sha256Hex } from '@ringwall/core';
import { StoreError, systemErrorCode } from './errors.ts';

/**
 * Immutable bytes, found by what they are: the address is the SHA-256 of the bytes in lower-case hexadecimal.
 * Only ciphertext belongs here. One blob is at `blobs/ab/<rest of the address>`.
 */
export interface Blobs {
  /** Resolves with the address once the bytes would survive a power cut. Putting the same again changes nothing. */
  put(bytes: Uint8Array): Promise<string>;
  /** The bytes, checked against their address; undefined when there are none. @throws StoreError store/blob-damaged */
  get(address: string): Promise<Uint8Array | undefined>;
  /** Removes the bytes for good; removing what is not there is no error. */
  delete(address: string): Promise<void>;
  /** The address that `put` would answer. */
  addressOf(bytes: Uint8Array): string;
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

  async function get(address: string): Promise<Uint8Array | undefined> {
    const bytes = await failing('read', () => readFile(place(root, address).file), 'ENOENT');
    if (bytes !== undefined && sha256Hex(bytes) !== address) {
      throw new StoreError('store/blob-damaged', `The blob ${address} does not have that digest.`);
    }
    return bytes;
  }

  async function write(address: string, bytes: Uint8Array): Promise<void> {
    const { folder, file } = place(root, address);
    if (await isIntact(get(address))) {
      // It may be there from a run that died before its folder was made durable.
      await syncDirectory(folder);
      return;
    }
    const temporary = join(unfinished, Buffer.from(randomBytes(16)).toString('hex'));
    try {
      await writeDurably(temporary, bytes);
      if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await syncDirectory(root);
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
    async put(bytes) {
      const address = sha256Hex(bytes);
      const running =
        writing.get(address) ??
        failing('write', () => write(address, bytes)).finally(() => writing.delete(address));
      writing.set(address, running);
      await running;
      return address;
    },
    async delete(address) {
      const { folder, file } = place(root, address);
      await writing.get(address)?.catch(() => undefined);
      await failing(
        'delete',
        async () => {
          await unlink(file);
          await syncDirectory(folder);
        },
        'ENOENT',
      );
    },
  };
}

function place(root: string, address: string): { readonly folder: string; readonly file: string } {
  if (!/^[0-9a-f]{64}$/.test(address)) {
    throw new StoreError('store/blob-address', 'The address is not 64 lower-case hexadecimal characters.');
  }
  const folder = join(root, address.slice(0, 2));
  return { folder, file: join(folder, address.slice(2)) };
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
