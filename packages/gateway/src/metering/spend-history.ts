import type { AskedHistory, SpendHistory, Spent } from '@ringwall/identity';
import type { Ledger, Projection } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import { type Kysely, sql } from 'kysely';
import { hourMs } from '../traffic/hour.ts';
import type { TrafficTables } from '../traffic/tables.ts';

const subjects = ['project', 'route', 'key', 'who', 'model'] as const;
const allSubjects = sql.join(subjects.map((name) => sql.ref(name)));
const sums = [
  sql<number>`count(*)`.as('requests'),
  sql<number>`sum(spent_tokens)`.as('tokens'),
  sql<number>`sum(spent_nano)`.as('nanoDollars'),
] as const;

/** A statement answers no more than the store's bound; a month of many keys is more. */
const rowsAtOnce = 50_000;

/** What requests used before, from the tables that follow the ledger; asked, they catch up with it first. */
export function spendHistory(parts: {
  readonly store: Store;
  readonly ledger: Pick<Ledger, 'size'>;
  readonly projection: Pick<Projection, 'reached'>;
}): SpendHistory {
  const { ledger, projection } = parts;
  const db = parts.store.db.withTables<TrafficTables>();

  /** From the requests themselves. */
  function fromRequests({ fromMs, beforeMs, stepMs, except }: AskedHistory): Promise<readonly Spent[]> {
    const step = sql<number>`time - time % ${stepMs}`;
    return db.transaction().execute((trx) =>
      everyRow((place) =>
        trx
          .selectFrom('requests')
          .select([step.as('atMs'), ...subjects, ...sums])
          .where('time', '>=', fromMs)
          .where('time', '<', beforeMs)
          .$if(except.length > 0, (query) => query.where('request', 'not in', except))
          .groupBy([step, ...subjects])
          .orderBy('atMs')
          .orderBy(allSubjects)
          .limit(rowsAtOnce)
          .offset(place)
          .execute(),
      ),
    );
  }

  /** Those that the sums hold and that are counted elsewhere. */
  function elsewhere(trx: Kysely<TrafficTables>, { fromMs, beforeMs, except }: AskedHistory) {
    const hour = sql<number>`time - time % ${hourMs}`;
    return trx
      .selectFrom('requests')
      .select([hour.as('atMs'), ...subjects, ...sums])
      .where('time', '>=', fromMs)
      .where((where) =>
        where.or([
          where('time', '>=', beforeMs),
          ...(except.length > 0 ? [where('request', 'in', except)] : []),
        ]),
      )
      .groupBy([hour, ...subjects])
      .execute();
  }

  async function fromSums(asked: AskedHistory): Promise<readonly Spent[]> {
    const { hours, others } = await db.transaction().execute(async (trx) => ({
      hours: await everyRow((place) =>
        trx
          .selectFrom('spent_hours')
          .select(['hour as atMs', ...subjects, 'requests', 'tokens', 'nano as nanoDollars'])
          .where('hour', '>=', asked.fromMs)
          .orderBy('hour')
          .orderBy(allSubjects)
          .limit(rowsAtOnce)
          .offset(place)
          .execute(),
      ),
      others: await elsewhere(trx, asked),
    }));
    const less = new Map(others.map((row) => [nameOf(row), row]));
    return hours.map((row) => {
      const other = less.get(nameOf(row));
      return {
        ...row,
        requests: row.requests - (other?.requests ?? 0),
        tokens: row.tokens - (other?.tokens ?? 0),
        nanoDollars: row.nanoDollars - (other?.nanoDollars ?? 0),
      };
    });
  }

  return {
    async spent(asked) {
      if (ledger.size > 0) await projection.reached(ledger.size - 1);
      // Requests go when their time is over; the sums of whole hours stay.
      return asked.stepMs % hourMs === 0 ? fromSums(asked) : fromRequests(asked);
    },
  };
}

/** All rows of a statement whose order is whole, within one transaction. */
async function everyRow<Row>(page: (place: number) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const more = await page(rows.length);
    for (const row of more) rows.push(row);
    if (more.length < rowsAtOnce) return rows;
  }
}

function nameOf({ atMs, project, route, key, who, model }: Spent): string {
  return JSON.stringify([atMs, project, route, key, who, model]);
}
