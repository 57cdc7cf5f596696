import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let running: TestServer;
beforeAll(async () => {
  running = await startTestServer();
});
afterAll(() => running[Symbol.asyncDispose]());

function dial(text: string): Socket {
  const { port } = new URL(running.server.consoleUrl);
  const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
  socket.write(text);
  return socket;
}

async function answerTo(text: string): Promise<string> {
  const socket = dial(text);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'close');
  return answer;
}
const get = (path: string, headers: string) => `GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`;

describe('a name that is not this machine', () => {
  test.each([
    ['none at all (HTTP/1.0)', ''],
    ['another', 'Host: evil.example\r\n'],
    ['an address with more behind it', 'Host: 127.0.0.1.evil.example\r\n'],
    ['an address with a name before it', 'Host: evil@127.0.0.1\r\n'],
    ['localhost with a dot', 'Host: localhost.\r\n'],
    ['an address of elsewhere', 'Host: 0.0.0.0\r\n'],
    ['a number out of range', 'Host: 127.0.0.999\r\n'],
  ])('is refused: %s', async (_what, host) => {
    const cookie = await running.cookie();
    const text = get('/api/status', `${host}Cookie: ${cookie}\r\n`);
    const answer = await answerTo(host === '' ? text.replace('HTTP/1.1', 'HTTP/1.0') : text);
    expect(answer).toMatch(/^HTTP\/1\.1 403/);
  });

  test.each(['127.0.0.1', 'localhost', '[::1]', '[::1]:80', '127.0.0.1:1'])(
    'and this is one: %s',
    async (host) => {
      const cookie = await running.cookie();
      const answer = await answerTo(get('/api/status', `Host: ${host}\r\nCookie: ${cookie}\r\n`));
      expect(answer).toMatch(/^HTTP\/1\.1 200/);
    },
  );
});

test.each(['null', 'http://127.0.0.1', 'https://127.0.0.1:7070', 'file://'])(
  'a page whose origin is %s may not even read',
  async (origin) => {
    const cookie = await running.cookie();
    const headers = { cookie, origin };
    expect((await fetch(`${running.server.consoleUrl}/api/status`, { headers })).status).toBe(403);
  },
);

test('a cookie that another port of this machine has set does not lock anybody out', async () => {
  const cookie = await running.cookie();
  for (const tossed of [
    `ringwall_session=x; ${cookie}`,
    `${cookie}; ringwall_session=x`,
    `a; ;=; ${cookie}`,
  ]) {
    const headers = { cookie: tossed };
    expect((await fetch(`${running.server.consoleUrl}/api/status`, { headers })).status).toBe(200);
  }
});

describe('a query', () => {
  test.each([
    '/api/requests?size=1e300',
    '/api/requests?skip=-1',
    '/api/requests?size=NaN',
    '/api/requests?decision=maybe',
    '/api/requests?sort=worst',
    '/api/requests?limit=0',
    '/api/requests?limit=1&limit=2',
    `/api/requests?route=${'x'.repeat(5000)}`,
    '/api/requests?from=yesterday',
    '/api/requests?__proto__=1',
    '/api/overview?hours=1e9',
    '/api/ledger/entries?cursor=99999999999999999999',
  ])('that makes no sense is refused: %.50s', async (path) => {
    const { status, json } = await running.admin('GET', path);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'app/request-invalid' });
  });
});

test.each<[string, string, number]>([
  ['{"token":', 'application/json', 400],
  ['', 'application/json', 400],
  ['{"__proto__":{"token":"x"}}', 'application/json', 400],
  ['token=x', 'application/x-www-form-urlencoded', 415],
  [`{"token":"${'x'.repeat(2 << 20)}"}`, 'application/json', 413],
  ['{"token":{"toString":1}}', 'application/json', 400],
])('a body that cannot be read is a problem and no more: %.30s', async (body, type, status) => {
  const response = await fetch(`${running.server.consoleUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': type, 'x-ringwall-console': '1' },
    body,
  });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
});

describe('the live feed', () => {
  async function feed(cookie: string, lastEventId?: string) {
    const headers = { cookie, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
    const response = await fetch(`${running.server.consoleUrl}/api/events`, { headers });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    return async (wanted: RegExp) => {
      let text = '';
      while (!wanted.test(text)) {
        const read = await reader?.read();
        if (read?.done !== false) return `${text}(end)`;
        text += read.value;
      }
      return text;
    };
  }
  const ask = () =>
    fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
    });

  test('is over when its session is', async () => {
    const cookie = await running.cookie();
    const until = await feed(cookie);
    await until(/event: head/);
    const headers = { cookie, 'x-ringwall-console': '1' };
    await fetch(`${running.server.consoleUrl}/api/session`, { method: 'DELETE', headers });
    await ask();
    expect(await until(/event: request\ndata: .*"completed"/)).not.toContain('"keyName"');
  });

  test.each(['999999999999999', 'x', '-1', '1e5'])(
    'tells news also to whoever comes from another log or from nowhere (Last-Event-ID: %s)',
    async (lastEventId) => {
      const until = await feed(await running.cookie(), lastEventId);
      await until(/event: head/);
      await ask();
      expect(await until(/event: request\ndata: .*"completed"/)).toContain('"keyName":"test"');
    },
  );
});
