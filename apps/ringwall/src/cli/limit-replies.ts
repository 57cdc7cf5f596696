import { z } from 'zod';

/** What the command line reads out of answers about limits; more members are let through. */
export const limitReply = z.looseObject({
  id: z.string(),
  of: z.string(),
  metric: z.enum(['requests', 'tokens', 'money', 'concurrency']),
  amount: z.number(),
  per: z.string().optional(),
  queueMs: z.number(),
  project: z.string().optional(),
});

export const limitWithUses = limitReply.extend({
  uses: z.array(z.looseObject({ of: z.string(), used: z.number(), held: z.number(), remaining: z.number() })),
});

export const usageReply = z.looseObject({
  by: z.string(),
  from: z.string(),
  spenders: z.array(
    z.looseObject({ id: z.string(), requests: z.number(), tokens: z.number(), nanoDollars: z.number() }),
  ),
});
