import { type BodyRef, decodeEvent } from '@ringwall/core';
import type { Ledger } from '@ringwall/ledger';
import type { Store } from '@ringwall/store';
import type { TrafficTables } from './tables.ts';

/** Where the records of a request are and which keys its bodies are under; undefined where there is no such request. */
export async function findRequest(
  parts: { readonly store: Store; readonly ledger: Ledger },
  request: string,
): Promise<
  | { readonly project: string; readonly entries: readonly number[]; readonly bodyKeys: readonly string[] }
  | undefined
> {
  const row = await parts.store.db
    .withTables<TrafficTables>()
    .selectFrom('requests')
    .select(['project', 'intent', 'outcome'])
    .where('request', '=', request)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const entries = [row.intent, ...(row.outcome === null ? [] : [row.outcome])];
  const bodies = await Promise.all(entries.map((index) => bodyOf(parts.ledger, index)));
  const bodyKeys = new Set(bodies.flatMap((body) => (body === undefined ? [] : [body.bodyKey])));
  return { project: row.project, entries, bodyKeys: [...bodyKeys] };
}

async function bodyOf(ledger: Ledger, index: number): Promise<BodyRef | undefined> {
  const event = decodeEvent((await ledger.read(index)).leaf);
  return event.type === 'llm.intent' || event.type === 'llm.outcome' ? event.data.body : undefined;
}
