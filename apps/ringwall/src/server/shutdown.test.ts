import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../config/load.ts';
import {
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from '../testing/scripted-upstream.ts';
import { type RunningServer, startServer } from './server.ts';

let directory: string;
let upstream: ScriptedUpstream;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-shutdown-'));
  upstream = await startScriptedUpstream();
  await writeFile(join(directory, 'ringwall.config.yaml'), scriptedConfig(upstream.url));
});
afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const actor = { kind: 'shell', id: 'local' } as const;
const start = (graceMs: number): Promise<RunningServer> =>
  startServer(loadConfig({ port: 0, consolePort: 0 }, { UPSTREAM_KEY: 'k' }, directory), {
    log: () => {},
    graceMs,
  });

async function ask(server: RunningServer, stream: boolean): Promise<Response> {
  const { secret } = await server.identity.keys.create({ name: 'test' }, actor);
  return fetch(`${server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret.reveal()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'Hello' }] }),
  });
}

async function lastState(): Promise<string> {
  const server = await start(0);
  const { token } = await server.identity.loginLinks.create(actor);
  const headers = { 'content-type': 'application/json', 'x-ringwall-console': '1' };
  const body = JSON.stringify({ token: token.reveal() });
  const login = await fetch(`${server.consoleUrl}/api/session`, { method: 'POST', headers, body });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const rows = await fetch(`${server.consoleUrl}/api/requests?limit=1`, { headers: { cookie } });
  const page = Object(await rows.json());
  await server.close('read');
  expect(server.aborted).toBe(0);
  return page.items[0].state;
}

const event = 'data: {"choices":[{"index":0,"delta":{"content":"a. "},"finish_reason":null}]}\n\n';

describe('a server that is told to stop', () => {
  test('lets a stream end that ends in time', async () => {
    const server = await start(60_000);
    const rest = Promise.withResolvers<void>();
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event);
      rest.promise.then(() => response.end('data: [DONE]\n\n'));
    });
    const response = await ask(server, true);
    const closed = server.close('test');
    rest.resolve();
    expect(await response.text()).toContain('[DONE]');
    await closed;
    expect(await lastState()).toBe('completed');
  });

  test('cuts off one that does not, tells its client why, and records that it did', async () => {
    const server = await start(50);
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event);
    });
    const response = await ask(server, true);
    await server.close('test');
    expect(await response.text()).toMatch(/data: \{"error":.*shutting down/);
    expect(await lastState()).toBe('aborted');
  });

  test('answers 503 to one that waits for its upstream, and records that', async () => {
    const server = await start(50);
    const asked = Promise.withResolvers<void>();
    upstream.script(() => asked.resolve());
    const response = ask(server, false);
    await asked.promise;
    await server.close('test');
    expect((await response).status).toBe(503);
    expect(await lastState()).toBe('aborted');
  });
});
