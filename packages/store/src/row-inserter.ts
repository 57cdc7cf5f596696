import type { CompiledQuery, Transaction } from 'kysely';

/** Rows of one statement. SQLite takes 32,766 parameters and PostgreSQL 65,535: room for columns of 100 each. */
const statementRows = [256, 64, 16, 4, 1] as const;

/**
 * Inserts many rows by statements that Kysely builds once: building one a batch costs more than running it.
 * `compile` builds the statement for so many rows; whatever they hold is replaced.
 */
export class RowInserter {
  readonly #columns: number;
  readonly #compile: (trx: Transaction<unknown>, rows: number) => CompiledQuery;
  readonly #compiled = new Map<number, CompiledQuery>();

  constructor(columns: number, compile: (trx: Transaction<unknown>, rows: number) => CompiledQuery) {
    this.#columns = columns;
    this.#compile = compile;
  }

  /**
   * Inserts what `values` holds, row after row in the order of the statement's columns. Resolves to the number of
   * rows that are new. @throws StoreError like any query; the transaction is then to be undone.
   */
  async insert(trx: Transaction<unknown>, values: readonly unknown[]): Promise<number> {
    if (values.length % this.#columns !== 0) {
      throw new RangeError(`${values.length} values are no whole number of rows.`);
    }
    const sent: Promise<bigint>[] = [];
    let at = 0;
    for (const rows of statementRows) {
      const query = this.#statement(trx, rows);
      const size = rows * this.#columns;
      for (; values.length - at >= size; at += size) {
        sent.push(run(trx, { ...query, parameters: values.slice(at, at + size) }));
      }
    }
    // Sent together, answered in order: one failing leaves none unheard.
    const changed = await Promise.allSettled(sent);
    let inserted = 0n;
    for (const result of changed) {
      if (result.status === 'rejected') throw result.reason;
      inserted += result.value;
    }
    return Number(inserted);
  }

  #statement(trx: Transaction<unknown>, rows: number): CompiledQuery {
    const known = this.#compiled.get(rows);
    if (known !== undefined) return known;
    const compiled = this.#compile(trx, rows);
    if (compiled.parameters.length !== rows * this.#columns) {
      throw new RangeError(`The statement has ${compiled.parameters.length} parameters for ${rows} rows.`);
    }
    this.#compiled.set(rows, compiled);
    return compiled;
  }
}

async function run(trx: Transaction<unknown>, query: CompiledQuery): Promise<bigint> {
  return (await trx.executeQuery(query)).numAffectedRows ?? 0n;
}
