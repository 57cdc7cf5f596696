import type { Shown } from '@ringwall/core';
import { z } from 'zod';

/** What a limit may be about. */
export const limitedKinds = ['key', 'user', 'service', 'project', 'route', 'model'] as const;
export type LimitedKind = (typeof limitedKinds)[number];

export const limitMetrics = ['requests', 'tokens', 'money', 'concurrency'] as const;
export type LimitMetric = (typeof limitMetrics)[number];

export const limitPeriods = ['second', 'minute', 'hour', 'day', 'month'] as const;
export type LimitPeriod = (typeof limitPeriods)[number];

/** How much one may use of something, and within which time. */
export interface Limit {
  readonly id: string;
  /** What it is about; with the id `*` each one of that kind by itself. */
  readonly of: { readonly kind: LimitedKind; readonly id: string };
  readonly metric: LimitMetric;
  /** Requests, tokens, billionths of a US dollar, or requests at once. */
  readonly amount: number;
  /** Absent for concurrency alone. */
  readonly per?: LimitPeriod;
  /** How long a request may wait for its turn; 0: it is refused at once. */
  readonly queueMs: number;
  /** Only requests within this project count and are limited; absent: those of all projects. */
  readonly project?: string;
}

/** A limit, as lists show it. */
export const limitSummary = z
  .object({
    id: z.string(),
    of: z.string().describe('`key:key_…`, `project:default`; `key:*` for each key by itself.'),
    metric: z.enum(limitMetrics),
    amount: z.number().describe('Requests, tokens, billionths of a US dollar, or requests at once.'),
    per: z.enum(limitPeriods).exactOptional().describe('Absent for concurrency alone.'),
    queueMs: z
      .number()
      .describe('How long a request may wait for its turn, in milliseconds; 0: it is refused at once.'),
    project: z
      .string()
      .exactOptional()
      .describe('Only requests within this project count and are limited; absent: those of all projects.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'LimitSummary' });
export type LimitSummary = Shown<typeof limitSummary>;

/** How one subject stands with a limit. */
export const limitUse = z
  .object({
    of: z.string().describe('`key:key_…`'),
    used: z.number(),
    held: z.number().describe('Set aside for requests that have not ended.'),
    remaining: z.number(),
    waiting: z.number().describe('Requests that wait for their turn.'),
    resetsAt: z.iso.datetime().exactOptional(),
  })
  .meta({ id: 'LimitUse' });
export type LimitUse = Shown<typeof limitUse>;

const maxId = 256;

/** `key:key_…`, `model:*`; undefined for anything else. */
export function parseLimited(text: string): Limit['of'] | undefined {
  const colon = text.indexOf(':');
  const kind = limitedKinds.find((known) => known === text.slice(0, colon));
  const id = text.slice(colon + 1);
  if (kind === undefined || id === '' || id.length > maxId) return undefined;
  // Control characters would reach terminals, and what is not well-formed could not be recorded.
  return /^[^\p{C}]+$/u.test(id) && id.isWellFormed() ? { kind, id } : undefined;
}

/** How a limit's subject is written. */
export function describeLimited({ kind, id }: Limit['of']): string {
  return `${kind}:${id}`;
}

/** Rates are kept in whole numbers of `amount × milliseconds`, which must stay exact over an hour. */
const maxRate = 1_000_000_000;
/** Nine million dollars. */
const maxNanoDollars = 9_000_000_000_000_000;
const maxAtOnce = 1_000_000;
const maxQueueMs = 60_000;

/** What one may ask of a new limit. Setting one of the same subject, metric, period and project replaces it. */
export const newLimitSchema = z
  .strictObject({
    of: z
      .string()
      .max(300)
      .refine(
        (text) => parseLimited(text) !== undefined,
        'must be key:…, user:…, service:…, project:…, route:… or model:…, or one of them with *',
      ),
    metric: z.enum(limitMetrics),
    amount: z.int().positive().max(maxNanoDollars),
    per: z.enum(limitPeriods).optional(),
    queueMs: z.int().nonnegative().max(maxQueueMs).default(0),
    project: z.string().min(1).max(64).optional(),
  })
  .superRefine(({ metric, amount, per, queueMs }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (metric === 'concurrency') {
      if (per !== undefined) issue('per', 'is not for concurrency');
      if (amount > maxAtOnce) issue('amount', `must be at most ${maxAtOnce}`);
      return;
    }
    if (per === undefined) return issue('per', 'must be second, minute, hour, day or month');
    if (metric === 'money' && per === 'second') issue('per', 'must be at least a minute for money');
    if (metric !== 'money' && amount > maxRate) issue('amount', `must be at most ${maxRate}`);
    if (queueMs > 0 && isCalendar(metric, per))
      issue('queueMs', 'is only for concurrency and for requests and tokens by the hour or less');
  });
export type NewLimit = z.input<typeof newLimitSchema>;

/** Budgets are counted by the calendar (UTC); short rates run on continuously. */
export function isCalendar(metric: LimitMetric, per: LimitPeriod): boolean {
  return metric === 'money' || per === 'day' || per === 'month';
}
