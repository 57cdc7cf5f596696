import { decodeUtf8, type RingwallEvent } from '@ringwall/core';
import type { Transaction } from 'kysely';
import type { ProjectionTables } from './tables.ts';

/** An entry of the ledger, read. */
export interface DecodedEntry {
  readonly index: number;
  readonly leaf: Uint8Array;
  readonly event: RingwallEvent;
}

/** Inserts events; gives those that are new: one recorded a second time by a retry is not another event. */
export async function insertEvents(
  trx: Transaction<ProjectionTables>,
  entries: readonly DecodedEntry[],
): Promise<readonly DecodedEntry[]> {
  const rows = entries.map(({ index, leaf, event }) => ({
    idx: index,
    uid: event.uid,
    type: event.type,
    time: Date.parse(event.time),
    project: event.project,
    json: decodeUtf8(leaf),
  }));
  const inserted = await trx
    .insertInto('events')
    .values(rows)
    .onConflict((conflict) => conflict.column('uid').doNothing())
    .returning('idx')
    .execute();
  return only(entries, inserted);
}

/** Of entries that were inserted before, those that were new then. */
export async function knownEvents(
  trx: Transaction<ProjectionTables>,
  entries: readonly DecodedEntry[],
): Promise<readonly DecodedEntry[]> {
  const indexes = entries.map(({ index }) => index);
  const known = await trx.selectFrom('events').select('idx').where('idx', 'in', indexes).execute();
  return only(entries, known);
}

function only(
  entries: readonly DecodedEntry[],
  rows: readonly { readonly idx: number }[],
): readonly DecodedEntry[] {
  const indexes = new Set(rows.map((row) => row.idx));
  return entries.filter(({ index }) => indexes.has(index));
}
