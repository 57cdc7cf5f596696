import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { runCommandLine } from './cli/command-line.ts';
import { fakeTerminal } from './testing/fake-terminal.ts';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startServerProcess } from './testing/server-process.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const actor = { kind: 'shell', id: 'local' } as const;
const prices = `
prices:
  - { model: m, inputPerMillion: 2, outputPerMillion: 10, maxOutputTokens: 100 }
`;

async function open(): Promise<
  { readonly upstream: ScriptedUpstream; readonly running: TestServer } & AsyncDisposable
> {
  const upstream = await startScriptedUpstream();
  const running = await startTestServer({
    yaml: scriptedConfig(upstream.url, prices),
    env: { UPSTREAM_KEY: 'sk-upstream' },
  });
  return {
    ...{ upstream, running },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}

function ask(running: TestServer, more: object = {}, key = running.key): Promise<Response> {
  return fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], ...more }),
  });
}

async function events(running: TestServer, type: string) {
  const { json } = await running.admin('GET', `/api/ledger/entries?type=${type}`);
  return JSON.stringify(json);
}

/** One request of the script costs 3 × 2 and 5 × 10 millionths of a dollar. */
const costNano = 56_000;

test('requests over a limit are refused with the headers and words that SDKs know, and the first is recorded', async () => {
  await using opened = await open();
  const { running, upstream } = opened;
  upstream.script(jsonAnswer(completion('Hi')));
  const { limits } = running.server.identity;
  await limits.set({ of: 'key:*', metric: 'requests', amount: 2, per: 'hour' }, actor);
  const first = await ask(running);
  expect(first.status).toBe(200);
  expect(first.headers.get('x-ratelimit-limit-requests')).toBe('2');
  expect(first.headers.get('x-ratelimit-remaining-requests')).toBe('1');
  expect(first.headers.get('x-ratelimit-reset-requests')).toMatch(/^(30m0|29m59\.\d+)s$/);
  await ask(running);
  const refused = await ask(running);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1700);
  expect(refused.headers.get('x-should-retry')).toBe('false');
  expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
  expect(await refused.json()).toMatchObject({
    error: {
      code: 'rate_limit_exceeded',
      message: expect.stringContaining('2 requests a hour for this key'),
    },
  });
  expect(upstream.seen).toHaveLength(2);
  const openai = new OpenAI({ baseURL: `${running.server.gatewayUrl}/v1`, apiKey: running.key });
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  await expect(openai.chat.completions.create({ model: 'm', messages })).rejects.toBeInstanceOf(
    OpenAI.RateLimitError,
  );
  const anthropic = new Anthropic({ baseURL: running.server.gatewayUrl, apiKey: running.key });
  const asked = anthropic.messages.create({ model: 'claude-x', max_tokens: 5, messages });
  await expect(asked).rejects.toBeInstanceOf(Anthropic.RateLimitError);
  const recorded = await events(running, 'limit.reached');
  expect(recorded.match(/limit\.reached/g)?.length).toBeGreaterThan(0);
});

test('a budget is charged what the upstream says it used, to the billionth, and refuses when it is used up', async () => {
  await using opened = await open();
  const { running, upstream } = opened;
  upstream.script(jsonAnswer(completion('Hi')));
  const { limits } = running.server.identity;
  const limit = await limits.set(
    { of: 'project:default', metric: 'money', amount: 2 * costNano + 1, per: 'month' },
    actor,
  );
  for (let i = 1; i <= 2; i++) {
    expect((await ask(running)).status).toBe(200);
    expect(limits.uses(limit.id, 1)).toMatchObject([{ used: i * costNano, held: 0 }]);
  }
  // One billionth of a dollar is left, and one request may have it.
  expect((await ask(running)).status).toBe(200);
  const refused = await ask(running);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ error: { code: 'insufficient_quota' } });
  const { json } = await running.admin('GET', '/api/usage?by=key&per=month');
  expect(json).toMatchObject({ spenders: [{ requests: 3, tokens: 24, nanoDollars: 3 * costNano }] });
});

test('a model without a price is refused where a budget applies, and served where none does', async () => {
  await using opened = await open();
  const { running, upstream } = opened;
  upstream.script(jsonAnswer(completion('Hi')));
  expect((await ask(running, { model: 'unheard-of' })).status).toBe(200);
  await running.server.identity.limits.set({ of: 'key:*', metric: 'money', amount: 1e9, per: 'day' }, actor);
  const refused = await ask(running, { model: 'unheard-of' });
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('no price is known');
  expect((await ask(running)).status).toBe(200);
});

test('what was used is known again after a restart, and to a limit that is set later', async () => {
  await using opened = await open();
  const { running, upstream } = opened;
  upstream.script(jsonAnswer(completion('Hi')));
  await ask(running);
  await ask(running);
  const set = async (metric: 'money' | 'tokens' | 'requests', per: 'hour' | 'month') => {
    const limit = await running.server.identity.limits.set(
      { of: 'key:*', metric, amount: per === 'hour' ? 100 : 1e9, per },
      actor,
    );
    return limit.id;
  };
  const ids = [await set('money', 'month'), await set('tokens', 'month'), await set('requests', 'month')];
  const rate = await set('requests', 'hour');
  const used = () => ids.map((id) => running.server.identity.limits.uses(id, 1)[0]?.used);
  expect(used()).toEqual([2 * costNano, 16, 2]);
  await ask(running);
  expect(used()).toEqual([3 * costNano, 24, 3]);
  await running.restart();
  expect(used()).toEqual([3 * costNano, 24, 3]);
  // A refill takes 36 s; a machine may be slow, but not so slow.
  expect(running.server.identity.limits.uses(rate, 1)[0]?.used).toBeGreaterThan(0);
});

test('a stream is charged what it says it used, and its client sees nothing of that where it did not ask', async () => {
  await using opened = await open();
  const { running, upstream } = opened;
  const chunk = (more: object) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [], ...more })}\n\n`;
  upstream.script((request, response) => {
    const choice = (delta: object, finish: string | null) => [{ index: 0, delta, finish_reason: finish }];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk({ choices: choice({ role: 'assistant', content: 'Hello there.' }, null) }));
    response.write(chunk({ choices: choice({}, 'stop') }));
    const asked = JSON.parse(request.body).stream_options?.include_usage;
    const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 };
    if (asked) response.write(chunk({ usage }));
    response.end('data: [DONE]\n\n');
  });
  const { limits } = running.server.identity;
  const limit = await limits.set({ of: 'key:*', metric: 'money', amount: 1e9, per: 'day' }, actor);
  const quiet = await (await ask(running, { stream: true })).text();
  expect(quiet).toContain('Hello there.');
  expect(quiet).not.toContain('usage');
  expect(limits.uses(limit.id, 1)).toMatchObject([{ used: costNano, held: 0 }]);
  const told = await (await ask(running, { stream: true, stream_options: { include_usage: true } })).text();
  expect(told).toContain('"completion_tokens":5');
  expect(limits.uses(limit.id, 1)).toMatchObject([{ used: 2 * costNano, held: 0 }]);
});

test('a request that the upstream refused gives back what was set aside, and one that its client left is charged', async () => {
  await using opened = await open();
  const { running, upstream } = opened;
  const { limits } = running.server.identity;
  const limit = await limits.set({ of: 'key:*', metric: 'money', amount: 1e12, per: 'day' }, actor);
  upstream.script(jsonAnswer({ error: { message: 'busy' } }, 500));
  expect((await ask(running)).status).toBe(502);
  expect(limits.uses(limit.id, 1)).toMatchObject([{ used: 0, held: 0 }]);
  const reached = Promise.withResolvers<void>();
  upstream.script(() => reached.resolve());
  const leaving = new AbortController();
  const left = fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
    signal: leaving.signal,
  });
  await reached.promise;
  expect(limits.uses(limit.id, 1)[0]?.held).toBeGreaterThan(0);
  leaving.abort();
  await expect(left).rejects.toThrow();
  await expect.poll(() => limits.uses(limit.id, 1)[0]?.held).toBe(0);
  // The upstream may bill for all of its answer, which nobody sees any more: leaving early saves nobody's budget.
  expect(limits.uses(limit.id, 1)[0]?.used).toBeGreaterThan(100 * 10_000);
});

test('requests of two keys take turns where a route serves one at a time', async () => {
  await using opened = await open();
  const { running, upstream } = opened;
  const { keys, limits } = running.server.identity;
  const other = (await keys.create({ name: 'other' }, actor)).secret.reveal();
  const limit = await limits.set(
    { of: 'route:scripted', metric: 'concurrency', amount: 1, queueMs: 60_000 },
    actor,
  );
  const answers: (() => void)[] = [];
  const served: string[] = [];
  upstream.script((request, response) => {
    served.push(JSON.parse(request.body).messages[0].content);
    answers.push(() => jsonAnswer(completion('Hi'))(request, response));
  });
  const say = (content: string, key: string) => ask(running, { messages: [{ role: 'user', content }] }, key);
  const done = [say('a1', running.key)];
  await expect.poll(() => served).toEqual(['a1']);
  // Each is known to wait before the next comes.
  const waiting = () => limits.uses(limit.id, 1)[0]?.waiting ?? 0;
  for (const [content, key] of [
    ['a2', running.key],
    ['a3', running.key],
    ['b1', other],
  ] as const) {
    const before = waiting();
    done.push(say(content, key));
    await expect.poll(waiting).toBe(before + 1);
  }
  for (let i = 0; i < 4; i++) {
    await expect.poll(() => answers.length).toBe(i + 1);
    answers[i]?.();
  }
  expect((await Promise.all(done)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(served).toEqual(['a1', 'a2', 'b1', 'a3']);
});

test('many requests at once spend no more than a budget and one request', async () => {
  await using opened = await open();
  const { running, upstream } = opened;
  upstream.script(jsonAnswer(completion('Hi')));
  const { limits } = running.server.identity;
  const amount = 10 * costNano;
  const limit = await limits.set({ of: 'key:*', metric: 'money', amount, per: 'month' }, actor);
  for (let round = 0; round < 5; round++) {
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await ask(running)).status));
    expect(statuses.every((status) => status === 200 || status === 429)).toBe(true);
  }
  while ((await ask(running)).status === 200);
  const [use] = limits.uses(limit.id, 1);
  expect(use?.used).toBe(amount);
  expect(upstream.seen).toHaveLength(10);
});

test('a request that a kill cut off counts for what was set aside for it', { timeout: 120_000 }, async () => {
  await using upstream = await startScriptedUpstream();
  const directory = await mkdtemp(join(tmpdir(), 'ringwall-limits-'));
  const dataDirectory = join(directory, 'data');
  await writeFile(join(directory, 'ringwall.config.yaml'), scriptedConfig(upstream.url, prices));
  const start = () =>
    startServerProcess({ dataDirectory, cwd: directory, env: { UPSTREAM_KEY: 'sk-upstream' } });
  const command = async (...args: readonly string[]) => {
    const { terminal, stdout } = fakeTerminal({ person: false, cwd: directory });
    expect(await runCommandLine(['limit', ...args, '--data', dataDirectory], terminal)).toBe(0);
    return stdout();
  };
  const first = await start();
  let last = first;
  try {
    await command('set', 'key:*', '--money', '5', '--per', 'month');
    const reached = Promise.withResolvers<void>();
    upstream.script(() => reached.resolve());
    const cut = fetch(`${first.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${first.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
    }).catch(() => undefined);
    await reached.promise;
    const held = JSON.parse(await command('list', '--json')).uses[0].held;
    expect(held).toBeGreaterThan(1_000_000);
    await first.end('SIGKILL');
    await cut;
    last = await start();
    const [use] = JSON.parse(await command('list', '--json')).uses;
    expect(use).toMatchObject({ used: held, held: 0 });
    expect(await command('usage', '--by', 'model')).toContain(`m\t1\t`);
  } finally {
    await last.end('SIGTERM');
    await rm(directory, { recursive: true, force: true });
  }
});

test('limits of a project are read and set by those who may within it', async () => {
  await using opened = await open();
  const { running } = opened;
  const { limits } = running.server.identity;
  await limits.set({ of: 'route:scripted', metric: 'concurrency', amount: 3 }, actor);
  const set = await running.admin('POST', '/api/limits', {
    ...{ of: 'project:default', metric: 'money', amount: 5e9, per: 'month' },
  });
  expect(set).toMatchObject({ status: 200, json: { of: 'project:default', project: 'default' } });
  const { json } = await running.admin('GET', '/api/limits');
  expect(json).toMatchObject({
    items: [
      { of: 'route:scripted', uses: [] },
      { of: 'project:default', uses: [] },
    ],
  });
  expect(await running.admin('POST', '/api/limits', { of: 'x' })).toMatchObject({ status: 400 });
  const gone = await running.admin('DELETE', '/api/limits/lim_none');
  expect(gone.status).toBe(404);
});
