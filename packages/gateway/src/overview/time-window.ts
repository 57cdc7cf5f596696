import { z } from 'zod';
import { hourMs } from '../traffic/hour.ts';

const minuteMs = 60_000;
const dayMs = 24 * hourMs;
const halfDayMs = 12 * hourMs;
const maxDays = 92;
/** Lengths of a bar that a person can read off an axis. */
const steps = [
  ...[5_000, 10_000, 15_000, 30_000],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minuteMs),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2].map((days) => days * dayMs),
];
const maxBars = 60;

/** A time window, as a query names it: the last hours, or from a time until another or now. */
export const windowQuery = z
  .strictObject({
    hours: z.coerce
      .number()
      .int()
      .min(1)
      .max(maxDays * 24)
      .default(24)
      .describe('The last so many hours; `from` comes before it.'),
    from: z.iso.datetime({ offset: true }).optional().describe('RFC 3339.'),
    to: z.iso.datetime({ offset: true }).optional().describe('RFC 3339; now where absent.'),
  })
  .refine(
    ({ from, to }) => {
      const lengthMs = from === undefined || to === undefined ? 1 : Date.parse(to) - Date.parse(from);
      return lengthMs > 0 && lengthMs <= maxDays * dayMs;
    },
    { path: ['to'], message: `must be after from, and by no more than ${maxDays} days` },
  );

/** A window of whole bars, and how long one is. */
export interface BarWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
}

/**
 * The window that was asked for, widened to whole bars, so that a bar does not change its height while it wanders across
 * the chart. Half a day and more is of whole hours, which are summed up as they are recorded.
 */
export function barWindow(asked: z.output<typeof windowQuery>, nowMs: number): BarWindow {
  const isUntilNow = asked.to === undefined;
  const toMs = isUntilNow ? nowMs : Date.parse(asked.to ?? '');
  const askedMs = asked.from === undefined ? asked.hours * hourMs : toMs - Date.parse(asked.from);
  const lengthMs = Math.min(maxDays * dayMs, Math.max(minuteMs, askedMs));
  const least = lengthMs >= halfDayMs ? hourMs : 0;
  const bucketMs = steps.find((step) => step >= least && lengthMs / step <= maxBars) ?? 2 * dayMs;
  // What happens at this very moment is in it.
  const end = isUntilNow ? Math.floor(toMs / bucketMs) + 1 : Math.ceil(toMs / bucketMs);
  const begin =
    asked.from === undefined
      ? end - Math.round(lengthMs / bucketMs)
      : Math.floor((toMs - lengthMs) / bucketMs);
  return { fromMs: begin * bucketMs, toMs: end * bucketMs, bucketMs };
}
