import { z } from 'zod';

/** US dollars for a million tokens, to the millionth of a dollar, which is exact in whole numbers. */
const dollars = z
  .number()
  .min(0)
  .max(1_000_000)
  .refine(
    (value) => Math.abs(value * 1e6 - Math.round(value * 1e6)) < 1e-3,
    'must have at most six digits after the point',
  );

/** What models cost that Ringwall does not know, or that cost otherwise than it knows. The first that fits counts. */
export const pricesSchema = z
  .array(
    z.strictObject({
      /** As the upstream names it, or how all names begin, ending in *. */
      model: z.string().regex(/^[^*\s]{0,255}\*?$/, 'must be a model name, or a prefix ending in *'),
      /** Only where this provider serves it. */
      provider: z.string().min(1).max(64).optional(),
      inputPerMillion: dollars,
      outputPerMillion: dollars,
      cacheReadPerMillion: dollars.optional(),
      cacheWritePerMillion: dollars.optional(),
      /** The most that one answer may have; what a request that names no maximum sets aside. */
      maxOutputTokens: z.int().positive().max(10_000_000).default(16_384),
      /** It bills for tokens that it does not show. */
      reasons: z.boolean().default(false),
    }),
  )
  .max(1_000)
  .default([])
  .transform((prices) =>
    prices.map((price) => ({
      ...{ model: price.model, provider: price.provider, maxOutputTokens: price.maxOutputTokens },
      ...{ input: price.inputPerMillion, output: price.outputPerMillion },
      ...(price.cacheReadPerMillion !== undefined && { cacheRead: price.cacheReadPerMillion }),
      ...(price.cacheWritePerMillion !== undefined && { cacheWrite: price.cacheWritePerMillion }),
      ...(price.reasons && { reasons: true as const }),
    })),
  );
