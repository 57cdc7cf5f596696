import type { LimitPeriod } from './limit.ts';

/** The length of a period; a month's differs. */
export const periodMs = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
} as const;

/** The window of the calendar (UTC) in which a moment lies; `toMs` is the beginning of the next. */
export function windowAt(per: LimitPeriod, atMs: number): { readonly fromMs: number; readonly toMs: number } {
  if (per === 'month') {
    const at = new Date(atMs);
    const month = at.getUTCMonth();
    return { fromMs: Date.UTC(at.getUTCFullYear(), month), toMs: Date.UTC(at.getUTCFullYear(), month + 1) };
  }
  const fromMs = Math.floor(atMs / periodMs[per]) * periodMs[per];
  return { fromMs, toMs: fromMs + periodMs[per] };
}
