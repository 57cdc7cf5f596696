import type { Projects, Shown } from '@ringwall/core';
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
    readonly projects: Projects;
  },
): Promise<readonly Spender[]> {
  const { by, fromMs, projects } = asked;
  return store.db
    .withTables<TrafficTables>()
    .selectFrom('spent_hours')
    .where('hour', '>=', fromMs)
    .$if(projects !== 'all', (query) => query.where('project', 'in', projects === 'all' ? [] : projects))
    .select([
      `${by} as id`,
      sql<number>`sum(requests)`.as('requests'),
      sql<number>`sum(tokens)`.as('tokens'),
      sql<number>`sum(nano)`.as('nanoDollars'),
    ])
    .groupBy(by)
    .orderBy('nanoDollars', 'desc')
    .orderBy('tokens', 'desc')
    .orderBy('id')
    .limit(maxSpenders)
    .execute();
}
