import { type Kysely, sql } from 'kysely';
import { guardClassMs } from './guard-class.ts';
import { named, type Overview, type OverviewWindow, topCount } from './overview.ts';
import type { TrafficTables } from './tables.ts';
import { topRulesOf } from './top-rules.ts';

interface Counted {
  readonly name: string;
  readonly count: number;
  readonly blocked: number;
}

/** Adds up the sums by the hour: as quick for a week of much traffic as for an hour. The window is of whole hours. */
export async function overviewOfHours(
  db: Kysely<TrafficTables>,
  keyNames: ReadonlyMap<string, string>,
  { fromMs, toMs, bucketMs, projects }: OverviewWindow,
): Promise<Overview> {
  const all = db.selectFrom('traffic_hours').where('hour', '>=', fromMs).where('hour', '<', toMs);
  const hours = projects === 'all' ? all : all.where('project', 'in', projects);
  const sums = await hours
    .select((each) => [
      'hour',
      'state',
      'decision',
      each.fn.sum<number>('requests').as('requests'),
      each.fn.sum<number>('input_tokens').as('inputTokens'),
      each.fn.sum<number>('output_tokens').as('outputTokens'),
    ])
    .groupBy(['hour', 'state', 'decision'])
    .execute();
  const open = await db
    .selectFrom('requests')
    .select(['route', 'key', sql<number>`count(*)`.as('count')])
    .where('state', '=', 'open')
    .where('time', '>=', fromMs)
    .where('time', '<', toMs)
    .$if(projects !== 'all', (query) => query.where('project', 'in', named(projects)))
    .groupBy(['route', 'key'])
    .execute();
  const count = sql<number>`sum(requests)`.as('count');
  const blocked = sql<number>`sum(case when state = 'blocked' then requests else 0 end)`.as('blocked');
  const routes = await hours.select(['route as name', count, blocked]).groupBy('route').execute();
  const keys = await hours.select(['key as name', count, blocked]).groupBy('key').execute();
  const topRules =
    projects === 'all'
      ? await db
          .selectFrom('rule_hours')
          .select(['rule', count])
          .where('hour', '>=', fromMs)
          .where('hour', '<', toMs)
          .groupBy('rule')
          .orderBy('count', 'desc')
          .orderBy('rule')
          .limit(topCount)
          .execute()
      : await topRulesOf(db, { fromMs, toMs, projects });
  const buckets = new Map<number, ReturnType<typeof emptyBucket>>();
  const totals = {
    requests: 0,
    blocked: 0,
    redacted: 0,
    flagged: 0,
    failed: 0,
    inputTokens: 0,
    outputTokens: 0,
  };
  for (const { hour, state, decision, requests, inputTokens, outputTokens } of sums) {
    if (requests === 0) continue;
    const timeMs = fromMs + Math.floor((hour - fromMs) / bucketMs) * bucketMs;
    const bucket = buckets.get(timeMs) ?? emptyBucket();
    buckets.set(timeMs, bucket);
    totals.requests += requests;
    totals.inputTokens += inputTokens;
    totals.outputTokens += outputTokens;
    const ended = state === 'completed' || state === 'blocked';
    if (state === 'blocked') bucket.block += requests;
    if (!ended) bucket.failed += requests;
    else if (decision === 'allow' || decision === 'flag' || decision === 'redact')
      bucket[decision] += requests;
  }
  for (const bucket of buckets.values()) {
    totals.blocked += bucket.block;
    totals.redacted += bucket.redact;
    totals.flagged += bucket.flag;
    totals.failed += bucket.failed;
  }
  for (const { count: more } of open) totals.requests += more;
  const ordered = [...buckets].sort(([a], [b]) => a - b);
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    bucketMs,
    buckets: ordered.map(([timeMs, counts]) => ({ time: new Date(timeMs).toISOString(), ...counts })),
    totals: { ...totals, ...(await guardTimes(db, { fromMs, toMs, projects })) },
    topRules,
    topRoutes: top(
      routes,
      open.map(({ route: name, count: more }) => ({ name, count: more })),
    ).map(({ name: route, ...counts }) => ({ route, ...counts })),
    topKeys: top(
      keys,
      open.map(({ key: name, count: more }) => ({ name, count: more })),
    ).map(({ name: key, ...counts }) => ({ key, keyName: keyNames.get(key) ?? key, ...counts })),
  };
}

function emptyBucket() {
  return { allow: 0, flag: 0, redact: 0, block: 0, failed: 0 };
}

/** The names with the most requests, those still open included. */
function top(
  ended: readonly Counted[],
  open: readonly { readonly name: string; readonly count: number }[],
): readonly Counted[] {
  const by = new Map(ended.map((row) => [row.name, row]));
  for (const { name, count } of open) {
    const known = by.get(name);
    by.set(name, { name, count: count + (known?.count ?? 0), blocked: known?.blocked ?? 0 });
  }
  const all = [...by.values()].filter(({ count }) => count > 0);
  return all.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, topCount);
}

async function guardTimes(
  db: Kysely<TrafficTables>,
  { fromMs, toMs, projects }: Omit<OverviewWindow, 'bucketMs'>,
) {
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
