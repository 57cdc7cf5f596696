import { afterAll, beforeAll, expect, test } from 'vitest';
import { BrokenFiles } from './testing/broken-files.ts';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const files = new BrokenFiles();
const clock = { ms: Date.UTC(2026, 0, 1), now: () => clock.ms };
let upstream: ScriptedUpstream;
let running: TestServer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  running = await startTestServer({
    yaml: scriptedConfig(upstream.url, 'limits: { recordDeadlineMs: 1000 }'),
    env: { UPSTREAM_KEY: 'k' },
    ledgerFiles: files,
    clock,
  });
});
afterAll(async () => {
  files.mend();
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

async function ask(stream = false) {
  const response = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  return {
    status: response.status,
    text: await response.text(),
    request: response.headers.get('x-request-id'),
  };
}

/** The disk breaks when the upstream has answered: the intent is recorded, the outcome cannot be. */
const breakAfterIntent = (mode: 'fails' | 'hangs', answer: Parameters<ScriptedUpstream['script']>[0]) =>
  upstream.script((request, response) => {
    files.mode = mode;
    answer(request, response);
  });
const streamed: Parameters<ScriptedUpstream['script']>[0] = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(
    'data: {"choices":[{"index":0,"delta":{"content":"answer"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
  );
};

test.each(['fails', 'hangs'] as const)(
  'a request whose intent cannot be recorded is not sent on (the disk %s)',
  async (mode) => {
    upstream.script(jsonAnswer(completion('answer')));
    const before = upstream.seen.length;
    files.mode = mode;
    const { status, text } = await ask();
    expect(status).toBe(503);
    expect(text).toContain('could not be made durable');
    expect(upstream.seen).toHaveLength(before);
    files.mend();
    clock.ms += 2_000;
    expect((await ask()).status).toBe(200);
  },
);

test('requests that come while the disk hangs add nothing to what it will have to write', async () => {
  upstream.script(jsonAnswer(completion('answer')));
  const rows = async () => Object((await running.admin('GET', '/api/requests?limit=500')).json).items;
  const before = (await rows()).length;
  files.mode = 'hangs';
  expect((await ask()).status).toBe(503);
  const more = await Promise.all(Array.from({ length: 20 }, () => ask()));
  expect(new Set(more.map(({ status }) => status))).toEqual(new Set([503]));
  files.mend();
  await expect.poll(async () => (await rows())[0].state).toBe('not-recorded');
  expect(await rows()).toHaveLength(before + 1);
});

test.each(['fails', 'hangs'] as const)(
  'an answer whose outcome cannot be recorded is not given (the disk %s)',
  async (mode) => {
    breakAfterIntent(mode, jsonAnswer(completion('answer')));
    const { status, text, request } = await ask();
    expect(status).toBe(503);
    expect(text).not.toContain('"answer"');
    files.mend();
    clock.ms += 2_000;
    upstream.script(jsonAnswer(completion('answer')));
    expect((await ask()).status).toBe(200);
    if (mode === 'hangs') {
      // What became durable after all is followed by a record that says it was not answered.
      await expect.poll(async () => Object(await detail(request)).row.state).toBe('not-recorded');
    }
  },
);

test('a stream whose outcome cannot be recorded lacks its last event and says why', async () => {
  breakAfterIntent('fails', streamed);
  const { text } = await ask(true);
  expect(text).not.toContain('[DONE]');
  expect(text).toMatch(/data: \{"error":.*could not be made durable/);
  files.mend();
  clock.ms += 2_000;
  upstream.script(streamed);
  expect((await ask(true)).text).toContain('[DONE]');
});

test('the server says that it cannot record, and that it can again', async () => {
  const ready = async () => (await fetch(`${running.server.consoleUrl}/readyz`)).status;
  expect(await ready()).toBe(200);
  files.mode = 'fails';
  await ask();
  expect(await ready()).toBe(503);
  files.mend();
  clock.ms += 2_000;
  await ask();
  expect(await ready()).toBe(200);
});

test('the server says that its disk does not answer, and when it does again', async () => {
  const ready = async () => (await fetch(`${running.server.consoleUrl}/readyz`)).status;
  const cookie = await running.cookie();
  const alarms = async () => {
    const reply = await fetch(`${running.server.consoleUrl}/api/status`, { headers: { cookie } });
    return Object(await reply.json()).alarms;
  };
  files.mode = 'hangs';
  await ask();
  await expect.poll(ready).toBe(503);
  expect(await alarms()).toContainEqual(expect.objectContaining({ id: 'ledger-hangs' }));
  files.mend();
  await expect.poll(ready).toBe(200);
  expect(await alarms()).toEqual([]);
});

async function detail(request: string | null): Promise<unknown> {
  return (await running.admin('GET', `/api/requests/${request}`)).json;
}
