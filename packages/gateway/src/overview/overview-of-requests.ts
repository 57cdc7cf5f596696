import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { TrafficTables } from '../traffic/tables.ts';
import { bucketCounts } from './bucket-counts.ts';
import { named, type OverviewWindow, type WindowCounts } from './overview.ts';
import { topRulesOf } from './top-rules.ts';
import { topsByName } from './tops-by-name.ts';
import { topsOf, type UsedBy } from './used-by.ts';

type Rows = SelectQueryBuilder<TrafficTables, 'requests', object>;
type Group = Awaited<ReturnType<typeof groupsOf>>[number];

/** Groups that are added up here: callers choose the names of models, and may name another with each request. */
const maxGroups = 20_000;

/** Counts the rows of requests one by one: exact for any window, and slow for a long one. */
export async function overviewOfRequests(
  db: Kysely<TrafficTables>,
  keyNames: ReadonlyMap<string, string>,
  window: OverviewWindow,
): Promise<WindowCounts> {
  const { fromMs, toMs, bucketMs, projects } = window;
  const within = db
    .selectFrom('requests')
    .where('time', '>=', fromMs)
    .where('time', '<', toMs)
    .$if(projects !== 'all', (query) => query.where('project', 'in', named(projects)));
  const [groups, guard, topRules] = await Promise.all([
    groupsOf(within, window),
    guardTimes(db, within),
    topRulesOf(db, window),
  ]);
  const isWhole = groups.length <= maxGroups;
  const [counted, tops] = isWhole
    ? [groups, topsOfGroups(groups, keyNames)]
    : await Promise.all([inBars(within, window).execute(), topsByName(within, keyNames)]);
  const timed = counted.map(({ bucket, ...group }) => ({ timeMs: fromMs + bucket * bucketMs, ...group }));
  const { buckets, totals } = bucketCounts(timed, timed);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    ...{ bucketMs, buckets, totals: { ...totals, ...guard }, topRules },
    ...tops,
  };
}

function topsOfGroups(groups: readonly Group[], keyNames: ReadonlyMap<string, string>) {
  const blocked = groups.filter(({ state }) => state === 'blocked');
  return topsOf(
    {
      ...{ route: usedBy(groups, 'route'), key: usedBy(groups, 'key') },
      ...{ model: usedBy(groups, 'model'), who: usedBy(groups, 'who') },
    },
    {
      route: countsBy(blocked, 'route'),
      key: countsBy(blocked, 'key'),
      model: countsBy(blocked, 'model'),
    },
    keyNames,
  );
}

/**
 * Requests that differ in nothing that is counted, one group more than is taken at most: the table is gone through once,
 * whatever is told of it.
 */
function groupsOf(within: Rows, window: OverviewWindow) {
  const columns = ['route', 'key', 'model', 'who'] as const;
  return inBars(within, window)
    .select([...columns, sql<number>`sum(spent_tokens)`.as('tokens')])
    .groupBy(columns)
    .limit(maxGroups + 1)
    .execute();
}

/** Requests that ended alike, in the bars of the window. */
function inBars(within: Rows, { fromMs, bucketMs }: OverviewWindow) {
  return within
    .select([
      sql<number>`(time - ${fromMs}) / ${bucketMs}`.as('bucket'),
      ...(['state', 'decision'] as const),
      sql<number>`count(*)`.as('requests'),
      sql<number>`coalesce(sum(input_tokens), 0)`.as('inputTokens'),
      sql<number>`coalesce(sum(output_tokens), 0)`.as('outputTokens'),
      sql<number>`sum(spent_nano)`.as('nanoDollars'),
    ])
    .groupBy(['bucket', 'state', 'decision']);
}

/** Median and 95th percentile of the detectors' time. */
async function guardTimes(db: Kysely<TrafficTables>, within: Rows) {
  const { timed } = await within.select(sql<number>`count(guard_ms)`.as('timed')).executeTakeFirstOrThrow();
  if (timed === 0) return {};
  const places = [0.5, 0.95].map((share) => 1 + Math.floor((timed - 1) * share));
  const ranked = within
    .where('guard_ms', 'is not', null)
    .select(['guard_ms as ms', sql<number>`row_number() over (order by guard_ms)`.as('place')]);
  const rows = await db
    .selectFrom(ranked.as('ranked'))
    .select(['ms', 'place'])
    .where('place', 'in', places)
    .execute();
  const [guardP50Ms = 0, guardP95Ms = 0] = places.map(
    (place) => rows.find((row) => row.place === place)?.ms ?? 0,
  );
  return { guardP50Ms, guardP95Ms };
}

function usedBy(groups: readonly Group[], by: 'route' | 'key' | 'model' | 'who'): readonly UsedBy[] {
  const sums = new Map<string, UsedBy>();
  for (const group of groups) {
    const name = group[by];
    const { count, tokens, nanoDollars } = sums.get(name) ?? { count: 0, tokens: 0, nanoDollars: 0 };
    sums.set(name, {
      name,
      count: count + group.requests,
      tokens: tokens + group.tokens,
      nanoDollars: nanoDollars + group.nanoDollars,
    });
  }
  return [...sums.values()];
}

function countsBy(groups: readonly Group[], by: 'route' | 'key' | 'model'): ReadonlyMap<string, number> {
  return new Map(usedBy(groups, by).map(({ name, count }) => [name, count]));
}
