import { type Kysely, sql } from 'kysely';
import type { TrafficTables } from '../traffic/tables.ts';
import { named, type Overview, type OverviewWindow, topCount } from './overview.ts';

/** The rules found most often, counted row by row: sums of them by the hour are kept for all projects together only. */
export function topRulesOf(
  db: Kysely<TrafficTables>,
  { fromMs, toMs, projects }: Omit<OverviewWindow, 'bucketMs'>,
): Promise<Overview['topRules']> {
  return db
    .selectFrom('request_rules')
    .where('request_rules.time', '>=', fromMs)
    .where('request_rules.time', '<', toMs)
    .$if(projects !== 'all', (query) =>
      query.where('request_rules.intent', 'in', (from) =>
        from.selectFrom('requests').select('intent').where('project', 'in', named(projects)),
      ),
    )
    .select(['rule', sql<number>`count(*)`.as('count')])
    .groupBy('rule')
    .orderBy('count', 'desc')
    .orderBy('rule')
    .limit(topCount)
    .execute();
}
