import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import { named, type Overview, type OverviewWindow, topCount } from './overview.ts';
import type { TrafficTables } from './tables.ts';
import { topRulesOf } from './top-rules.ts';

/** Counts the rows of requests one by one: exact for any window, and slow for a long one. */
export async function overviewOfRequests(
  db: Kysely<TrafficTables>,
  keyNames: ReadonlyMap<string, string>,
  { fromMs, toMs, bucketMs, projects }: OverviewWindow,
): Promise<Overview> {
  const within = db
    .selectFrom('requests')
    .where('time', '>=', fromMs)
    .where('time', '<', toMs)
    .$if(projects !== 'all', (query) => query.where('project', 'in', named(projects)));
  const failed = sql<number>`sum(case when state not in ('completed', 'blocked', 'open') then 1 else 0 end)`;
  const counted = (decision: string) =>
    sql<number>`sum(case when decision = ${decision} and state in ('completed', 'blocked') then 1 else 0 end)`;
  const buckets = await within
    .select([
      sql<number>`(time - ${fromMs}) / ${bucketMs}`.as('bucket'),
      counted('allow').as('allow'),
      counted('flag').as('flag'),
      counted('redact').as('redact'),
      sql<number>`sum(case when state = 'blocked' then 1 else 0 end)`.as('block'),
      failed.as('failed'),
    ])
    .groupBy('bucket')
    .orderBy('bucket')
    .execute();
  const totals = await within
    .select([
      sql<number>`count(*)`.as('requests'),
      sql<number>`coalesce(sum(case when state = 'blocked' then 1 else 0 end), 0)`.as('blocked'),
      sql<number>`coalesce(${counted('redact')}, 0)`.as('redacted'),
      sql<number>`coalesce(${counted('flag')}, 0)`.as('flagged'),
      sql<number>`coalesce(${failed}, 0)`.as('failed'),
      sql<number>`coalesce(sum(input_tokens), 0)`.as('inputTokens'),
      sql<number>`coalesce(sum(output_tokens), 0)`.as('outputTokens'),
      sql<number>`count(guard_ms)`.as('timed'),
    ])
    .executeTakeFirstOrThrow();
  const { timed, ...sums } = totals;
  const guardMs = async (share: number) => {
    const row = await within
      .select('guard_ms')
      .where('guard_ms', 'is not', null)
      .orderBy('guard_ms')
      .limit(1)
      .offset(Math.floor((timed - 1) * share))
      .executeTakeFirst();
    return row?.guard_ms ?? 0;
  };
  const tops = await topsOf(within, keyNames);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    bucketMs,
    buckets: buckets.map(({ bucket, ...counts }) => ({
      time: new Date(fromMs + bucket * bucketMs).toISOString(),
      ...counts,
    })),
    totals: {
      ...sums,
      ...(timed > 0 && { guardP50Ms: await guardMs(0.5), guardP95Ms: await guardMs(0.95) }),
    },
    topRules: await topRulesOf(db, { fromMs, toMs, projects }),
    ...tops,
  };
}

async function topsOf(
  within: SelectQueryBuilder<TrafficTables, 'requests', object>,
  keyNames: ReadonlyMap<string, string>,
) {
  const count = sql<number>`count(*)`.as('count');
  const blocked = sql<number>`sum(case when state = 'blocked' then 1 else 0 end)`.as('blocked');
  const topRoutes = await within
    .select(['route', count, blocked])
    .groupBy('route')
    .orderBy('count', 'desc')
    .orderBy('route')
    .limit(topCount)
    .execute();
  const topKeys = await within
    .select(['key', count, blocked])
    .groupBy('key')
    .orderBy('count', 'desc')
    .orderBy('key')
    .limit(topCount)
    .execute();
  return {
    topRoutes,
    topKeys: topKeys.map((row) => ({ ...row, keyName: keyNames.get(row.key) ?? row.key })),
  };
}
