import { type Kysely, sql } from 'kysely';
import { guardClassMs } from '../traffic/guard-class.ts';
import type { TrafficTables } from '../traffic/tables.ts';
import { bucketCounts } from './bucket-counts.ts';
import { named, type OverviewWindow, topCount, type WindowCounts } from './overview.ts';
import { topRulesOf } from './top-rules.ts';
import { topsOf, type UsedBy } from './used-by.ts';

/** Adds up the sums by the hour: as quick for a week of much traffic as for an hour. The window is of whole hours. */
export async function overviewOfHours(
  db: Kysely<TrafficTables>,
  keyNames: ReadonlyMap<string, string>,
  window: OverviewWindow,
): Promise<WindowCounts> {
  const { fromMs, toMs, bucketMs } = window;
  const [verdicts, spent, rules, guard, route, key, model, who] = await Promise.all([
    verdictsOf(db, window),
    spentOf(db, window),
    rulesOf(db, window),
    guardTimes(db, window),
    usedBy(db, window, 'route'),
    usedBy(db, window, 'key'),
    usedBy(db, window, 'model'),
    usedBy(db, window, 'who'),
  ]);
  const [routes, keys, models] = await Promise.all([
    blockedBy(db, window, { column: 'route', names: route.map(({ name }) => name) }),
    blockedBy(db, window, { column: 'key', names: key.map(({ name }) => name) }),
    blockedBy(db, window, { column: 'model', names: model.map(({ name }) => name) }),
  ]);
  const timeMs = (hour: number) => fromMs + Math.floor((hour - fromMs) / bucketMs) * bucketMs;
  const { buckets, totals } = bucketCounts(
    verdicts.map(({ hour, ...row }) => ({ timeMs: timeMs(hour), ...row })),
    spent.map(({ hour, ...row }) => ({ timeMs: timeMs(hour), ...row })),
  );
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    bucketMs,
    buckets,
    totals: { ...totals, ...guard },
    topRules: rules,
    ...topsOf({ route, key, model, who }, { route: routes, key: keys, model: models }, keyNames),
  };
}

/** The sums of a window: of requests that have ended, and of what all of them used, the open ones too. */
function within(db: Kysely<TrafficTables>, { fromMs, toMs, projects }: OverviewWindow) {
  return {
    ended: db
      .selectFrom('traffic_hours')
      .where('hour', '>=', fromMs)
      .where('hour', '<', toMs)
      .$if(projects !== 'all', (query) => query.where('project', 'in', named(projects))),
    used: db
      .selectFrom('spent_hours')
      .where('hour', '>=', fromMs)
      .where('hour', '<', toMs)
      .$if(projects !== 'all', (query) => query.where('project', 'in', named(projects))),
  };
}

function verdictsOf(db: Kysely<TrafficTables>, window: OverviewWindow) {
  return within(db, window)
    .ended.select((row) => [
      ...(['hour', 'state', 'decision'] as const),
      row.fn.sum<number>('requests').as('requests'),
      row.fn.sum<number>('input_tokens').as('inputTokens'),
      row.fn.sum<number>('output_tokens').as('outputTokens'),
    ])
    .groupBy(['hour', 'state', 'decision'])
    .execute();
}

function spentOf(db: Kysely<TrafficTables>, window: OverviewWindow) {
  return within(db, window)
    .used.select((row) => [
      'hour',
      row.fn.sum<number>('requests').as('requests'),
      row.fn.sum<number>('nano').as('nanoDollars'),
    ])
    .groupBy('hour')
    .execute();
}

/** The names with the most requests; callers choose the names of models, and there may be any number of them. */
async function usedBy(
  db: Kysely<TrafficTables>,
  window: OverviewWindow,
  column: 'route' | 'key' | 'model' | 'who',
): Promise<readonly UsedBy[]> {
  return within(db, window)
    .used.select((row) => [
      `${column} as name`,
      row.fn.sum<number>('requests').as('count'),
      row.fn.sum<number>('tokens').as('tokens'),
      row.fn.sum<number>('nano').as('nanoDollars'),
    ])
    .groupBy(column)
    .orderBy('count', 'desc')
    .orderBy('name')
    .limit(topCount)
    .execute();
}

async function blockedBy(
  db: Kysely<TrafficTables>,
  window: OverviewWindow,
  { column, names }: { readonly column: 'route' | 'key' | 'model'; readonly names: readonly string[] },
): Promise<ReadonlyMap<string, number>> {
  if (names.length === 0) return new Map();
  const rows = await within(db, window)
    .ended.where('state', '=', 'blocked')
    .where(column, 'in', names)
    .select((row) => [`${column} as name`, row.fn.sum<number>('requests').as('requests')])
    .groupBy(column)
    .execute();
  return new Map(rows.map(({ name, requests }) => [name, requests]));
}

function rulesOf(db: Kysely<TrafficTables>, window: OverviewWindow) {
  if (window.projects !== 'all') return topRulesOf(db, window);
  return db
    .selectFrom('rule_hours')
    .select(['rule', sql<number>`sum(requests)`.as('count')])
    .where('hour', '>=', window.fromMs)
    .where('hour', '<', window.toMs)
    .groupBy('rule')
    .orderBy('count', 'desc')
    .orderBy('rule')
    .limit(topCount)
    .execute();
}

async function guardTimes(db: Kysely<TrafficTables>, { fromMs, toMs, projects }: OverviewWindow) {
  const classes = await db
    .selectFrom('guard_hours')
    .select((each) => ['class', each.fn.sum<number>('requests').as('requests')])
    .where('hour', '>=', fromMs)
    .where('hour', '<', toMs)
    .$if(projects !== 'all', (query) => query.where('project', 'in', named(projects)))
    .groupBy('class')
    .orderBy('class')
    .execute();
  const timed = classes.reduce((sum, { requests }) => sum + requests, 0);
  if (timed === 0) return {};
  const atShare = (share: number): number => {
    let left = Math.floor((timed - 1) * share);
    for (const { class: of, requests } of classes) {
      if (left < requests) return guardClassMs(of);
      left -= requests;
    }
    return 0;
  };
  return { guardP50Ms: atShare(0.5), guardP95Ms: atShare(0.95) };
}
