import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type Dialect as KyselyDialect,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { StoreError } from '../errors.ts';
import type { SqlValue } from './protocol.ts';
import type { StorageThread } from './storage-thread.ts';

/** Kysely over the storage thread. There is one connection; Kysely's own mutex pins it to a transaction. */
export function sqliteDialect(thread: StorageThread): KyselyDialect {
  return {
    createDriver: () => new ThreadDriver(thread),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    // Says that there is one connection, on which Kysely then queues transactions and single queries alike.
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class ThreadDriver implements Driver {
  readonly #thread: StorageThread;
  readonly #connection: ThreadConnection;

  constructor(thread: StorageThread) {
    this.#thread = thread;
    this.#connection = new ThreadConnection(thread);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(): Promise<void> {
    await this.#thread.rollback();
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#thread.close();
  }
}

class ThreadConnection implements DatabaseConnection {
  readonly #thread: StorageThread;

  constructor(thread: StorageThread) {
    this.#thread = thread;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, changes } = await this.#thread.query(query.sql, query.parameters.map(bindable));
    if (!areRows<Row>(rows)) throw new StoreError('store/query-failed', 'The answer is not made of rows.');
    return { rows, ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }) };
  }

  // biome-ignore lint/correctness/useYield: the signature is Kysely's; there is nothing to yield.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new StoreError(
      'store/query-failed',
      'Streaming would hold the only connection for as long as its reader takes: read page by page instead.',
    );
  }
}

// Which columns a row has is what Kysely's types say of the query: no driver can check it, and none does.
function areRows<Row>(rows: readonly unknown[]): rows is Row[] {
  return Array.isArray(rows);
}

function bindable(value: unknown, index: number): SqlValue {
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return value;
    case 'number':
      // node:sqlite binds every number as a float, which a column without a type would keep as one.
      return Number.isSafeInteger(value) ? BigInt(value) : value;
    case 'object':
      if (value === null || value instanceof Uint8Array) return value;
  }
  throw new StoreError(
    'store/query-failed',
    `Parameter ${index + 1} is of type ${typeof value}; the store keeps text, numbers, bytes and null.`,
  );
}
