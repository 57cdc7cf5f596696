import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const clock = { ms: Date.UTC(2026, 0, 1), now: () => clock.ms };
let upstream: ScriptedUpstream;
let running: TestServer;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const routes = 'routes: [{ name: some, provider: scripted, models: [alias, "gpt-*"] }]';
  running = await startTestServer({
    yaml: scriptedConfig(upstream.url, routes),
    env: { UPSTREAM_KEY: 'k' },
    clock,
  });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const listed = async () => {
  const client = new OpenAI({
    baseURL: `${running.server.gatewayUrl}/v1`,
    apiKey: running.key,
    maxRetries: 0,
  });
  return (await client.models.list()).data.map((model) => model.id);
};

test('models that an upstream has are listed as far as a route serves them, and asked for rarely', async () => {
  upstream.script(jsonAnswer({ data: [] }, 500));
  expect(await listed()).toEqual(['alias']);
  upstream.script(
    jsonAnswer({ data: [{ id: 'gpt-a' }, { id: 'other' }, { id: 'gpt-<script>' }, { id: 7 }] }),
  );
  expect(await listed()).toEqual(['alias', 'gpt-a']);
  const asked = upstream.seen.length;
  expect(upstream.seen.at(-1)).toMatchObject({ path: '/v1/models', headers: { authorization: 'Bearer k' } });
  expect(await listed()).toEqual(['alias', 'gpt-a']);
  expect(upstream.seen).toHaveLength(asked);
  clock.ms += 300_000;
  await listed();
  expect(upstream.seen).toHaveLength(asked + 1);
});

test('an upstream is not asked for its models on behalf of a route that is out of service', async () => {
  const contain = { reason: 'the upstream is not to be trusted', minutes: 60 };
  expect((await running.admin('POST', '/api/routes/some/contain', contain)).status).toBe(200);
  clock.ms += 300_000;
  const asked = upstream.seen.length;
  expect(await listed()).toEqual(['alias']);
  expect(upstream.seen).toHaveLength(asked);
  await running.admin('POST', '/api/routes/some/release', { reason: 'it is over' });
  expect(await listed()).toEqual(['alias', 'gpt-a']);
});
