import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '@ringwall/store';

export interface DirectoryLock {
  release(): void;
}

/**
 * Keeps other processes out of a directory for as long as this one lives: the system frees the lock with the process,
 * however it ends. SQLite's lock is the one that all systems have in common.
 * @throws StoreError store/in-use, store/not-writable
 */
export function lockDirectory(directory: string): DirectoryLock {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(directory, 'lock'), { timeout: 0 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
    const held = database;
    return { release: () => held.close() };
  } catch (cause) {
    database?.close();
    const isBusy = cause instanceof Error && 'errcode' in cause && cause.errcode === 5;
    if (isBusy) throw new StoreError('store/in-use', `Another process has ${directory} open.`, { cause });
    throw new StoreError('store/not-writable', `${directory} cannot be locked.`, { cause });
  }
}
