import { Link } from 'wouter';
import { href, oneOf, useUrlState } from '../url-state.ts';

export const timeWindows = ['1h', '24h', '7d', '30d'] as const;
export type TimeWindow = (typeof timeWindows)[number];

export const windowHours: Readonly<Record<TimeWindow, number>> = {
  '1h': 1,
  '24h': 24,
  '7d': 168,
  '30d': 720,
};

/** What a bar of the overview has of it; its windows are of whole bars. */
const barMs: Readonly<Record<TimeWindow, number>> = {
  '1h': 60_000,
  '24h': 3_600_000,
  '7d': 3 * 3_600_000,
  '30d': 12 * 3_600_000,
};

/** When the window that reaches up to now begins: the bar under way is its last, as in the overview. */
export function windowBegin(window: TimeWindow, nowMs: number): Date {
  const bar = barMs[window];
  return new Date((Math.floor(nowMs / bar) + 1) * bar - windowHours[window] * 3_600_000);
}

const words: Readonly<Record<TimeWindow, string>> = {
  '1h': '1 h',
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
};

/** The time window in the address, if it names one. */
export function readWindow(params: URLSearchParams): TimeWindow | undefined {
  return oneOf(params.get('window'), timeWindows);
}

/** Links that set the time window of a page; `all` offers no window too. */
export function WindowLinks({
  path,
  current,
  all = false,
}: {
  path: string;
  current: TimeWindow | undefined;
  all?: boolean;
}) {
  const [params] = useUrlState();
  const link = (window: TimeWindow | undefined) => {
    const next = new URLSearchParams(params);
    for (const name of ['window', 'from', 'to', 'cursor']) next.delete(name);
    if (window) next.set('window', window);
    next.sort();
    return href(path, next.toString());
  };
  return (
    <nav
      aria-label="Time window"
      className="inline-flex h-7 shrink-0 overflow-clip rounded-md border border-line-strong bg-surface"
    >
      {[...(all ? [undefined] : []), ...timeWindows].map((window) => (
        <Link
          key={window ?? 'all'}
          href={link(window)}
          replace
          aria-current={window === current ? 'true' : undefined}
          className="flex items-center border-line-strong px-2.5 text-muted not-first:border-l hover:text-text focus-visible:-outline-offset-2 aria-current:bg-raised aria-current:font-strong aria-current:text-text"
        >
          {window ? words[window] : 'All'}
        </Link>
      ))}
    </nav>
  );
}
