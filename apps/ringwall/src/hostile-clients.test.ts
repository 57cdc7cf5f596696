import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const limits =
  'limits: { clientStallMs: 300, headersTimeoutMs: 400, requestTimeoutMs: 300, maxBodyBytes: 100000, maxConnections: 8 }';

let upstream: ScriptedUpstream;
let running: TestServer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  running = await startTestServer({ yaml: scriptedConfig(upstream.url, limits), env: { UPSTREAM_KEY: 'k' } });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

function dial(to: TestServer = running): Socket {
  const { port } = new URL(to.server.gatewayUrl);
  return connect(Number(port), '127.0.0.1').on('error', () => {});
}

function post(body: string, headers = ''): string {
  return `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${running.key}\r\nContent-Type: application/json\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
const hello = (stream = false) =>
  JSON.stringify({ model: 'm', stream, messages: [{ role: 'user', content: 'Hello' }] });

const rows = async (limit: number): Promise<readonly { state: string }[]> =>
  Object((await running.admin('GET', `/api/requests?limit=${limit}`)).json).items;

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return text;
}

const padding = `[${'0,'.repeat(7_000_000)}0]`;
const endless: Parameters<ScriptedUpstream['script']>[0] = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n');
};

describe('a client', () => {
  test('that does not wait for its answer before it asks again is cut off, and nothing of it stays', async () => {
    upstream.script(endless);
    const socket = dial();
    socket.write(post(hello(true)) + post(hello(true)));
    await once(socket, 'close');
    await expect.poll(async () => (await rows(1))[0]?.state).toBe('client-disconnected');
    // Hangs where an exchange was left behind.
    await running.restart();
  });

  test.each([
    ['whole', false],
    ['streamed', true],
  ])('that leaves a %s answer unread is let go of', async (_kind, stream) => {
    upstream.script((_request, response) => {
      const type = stream ? 'text/event-stream' : 'application/json';
      const event = `data: {"choices":[],"padding":${padding.slice(0, 900_001)}0]}\n\n`;
      const body = stream
        ? `${event.repeat(16)}data: [DONE]\n\n`
        : JSON.stringify(completion('Hi')).replace(/}$/, `,"padding":${padding}}`);
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' });
      response.end(gzipSync(body));
    });
    const socket = dial();
    socket.write(post(hello(stream)));
    socket.pause();
    await expect.poll(async () => (await rows(1))[0]?.state).not.toBe('open');
    // A paused socket hears of its end when it reads on: what was buffered, and no more.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    socket.resume();
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
    });
    await once(socket, 'close');
    expect(bytes).toBeLessThan(14_000_000);
  });

  test('that sends far too much, and all of it before it reads, is told so', async () => {
    // With the usual patience: so much may take longer to arrive than these tests wait for a request.
    const yaml = scriptedConfig(upstream.url, 'limits: { maxBodyBytes: 100000 }');
    await using patient = await startTestServer({ yaml, env: { UPSTREAM_KEY: 'k' } });
    const socket = dial(patient);
    socket.pause();
    const request = post('x'.repeat(16 << 20)).replace(running.key, patient.key);
    socket.write(request, () => socket.resume());
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 413[\s\S]*connection: close/i);
  });

  test('that sends its headers or its body too slowly is sent away', async () => {
    for (const beginning of ['POST /v1/', post(hello()).slice(0, -5), '']) {
      const socket = dial();
      socket.write(beginning);
      expect(await readAll(socket)).toMatch(beginning === '' ? /^$|408/ : /^HTTP\/1\.1 408/);
    }
  });

  test('that closes its half of the connection is one that left', async () => {
    upstream.script(endless);
    const socket = dial();
    socket.write(post(hello(true)));
    await once(socket, 'data');
    socket.end();
    await readAll(socket);
    await expect.poll(async () => (await rows(1))[0]?.state).toBe('client-disconnected');
  });

  test.each([
    ['two lengths', 'Content-Length: 5\r\n'],
    ['a length and chunks', 'Transfer-Encoding: chunked\r\n'],
    ['a bare line feed in a header', 'X-A: b\nX-C: d\r\n'],
    ['a space before the colon', 'X-A : b\r\n'],
    ['a chunk extension without end', `Transfer-Encoding: chunked\r\n\r\n5;${'e'.repeat(40_000)}\r\n`],
  ])('that could be read in two ways, with %s, is refused', async (_what, header) => {
    const before = upstream.seen.length;
    const socket = dial();
    socket.write(post(hello(), header));
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 4(00|08|13)/);
    expect(upstream.seen).toHaveLength(before);
  });

  test('finds a free place again when others have gone, and no more places than there are', async () => {
    const sockets = Array.from({ length: 12 }, () => dial());
    const refused = sockets.map((socket) => once(socket, 'close'));
    await Promise.race(refused);
    for (const socket of sockets) socket.destroy();
    upstream.script(jsonAnswer(completion('Hi')));
    await expect
      .poll(async () => {
        const socket = dial();
        socket.write(post(hello(), 'Connection: close\r\n'));
        return readAll(socket);
      })
      .toMatch(/^HTTP\/1\.1 200/);
  });
});
