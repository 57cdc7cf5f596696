import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { TrafficTables } from '../traffic/tables.ts';
import { named, type OverviewWindow, type WindowCounts } from './overview.ts';
import { topRulesOf } from './top-rules.ts';
import { topsOf } from './used-by.ts';

/** Counts the rows of requests one by one: exact for any window, and slow for a long one. */
export async function overviewOfRequests(
  db: Kysely<TrafficTables>,
  keyNames: ReadonlyMap<string, string>,
  { fromMs, toMs, bucketMs, projects }: OverviewWindow,
): Promise<WindowCounts> {
  const within = db
    .selectFrom('requests')
    .where('time', '>=', fromMs)
    .where('time', '<', toMs)
    .$if(projects !== 'all', (query) => query.where('project', 'in', named(projects)));
  const failed = sql<number>`sum(case when state not in ('completed', 'blocked', 'open') then 1 else 0 end)`;
  const ended = (decision: string) =>
    sql<number>`sum(case when decision = ${decision} and state in ('completed', 'blocked') then 1 else 0 end)`;
  const sums = [
    sql<number>`coalesce(sum(input_tokens), 0)`.as('inputTokens'),
    sql<number>`coalesce(sum(output_tokens), 0)`.as('outputTokens'),
    sql<number>`coalesce(sum(spent_nano), 0)`.as('nanoDollars'),
  ] as const;
  const buckets = await within
    .select([
      sql<number>`(time - ${fromMs}) / ${bucketMs}`.as('bucket'),
      ended('allow').as('allow'),
      ended('flag').as('flag'),
      ended('redact').as('redact'),
      sql<number>`sum(case when state = 'blocked' then 1 else 0 end)`.as('block'),
      failed.as('failed'),
      ...sums,
    ])
    .groupBy('bucket')
    .orderBy('bucket')
    .execute();
  const totals = await within
    .select([
      sql<number>`count(*)`.as('requests'),
      sql<number>`coalesce(sum(case when state = 'blocked' then 1 else 0 end), 0)`.as('blocked'),
      sql<number>`coalesce(${ended('allow')}, 0)`.as('allowed'),
      sql<number>`coalesce(${ended('redact')}, 0)`.as('redacted'),
      sql<number>`coalesce(${ended('flag')}, 0)`.as('flagged'),
      sql<number>`coalesce(${failed}, 0)`.as('failed'),
      ...sums,
      sql<number>`count(guard_ms)`.as('timed'),
    ])
    .executeTakeFirstOrThrow();
  const { timed, ...counted } = totals;
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
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    bucketMs,
    buckets: buckets.map(({ bucket, ...counts }) => ({
      time: new Date(fromMs + bucket * bucketMs).toISOString(),
      ...counts,
    })),
    totals: {
      ...counted,
      ...(timed > 0 && { guardP50Ms: await guardMs(0.5), guardP95Ms: await guardMs(0.95) }),
    },
    topRules: await topRulesOf(db, { fromMs, toMs, projects }),
    ...(await namedIn(within, keyNames)),
  };
}

/** What every name of a column used, and how often it was blocked. */
async function namesOf(
  within: SelectQueryBuilder<TrafficTables, 'requests', object>,
  column: 'route' | 'key' | 'model' | 'who',
) {
  return within
    .select([
      `${column} as name`,
      sql<number>`count(*)`.as('count'),
      sql<number>`sum(spent_tokens)`.as('tokens'),
      sql<number>`sum(spent_nano)`.as('nanoDollars'),
      sql<number>`sum(case when state = 'blocked' then 1 else 0 end)`.as('blocked'),
    ])
    .groupBy(column)
    .execute();
}

async function namedIn(
  within: SelectQueryBuilder<TrafficTables, 'requests', object>,
  keyNames: ReadonlyMap<string, string>,
) {
  const [route, key, model, who] = await Promise.all([
    namesOf(within, 'route'),
    namesOf(within, 'key'),
    namesOf(within, 'model'),
    namesOf(within, 'who'),
  ]);
  const blocked = (rows: typeof route) => new Map(rows.map((row) => [row.name, row.blocked]));
  const used = (rows: typeof route) =>
    rows.map(({ name, count, tokens, nanoDollars }) => ({ name, count, tokens, nanoDollars }));
  return topsOf(
    { route: used(route), key: used(key), model: used(model), who: used(who) },
    { route: blocked(route), key: blocked(key), model: blocked(model) },
    keyNames,
  );
}
