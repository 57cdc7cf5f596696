import type { RequestRow } from 'ringwall';

/** What the server narrows a list of requests by; the live feed is held against the same words here. */
export interface RequestFilters {
  readonly project?: string;
  readonly decision?: string;
  readonly state?: string;
  readonly route?: string;
  readonly key?: string;
  readonly who?: string;
  readonly protocol?: string;
  readonly model?: string;
  readonly rule?: string;
  readonly conversation?: string;
  readonly text?: string;
  readonly minLatencyMs?: number;
  readonly minDollars?: number;
  /** RFC 3339 times: `from` included, `to` excluded. */
  readonly from?: string;
  readonly to?: string;
}

const equal = [
  ...(['project', 'decision', 'route', 'key', 'who'] as const),
  ...(['protocol', 'model', 'conversation'] as const),
] as const;

/** Whether a row belongs to what the filters ask for. */
export function matches(row: RequestRow, filters: RequestFilters): boolean {
  for (const name of equal) {
    if (filters[name] !== undefined && row[name] !== filters[name]) return false;
  }
  const { state, rule, text, minLatencyMs, minDollars, from, to } = filters;
  if (state !== undefined && (state === 'failed' ? !hasFailed(row) : row.state !== state)) return false;
  if (rule !== undefined && !rule.split(',').some((each) => hasFound(row, each))) return false;
  if (text !== undefined && !holds(row, text.toLowerCase())) return false;
  if (minLatencyMs !== undefined && !((row.totalMs ?? -1) >= minLatencyMs)) return false;
  if (minDollars !== undefined && !((row.nanoDollars ?? -1) >= Math.round(minDollars * 1e9))) return false;
  if (from !== undefined && Date.parse(row.time) < Date.parse(from)) return false;
  return to === undefined || Date.parse(row.time) < Date.parse(to);
}

/** `failed` stands for every end but the two that are meant to be. */
function hasFailed({ state }: RequestRow): boolean {
  return state !== 'open' && state !== 'completed' && state !== 'blocked';
}

/** `detector/` stands for every rule of a detector. */
function hasFound({ rules }: RequestRow, wanted: string): boolean {
  return wanted.endsWith('/') ? rules.some((rule) => rule.startsWith(wanted)) : rules.includes(wanted);
}

function holds({ request, model, route, key, who, keyName }: RequestRow, text: string): boolean {
  return (
    request.startsWith(text) ||
    [model, route, key, who, keyName].some((each) => each.toLowerCase().includes(text))
  );
}

/** Whether a request that is known already may come to match, or cease to, when it ends. */
export function changesWithTime(filters: RequestFilters): boolean {
  const { decision, state, rule, minLatencyMs, minDollars } = filters;
  return [decision, state, rule, minLatencyMs, minDollars].some((each) => each !== undefined);
}

/** Of two states of one request the later one: a request opens, then closes, and stays closed. */
export function newer(known: RequestRow | undefined, row: RequestRow): RequestRow {
  return known !== undefined && known.outcome !== undefined && row.outcome === undefined ? known : row;
}
