import { z } from 'zod';

const count = z.int().nonnegative();

const group = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    requests: count,
    blocked: count,
    tokens: count.describe('Input and output.'),
    nanoDollars: count.describe('Billionths of a US dollar.'),
  })
  .meta({ id: 'TopGroup' });
export type Group = z.infer<typeof group>;

/** What `ringwall top` shows, and prints with --json. */
export const topSnapshot = z
  .strictObject({
    at: z.iso.datetime(),
    windowMs: z.int().positive().describe('How far back requests are counted.'),
    partial: z.boolean().describe('There were more requests than are counted; the oldest are left out.'),
    requests: count,
    perSecond: z.number().nonnegative().describe('Requests a second over the last ten seconds.'),
    trend: z.array(count).describe('Requests in each twentieth of the window, the oldest first.'),
    verdicts: z.strictObject({ allow: count, flag: count, redact: count, block: count }),
    failed: count.describe('Neither completed nor blocked.'),
    running: count,
    latencyMs: z
      .strictObject({ p50: z.number(), p95: z.number() })
      .exactOptional()
      .describe('Of requests that have ended; absent without any.'),
    inputTokens: count,
    outputTokens: count,
    nanoDollars: count,
    keys: z.array(group),
    routes: z.array(group),
    models: z.array(group),
    rules: z.array(z.strictObject({ rule: z.string(), requests: count })).describe('What detectors found.'),
    limits: z
      .array(
        z.strictObject({
          id: z.string(),
          of: z.string(),
          metric: z.string(),
          amount: z.number(),
          used: z.number().describe('With what is set aside for requests that run.'),
          share: z.number().describe('Used of the amount.'),
          resetsAt: z.string().exactOptional(),
        }),
      )
      .describe('The nearest to their end first.'),
    server: z.strictObject({
      version: z.string(),
      startedAt: z.string(),
      gateway: z.string(),
      console: z.string(),
    }),
    ledger: z.strictObject({ origin: z.string(), size: count, signed: count, state: z.string() }),
    witnesses: z.array(z.strictObject({ name: z.string(), state: z.string(), witnessedSize: count })),
    alarms: z.array(z.strictObject({ title: z.string(), advice: z.string() })),
  })
  .meta({ id: 'TopSnapshot' });
export type TopSnapshot = z.infer<typeof topSnapshot>;
