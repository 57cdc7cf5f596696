import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newEvent, type Projects, type RingwallEvent } from '@ringwall/core';
import type { ProjectedEvent } from '@ringwall/ledger';
import { openStore, type Store } from '@ringwall/store';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Overview } from '../overview/overview.ts';
import { overviewOfHours } from '../overview/overview-of-hours.ts';
import { overviewOfRequests } from '../overview/overview-of-requests.ts';
import { guardClass, guardClassMs } from './guard-class.ts';
import { hourMs, hourOf } from './hour.ts';
import { trafficProjector } from './projector.ts';
import { type TrafficTables, trafficMigrations } from './tables.ts';

const startMs = Date.UTC(2026, 0, 2, 3);
const verdict = (decision: 'allow' | 'flag' | 'block', rules: readonly string[]) => ({
  decision,
  reason: 'r',
  findings: rules.map((rule) => ({
    detector: 'd',
    rule,
    threat: 'prompt-injection' as const,
    severity: 'low' as const,
    confidence: 1,
    reason: 'r',
    spans: [],
  })),
  unavailable: [],
  timings: [],
});

/** What happens to requests, in order: one begins, or one of those that began has an outcome, maybe its second. */
const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('begin' as const),
      minute: fc.nat(180),
      route: fc.constantFrom('chat', 'batch'),
      model: fc.constantFrom('m1', 'm2'),
      project: fc.constantFrom('default', 'other'),
    }),
    fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(),
      status: fc.constantFrom('completed', 'blocked', 'not-recorded', 'aborted'),
      decision: fc.constantFrom('allow', 'flag', 'block', undefined),
      rules: fc.subarray(['a', 'b']),
      tokens: fc.option(fc.nat(1000), { nil: undefined }),
      ms: fc.double({ min: 0, max: 2000, noNaN: true }),
    }),
  ),
  { maxLength: 40 },
);
type Step = typeof steps extends fc.Arbitrary<(infer Each)[]> ? Each : never;

function recorded(happening: readonly Step[]): ProjectedEvent[] {
  const actor = { kind: 'key' as const, id: 'key_1' };
  const begun: { index: number; request: string; time: number; project: string }[] = [];
  return happening.map((step, index): { index: number; event: RingwallEvent } => {
    if (step.kind === 'begin' || begun.length === 0) {
      const {
        minute = 0,
        route = 'chat',
        model = 'm1',
        project = 'default',
      } = step.kind === 'begin' ? step : {};
      const request = `req_${index}`;
      const time = startMs + minute * 60_000;
      begun.push({ index, request, time, project });
      const body = { bytes: 1, commitment: 'c', bodyKey: 'k' };
      const named = {
        request,
        route,
        protocol: 'openai' as const,
        provider: 'p',
        model,
        upstreamModel: model,
      };
      const data = { ...named, stream: false, profile: 'balanced', strict: true, body };
      return { index, event: newEvent('llm.intent', { time, project, actor, data }) };
    }
    const of = begun[step.which % begun.length];
    if (of === undefined) throw new Error('nothing began');
    const data = {
      request: of.request,
      status: step.status,
      intent: of.index,
      ...(step.decision && { prompt: verdict(step.decision, step.rules) }),
      ...(step.tokens !== undefined && {
        usage: { inputTokens: step.tokens, outputTokens: step.tokens * 2 },
      }),
      ms: { total: step.ms, guard: step.ms / 7, ledger: 0 },
    };
    return {
      index,
      event: newEvent('llm.outcome', { time: of.time + index, project: of.project, actor, data }),
    };
  });
}

let directory: string;
let store: Store;
const db = () => store.db.withTables<TrafficTables>();
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-traffic-'));
  const state = 'create table projection_state (name text primary key, position bigint not null)';
  const migrations = [{ id: 'test/0001-state', statements: () => [state] }, ...trafficMigrations];
  store = await openStore({ directory, migrations });
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(() => clear());

const clear = () => store.db.transaction().execute(async (trx) => trafficProjector.clear?.(trx, 0));
async function apply(events: readonly ProjectedEvent[], batches: readonly number[]): Promise<void> {
  for (let at = 0, i = 0; at < events.length; i++) {
    const batch = events.slice(at, at + (batches[i % batches.length] ?? 1));
    await store.db.transaction().execute((trx) => trafficProjector.apply(trx, batch));
    at += batch.length;
  }
}

async function tables() {
  const requests = await db().selectFrom('requests').selectAll().orderBy('intent').execute();
  const rules = await db()
    .selectFrom('request_rules')
    .selectAll()
    .orderBy('intent')
    .orderBy('rule')
    .execute();
  const sums = await db().selectFrom('traffic_hours').selectAll().where('requests', '<>', 0).execute();
  const empty = await db().selectFrom('traffic_hours').selectAll().where('requests', '=', 0).execute();
  const guard = await db().selectFrom('guard_hours').selectAll().where('requests', '<>', 0).execute();
  const ruleHours = await db().selectFrom('rule_hours').selectAll().execute();
  return { requests, rules, sums: sorted(sums), empty, guard: sorted(guard), ruleHours: sorted(ruleHours) };
}

function sorted<Row>(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row ?? {}).sort())).sort();
}

/** The sums, counted anew from the rows. */
function recounted({ requests, rules }: Awaited<ReturnType<typeof tables>>) {
  const us = (ms: number | null) => Math.round((ms ?? 0) * 1000);
  const ended = requests.filter((row) => row.state !== 'open');
  const hours = ended.map(({ time, project, route, key, model, provider, state, decision, ...row }) => ({
    of: { hour: hourOf(time), project, route, key, model, provider, state, decision: decision ?? '' },
    sums: {
      requests: 1,
      input_tokens: row.input_tokens ?? 0,
      output_tokens: row.output_tokens ?? 0,
      total_us: us(row.total_ms),
      guard_us: us(row.guard_ms),
    },
  }));
  const guard = ended.map(({ time, project, guard_ms }) => ({
    of: { hour: hourOf(time), project, class: guardClass(us(guard_ms)) },
    sums: { requests: 1 },
  }));
  const ruleHours = rules.map(({ rule, time }) => ({
    of: { hour: hourOf(time), rule },
    sums: { requests: 1 },
  }));
  return { sums: added(hours), guard: added(guard), ruleHours: added(ruleHours) };
}

function added(
  rows: readonly { readonly of: object; readonly sums: Readonly<Record<string, number>> }[],
): readonly string[] {
  const groups = Map.groupBy(rows, ({ of }) => JSON.stringify(of));
  const totals = [...groups.values()].map((group) => {
    const total: Record<string, number> = {};
    for (const { sums } of group) {
      for (const [column, value] of Object.entries(sums)) total[column] = (total[column] ?? 0) + value;
    }
    return { ...group[0]?.of, ...total };
  });
  return sorted(totals);
}

describe('the tables of traffic', () => {
  test('hold sums by the hour that equal a recount, whatever corrects what', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (taken, batches) => {
          await clear();
          await apply(recorded(taken), batches);
          const { sums, guard, ruleHours, ...rows } = await tables();
          expect({ sums, guard, ruleHours }).toEqual(recounted({ sums, guard, ruleHours, ...rows }));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are the same wherever one batch ends and the next begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (taken, batches) => {
          const events = recorded(taken);
          await clear();
          await apply(events, [1000]);
          const { empty: _, ...atOnce } = await tables();
          await clear();
          await apply(events, batches);
          expect(await tables()).toMatchObject(atOnce);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('take a batch of many requests, begun and ended in it or later', async () => {
    const many = Array.from({ length: 1500 }, (_, i): Step => {
      return { kind: 'begin', minute: i % 180, route: 'chat', model: 'm1', project: 'default' };
    });
    const ends = many.map((_, which): Step => {
      return { kind: 'end', which, status: 'completed', decision: 'allow', rules: ['a'], tokens: 1, ms: 1 };
    });
    await apply(recorded([...many, ...ends]), [1800, 1200]);
    const { sums, guard, ruleHours, ...rows } = await tables();
    expect(rows.requests).toHaveLength(1500);
    expect(rows.requests.every(({ state }) => state === 'completed')).toBe(true);
    expect({ sums, guard, ruleHours }).toEqual(recounted({ sums, guard, ruleHours, ...rows }));
  });
});

const someProjects = fc.constantFrom<Projects>('all', ['default'], ['other'], ['default', 'other'], ['none']);

test('the overview from the sums by the hour is the one counted from the requests', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(1, 2), someProjects, async (taken, hours, projects) => {
      await clear();
      await apply(recorded(taken), [7]);
      const window = {
        fromMs: startMs - hourMs,
        toMs: startMs + 5 * hourMs,
        bucketMs: hours * hourMs,
        projects,
      };
      const names = new Map([['key_1', 'first']]);
      const counted = await overviewOfRequests(db(), names, window);
      const summed = await overviewOfHours(db(), names, window);
      const { guardP50Ms, guardP95Ms, ...totals } = counted.totals;
      // Bars of nothing but open requests need not be told.
      const bars = counted.buckets.filter(isSome);
      expect({ ...summed, buckets: summed.buckets.filter(isSome) }).toMatchObject({
        ...{ ...counted, buckets: bars, totals },
      });
      expect(isNear(summed.totals.guardP50Ms, guardP50Ms)).toBe(true);
      expect(isNear(summed.totals.guardP95Ms, guardP95Ms)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

function isSome({ time: _, ...counts }: Overview['buckets'][number]): boolean {
  return Object.values(counts).some((count) => count > 0);
}

/** To 2.6 %, or to a microsecond. */
function isNear(told: number | undefined, exact: number | undefined): boolean {
  if (told === undefined || exact === undefined) return told === exact;
  return Math.abs(told - exact) <= Math.max(0.001, exact * 0.026);
}

test('a class of times tells a time to within a fortieth', () => {
  for (const us of [1, 7, 1000, 1234, 99_999, 3_600_000_000]) {
    const told = guardClassMs(guardClass(us)) * 1000;
    expect(Math.abs(told - us) / us).toBeLessThan(0.026);
  }
  expect([guardClass(0), guardClassMs(0)]).toEqual([0, 0]);
});

test('an hour begins at its beginning', () => {
  expect([hourOf(startMs), hourOf(startMs + hourMs - 1), hourOf(startMs + hourMs)]).toEqual([
    startMs,
    startMs,
    startMs + hourMs,
  ]);
});
