import type { RingwallEvent } from '@ringwall/core';
import { RowInserter } from '@ringwall/store';
import { sql, type Transaction } from 'kysely';
import type { ProjectionTables } from './tables.ts';

/** An entry of the ledger, read. */
export interface DecodedEntry {
  readonly index: number;
  readonly event: RingwallEvent;
}

export const hourMs = 3_600_000;
export const minuteMs = 60_000;

/** Inserts events; gives those that are new: one recorded a second time by a retry is not another event. */
export class EventsTable {
  readonly #inserter = new RowInserter(6, (trx, rows) => {
    const row = { idx: 0, uid: '', type: '', time: 0, project: '', actor: '' };
    return trx
      .withTables<ProjectionTables>()
      .insertInto('events')
      .values(Array.from({ length: rows }, () => row))
      .onConflict((conflict) => conflict.column('uid').doNothing())
      .compile();
  });

  /** Inserts `entries`, which follow each other. */
  async insert(
    trx: Transaction<unknown>,
    entries: readonly DecodedEntry[],
  ): Promise<readonly DecodedEntry[]> {
    const values: unknown[] = [];
    for (const { index, event } of entries) {
      values.push(index, event.uid, event.type, Date.parse(event.time), event.project, event.actor.id);
    }
    const inserted = await this.#inserter.insert(trx, values);
    return inserted === entries.length ? entries : await knownEvents(trx, entries);
  }
}

/** Empties the tables that `EventsTable` fills, but for sums of hours that began before `sumsFromMs`. */
export async function clearEvents(trx: Transaction<unknown>, sumsFromMs: number): Promise<void> {
  const tables = trx.withTables<ProjectionTables>();
  for (const table of ['events', 'event_minutes'] as const) await tables.deleteFrom(table).execute();
  await tables.deleteFrom('event_hours').where('hour', '>=', sumsFromMs).execute();
}

/** Of entries that were inserted and follow each other, those that were new then. */
export async function knownEvents(
  trx: Transaction<unknown>,
  entries: readonly DecodedEntry[],
): Promise<readonly DecodedEntry[]> {
  const first = entries[0];
  const last = entries.at(-1);
  if (first === undefined || last === undefined) return [];
  const known = await trx
    .withTables<ProjectionTables>()
    .selectFrom('events')
    .select('idx')
    .where('idx', '>=', first.index)
    .where('idx', '<=', last.index)
    .execute();
  const indexes = new Set(known.map((row) => row.idx));
  return entries.filter(({ index }) => indexes.has(index));
}

/** Counts new events by the hour, and notes where those of each minute lie. */
export async function countEvents(
  trx: Transaction<unknown>,
  entries: readonly DecodedEntry[],
): Promise<void> {
  const tables = trx.withTables<ProjectionTables>();
  const hours = new Map<string, { hour: number; project: string; type: string; count: number }>();
  const minutes = new Map<number, { minute: number; first_idx: number; last_idx: number }>();
  for (const { index, event } of entries) {
    const time = Date.parse(event.time);
    const hour = time - (time % hourMs);
    const key = `${hour} ${event.type} ${event.project}`;
    const row = hours.get(key);
    if (row === undefined) hours.set(key, { hour, project: event.project, type: event.type, count: 1 });
    else row.count++;
    const minute = time - (time % minuteMs);
    const span = minutes.get(minute);
    if (span === undefined) minutes.set(minute, { minute, first_idx: index, last_idx: index });
    else span.last_idx = index;
  }
  if (entries.length === 0) return;
  await Promise.all([
    tables
      .insertInto('event_hours')
      .values([...hours.values()])
      .onConflict((conflict) =>
        conflict
          .columns(['hour', 'project', 'type'])
          .doUpdateSet({ count: sql<number>`event_hours.count + excluded.count` }),
      )
      .execute(),
    tables
      .insertInto('event_minutes')
      .values([...minutes.values()])
      .onConflict((conflict) =>
        conflict.column('minute').doUpdateSet({ last_idx: sql<number>`excluded.last_idx` }),
      )
      .execute(),
  ]);
}
