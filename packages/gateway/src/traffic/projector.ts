import type { EventOf } from '@ringwall/core';
import type { ProjectedEvent, Projector } from '@ringwall/ledger';
import { HourChanges } from './hours.ts';
import { closedRow, openedRow, rulesIn, type StoredRequest } from './request-row.ts';
import { insertRows, insertRules, rowsOf, rulesOf, type StoredRule, updateRows } from './request-tables.ts';
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
    const others = [...outcomes.keys()].filter((request) => !begun.has(request));
    const earlier = await rowsOf(tables, others);
    const corrected = earlier.filter((row) => row.outcome !== null).map((row) => row.intent);
    const rules = new Rules(await rulesOf(tables, corrected));
    const hours = new HourChanges();
    const ended = (row: StoredRequest): StoredRequest => {
      let last = row;
      for (const { index, event } of outcomes.get(row.request) ?? []) {
        last = closedRow(last, index, event);
        for (const rule of rulesIn(event))
          rules.add({ intent: row.intent, rule, time: Date.parse(event.time) });
      }
      hours.add(last);
      return last;
    };
    const inserted = [...begun.values()].map(ended);
    const updated = earlier.map((row) => {
      hours.remove(row);
      return ended(row);
    });
    for (const { rule, time } of rules.added) hours.addRule(rule, time);
    // Sent together: an answer waited for costs a turn of a busy event loop.
    await Promise.all([
      insertRows(trx, inserted),
      updateRows(tables, updated),
      insertRules(tables, rules.added),
      hours.write(tables),
    ]);
  },
  async clear(trx, sumsFromMs) {
    const tables = trx.withTables<TrafficTables>();
    for (const table of ['requests', 'request_rules'] as const) await tables.deleteFrom(table).execute();
    for (const table of ['traffic_hours', 'guard_hours', 'rule_hours', 'spent_hours'] as const) {
      await tables.deleteFrom(table).where('hour', '>=', sumsFromMs).execute();
    }
  },
};

/** Rules of requests, each once: the first outcome that names one says when. */
class Rules {
  readonly added: StoredRule[] = [];
  readonly #known: Set<string>;

  constructor(known: readonly StoredRule[]) {
    this.#known = new Set(known.map(({ intent, rule }) => `${intent} ${rule}`));
  }

  add(of: StoredRule): void {
    const name = `${of.intent} ${of.rule}`;
    if (this.#known.has(name)) return;
    this.#known.add(name);
    this.added.push(of);
  }
}

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
