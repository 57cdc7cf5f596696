import type { Projects, Shown } from '@ringwall/core';
import { z } from 'zod';

const count = z.int().nonnegative();
const nanoDollars = count.describe('Billionths of a US dollar, as far as prices are known.');
const verdicts = { allow: count, flag: count, redact: count, block: count, failed: count };
const tokens = { inputTokens: count, outputTokens: count };

const totals = z
  .object({
    requests: count,
    allowed: count,
    blocked: count,
    redacted: count,
    flagged: count,
    failed: count,
    ...tokens,
    nanoDollars,
    guardP50Ms: z
      .number()
      .exactOptional()
      .describe('Median of the detectors’ time a request, to 2.5 %; absent without requests.'),
    guardP95Ms: z.number().exactOptional().describe('The 95th percentile of it.'),
  })
  .meta({ id: 'OverviewTotals' });

const used = { count, tokens: count, nanoDollars };

/** Counts over a time window, and over the one of the same length before it. */
export const overviewReply = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    bucketMs: z.int().positive(),
    buckets: z
      .array(z.object({ time: z.iso.datetime(), ...verdicts, ...tokens, nanoDollars }))
      .describe('Those in which something happened, by their beginning.'),
    totals,
    before: totals,
    since: z.iso
      .datetime()
      .exactOptional()
      .describe('When the log begins: a time before it is not compared with. Absent of an empty log.'),
    topRules: z.array(z.object({ rule: z.string(), count })),
    topRoutes: z.array(z.object({ route: z.string(), ...used, blocked: count })),
    topKeys: z.array(z.object({ key: z.string(), keyName: z.string(), ...used, blocked: count })),
    topModels: z.array(z.object({ model: z.string(), ...used, blocked: count })),
    topCallers: z.array(
      z.object({
        who: z.string().describe('A user, service or agent; of a key that belongs to nobody the key.'),
        ...used,
      }),
    ),
  })
  .meta({ id: 'Overview' });
export type Overview = Shown<typeof overviewReply>;

/** What one window counts by itself. */
export type WindowCounts = Omit<Overview, 'before' | 'since'>;

/** Counts of these projects' requests within `[fromMs, toMs)`, in bars of `bucketMs`. */
export interface OverviewWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly bucketMs: number;
  readonly projects: Projects;
}

/** Those that are named; of all, none is. */
export function named(projects: Projects): readonly string[] {
  return projects === 'all' ? [] : projects;
}

/** How many rules, routes, keys, models and callers are told. */
export const topCount = 8;
