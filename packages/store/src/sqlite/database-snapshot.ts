import { type FileHandle, open } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { StoreError, systemErrorCode } from '../errors.ts';

/** The database as it was at one moment, while it goes on being written. */
export interface DatabaseSnapshot extends AsyncDisposable {
  readonly bytes: number;
  /** Bytes read, fewer than asked for only at the end. @throws StoreError store/closed, store/query-failed */
  read(target: Uint8Array, position: number): Promise<number>;
}

/** Work on the database's files as a whole: one piece at a time. */
export interface DatabaseFiles {
  snapshot(): Promise<DatabaseSnapshot>;
  purge(): Promise<void>;
  /** Ends a snapshot that is open at once. Comes before the database is closed, which writes to the file. */
  end(): void;
  /** Comes after the database is closed. */
  release(): Promise<void>;
}

/** SQLite's own value. */
const autoCheckpointPages = 1000;

/**
 * A snapshot is the database file itself: what is written goes to SQLite's log beside it and reaches the file only by a
 * checkpoint, and there is none while a snapshot is open. So nothing waits for it, and the log grows meanwhile.
 *
 * The file is opened after SQLite has opened it, and closed after SQLite has closed it: closing any descriptor of it in
 * between would drop the lock that SQLite holds in this process.
 */
export async function openDatabaseFiles(file: string, db: Kysely<unknown>): Promise<DatabaseFiles> {
  return databaseFiles(db, await open(file, 'r'));
}

function databaseFiles(db: Kysely<unknown>, handle: FileHandle): DatabaseFiles {
  const ending = Promise.withResolvers<void>();
  let ended = false;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  /** What was overwritten in the file is still in the log. */
  async function emptyLog(): Promise<void> {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
    if (rows[0]?.busy !== 0)
      throw new StoreError('store/query-failed', 'The log of the database could not be emptied.');
  }

  async function checkpointEvery(pages: number): Promise<void> {
    await sql`pragma wal_autocheckpoint = ${sql.lit(pages)}`.execute(db);
  }

  return {
    purge: () => inTurn(emptyLog),
    async snapshot() {
      const begun = Promise.withResolvers<number>();
      const over = Promise.withResolvers<void>();
      let isOver = false;
      const turn = inTurn(async () => {
        await checkpointEvery(0);
        try {
          await emptyLog();
          begun.resolve((await handle.stat()).size);
          await Promise.race([over.promise, ending.promise]);
        } finally {
          // A database that is closed meanwhile forgets the setting.
          if (!ended) await checkpointEvery(autoCheckpointPages);
        }
      });
      turn.catch((error: unknown) => begun.reject(error));
      const bytes = await begun.promise;
      const refuseOver = () => {
        if (isOver || ended) throw new StoreError('store/closed', 'The snapshot of the database is over.');
      };
      return {
        bytes,
        async read(target, position) {
          refuseOver();
          const wanted = Math.max(0, Math.min(target.length, bytes - position));
          const count = await readFully(handle, target.subarray(0, wanted), position);
          // What was read while it ended may be of another moment.
          refuseOver();
          return count;
        },
        async [Symbol.asyncDispose]() {
          isOver = true;
          over.resolve();
          await turn;
        },
      };
    },
    end() {
      ended = true;
      ending.resolve();
    },
    release: () => handle.close(),
  };
}

async function readFully(handle: FileHandle, target: Uint8Array, position: number): Promise<number> {
  try {
    for (let done = 0; ; ) {
      if (done === target.length) return done;
      const { bytesRead } = await handle.read(target, done, target.length - done, position + done);
      if (bytesRead === 0) return done;
      done += bytesRead;
    }
  } catch (cause) {
    throw new StoreError('store/query-failed', `The database cannot be read: ${systemErrorCode(cause)}.`, {
      cause,
    });
  }
}
