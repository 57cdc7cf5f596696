import type { Shown } from '@ringwall/core';
import type { Store } from '@ringwall/store';
import { sql } from 'kysely';
import { z } from 'zod';
import type { TrafficTables } from '../traffic/tables.ts';

/** What somebody or something used. */
export const spender = z
  .object({
    id: z.string(),
    requests: z.int().nonnegative(),
    tokens: z.int().nonnegative(),
    nanoDollars: z.int().nonnegative().describe('Billionths of a US dollar, as far as prices are known.'),
  })
  .meta({ id: 'Spender' });
export type Spender = Shown<typeof spender>;

/** Callers choose the names of models. */
const maxSpenders = 500;

/** Sums since a whole hour; a request that runs counts for what is set aside for it. */
export async function spentBy(
  store: Store,
  asked: {
    readonly by: 'key' | 'who' | 'project' | 'route' | 'model';
    readonly fromMs: number;
    readonly includes: (project: string) => boolean;
  },
): Promise<readonly Spender[]> {
  const { by, fromMs, includes } = asked;
  const rows = await store.db
    .withTables<TrafficTables>()
    .selectFrom('spent_hours')
    .select([`${by} as id`, 'project'])
    .select([
      sql<number>`sum(requests)`.as('requests'),
      sql<number>`sum(tokens)`.as('tokens'),
      sql<number>`sum(nano)`.as('nanoDollars'),
    ])
    .where('hour', '>=', fromMs)
    .groupBy([by, 'project'])
    .execute();
  const spenders = new Map<string, Spender>();
  for (const { id, project, requests, tokens, nanoDollars } of rows) {
    if (!includes(project)) continue;
    const known = spenders.get(id) ?? { id, requests: 0, tokens: 0, nanoDollars: 0 };
    spenders.set(id, {
      id,
      requests: known.requests + requests,
      tokens: known.tokens + tokens,
      nanoDollars: known.nanoDollars + nanoDollars,
    });
  }
  return [...spenders.values()]
    .sort((a, b) => b.nanoDollars - a.nanoDollars || b.tokens - a.tokens)
    .slice(0, maxSpenders);
}
