import { Worker } from 'node:worker_threads';
import { StoreError } from '../errors.ts';
import type {
  SqlValue,
  StorageFailure,
  StorageInput,
  StorageReply,
  StorageRequest,
  StorageResult,
} from './protocol.ts';

interface Waiting {
  resolve(result: StorageResult): void;
  reject(error: StoreError): void;
}

// A union loses its members under Omit, so the id is left out of each.
type Unnumbered<Request> = Request extends unknown ? Omit<Request, 'id'> : never;

/** Bounds what one query may cost: one that reads more than this ends the storage thread, not the server. */
const defaultMaxHeapMiB = 512;

/** The main thread's end of the storage thread: questions out, answers in, and no question left hanging. */
export class StorageThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: StoreError | undefined;
  #closing: Promise<void> | undefined;

  private constructor(worker: Worker, opened: Waiting) {
    this.#worker = worker;
    this.#waiting.set(0, opened);
    worker.on('message', (reply: StorageReply) => this.#settle(reply));
    worker.on('error', (cause) => this.#end('The storage thread failed.', cause));
    worker.on('exit', () => this.#end('The storage thread has ended.'));
  }

  /** @throws StoreError store/in-use, store/not-writable, store/damaged or what `failureToError` makes of the rest. */
  static async open(
    file: string,
    directory: string,
    options: { readonly maxHeapMiB?: number } = {},
  ): Promise<StorageThread> {
    const input: StorageInput = { file };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: input,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: options.maxHeapMiB ?? defaultMaxHeapMiB },
    });
    const opened = Promise.withResolvers<StorageResult>();
    const thread = new StorageThread(worker, opened);
    try {
      await opened.promise;
    } catch (error) {
      await worker.terminate();
      throw openingError(error, directory);
    }
    return thread;
  }

  /** Runs one statement. @throws StoreError store/conflict, store/query-failed, store/damaged, store/closed */
  query(sql: string, parameters: readonly SqlValue[]): Promise<StorageResult> {
    return this.#ask({ kind: 'query', sql, parameters });
  }

  /** Ends the open transaction, if there still is one. */
  async rollback(): Promise<void> {
    await this.#ask({ kind: 'rollback' });
  }

  /** What was asked before is still answered; later questions are refused with store/closed. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  async #shutDown(): Promise<void> {
    const closed = this.#ask({ kind: 'close' });
    this.#ended ??= new StoreError('store/closed', 'The store is closed.');
    try {
      await closed;
    } catch (error) {
      // A thread that has already ended is closed.
      if (!(error instanceof StoreError) || error.code !== 'store/closed') throw error;
    } finally {
      await this.#worker.terminate();
    }
  }

  #ask(request: Unnumbered<StorageRequest>): Promise<StorageResult> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId++;
    const { promise, resolve, reject } = Promise.withResolvers<StorageResult>();
    this.#waiting.set(this.#lastId, { resolve, reject });
    this.#worker.postMessage({ ...request, id: this.#lastId });
    return promise;
  }

  #settle(reply: StorageReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.kind === 'done') waiting?.resolve(reply.result);
    else waiting?.reject(failureToError(reply.failure));
  }

  #end(detail: string, cause?: unknown): void {
    this.#ended ??= new StoreError('store/closed', detail, { cause });
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
  }
}

// Primary result codes, the low byte of the extended ones: https://sqlite.org/rescode.html
const sqlitePerm = 3;
const sqliteBusy = 5;
const sqliteReadOnly = 8;
const sqliteIoError = 10;
const sqliteCorrupt = 11;
const sqliteFull = 13;
const sqliteCantOpen = 14;
const sqliteConstraint = 19;
const sqliteNotADatabase = 26;

/** SQLite's messages name tables, columns and words of the SQL, never bound values. */
function failureToError(failure: StorageFailure): StoreError {
  const cause = new SqliteFailure(failure);
  switch (cause.primaryCode) {
    case sqliteConstraint:
      return new StoreError('store/conflict', failure.message, { cause });
    case sqliteCorrupt:
    case sqliteNotADatabase:
      return new StoreError('store/damaged', `The database file is damaged: ${failure.message}.`, { cause });
    default:
      return new StoreError('store/query-failed', failure.message, { cause });
  }
}

function openingError(error: unknown, directory: string): unknown {
  if (!(error instanceof StoreError) || !(error.cause instanceof SqliteFailure)) return error;
  switch (error.cause.primaryCode) {
    case sqliteBusy:
      return new StoreError('store/in-use', `Another ringwall runs on ${directory}.`, { cause: error.cause });
    case sqlitePerm:
    case sqliteReadOnly:
    case sqliteIoError:
    case sqliteFull:
    case sqliteCantOpen:
      return new StoreError(
        'store/not-writable',
        `The database in ${directory} cannot be written: ${error.cause.message}.`,
        { cause: error.cause },
      );
    default:
      return error;
  }
}

/** What SQLite said, as the cause of the error that we throw. */
class SqliteFailure extends Error {
  readonly primaryCode: number;

  constructor(failure: StorageFailure) {
    super(failure.message);
    this.name = 'SqliteFailure';
    this.primaryCode = (failure.errcode ?? 0) & 0xff;
  }
}
