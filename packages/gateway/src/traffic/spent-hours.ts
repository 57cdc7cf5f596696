import { sql, type Transaction } from 'kysely';
import { hourOf } from './hour.ts';
import type { StoredRequest } from './request-row.ts';
import type { TrafficTables } from './tables.ts';

type Writable<Row> = { -readonly [Column in keyof Row]: Row[Column] };
type SpentRow = Writable<TrafficTables['spent_hours']>;

/** Rows of one statement: nine parameters each. */
const rowsAtOnce = 1_000;

/** What a batch changes in the sums of what requests count for. They outlive the requests they were made from. */
export class SpentChanges {
  readonly #rows = new Map<string, SpentRow>();

  count(row: StoredRequest, by: 1 | -1): void {
    const { time, project, route, key, who, model } = row;
    const hour = hourOf(time);
    const name = JSON.stringify([hour, project, route, key, who, model]);
    let sums = this.#rows.get(name);
    if (sums === undefined) {
      sums = { hour, project, route, key, who, model, requests: 0, tokens: 0, nano: 0 };
      this.#rows.set(name, sums);
    }
    sums.requests += by;
    sums.tokens += by * row.spent_tokens;
    sums.nano += by * row.spent_nano;
  }

  async write(trx: Transaction<TrafficTables>): Promise<void> {
    const rows = [...this.#rows.values()];
    const sum = (column: string) =>
      sql<number>`${sql.ref(`spent_hours.${column}`)} + ${sql.ref(`excluded.${column}`)}`;
    const written: Promise<unknown>[] = [];
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      written.push(
        trx
          .insertInto('spent_hours')
          .values(rows.slice(at, at + rowsAtOnce))
          .onConflict((conflict) =>
            conflict
              .columns(['hour', 'project', 'route', 'key', 'who', 'model'])
              .doUpdateSet({ requests: sum('requests'), tokens: sum('tokens'), nano: sum('nano') }),
          )
          .execute(),
      );
    }
    await Promise.all(written);
  }
}
