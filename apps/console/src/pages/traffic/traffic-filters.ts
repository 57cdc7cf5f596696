import type { RequestFilters } from '../../api/request-rows.ts';
import { readWindow, windowHours } from '../../ui/window-links.tsx';

/** Names in the address that filter; `request` and what comes later do not. */
export const filterNames = [
  'decision',
  'state',
  'route',
  'key',
  'protocol',
  'rule',
  'from',
  'to',
  'window',
] as const;

/** The filters the address asks for. A window is relative to `nowMs`; exact times win over it. */
export function readFilters(params: URLSearchParams, nowMs: number): RequestFilters {
  const text = (name: string) => params.get(name) || undefined;
  const time = (name: string) => {
    const value = text(name);
    return value !== undefined && !Number.isNaN(Date.parse(value))
      ? new Date(value).toISOString()
      : undefined;
  };
  const window = readWindow(params);
  const to = time('to');
  const from =
    time('from') ??
    (window && to === undefined
      ? new Date(nowMs - windowHours[window] * 3_600_000).toISOString()
      : undefined);
  const filters = {
    decision: text('decision'),
    state: text('state'),
    route: text('route'),
    key: text('key'),
    protocol: text('protocol'),
    rule: text('rule'),
    from,
    to,
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

/** The part of the address that decides which rows are shown, in one spelling. */
export function filterKey(params: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of filterNames) {
    const value = params.get(name);
    if (value) kept.set(name, value);
  }
  return kept.toString();
}
