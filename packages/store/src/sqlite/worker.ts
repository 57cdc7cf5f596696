import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type {
  SqlValue,
  StorageFailure,
  StorageInput,
  StorageReply,
  StorageRequest,
  StorageResult,
} from './protocol.ts';

// The storage thread: the only place that touches the database file. It answers in the order it is asked.

const maxCachedStatements = 256;
const maxRows = 100_000;
const statements = new Map<string, { readonly statement: StatementSync; readonly returnsRows: boolean }>();

const input: StorageInput = workerData;
const database = answer(0, () => open(input.file));
if (database !== undefined) parentPort?.on('message', (request: StorageRequest) => serve(database, request));

function serve(db: DatabaseSync, request: StorageRequest): void {
  if (request.kind === 'query') {
    answer(request.id, () => query(db, request.sql, request.parameters));
  } else if (request.kind === 'rollback') {
    answer(request.id, () => rollback(db));
  } else {
    answer(request.id, () => close(db));
    parentPort?.close();
  }
}

/** Replies with what `work` returned or threw; gives back what it returned. */
function answer<Value>(id: number, work: () => Value): Value | undefined {
  try {
    const value = work();
    const result = isResult(value) ? value : { rows: [] };
    reply({ kind: 'done', id, result });
    return value;
  } catch (error) {
    reply({ kind: 'failed', id, failure: describe(error) });
    return undefined;
  }
}

function reply(message: StorageReply): void {
  parentPort?.postMessage(message);
}

function open(file: string): DatabaseSync {
  // No waiting for another process: one that holds the directory keeps it as long as it runs.
  const db = new DatabaseSync(file, { timeout: 0, readBigInts: true });
  // Exclusive before WAL: the file is locked for good and no shared-memory file is needed.
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec('PRAGMA foreign_keys = ON');
  // What is deleted is overwritten where it was: keys that are destroyed must not stay behind in free space.
  db.exec('PRAGMA secure_delete = ON');
  // What a query sorts must not reach a file that nobody purges.
  db.exec('PRAGMA temp_store = MEMORY');
  db.exec('PRAGMA trusted_schema = OFF');
  // "RngW": names the file as ours and is a write, so that a directory we may not write is refused now.
  db.exec('PRAGMA application_id = 0x526e6757');
  return db;
}

function query(db: DatabaseSync, sql: string, parameters: readonly SqlValue[]): StorageResult {
  const { statement, returnsRows } = prepare(db, sql);
  if (!returnsRows) return { rows: [], changes: Number(statement.run(...parameters).changes) };
  const rows: Record<string, SqlValue>[] = [];
  // Not `all`: where the rows do not fit the heap it would never return (Node 26.10), while this loop ends.
  for (const row of statement.iterate(...parameters)) {
    if (rows.length === maxRows) throw new Error(`The answer has over ${maxRows} rows: read page by page.`);
    for (const column in row) {
      const value = row[column];
      if (typeof value === 'bigint' && isSafe(value)) row[column] = Number(value);
    }
    rows.push(row);
  }
  return { rows };
}

function prepare(db: DatabaseSync, sql: string) {
  const cached = statements.get(sql);
  statements.delete(sql);
  const entry = cached ?? compile(db, sql);
  // Deleting and setting again keeps the map in order of use; the first key is the one used longest ago.
  statements.set(sql, entry);
  if (statements.size > maxCachedStatements) {
    for (const oldest of statements.keys()) {
      statements.delete(oldest);
      break;
    }
  }
  return entry;
}

function compile(db: DatabaseSync, sql: string) {
  const statement = db.prepare(sql);
  // SQLite compiles the first statement and ignores what follows: half a change would pass for a whole one.
  if (sql.slice(statement.sourceSQL.length).trim() !== '') {
    throw new Error('One query holds several statements.');
  }
  return { statement, returnsRows: statement.columns().length > 0 };
}

function rollback(db: DatabaseSync): void {
  if (db.isTransaction) db.exec('ROLLBACK');
}

/** SQLite writes the log back into the file on its last close. */
function close(db: DatabaseSync): void {
  rollback(db);
  statements.clear();
  db.close();
}

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}

function isResult(value: unknown): value is StorageResult {
  return typeof value === 'object' && value !== null && 'rows' in value;
}

function describe(error: unknown): StorageFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  return 'errcode' in error && typeof error.errcode === 'number'
    ? { message: error.message, errcode: error.errcode }
    : { message: error.message };
}
