import type { EventOf } from '@ringwall/core';
import type { ProjectedEvent, Projector } from '@ringwall/ledger';
import { HourChanges } from './hours.ts';
import { closedRow, openedRow, rulesOf, type StoredRequest } from './request-row.ts';
import { insertNewRules, insertRows, rowsOf, type StoredRule, updateRows } from './request-tables.ts';
import type { TrafficTables } from './tables.ts';

interface Outcome {
  readonly index: number;
  readonly event: EventOf<'llm.outcome'>;
}

/**
 * Keeps the table of requests and the sums by the hour in step with the ledger: a few statements a batch, however
 * many requests are in it. Of several outcomes of one request the last counts. What comes out does not depend on
 * where one batch ends and the next begins.
 */
export const trafficProjector: Projector = {
  name: 'traffic',
  async apply(trx, entries) {
    const tables = trx.withTables<TrafficTables>();
    const { begun, outcomes } = requestsOf(entries);
    const earlier = await rowsOf(
      tables,
      [...outcomes.keys()].filter((request) => !begun.has(request)),
    );
    const hours = new HourChanges();
    const rules: StoredRule[] = [];
    const ended = (row: StoredRequest): StoredRequest => {
      let last = row;
      for (const { index, event } of outcomes.get(row.request) ?? []) {
        last = closedRow(last, index, event);
        const time = Date.parse(event.time);
        for (const rule of rulesOf(event)) rules.push({ intent: row.intent, rule, time });
      }
      hours.add(last);
      return last;
    };
    const inserted = [...begun.values()].map(ended);
    const updated = earlier.map((row) => {
      hours.remove(row);
      return ended(row);
    });
    await Promise.all([insertRows(trx, inserted), updateRows(tables, updated)]);
    for (const { rule, time } of await insertNewRules(tables, rules)) hours.addRule(rule, time);
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

/** By request: those that begin in the batch, and all outcomes in it. */
function requestsOf(entries: readonly ProjectedEvent[]) {
  const begun = new Map<string, StoredRequest>();
  const outcomes = new Map<string, Outcome[]>();
  for (const { index, event } of entries) {
    if (event.type === 'llm.intent') begun.set(event.data.request, openedRow(index, event));
    if (event.type !== 'llm.outcome') continue;
    const others = outcomes.get(event.data.request);
    if (others === undefined) outcomes.set(event.data.request, [{ index, event }]);
    else others.push({ index, event });
  }
  return { begun, outcomes };
}
