import { once } from 'node:events';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const secret = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
const upstreamKey = 'upstream-credential-5f1d';

let upstream: ScriptedUpstream;
let running: TestServer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  running = await startTestServer({
    yaml: scriptedConfig(
      upstream.url,
      'limits: { maxAnswerBytes: 200000, maxBodyBytes: 100000, upstreamTimeoutMs: 2000 }',
    ),
    env: { UPSTREAM_KEY: upstreamKey },
  });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const messages = [{ role: 'user', content: 'Hello' }];

async function ask(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
const askHello = (more: object = {}) => ask({ model: 'm', messages, ...more });

async function lastRow(): Promise<Record<string, unknown>> {
  const { json } = await running.admin('GET', '/api/requests?limit=1');
  return Object(json).items[0];
}

describe('what goes to the upstream', () => {
  test('is built anew: no credential, cookie or hop-by-hop header of the client', async () => {
    upstream.script(jsonAnswer(completion('Hi')));
    await askHello();
    const asked = await ask(
      { model: 'm', messages },
      { cookie: 'a=b', 'x-forwarded-for': '1.2.3.4', te: 'trailers', 'x-custom': 'c' },
    );
    expect(asked.status).toBe(200);
    const { headers, path } = upstream.seen.at(-1) ?? { headers: {}, path: '' };
    expect(path).toBe('/v1/chat/completions');
    expect(headers.authorization).toBe(`Bearer ${upstreamKey}`);
    expect(Object.keys(headers).sort()).toEqual(
      [
        'accept',
        'accept-encoding',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
      ].sort(),
    );
    expect(JSON.stringify(upstream.seen)).not.toContain(running.key);
  });

  test('is the very bytes the client sent', async () => {
    const body = `{ "model":"m",\n "messages":[{"role":"user","content":"\\u0048i \u{1f600}"}] }`;
    await ask(body);
    expect(upstream.seen.at(-1)?.body).toBe(body);
  });
});

describe('what comes from the upstream', () => {
  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('is inspected although it is compressed with %s', async (coding, compress) => {
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': coding });
      response.end(compress(Buffer.from(JSON.stringify(completion(`key ${secret}`)))));
    });
    const { status, text, headers } = await askHello();
    expect(status).toBe(200);
    expect(headers.get('content-encoding')).toBeNull();
    expect(headers.get('x-ringwall-verdict')).toBe('redact');
    expect(text).not.toContain(secret.slice(0, 8));
  });

  test.each<[string, (response: import('node:http').ServerResponse) => void]>([
    [
      'an unknown encoding',
      (r) =>
        void r.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'lzma' }).end('x'),
    ],
    ['no JSON', (r) => void r.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${secret}`)],
    [
      'JSON of another shape',
      (r) => void r.writeHead(200, { 'content-type': 'application/json' }).end(`["${secret}"]`),
    ],
    [
      'a key twice',
      (r) => void r.writeHead(200, { 'content-type': 'application/json' }).end('{"choices":[],"choices":[]}'),
    ],
    [
      'a stream nobody asked for',
      (r) => void r.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: [DONE]\n\n'),
    ],
    ['a redirect', (r) => void r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    [
      'too much',
      (r) =>
        void r
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify(completion('x'.repeat(300_000)))),
    ],
    ['a broken connection', (r) => void r.destroy()],
    [
      'half an answer',
      (r) => {
        r.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        r.write('{"choices"');
        setImmediate(() => r.destroy());
      },
    ],
  ])('is refused when it is %s', async (_what, answer) => {
    upstream.script((_request, response) => answer(response));
    const { status, text } = await askHello();
    expect(status).toBe(502);
    expect(JSON.parse(text).error).toMatchObject({ type: 'server_error' });
    expect(text).not.toContain(secret);
    expect(await lastRow()).toMatchObject({ state: 'upstream-error', httpStatus: 502 });
  });

  test('that does not come is a time-out', async () => {
    upstream.script(() => {});
    const { status } = await askHello();
    expect(status).toBe(504);
    expect(await lastRow()).toMatchObject({ state: 'upstream-timeout' });
  });

  test('keeps its status and what is safe of its words when it is an error', async () => {
    upstream.script(
      jsonAnswer({ error: { message: `max_tokens is too large ${secret}` } }, 400, {
        'retry-after': '7',
        'set-cookie': 'a=b',
      }),
    );
    const { status, text, headers } = await askHello();
    expect(status).toBe(400);
    expect(text).toContain('max_tokens is too large [redacted');
    expect(headers.get('retry-after')).toBe('7');
    expect(headers.get('set-cookie')).toBeNull();
    upstream.script(jsonAnswer({ error: { message: `Incorrect API key provided: ${upstreamKey}` } }, 429));
    const limited = await askHello();
    expect(limited.status).toBe(429);
    expect(limited.text).not.toContain(upstreamKey);
  });

  test('that refuses our credential does not look as if the client had a wrong key', async () => {
    upstream.script(jsonAnswer({ error: { message: `Incorrect API key provided: ${upstreamKey}` } }, 401));
    const { status, text } = await askHello();
    expect(status).toBe(502);
    expect(text).toContain("refused Ringwall's own credential");
    expect(text).not.toContain(upstreamKey);
  });
});

describe('streams over the wire', () => {
  const events = (text: string) =>
    `${[...text]
      .map(
        (content) =>
          `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\r\n\r\n`,
      )
      .join('')}data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n`;

  /** Sends `bytes` in pieces of `size`, each in a packet of its own. */
  const inPieces = (bytes: Uint8Array, size: number) =>
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let at = 0;
      const next = () => {
        if (at >= bytes.length) return void response.end();
        response.write(bytes.subarray(at, at + size), next);
        at += size;
      };
      next();
    });
  const contentOf = (text: string) =>
    [...text.matchAll(/^data: (\{.*)$/gm)]
      .map(([, json]) => JSON.parse(json ?? '').choices[0].delta.content ?? '')
      .join('');

  test.each([1, 3, 7, 1000])('are held back however the network cuts them (%i bytes)', async (size) => {
    inPieces(Buffer.from(events(`Grüße 👋 ${secret} tschüß`)), size);
    const { text, status } = await askHello({ stream: true });
    expect(status).toBe(200);
    expect(contentOf(text)).toMatch(/^Grüße 👋 \[redacted[^\]]*\] tschüß$/);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(await lastRow()).toMatchObject({ state: 'completed', decision: 'redact', stream: true });
  });

  test('that are benign arrive event for event as from a direct connection', async () => {
    const bytes = Buffer.from(events('Nothing to see here, move along 🙂').replaceAll('\r\n', '\n'));
    inPieces(bytes, 5);
    const direct = await (
      await fetch(`${upstream.url}/v1/chat/completions`, { method: 'POST', body: '{}' })
    ).text();
    const { text } = await askHello({ stream: true });
    expect(text).toBe(direct);
  });

  test('that break off or go wrong end with an error in the stream, and without their last event', async () => {
    const whole = events('hello');
    for (const wrong of [
      whole.slice(0, -20),
      whole.replace('data: [DONE]', 'data: {"error":{"message":"x"}}'),
      whole.replace('"stop"', '"stop","finish_reason":"stop"'),
      `${whole.slice(0, 80)}\n\nwhat is this\n\n`,
    ]) {
      inPieces(Buffer.from(wrong), 4096);
      const { text } = await askHello({ stream: true });
      expect(text).toMatch(/data: \{"error":\{"message":.*\n\n$/);
      expect(text).not.toContain('[DONE]');
      expect(await lastRow()).toMatchObject({ state: 'upstream-error' });
    }
  });

  test('whose client leaves are cancelled at the upstream and recorded', async () => {
    const cancelled = Promise.withResolvers<void>();
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(events('hello').slice(0, 200));
      response.on('close', () => cancelled.resolve());
    });
    const controller = new AbortController();
    const response = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages, stream: true }),
      signal: controller.signal,
    });
    await response.body?.getReader().read();
    controller.abort();
    await cancelled.promise;
    await expect.poll(async () => (await lastRow()).state).toBe('client-disconnected');
  });
});

describe('bad input', () => {
  test.each([
    ['malformed JSON', '{"model":', 400],
    ['a repeated key', '{"model":"m","model":"n","messages":[]}', 400],
    ['deep nesting', `{"model":"m","messages":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400],
    ['__proto__', '{"model":"m","messages":[{"role":"user","content":"x"}],"__proto__":{"a":1}}', 400],
    [
      'too large',
      JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x'.repeat(200_000) }] }),
      413,
    ],
  ])('%s is refused in the dialect of the client', async (_what, body, status) => {
    const seen = upstream.seen.length;
    const answer = await ask(body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text).error.message).not.toBe('');
    expect(upstream.seen).toHaveLength(seen);
  });

  test('invalid UTF-8, another content type and a compressed body are refused', async () => {
    const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
      fetch(`${running.server.gatewayUrl}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': running.key, 'anthropic-version': '2023-06-01', ...headers },
        body,
      });
    const utf8 = await post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), {
      'content-type': 'application/json',
    });
    expect(utf8.status).toBe(400);
    expect(await utf8.json()).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
    expect((await post(Buffer.from('{}'), { 'content-type': 'text/plain' })).status).toBe(415);
    const zipped = await post(gzipSync('{}'), {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    expect(zipped.status).toBe(415);
  });

  test('paths and methods that are not served are refused', async () => {
    const headers = { authorization: `Bearer ${running.key}` };
    for (const path of ['/v1/embeddings', '/v1/files', '/', '/v1/chat/completions/../files', '/v1//models']) {
      expect((await fetch(running.server.gatewayUrl + path, { headers })).status).toBe(404);
    }
    const wrong = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, { headers });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('headers without end are cut off, and the server lives', async () => {
    const { port } = new URL(running.server.gatewayUrl);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    socket.write(`X-Long: ${'a'.repeat(40_000)}\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 431/);
    socket.destroy();
    upstream.script(jsonAnswer(completion('Hi')));
    expect((await askHello()).status).toBe(200);
  });
});
