import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LedgerFile, nodeFiles } from '@ringwall/ledger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

// Built from pieces: it opens nothing and must not look like a key in this file.
const secret = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');

const disk = { broken: false };
const brittle = (file: LedgerFile): LedgerFile => ({
  ...file,
  async datasync() {
    if (disk.broken) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
    await file.datasync();
  },
});

let upstream: ScriptedUpstream;
let running: TestServer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  running = await startTestServer({
    yaml: scriptedConfig(upstream.url),
    env: { UPSTREAM_KEY: 'k' },
    ledgerFiles: { ...nodeFiles, open: async (path, mode) => brittle(await nodeFiles.open(path, mode)) },
  });
});
afterAll(async () => {
  disk.broken = false;
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

async function ask(body: object | string) {
  const response = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}
const hello = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] };
const lastRow = async () => Object((await running.admin('GET', '/api/requests?limit=1')).json).items[0];
const long = 'x'.repeat(3000);
const many = Array.from({ length: 3000 }, (_, i) => `${i} ${secret}`);

describe('whatever was found, the outcome is recorded and the answer given', () => {
  test.each<[string, string | object]>([
    ['under a very long name', { ...hello, metadata: { [long]: secret } }],
    [
      'under a name that is no well-formed text',
      `{"model":"m","messages":[{"role":"user","content":"x"}],"metadata":{"\\ud800":"${secret}"}}`,
    ],
    [
      'in thousands of places of one text',
      { ...hello, messages: [{ role: 'user', content: many.join(' ') }] },
    ],
    [
      'in hundreds of texts with long names',
      {
        ...hello,
        metadata: Object.fromEntries(many.slice(0, 300).map((text, i) => [`${i}${'n'.repeat(990)}`, text])),
      },
    ],
  ])('in a prompt, %s', async (_where, body) => {
    upstream.script(jsonAnswer(completion('Hi')));
    expect((await ask(body)).status).toBe(200);
    expect(await lastRow()).toMatchObject({ state: 'completed', decision: 'flag' });
  });

  test('in a completion, in thousands of places', async () => {
    upstream.script(jsonAnswer(completion(many.join(' '))));
    const { status, text } = await ask({ ...hello, messages: [{ role: 'user', content: many.join(' ') }] });
    expect(status).toBe(200);
    expect(text).not.toContain(secret);
    expect(await lastRow()).toMatchObject({ state: 'completed', decision: 'redact' });
  });

  test.each([-1, 1.5, 1e300, '7', null])('also when the upstream counts %j tokens', async (count) => {
    const usage = { prompt_tokens: count, completion_tokens: count };
    upstream.script(jsonAnswer({ ...completion('Hi'), usage }));
    expect((await ask(hello)).status).toBe(200);
    expect(await lastRow()).toMatchObject({ state: 'completed' });
  });

  test('also of a stream with half a character in it', async () => {
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(
        'data: {"choices":[{"index":0,"delta":{"content":"\\ud83d"},"finish_reason":"length"}]}\n\ndata: [DONE]\n\n',
      );
    });
    const { text } = await ask({ ...hello, stream: true });
    expect(text).toContain('[DONE]');
    expect(await lastRow()).toMatchObject({ state: 'completed' });
  });
});

test('a model whose name cannot be recorded is refused as such', async () => {
  const { status } = await ask('{"model":"\\ud800","messages":[{"role":"user","content":"x"}]}');
  expect(status).toBe(400);
});

test('an outcome that the disk refused is closed as soon as the disk takes records again', async () => {
  upstream.script((request, response) => {
    disk.broken = true;
    jsonAnswer(completion('answer'))(request, response);
  });
  expect((await ask(hello)).status).toBe(503);
  disk.broken = false;
  await expect.poll(async () => (await lastRow()).state).toBe('not-recorded');
});

test('a body that cannot be kept is not sent on, its answer not given, and both are closed', async () => {
  const yaml = scriptedConfig(
    upstream.url,
    'routes: [{ name: kept, provider: scripted, keepBodies: true, models: [m] }]',
  );
  await using keeping = await startTestServer({ yaml, env: { UPSTREAM_KEY: 'k' } });
  const blobs = join(keeping.dataDirectory, 'blobs');
  const breakDisk = () => {
    rmSync(blobs, { recursive: true, force: true });
    writeFileSync(blobs, 'in the way');
  };
  const give = () =>
    fetch(`${keeping.server.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keeping.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(hello),
    });
  upstream.script((request, response) => {
    breakDisk();
    jsonAnswer(completion('answer'))(request, response);
  });
  const unanswered = await give();
  expect([unanswered.status, (await unanswered.text()).includes('"answer"')]).toEqual([503, false]);
  const before = upstream.seen.length;
  expect((await give()).status).toBe(503);
  expect(upstream.seen).toHaveLength(before);
  const states = async () =>
    Object((await keeping.admin('GET', '/api/requests')).json).items.map(
      (row: { state: string }) => row.state,
    );
  await expect.poll(states).toEqual(['not-recorded', 'not-recorded']);
});
