import { createReadStream } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type Actor, type Clock, newEvent, newId } from '@ringwall/core';
import type { Files, Ledger } from '@ringwall/ledger';
import type { DatabaseSnapshot, Store } from '@ringwall/store';
import { AppError } from '../errors.ts';
import { version } from '../version.ts';
import { BackupWriter } from './backup-writer.ts';
import type { BackupHeader } from './header.ts';
import { holdState } from './held-state.ts';
import { inParallel } from './in-parallel.ts';

export interface BackupParts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly ledgerFiles?: Files | undefined;
}

export interface BackupOptions {
  /** A folder that is not there, or empty. */
  readonly target: string;
  /** Whether the server's keys go into it, as they lie on the disk: plain unless they are sealed. */
  readonly withKeys: boolean;
  readonly actor: Actor;
  readonly signal: AbortSignal;
  readonly onProgress?: (doneBytes: number) => void;
}

/** What is hashed at a time, while everything else on this thread waits. */
const pieceBytes = 256 << 10;
/** Small files that are copied at a time. */
const atOnce = 8;

/**
 * Copies everything there is of a running server into a folder. Database and log are held at one moment, and bodies are
 * copied after it: each that the log names is there, and what was made since is there too and does no harm.
 * @throws AppError app/backup-inside, app/not-empty, app/path-missing; the signal's reason; what reading and writing throw
 */
export async function createBackup(parts: BackupParts, options: BackupOptions): Promise<BackupHeader> {
  const { store, ledger, clock, ledgerFiles } = parts;
  const { withKeys, signal } = options;
  await refuseInside(options.target, store.directory);
  await using writer = await BackupWriter.begin(options.target);
  const put = async (path: string, content: AsyncIterable<Uint8Array>): Promise<void> => {
    signal.throwIfAborted();
    await writer.put(path, content);
    options.onProgress?.(writer.bytes);
  };
  await using held = await holdState({ store, ledger, ledgerFiles });
  const { database, log, keys } = held;
  await put('ringwall.db', piecesOf(database));
  await database[Symbol.asyncDispose]();
  await log.copy((path, content) => put(`ledger/${path}`, content));
  const blobs = filesUnder(store.directory, 'blobs');
  await inParallel(blobs, atOnce, (path) => putFile(store.directory, path, put));
  if (withKeys) for (const [name, content] of keys) await put(`keys/${name}`, once(content));
  const { origin, size, root, verifierKey } = log.checkpoint;
  const { header, digest } = await writer.finish({
    backup: newId('bak', clock.now()),
    createdAt: new Date(clock.now()).toISOString(),
    version,
    ledger: { origin, verifierKey, size, root: Buffer.from(root).toString('base64') },
    withKeys,
  });
  const { backup, files, bytes } = header;
  await ledger.append(
    newEvent('backup.created', {
      time: clock.now(),
      project: 'default',
      actor: options.actor,
      data: { backup, size, root: header.ledger.root, files, bytes, withKeys, manifest: digest },
    }),
  );
  return header;
}

/** A copy in there would be copied itself, by this backup and the next, and would keep what is erased in there. */
async function refuseInside(target: string, dataDirectory: string): Promise<void> {
  // One that is missing is told of by whoever writes there.
  const place = await realpath(dirname(target)).catch(() => undefined);
  const within = `${await realpath(dataDirectory)}${sep}`;
  if (place === undefined || !`${place}${sep}`.startsWith(within)) return;
  throw new AppError('app/backup-inside', `${target} is in the data directory.`);
}

async function* piecesOf(snapshot: DatabaseSnapshot): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < snapshot.bytes; ) {
    const piece = new Uint8Array(pieceBytes);
    const count = await snapshot.read(piece, at);
    if (count === 0) throw new Error('The database file became shorter.');
    yield piece.subarray(0, count);
    at += count;
  }
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

/** Every file under a folder of the data directory; folders that are taken away meanwhile are left out. */
async function* filesUnder(directory: string, path: string): AsyncGenerator<string> {
  const entries = await ignoringMissing(readdir(join(directory, path), { withFileTypes: true }));
  for (const entry of entries ?? []) {
    const inner = `${path}/${entry.name}`;
    // What is still being written was promised to nobody.
    if (inner === 'blobs/tmp' || entry.name.endsWith('.tmp')) continue;
    if (entry.isDirectory()) yield* filesUnder(directory, inner);
    else if (entry.isFile()) yield inner;
  }
}

/** One file, unless it is taken away meanwhile. */
async function putFile(
  directory: string,
  path: string,
  put: (path: string, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  await ignoringMissing(put(path, createReadStream(join(directory, path), { highWaterMark: pieceBytes })));
}

async function ignoringMissing<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
