import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let running: TestServer;
let cookie: string;
beforeAll(async () => {
  running = await startTestServer();
  cookie = await running.cookie();
});
afterAll(() => running[Symbol.asyncDispose]());

const problem = z.strictObject({
  type: z.string(),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  code: z.string(),
  advice: z.string().min(1),
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** A request as it is, without what a client would put right. */
function ask(
  method: string,
  path: string,
  { headers = {}, body, socket }: { headers?: object; body?: string | Uint8Array; socket?: string } = {},
): Promise<Answer> {
  const { hostname, port } = new URL(running.server.consoleUrl);
  const place = socket === undefined ? { hostname, port } : { socketPath: socket };
  return new Promise((resolve, reject) => {
    const sent = request({ ...place, method, path, headers: { ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          ...{ status: response.statusCode ?? 0, headers: response.headers },
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function expectProblem({ status, headers, body }: Answer, code: string): void {
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(headers['cache-control']).toBe('no-store');
  const said = problem.parse(JSON.parse(body));
  expect(said).toMatchObject({ status, code, type: `urn:ringwall:error:${code}` });
}

const signedIn = () => ({ cookie, 'x-ringwall-console': '1' });
const json = { 'content-type': 'application/json' };
const shellSocket = () => join(running.dataDirectory, 'ringwall.sock');

describe.each(['console', 'socket'])('what the %s refuses is told as problem details', (listener) => {
  const where = () => (listener === 'socket' ? { socket: shellSocket() } : {});
  const headers = (more = {}) => ({ ...(listener === 'console' && signedIn()), ...more });

  test.each(['/api', '/api/everything', '/api/keys/', '/api//keys', '/api/keys/a/b/c', '/api/%2e%2e/keys'])(
    'a path that is not served: %s',
    async (path) => {
      expectProblem(await ask('GET', path, { ...where(), headers: headers() }), 'app/path-unknown');
    },
  );

  test.each([
    ['POST', '/api/status', 'GET, HEAD'],
    ['HEAD', '/api/policies/check', 'POST'],
    ['PUT', '/api/policies', 'GET, HEAD, POST'],
    ['PATCH', '/api/users/usr_local/disable', 'POST'],
    ['DELETE', '/api/keys', 'GET, HEAD, POST'],
    ['OPTIONS', '/api/keys', 'GET, HEAD, POST'],
    ['GET', '/api/grants/gra_x', 'DELETE'],
  ])('a method that is not answered: %s %s', async (method, path, allow) => {
    const answer = await ask(method, path, { ...where(), headers: headers() });
    expect(answer).toMatchObject({ status: 405, headers: { allow } });
    if (method !== 'HEAD') expectProblem(answer, 'app/method-unknown');
  });

  test.each(['%', '%zz', '%ff', '%c0%af'])('a path that is not well-formed: %s', async (part) => {
    const answer = await ask('DELETE', `/api/keys/${part}`, { ...where(), headers: headers() });
    expectProblem(answer, 'app/request-invalid');
  });

  test('a part of a path that is longer than any name', async () => {
    const answer = await ask('DELETE', `/api/keys/${'x'.repeat(300)}`, { ...where(), headers: headers() });
    expectProblem(answer, 'app/path-unknown');
  });

  test.each([
    'key_none',
    '%00',
    '..%2f..%2fetc',
    'key_%0d%0aset-cookie:x',
    '__proto__',
    'constructor',
    '%20',
  ])('an id that nothing has: %s', async (id) => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await ask(method, `/api/keys/${id}`, { ...where(), headers: headers() });
      expectProblem(answer, 'identity/key-unknown');
    }
  });

  test.each([
    ['text/plain', 'x'],
    ['application/x-www-form-urlencoded', 'name=x'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/problem+json', '{}'],
    ['application/jsonp', '{}'],
    ['x', '{}'],
  ])('a body of another type: %s', async (type, body) => {
    const more = headers({ 'content-type': type });
    expectProblem(
      await ask('POST', '/api/keys', { ...where(), headers: more, body }),
      'app/media-unsupported',
    );
  });

  test.each<[string, string | Uint8Array]>([
    ['core/json-malformed', '{"name":'],
    ['core/json-malformed', "{'name':'x'}"],
    ['core/json-malformed', '{"name":"x"} '.repeat(2)],
    ['core/json-duplicate-key', '{"name":"a","name":"b"}'],
    ['core/json-too-deep', `${'['.repeat(100)}${']'.repeat(100)}`],
    ['core/utf8-invalid', Uint8Array.of(0x22, 0xff, 0x22)],
    ['app/request-invalid', '[]'],
    ['app/request-invalid', '{"name":"x","__proto__":{"administration":true}}'],
    ['app/request-invalid', '{"name":"x","unknown":1}'],
    ['app/request-too-large', `{"name":"${'x'.repeat(2 << 20)}"}`],
  ])('a body that cannot be read: %s %.30s', async (code, body) => {
    expectProblem(await ask('POST', '/api/keys', { ...where(), headers: headers(json), body }), code);
  });
});

test('half a character in a body, which no record can carry, is refused before anything is done', async () => {
  const path = '/api/routes/demo-openai/contain';
  const body = '{"reason":"an attack \\ud800","minutes":5}';
  const headers = { ...signedIn(), ...json };
  expectProblem(await ask('POST', path, { headers, body }), 'app/request-invalid');
  expect((await ask('POST', path, { headers, body: body.replace('800', '83d\\ude00') })).status).toBe(200);
});

test('a body is taken with a charset, and none at all where nothing has to be said', async () => {
  const headers = { ...signedIn(), 'content-type': 'application/json; charset=utf-8' };
  expect(await ask('POST', '/api/keys', { headers, body: '{"name":"x"}' })).toMatchObject({ status: 200 });
  const id = 'usr_local';
  expectProblem(await ask('POST', `/api/users/${id}x/unlock`, { headers }), 'identity/user-unknown');
  expect(await ask('POST', `/api/users/${id}/unlock`, { headers })).toMatchObject({ status: 200 });
  expect(await ask('POST', `/api/users/${id}/unlock`, { headers: signedIn() })).toMatchObject({
    status: 200,
  });
});

test('what may be read may be asked about with HEAD', async () => {
  for (const path of ['/', '/api/status', '/traffic']) {
    const answer = await ask('HEAD', path, { headers: signedIn() });
    expect(answer).toMatchObject({ status: 200, body: '' });
  }
});

describe('what is no HTTP is told as problem details too', () => {
  async function answerTo(text: string): Promise<Answer> {
    const socket = connect(Number(new URL(running.server.consoleUrl).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(text);
    await once(socket, 'close');
    const [head = '', ...rest] = answer.split('\r\n\r\n');
    const lines = head.split('\r\n').slice(1);
    return {
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]),
      headers: Object.fromEntries(lines.map((line) => line.split(': ').map((part) => part.toLowerCase()))),
      body: rest.join('\r\n\r\n'),
    };
  }

  test.each([
    ['app/request-invalid', 'GET / HTTP/9.9\r\n\r\n'],
    ['app/request-invalid', 'nothing at all\r\n\r\n'],
    ['app/request-invalid', 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n'],
    ['app/cross-site', 'GET /api/status HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['app/headers-too-large', `GET / HTTP/1.1\r\nHost: localhost\r\nCookie: ${'x'.repeat(17_000)}\r\n\r\n`],
  ])('%s', async (code, text) => {
    expectProblem(await answerTo(text), code);
  });
});
