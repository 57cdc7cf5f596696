import { sql } from 'kysely';
import type { RequestOrder, RequestsQuery } from './request-filter.ts';
import type { StoredRequest } from './request-row.ts';

/** Of each order: the column that makes it, ties apart, and which end comes first. */
const orders = {
  newest: { column: 'intent', direction: 'desc' },
  oldest: { column: 'intent', direction: 'asc' },
  slowest: { column: 'total_ms', direction: 'desc' },
  costliest: { column: 'spent_nano', direction: 'desc' },
} as const satisfies Record<
  RequestOrder,
  { readonly column: keyof StoredRequest; readonly direction: string }
>;

/** The rows in an order, of two that are alike the newer first. */
export function ordered(query: RequestsQuery, order: RequestOrder): RequestsQuery {
  const { column, direction } = orders[order];
  const sorted = query.orderBy(column, direction);
  return column === 'intent' ? sorted : sorted.orderBy('intent', direction);
}

/** Where a page ended that has this row last. */
export function cursorOf(row: StoredRequest, order: RequestOrder): string {
  const { column } = orders[order];
  return column === 'intent' ? String(row.intent) : `${row[column] ?? 0}:${row.intent}`;
}

/** What comes behind a cursor in this order; undefined where it is no cursor of this order. */
export function behind(query: RequestsQuery, cursor: string, order: RequestOrder): RequestsQuery | undefined {
  const { column, direction } = orders[order];
  const [value = '', intent = value, ...rest] = cursor.split(':');
  const isWhole = (column === 'intent') === !cursor.includes(':');
  if (!isWhole || rest.length > 0 || !/^\d{1,16}(?:\.\d{1,16})?$/.test(value) || !/^\d{1,15}$/.test(intent))
    return undefined;
  const than = direction === 'asc' ? '>' : '<';
  if (column === 'intent') return query.where('intent', than, Number(intent));
  const place = sql.join([sql.ref(column), sql.ref('intent')]);
  return query.where(sql<boolean>`(${place}) ${sql.raw(than)} (${Number(value)}, ${Number(intent)})`);
}
