import type { Projects } from '@ringwall/core';
import type { RequestPlace, TrafficQueries } from '../queries.ts';
import type { RequestFilter } from '../request-filter.ts';
import type { RequestPage, RequestRow } from '../shown-request.ts';
import { csvRecord } from './csv.ts';

export const exportFormats = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Of each column of the CSV its name and what stands in it. */
const columns: readonly (readonly [string, (row: RequestRow) => string | number | boolean | undefined])[] = [
  ['request', (row) => row.request],
  ['time', (row) => row.time],
  ['project', (row) => row.project],
  ['key', (row) => row.key],
  ['key_name', (row) => row.keyName],
  ['who', (row) => row.who],
  ['route', (row) => row.route],
  ['protocol', (row) => row.protocol],
  ['provider', (row) => row.provider],
  ['model', (row) => row.model],
  ['stream', (row) => row.stream],
  ['state', (row) => row.state],
  ['decision', (row) => row.decision],
  ['rules', (row) => row.rules.join(' ')],
  ['http_status', (row) => row.httpStatus],
  ['input_tokens', (row) => row.inputTokens],
  ['output_tokens', (row) => row.outputTokens],
  ['dollars', (row) => (row.nanoDollars === undefined ? undefined : dollars(row.nanoDollars))],
  ['total_ms', (row) => row.totalMs],
  ['guard_ms', (row) => row.guardMs],
  ['conversation', (row) => row.conversation],
  ['intent_index', (row) => row.intent],
  ['outcome_index', (row) => row.outcome],
];

/** Rows read in one go: what one piece of the file holds in memory. */
const rowsAtOnce = 500;

/**
 * The rows of a list as a file, piece by piece in the order of the list, at most `maxRows` of them; read as they are
 * asked for.
 */
export async function* exportRequests(
  queries: Pick<TrafficQueries, 'page'>,
  filter: RequestFilter,
  options: {
    readonly projects: Projects;
    readonly format: ExportFormat;
    readonly maxRows: number;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<string> {
  const { projects, format, maxRows, signal } = options;
  if (format === 'csv') yield csvRecord(columns.map(([name]) => name));
  let left = maxRows;
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const place: RequestPlace = { limit: Math.min(rowsAtOnce, left), cursor };
    const { items, next }: RequestPage = await queries.page(filter, projects, place);
    if (items.length > 0) yield items.map(format === 'csv' ? asCsv : asLine).join('');
    left -= items.length;
    cursor = next;
  } while (cursor !== undefined && left > 0);
}

function asCsv(row: RequestRow): string {
  return csvRecord(columns.map(([, of]) => of(row)));
}

function asLine(row: RequestRow): string {
  return `${JSON.stringify(row)}\n`;
}

/** Billionths in dollars, to the last digit. */
function dollars(nano: number): string {
  const digits = String(nano).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`;
}
