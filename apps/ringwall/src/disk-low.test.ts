import { statfs } from 'node:fs/promises';
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

const minFreeBytes = 8 << 20;
const files = new BrokenFiles();
let upstream: ScriptedUpstream;
let running: TestServer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  upstream.script(jsonAnswer(completion('answer')));
  running = await startTestServer({
    yaml: scriptedConfig(upstream.url, `ledger: { minFreeBytes: ${minFreeBytes} }`),
    env: { UPSTREAM_KEY: 'k' },
    ledgerFiles: files,
  });
});
afterAll(async () => {
  files.mend();
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

async function ask(token = running.key) {
  const response = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  return {
    status: response.status,
    text: await response.text(),
    request: response.headers.get('x-request-id'),
  };
}

async function status() {
  return Object((await running.admin('GET', '/api/status')).json);
}

async function disk() {
  return Object((await status()).ledger).disk;
}

async function ready() {
  const reply = await fetch(`${running.server.consoleUrl}/readyz`);
  return { ...Object(await reply.json()), status: reply.status };
}

const low = (expected: boolean) => expect.poll(async () => (await disk()).low).toBe(expected);

test('the status tells how much room there is, and the real disk is asked', async () => {
  await expect.poll(async () => (await disk()).reserve).toBe('held');
  const { bavail, bsize } = await statfs(running.dataDirectory);
  const shown = await disk();
  expect(shown).toMatchObject({ low: false, minFreeBytes, reserve: 'held' });
  // Others write to this disk while the test runs.
  expect(shown.freeBytes / (bavail * bsize)).toBeGreaterThan(0.5);
  expect(shown.freeBytes / (bavail * bsize)).toBeLessThan(2);
});

test('below the low-water mark no new request is served, and everything else goes on', async () => {
  let release = (): void => {};
  const asked = new Promise<void>((resolve) => {
    upstream.script((request, response) => {
      release = () => jsonAnswer(completion('answer'))(request, response);
      resolve();
    });
  });
  const underWay = ask();
  await asked;
  files.free = minFreeBytes - 1;
  await low(true);
  expect(await ready()).toEqual({ status: 503, ledger: 'open', disk: 'low', backlog: 'ok' });

  const seen = upstream.seen.length;
  const refused = await ask();
  expect(refused.status).toBe(503);
  expect(refused.text).toContain('nearly full');
  expect(upstream.seen).toHaveLength(seen);
  // A refusal of a stranger needs no record where there is no room.
  expect((await ask('rw_wrong')).status).toBe(401);
  const { alarms } = await status();
  expect(alarms).toContainEqual(expect.objectContaining({ id: 'disk-low', since: expect.any(String) }));

  // What was asked before is answered, and its outcome recorded; people can still act, and that is recorded too.
  release();
  const { status: code, request } = await underWay;
  expect(code).toBe(200);
  expect((await running.admin('POST', '/api/keys', { name: 'new' })).status).toBe(200);
  const { json } = await running.admin('GET', `/api/requests/${request}`);
  expect(Object(json).row.state).toBe('completed');

  files.free = undefined;
  await low(false);
  upstream.script(jsonAnswer(completion('answer')));
  expect((await ask()).status).toBe(200);
  expect((await ready()).status).toBe(200);
  expect((await status()).alarms).toEqual([]);
});
