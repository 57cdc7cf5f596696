import type { EventOf } from '@ringwall/core';
import type { ProjectedEvent, Projector } from '@ringwall/ledger';
import { RowInserter } from '@ringwall/store';
import { sql, type Transaction } from 'kysely';
import { HourChanges } from './hours.ts';
import { closedRow, openedRow, rulesOf, type StoredRequest } from './request-row.ts';
import type { TrafficTables } from './tables.ts';

/** Rows of one statement beside inserts; ten parameters each. */
const rowsAtOnce = 500;

interface Outcome {
  readonly index: number;
  readonly event: EventOf<'llm.outcome'>;
}

const inserter = requestInserter();

/**
 * Keeps the table of requests and the sums by the hour in step with the ledger: a few statements a batch, however
 * many requests are in it. Of several outcomes of one request the last counts.
 */
export const trafficProjector: Projector = {
  name: 'traffic',
  async apply(trx, entries) {
    const { rows, outcomes } = requestsOf(entries);
    const tables = trx.withTables<TrafficTables>();
    const hours = new HourChanges();
    const closed = await earlierRows(tables, outcomes);
    const changed: StoredRequest[] = [];
    const rules: { intent: number; rule: string; time: number }[] = [];
    const close = (row: StoredRequest, { index, event }: Outcome): StoredRequest => {
      for (const rule of rulesOf(event))
        rules.push({ intent: row.intent, rule, time: Date.parse(event.time) });
      return closedRow(row, index, event);
    };
    const values: unknown[] = [];
    for (const begun of rows.values()) {
      let row = begun;
      for (const outcome of outcomes.get(row.request) ?? []) row = close(row, outcome);
      hours.add(row);
      for (const column of columns) values.push(row[column]);
    }
    for (const before of closed) {
      hours.remove(before);
      let row = before;
      for (const outcome of outcomes.get(row.request) ?? []) row = close(row, outcome);
      hours.add(row);
      changed.push(row);
    }
    await Promise.all([inserter.insert(trx, values), updateRows(tables, changed)]);
    for (const { rule, time } of await newRules(tables, rules)) hours.addRule(rule, time);
    await hours.write(tables);
  },
  async clear(trx) {
    const tables = trx.withTables<TrafficTables>();
    for (const table of [
      'requests',
      'request_rules',
      'traffic_hours',
      'guard_hours',
      'rule_hours',
    ] as const) {
      await tables.deleteFrom(table).execute();
    }
  },
};
