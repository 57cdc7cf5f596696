import type { ServerResponse } from 'node:http';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHere } from './testing/fake-terminal.ts';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

let upstream: ScriptedUpstream;
let running: TestServer;
let aheadMs = 0;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  running = await startTestServer({
    yaml: scriptedConfig(upstream.url),
    env: { UPSTREAM_KEY: 'k' },
    clock: { now: () => Date.now() + aheadMs },
  });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const chunk = (content: string) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

function ask(path = '/v1/chat/completions', more: object = {}): Promise<Response> {
  return fetch(running.server.gatewayUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], ...more }),
  });
}

/** An upstream that begins an answer and goes on when it is told to. */
function scripted(first: string, contentType = 'text/event-stream'): Promise<ServerResponse> {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  upstream.script((_request, response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.write(first, () => resolve(response));
  });
  return promise;
}

const contain = (minutes = 30, name = 'scripted') =>
  running.admin('POST', `/api/routes/${name}/contain`, { reason: 'prompt injection campaign', minutes });
const release = () => running.admin('POST', '/api/routes/scripted/release', { reason: 'it is over' });

async function events(type: string): Promise<readonly { readonly data: object; readonly actor: object }[]> {
  const { json } = await running.admin('GET', `/api/ledger/entries?type=${type}`);
  return (Object(json).items ?? Object(json).entries).map((entry: { event: object }) => entry.event);
}

async function outcomeOf(response: Response) {
  const path = `/api/requests/${response.headers.get('x-request-id')}`;
  return Object((await running.admin('GET', path)).json).outcome?.data;
}

test('a contained route refuses from the next request on, says so wherever one looks, and is released again', async () => {
  upstream.script(jsonAnswer(completion('Hi')));
  expect((await ask()).status).toBe(200);
  const seen = upstream.seen.length;
  const contained = await contain();
  expect(contained.json).toMatchObject({
    name: 'scripted',
    containment: { reason: 'prompt injection campaign', by: { kind: 'session' } },
  });

  const refused = await ask();
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(29 * 60);
  expect(await refused.json()).toMatchObject({ error: { code: 'gateway/route-contained' } });
  expect(upstream.seen.length).toBe(seen);
  // Another route goes on as before.
  upstream.script((_request, response) => void response.writeHead(529).end());
  expect((await ask('/v1/messages', { max_tokens: 9 })).headers.get('retry-after')).toBeNull();

  const { json: status } = await running.admin('GET', '/api/status');
  expect(Object(status).alarms).toMatchObject([{ id: 'contained:scripted' }]);
  const { json: routes } = await running.admin('GET', '/api/routes?state=contained');
  expect(routes).toMatchObject({ items: [{ name: 'scripted' }] });
  const request = refused.headers.get('x-request-id');
  expect(await events('access.denied')).toMatchObject([
    { data: { action: 'route.invoke', resource: 'scripted', request } },
  ]);

  expect((await release()).json).not.toHaveProperty('containment');
  upstream.script(jsonAnswer(completion('Hi')));
  expect((await ask()).status).toBe(200);
  expect(Object((await running.admin('GET', '/api/status')).json).alarms).toEqual([]);
  expect(await events('route.contained')).toMatchObject([{ data: { route: 'scripted' } }]);
  expect(await events('route.released')).toMatchObject([
    { data: { route: 'scripted', by: 'person', reason: 'it is over' }, actor: { kind: 'session' } },
  ]);
  await release();
  expect(await events('route.released')).toHaveLength(1);
});

test('a running stream is cut at its next chunk, in words that the SDK understands', async () => {
  const begun = scripted(chunk('one. '));
  const openai = new OpenAI({
    baseURL: `${running.server.gatewayUrl}/v1`,
    apiKey: running.key,
    maxRetries: 0,
  });
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  const { data: stream, response } = await openai.chat.completions
    .create({ model: 'm', messages, stream: true })
    .withResponse();
  const heard: unknown[] = [];
  const reading = (async () => {
    for await (const part of stream) {
      heard.push(part.choices[0]?.delta.content);
      await contain();
      (await begun).write(chunk('two. '));
    }
  })();
  await expect(reading).rejects.toThrow('out of service');
  expect(heard).toEqual(['one. ']);
  expect(await outcomeOf(response)).toMatchObject({ status: 'contained' });
  await expect(openai.chat.completions.create({ model: 'm', messages })).rejects.toBeInstanceOf(
    OpenAI.InternalServerError,
  );
  await release();
});

test('an answer in one piece is not given out once its route is contained', async () => {
  const whole = JSON.stringify(completion('a secret answer'));
  const begun = scripted(whole.slice(0, 20), 'application/json');
  const asked = ask();
  const response = await begun;
  await contain();
  response.end(whole.slice(20));
  const answer = await asked;
  expect(answer.status).toBe(503);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await answer.text()).not.toContain('secret answer');
  expect(await outcomeOf(answer)).toMatchObject({ status: 'contained', httpStatus: 503 });
  await release();
});

test('a containment outlives a restart, and ends by the clock, which is recorded', async () => {
  upstream.script(jsonAnswer(completion('Hi')));
  const before = (await events('route.released')).length;
  await contain(10);
  await running.restart();
  expect((await ask()).status).toBe(503);
  aheadMs += 10 * 60_000;
  expect((await ask()).status).toBe(200);
  await expect
    .poll(async () => (await events('route.released')).length, { timeout: 10_000 })
    .toBe(before + 1);
  expect(await events('route.released')).toMatchObject([
    { data: { route: 'scripted', by: 'end' }, actor: { kind: 'server' } },
    ...Array.from({ length: before }, () => ({})),
  ]);
});

test('one that ends while the server is stopped is recorded as ended when it starts', async () => {
  const before = (await events('route.released')).length;
  await contain(10);
  await running.restart({
    meanwhile: async () => {
      aheadMs += 10 * 60_000;
    },
  });
  expect(await events('route.released')).toHaveLength(before + 1);
  expect((await ask()).status).toBe(200);
});

test('containing again moves the end, and what cannot be contained is refused', async () => {
  const { json: first } = await contain(10);
  const { json: second } = await contain(20);
  const end = (json: unknown) => Date.parse(Object(json).containment.until);
  expect(end(second) - end(first)).toBeGreaterThan(9 * 60_000);
  expect(Object(second).containment.since).toBe(Object(first).containment.since);
  expect((await release()).status).toBe(200);
  expect((await contain(30, 'no-such-route')).status).toBe(404);
  expect((await contain(0)).status).toBe(400);
  expect((await contain(7 * 24 * 60 + 1)).status).toBe(400);
});

test('a route that is configured no more raises no alarm, and is still contained when it comes back', async () => {
  const yaml = scriptedConfig(upstream.url);
  await contain(10);
  await running.restart({ yaml: '' });
  const { json } = await running.admin('GET', '/api/status');
  expect(Object(json).alarms).toEqual([]);
  await running.restart({ yaml });
  expect((await ask()).status).toBe(503);
  const { json: status } = await running.admin('GET', '/api/status');
  expect(Object(status).alarms).toMatchObject([{ id: 'contained:scripted' }]);
  expect((await release()).status).toBe(200);
});

test('a reason does nothing to the terminal of whoever looks at the status', async () => {
  const reason = 'it\u001b[2J is\u202e over\nRoute     other';
  await running.admin('POST', '/api/routes/scripted/contain', { reason, minutes: 5 });
  const { stdout } = await runHere(['status', '--data', running.dataDirectory], { cwd: running.directory });
  expect(stdout).toContain('ALARM     The route scripted is out of service');
  expect(stdout).not.toMatch(/\u001b|\u202e|^Route {5}other/m);
  await release();
});
