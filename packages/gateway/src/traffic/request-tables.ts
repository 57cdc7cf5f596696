import { RowInserter } from '@ringwall/store';
import { sql, type Transaction } from 'kysely';
import type { StoredRequest } from './request-row.ts';
import type { TrafficTables } from './tables.ts';

export type StoredRule = Readonly<TrafficTables['request_rules']>;

/** Rows of one statement, or names in one: ten parameters each leave room enough. */
const rowsAtOnce = 500;

const emptyRow: StoredRequest = {
  ...{ intent: 0, request: '', outcome: null, changed: 0, time: 0, project: '', key: '', route: '' },
  ...{ protocol: '', provider: '', model: '', stream: 0, state: '', decision: null, rules: '' },
  ...{ http_status: null, input_tokens: null, output_tokens: null, total_ms: null, guard_ms: null },
  ...{ who: '', spent_tokens: 0, spent_nano: 0, conversation: null },
};

const inserter = new RowInserter(Object.keys(emptyRow).length, (trx, rows) =>
  trx
    .withTables<TrafficTables>()
    .insertInto('requests')
    .values(Array.from({ length: rows }, () => emptyRow))
    .compile(),
);

export async function insertRows(trx: Transaction<unknown>, rows: readonly StoredRequest[]): Promise<void> {
  const values: unknown[] = [];
  for (const row of rows) {
    values.push(row.intent, row.request, row.outcome, row.changed, row.time, row.project, row.key, row.route);
    values.push(row.protocol, row.provider, row.model, row.stream, row.state, row.decision, row.rules);
    values.push(row.http_status, row.input_tokens, row.output_tokens, row.total_ms, row.guard_ms);
    values.push(row.who, row.spent_tokens, row.spent_nano, row.conversation);
  }
  await inserter.insert(trx, values);
}

/** Rows of requests by name, in order of their intents. */
export async function rowsOf(
  trx: Transaction<TrafficTables>,
  requests: readonly string[],
): Promise<readonly StoredRequest[]> {
  const found = slices(requests).map((names) =>
    trx.selectFrom('requests').selectAll().where('request', 'in', names).execute(),
  );
  return (await Promise.all(found)).flat().sort((a, b) => a.intent - b.intent);
}

/** Rules that requests have already, by their intents. */
export async function rulesOf(
  trx: Transaction<TrafficTables>,
  intents: readonly number[],
): Promise<readonly StoredRule[]> {
  const found = slices(intents).map((some) =>
    trx.selectFrom('request_rules').selectAll().where('intent', 'in', some).execute(),
  );
  return (await Promise.all(found)).flat();
}

/** Writes what an outcome changes. */
export async function updateRows(
  trx: Transaction<TrafficTables>,
  rows: readonly StoredRequest[],
): Promise<void> {
  const written = slices(rows).map((some) => {
    const values = some.map(
      (row) => sql`(${row.intent}, ${row.outcome}, ${row.state}, ${row.decision}, ${row.rules},
        ${row.http_status}, ${row.input_tokens}, ${row.output_tokens}, ${row.total_ms}, ${row.guard_ms},
        ${row.spent_tokens}, ${row.spent_nano})`,
    );
    return sql`
      with closed
        (intent, outcome, state, decision, rules, http_status, input_tokens, output_tokens, total_ms, guard_ms,
          spent_tokens, spent_nano)
        as (values ${sql.join(values)})
      update requests
      set outcome = closed.outcome, changed = closed.outcome, state = closed.state, decision = closed.decision,
        rules = closed.rules, http_status = closed.http_status, input_tokens = closed.input_tokens,
        output_tokens = closed.output_tokens, total_ms = closed.total_ms, guard_ms = closed.guard_ms,
        spent_tokens = closed.spent_tokens, spent_nano = closed.spent_nano
      from closed
      where requests.intent = closed.intent`.execute(trx);
  });
  await Promise.all(written);
}

export async function insertRules(
  trx: Transaction<TrafficTables>,
  rules: readonly StoredRule[],
): Promise<void> {
  await Promise.all(slices(rules).map((some) => trx.insertInto('request_rules').values(some).execute()));
}

function slices<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const parts: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += rowsAtOnce) parts.push(items.slice(at, at + rowsAtOnce));
  return parts;
}
