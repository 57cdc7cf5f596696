import type { Schema } from '../../api/operations.ts';
import { readWindow, type TimeWindow, windowHours } from '../../ui/window-links.tsx';
import { href, type UrlPatch } from '../../url-state.ts';

/** The time that a page is about, as its address says it. */
export interface TimeRange {
  /** What is asked of the server. */
  readonly query: { readonly hours?: number; readonly from?: string; readonly to?: string };
  /** The same as other pages take it in their address. */
  readonly patch: UrlPatch;
  /** One of those that are offered; absent where the address names exact times. */
  readonly window?: TimeWindow;
  /** How long it is, in words. */
  readonly words: string;
}

/** The range that an address names: exact times come before a window; the last day where it names none. */
export function readRange(params: URLSearchParams): TimeRange {
  const time = (name: string) => {
    const given = params.get(name);
    const ms = given === null ? Number.NaN : Date.parse(given);
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
  };
  const from = time('from');
  const to = time('to');
  if (from !== undefined && (to === undefined || to > from)) {
    const exact = { from, ...(to !== undefined && { to }) };
    return { query: exact, patch: exact, words: 'same time' };
  }
  const window = readWindow(params) ?? '24h';
  return { query: { hours: windowHours[window] }, patch: { window }, window, words: words[window] };
}

const words: Readonly<Record<TimeWindow, string>> = {
  '1h': 'hour',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
};

/** The length of the window in words, for what is compared with the one before it; undefined where that has no log. */
export function comparedWith(
  { words: period }: Pick<TimeRange, 'words'>,
  { from, to, since, before }: Pick<Schema<'Overview'>, 'from' | 'to' | 'since' | 'before'>,
): string | undefined {
  const earlierMs = 2 * Date.parse(from) - Date.parse(to);
  const isLogged = since !== undefined && Date.parse(since) <= earlierMs;
  return isLogged && before.requests > 0 ? period : undefined;
}

/** The requests of a range, narrowed further. */
export function trafficHref(range: Pick<TimeRange, 'patch'>, filter: UrlPatch = {}): string {
  return href('/traffic', { ...range.patch, ...filter });
}
