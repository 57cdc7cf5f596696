import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newEvent, type Projects } from '@ringwall/core';
import type { ProjectedEvent } from '@ringwall/ledger';
import { openStore, type Store } from '@ringwall/store';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hourMs } from '../traffic/hour.ts';
import { trafficProjector } from '../traffic/projector.ts';
import { type TrafficTables, trafficMigrations } from '../traffic/tables.ts';
import { spendHistory } from './spend-history.ts';
import { spentBy } from './spent-by.ts';

const startMs = Date.UTC(2026, 10, 22, 13);

let directory: string;
let store: Store;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-spending-'));
  const state = 'create table projection_state (name text primary key, position bigint not null)';
  const migrations = [{ id: 'test/0001-state', statements: () => [state] }, ...trafficMigrations];
  store = await openStore({ directory, migrations });
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

/** A request that began, and how it ended if it did. */
const requests = fc.array(
  fc.record({
    minute: fc.nat(240),
    key: fc.constantFrom('key_a', 'key_b'),
    who: fc.constantFrom('usr_1', undefined),
    project: fc.constantFrom('default', 'other'),
    reserved: fc.nat(1_000),
    outcomes: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('told' as const), tokens: fc.nat(1_000), nano: fc.nat(1_000_000) }),
        fc.record({
          kind: fc.constant('estimated' as const),
          tokens: fc.nat(1_000),
          nano: fc.nat(1_000_000),
        }),
        fc.record({ kind: fc.constant('lost' as const), tokens: fc.constant(0), nano: fc.constant(0) }),
      ),
      { maxLength: 2 },
    ),
  }),
  { maxLength: 25 },
);
type Requests = typeof requests extends fc.Arbitrary<infer Each> ? Each : never;

function recorded(made: Requests): readonly ProjectedEvent[] {
  const events: ProjectedEvent[] = [];
  const body = { bytes: 1, commitment: 'c', bodyKey: 'k' };
  for (const [i, { minute, key, who, project, reserved, outcomes }] of made.entries()) {
    const actor = { kind: 'key' as const, id: key, ...(who !== undefined && { who }) };
    const time = startMs + minute * 60_000;
    const intent = events.length;
    const fields = {
      request: `req_${i}`,
      route: 'chat',
      protocol: 'openai',
      provider: 'p',
      model: 'm',
    } as const;
    const rest = { upstreamModel: 'm', stream: false, profile: 'balanced', strict: true };
    const data = { ...fields, ...rest, reserved: { tokens: reserved, nanoDollars: reserved * 10 }, body };
    events.push({ index: intent, event: newEvent('llm.intent', { time, project, actor, data }) });
    for (const { kind, tokens, nano } of outcomes) {
      const used = {
        told: {
          usage: { inputTokens: tokens, outputTokens: 0 },
          cost: { nanoDollars: nano, estimated: false },
        },
        estimated: { estimatedTokens: tokens, cost: { nanoDollars: nano, estimated: true } },
        lost: {},
      }[kind];
      const ms = { total: 1, guard: 0, ledger: 0 };
      const outcome = { request: `req_${i}`, status: 'completed' as const, intent, ms, ...used };
      events.push({
        index: events.length,
        event: newEvent('llm.outcome', { time: time + 1, project, actor, data: outcome }),
      });
    }
  }
  return events;
}

/** Makes the tables of these requests anew, in two batches. */
async function project(made: Requests, first = 1): Promise<void> {
  const events = recorded(made);
  await store.db.transaction().execute(async (trx) => {
    await trafficProjector.clear?.(trx, 0);
    await trafficProjector.apply(trx, events.slice(0, first));
    await trafficProjector.apply(trx, events.slice(first));
  });
}

/** What each counts for by the rules, in words: told, else estimated, else what is set aside. */
function counted({ reserved, outcomes }: Requests[number]) {
  return outcomes.reduce((before, { kind, tokens, nano }) => (kind === 'lost' ? before : { tokens, nano }), {
    tokens: reserved,
    nano: reserved * 10,
  });
}

const ledger = { size: 0 };
const projection = { reached: async () => {} };

test('what requests used is told the same from the sums and from the requests, without those that are counted elsewhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      requests,
      fc.nat(240),
      fc.array(fc.nat(24), { maxLength: 3 }),
      async (made, until, without) => {
        await project(made, until % 10);
        const history = spendHistory({ store, ledger, projection });
        const except = without.map((i) => `req_${i}`);
        const beforeMs = startMs + until * 60_000;
        const expected = { requests: 0, tokens: 0, nanoDollars: 0 };
        for (const [i, each] of made.entries()) {
          if (each.minute >= until || without.includes(i)) continue;
          expected.requests++;
          expected.tokens += counted(each).tokens;
          expected.nanoDollars += counted(each).nano;
        }
        for (const stepMs of [1_000, hourMs]) {
          const rows = await history.spent({ fromMs: startMs, beforeMs, stepMs, except });
          const sum = { requests: 0, tokens: 0, nanoDollars: 0 };
          for (const row of rows) {
            sum.requests += row.requests;
            sum.tokens += row.tokens;
            sum.nanoDollars += row.nanoDollars;
            expect(row.atMs % stepMs).toBe(0);
          }
          expect(sum).toEqual(expected);
          expect(rows.map(({ atMs }) => atMs)).toEqual(rows.map(({ atMs }) => atMs).sort((a, b) => a - b));
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('what callers used is shown for the projects that one may see', async () => {
  const made: Requests = [
    { minute: 1, key: 'key_a', who: undefined, project: 'default', reserved: 5, outcomes: [] },
    { minute: 2, key: 'key_a', who: 'usr_1', project: 'default', reserved: 7, outcomes: [] },
    { minute: 2, key: 'key_b', who: 'usr_1', project: 'other', reserved: 9, outcomes: [] },
  ];
  await project(made);
  const by = (what: 'key' | 'who', projects: Projects) =>
    spentBy(store, { by: what, fromMs: startMs, projects });
  expect(await by('key', 'all')).toEqual([
    { id: 'key_a', requests: 2, tokens: 12, nanoDollars: 120 },
    { id: 'key_b', requests: 1, tokens: 9, nanoDollars: 90 },
  ]);
  expect(await by('who', ['default'])).toEqual([
    { id: 'usr_1', requests: 1, tokens: 7, nanoDollars: 70 },
    { id: 'key_a', requests: 1, tokens: 5, nanoDollars: 50 },
  ]);
});

test('a month of many keys is told whole, which is more than a statement answers', async () => {
  const db = store.db.withTables<TrafficTables>();
  await db.deleteFrom('spent_hours').execute();
  await db.deleteFrom('requests').execute();
  const each = sql`with recursive each(i) as (select 0 union all select i + 1 from each where i < 101999)`;
  await sql`${each} insert into spent_hours (hour, project, route, key, who, model, requests, tokens, nano)
    select (i / 200) * ${hourMs}, 'default', 'chat', 'key_' || (i % 200), 'usr_1', 'm', 1, 10, 5 from each`.execute(
    db,
  );
  await sql`${each} insert into requests (intent, request, changed, time, project, key, route, protocol, provider, model,
      stream, state, rules, who, spent_tokens, spent_nano)
    select i, 'req_' || i, i, i / 10, 'default', 'key_' || i, 'chat', 'openai', 'p', 'm', 0, 'open', '[]', 'usr_1', 10, 5
    from each`.execute(db);
  const history = spendHistory({ store, ledger: { size: 0 }, projection: { reached: async () => {} } });
  const asked = { fromMs: 0, beforeMs: 30 * 24 * hourMs, except: [] };
  for (const stepMs of [hourMs, 60_000]) {
    const spent = await history.spent({ ...asked, stepMs });
    expect(spent).toHaveLength(102_000);
    expect(spent.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(1_020_000);
    expect(new Set(spent.map(({ atMs, key }) => `${atMs} ${key}`)).size).toBe(102_000);
  }
});
