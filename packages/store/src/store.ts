import { resolve } from 'node:path';
import type { Dialect, Migration } from '@ringwall/core';
import { Kysely } from 'kysely';
import { type Blobs, openBlobs } from './blobs.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { migrate } from './migrate.ts';
import { storeMigrations } from './outbox.ts';
import { type DatabaseFiles, type DatabaseSnapshot, openDatabaseFiles } from './sqlite/database-snapshot.ts';
import { sqliteDialect } from './sqlite/dialect.ts';
import { StorageThread } from './sqlite/storage-thread.ts';
import { createTopics, type Topics } from './topics.ts';

/** Everything Ringwall keeps besides the ledger: SQL tables, blobs, and messages between its parts. */
export interface Store extends Topics {
  /** Absolute path of the data directory. */
  readonly directory: string;
  /**
   * SQL, acknowledged when it is durable. Narrow it with `db.withTables<MyTables>()`. There is one connection:
   * inside a transaction use only the transaction, a query on `db` would wait for it for ever.
   */
  readonly db: Kysely<unknown>;
  readonly dialect: Dialect;
  readonly blobs: Blobs;
  /**
   * When it resolves, the log of the database has nothing of what was overwritten before the call, and what is deleted is
   * overwritten where it was. Rows that a database moves may have left copies elsewhere: what must be gone without a
   * trace is to be kept where nothing moves, in rows of one length behind an integer key that only grows, and overwritten
   * there. What the file system or the device keep of earlier contents is beyond reach.
   */
  purge(): Promise<void>;
  /**
   * The database as it is at this moment, to be copied while it goes on being written; dispose of it soon. Others wait
   * for nothing but another snapshot or a purge.
   */
  snapshot(): Promise<DatabaseSnapshot>;
  /** Queries already sent are answered; everything later rejects with store/closed. Frees the directory. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Data directory; created where it is missing. */
  readonly directory: string;
  /** Of all packages, in order; the store's own come first by themselves. */
  readonly migrations: readonly Migration[];
  readonly signal?: AbortSignal;
}

/**
 * Opens the data directory for this process alone and brings its schema to this version.
 * @throws StoreError store/in-use, store/not-writable, store/damaged, store/schema-newer, store/migration-failed
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  options.signal?.throwIfAborted();
  const directory = resolve(options.directory);
  const file = await prepareDataDirectory(directory);
  const thread = await StorageThread.open(file, directory);
  let files: DatabaseFiles | undefined;
  const close = async (): Promise<void> => {
    files?.end();
    await thread.close();
    await files?.release();
  };
  try {
    const db = new Kysely<unknown>({ dialect: sqliteDialect(thread) });
    files = await openDatabaseFiles(file, db);
    const { purge, snapshot } = files;
    const migrations = [...new Set([...storeMigrations, ...options.migrations])];
    await migrate(db, migrations, { dialect: 'sqlite', signal: options.signal });
    const blobs = await openBlobs(directory);
    options.signal?.throwIfAborted();
    const topics = createTopics();
    let closing: Promise<void> | undefined;
    return {
      ...{ directory, db, dialect: 'sqlite', blobs, ...topics, purge, snapshot },
      close() {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
