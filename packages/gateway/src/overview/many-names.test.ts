import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '@ringwall/store';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spentBy } from '../metering/spent-by.ts';
import { hourMs } from '../traffic/hour.ts';
import { type TrafficTables, trafficMigrations } from '../traffic/tables.ts';
import { overviewOfHours } from './overview-of-hours.ts';
import { overviewOfRequests } from './overview-of-requests.ts';

// Callers choose the names of models where a route takes many, and may name another with each request. A statement of
// the store answers 100,000 rows at most.
const others = 101_000;
let directory: string;
let store: Store;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-many-names-'));
  const state = 'create table projection_state (name text primary key, position bigint not null)';
  const migrations = [{ id: 'test/0001-state', statements: () => [state] }, ...trafficMigrations];
  store = await openStore({ directory, migrations });
  const each = sql`with recursive each(i) as (select 0 union all select i + 1 from each where i < ${others - 1 + 10})`;
  const model = sql`case when i < 10 then 'frequent' else 'model-' || i end`;
  const end = sql`case when i % 2 = 0 then 'blocked' else 'completed' end`;
  await sql`${each} insert into requests (intent, request, outcome, changed, time, project, key, route, protocol, provider,
    model, stream, state, decision, rules, input_tokens, output_tokens, who, spent_tokens, spent_nano)
    select i, 'req_' || i, i, i, i % ${hourMs}, 'default', 'key_1', 'chat', 'openai', 'p', ${model}, 0, ${end},
      case when i % 2 = 0 then 'block' else 'allow' end, '[]', 1, 2, 'usr_1', 3, 4 from each`.execute(
    store.db,
  );
  await sql`insert into spent_hours (hour, project, route, key, who, model, requests, tokens, nano)
    select 0, project, route, key, who, model, count(*), sum(spent_tokens), sum(spent_nano) from requests
    group by project, route, key, who, model`.execute(store.db);
  await sql`insert into traffic_hours (hour, project, route, key, model, provider, state, decision, requests, input_tokens,
      output_tokens, total_us, guard_us)
    select 0, project, route, key, model, provider, state, decision, count(*), sum(input_tokens), sum(output_tokens), 0, 0
    from requests group by project, route, key, model, provider, state, decision`.execute(store.db);
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

test.each([
  ['hours', overviewOfHours],
  ['requests', overviewOfRequests],
])('an overview of %s is told of any number of models', async (_of, overview) => {
  const window = { fromMs: 0, toMs: hourMs, bucketMs: hourMs, projects: ['default'] };
  const { totals, topModels, topKeys, topCallers, buckets } = await overview(
    store.db.withTables<TrafficTables>(),
    new Map([['key_1', 'shop']]),
    window,
  );
  const requests = others + 10;
  expect(totals).toMatchObject({ requests, blocked: requests / 2, allowed: requests / 2 });
  expect(totals).toMatchObject({ inputTokens: requests, nanoDollars: 4 * requests });
  expect(buckets).toMatchObject([{ allow: requests / 2, block: requests / 2 }]);
  expect(topModels).toHaveLength(8);
  expect(topModels[0]).toEqual({ model: 'frequent', count: 10, tokens: 30, nanoDollars: 40, blocked: 5 });
  expect(topModels[1]).toMatchObject({ count: 1 });
  const used = { count: requests, tokens: 3 * requests, nanoDollars: 4 * requests };
  expect(topKeys).toEqual([{ key: 'key_1', keyName: 'shop', ...used, blocked: requests / 2 }]);
  expect(topCallers).toEqual([{ who: 'usr_1', ...used }]);
});

test('what was used is told of any number of models, the dearest first', async () => {
  const spenders = await spentBy(store, { by: 'model', fromMs: 0, projects: ['default'] });
  expect(spenders).toHaveLength(500);
  expect(spenders[0]).toEqual({ id: 'frequent', requests: 10, tokens: 30, nanoDollars: 40 });
  expect(await spentBy(store, { by: 'model', fromMs: 0, projects: ['other'] })).toEqual([]);
});
