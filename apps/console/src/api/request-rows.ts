import type { RequestRow } from 'ringwall';

/** What the server filters by; the live feed is matched against the same words here. */
export interface RequestFilters {
  readonly decision?: string;
  readonly state?: string;
  readonly route?: string;
  readonly key?: string;
  readonly protocol?: string;
  readonly rule?: string;
  /** RFC 3339 times: `from` included, `to` excluded. */
  readonly from?: string;
  readonly to?: string;
}

/** Whether a row belongs to what the filters ask for. */
export function matches(row: RequestRow, filters: RequestFilters): boolean {
  if (filters.decision !== undefined && row.decision !== filters.decision) return false;
  if (filters.state !== undefined && row.state !== filters.state) return false;
  if (filters.route !== undefined && row.route !== filters.route) return false;
  if (filters.key !== undefined && row.key !== filters.key) return false;
  if (filters.protocol !== undefined && row.protocol !== filters.protocol) return false;
  if (filters.rule !== undefined && !row.rules.includes(filters.rule)) return false;
  if (filters.from !== undefined && Date.parse(row.time) < Date.parse(filters.from)) return false;
  if (filters.to !== undefined && Date.parse(row.time) >= Date.parse(filters.to)) return false;
  return true;
}

/** Of two states of one request the later one: a request opens, then closes, and stays closed. */
export function newer(known: RequestRow | undefined, row: RequestRow): RequestRow {
  return known !== undefined && known.outcome !== undefined && row.outcome === undefined ? known : row;
}

/** The part of the log a page shows, newest first and without holes. */
export interface RowWindow {
  readonly rows: readonly RequestRow[];
  /** `before` of the next older page; absent when the oldest row is here. */
  readonly next?: number;
}

/** Rows a tab keeps; beyond, the oldest fall off and can be loaded again. */
export const maxRows = 5_000;

/** The window with live rows merged in: new ones on top, known ones brought up to date, non-matching ones dropped. */
export function mergeLive(
  window: RowWindow,
  live: readonly RequestRow[],
  filters: RequestFilters,
): RowWindow {
  if (live.length === 0) return window;
  const byRequest = new Map(window.rows.map((row) => [row.request, row]));
  for (const row of live) {
    const kept = newer(byRequest.get(row.request), row);
    // What is older than the window belongs to a page not loaded yet.
    const belongs = byRequest.has(row.request) || window.next === undefined || row.intent >= window.next;
    if (belongs && matches(kept, filters)) byRequest.set(row.request, kept);
    else byRequest.delete(row.request);
  }
  return bounded({ ...window, rows: [...byRequest.values()].sort(newestFirst) });
}

/** The window with the next older page behind it. */
export function appendOlder(window: RowWindow, page: RowWindow): RowWindow {
  const known = new Set(window.rows.map((row) => row.request));
  const rows = [...window.rows, ...page.rows.filter((row) => !known.has(row.request))];
  return page.next === undefined ? { rows } : { rows, next: page.next };
}

function bounded(window: RowWindow): RowWindow {
  if (window.rows.length <= maxRows) return window;
  const rows = window.rows.slice(0, maxRows);
  const last = rows.at(-1);
  return last === undefined ? window : { rows, next: last.intent };
}

function newestFirst(a: RequestRow, b: RequestRow): number {
  return b.intent - a.intent;
}
