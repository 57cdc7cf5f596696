import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { socketPath } from './server/socket-path.ts';
import { startServerProcess } from './testing/server-process.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

interface Sent {
  readonly method: 'POST' | 'DELETE' | 'GET';
  readonly path: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(dataDirectory: string, { method, path, key, body, headers }: Sent) {
  return new Promise<{ status: number; replayed: boolean; text: string; approval: string }>(
    (resolve, reject) => {
      const options = {
        ...{ socketPath: socketPath(dataDirectory), method, path },
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
          ...headers,
        },
      };
      const sent = request(options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({
            ...{ status: response.statusCode ?? 0, text },
            replayed: response.headers['idempotency-replayed'] === 'true',
            approval: String(response.headers['x-ringwall-approval']),
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    },
  );
}

const newKey = (name: string, key: string): Sent => ({
  ...{ method: 'POST', path: '/api/keys', key },
  body: { name },
});

describe('a request with an idempotency key', () => {
  let running: TestServer;
  beforeAll(async () => {
    running = await startTestServer({ yaml: 'approvals: { actions: [grant.create] }' });
  });
  afterAll(() => running[Symbol.asyncDispose]());
  const call = (sent: Sent) => send(running.dataDirectory, sent);
  const named = (name: string) => running.server.identity.keys.list().filter((key) => key.name === name);

  test('is answered again as it was, the text of a key too, and done once', async () => {
    const first = await call(newKey('once', '"a"'));
    const again = await call(newKey('once', '"a"'));
    expect([first.status, first.replayed, again.replayed]).toEqual([200, false, true]);
    expect(again.text).toBe(first.text);
    expect(JSON.parse(again.text).secret).toMatch(/^rw_/);
    expect(named('once').length).toBe(1);
    expect(running.logged.join()).not.toContain(JSON.parse(first.text).secret);
  });

  test('that names another request than before is refused', async () => {
    await call(newKey('reused', '"b"'));
    const other = await call(newKey('other', '"b"'));
    expect([other.status, JSON.parse(other.text).code]).toEqual([422, 'identity/idempotency-key-reused']);
    expect(named('other')).toEqual([]);
  });

  test('that is none is refused before anything is done', async () => {
    const { status, text } = await call(newKey('malformed', 'a b'));
    expect([status, JSON.parse(text).code]).toEqual([400, 'identity/idempotency-key-invalid']);
    expect(named('malformed')).toEqual([]);
  });

  test('is answered alike where what it removed is gone', async () => {
    const { key } = JSON.parse((await call(newKey('gone', '"c"'))).text);
    const remove: Sent = { method: 'DELETE', path: `/api/keys/${key.id}`, key: '"d"' };
    const first = await call(remove);
    expect(await call(remove)).toEqual({ ...first, replayed: true });
  });

  test('that waits for a second person is done once that has agreed, under the same key', async () => {
    const { identity } = running.server;
    const user = await identity.users.create({ name: 'new' }, { kind: 'shell', id: 'local' });
    const grant: Sent = {
      ...{ method: 'POST', path: '/api/grants', key: '"e"' },
      body: { to: user.id, role: 'engineer', project: 'default' },
    };
    const asked = await call(grant);
    expect([asked.status, asked.replayed]).toEqual([403, false]);
    const admin = await identity.users.create({ name: 'second' }, { kind: 'shell', id: 'local' });
    await identity.grants.create(
      { to: admin.id, role: 'admin', project: '*' },
      { kind: 'shell', id: 'local' },
    );
    const second = { kind: 'session', id: 'ses_2', who: { type: 'user', id: admin.id } } as const;
    await identity.approvals.decide(asked.approval, { approve: true, reason: 'a test', principal: second });
    const approved = { ...grant, headers: { 'x-ringwall-approval': asked.approval } };
    const done = await call(approved);
    expect([done.status, done.replayed]).toEqual([200, false]);
    expect(await call(approved)).toMatchObject({ replayed: true, text: done.text });
    expect(identity.grants.list().filter(({ to }) => to === user.id).length).toBe(1);
  });

  test('is not asked of what only reads', async () => {
    const get: Sent = { method: 'GET', path: '/api/keys?limit=1', key: '"a"' };
    expect(await call(get)).toMatchObject({ status: 200, replayed: false });
  });

  test('is looked at again and recorded again where it opens what is kept, which must be able to end', async () => {
    const reply = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
    });
    await reply.text();
    const path = `/api/requests/${reply.headers.get('x-request-id')}/open`;
    const open: Sent = { method: 'POST', path, key: '"g"', body: { reason: 'a test' } };
    const [first, second] = [await call(open), await call(open)];
    expect([first.status, second.status, second.replayed]).toEqual([200, 200, false]);
    expect(first.text).toContain('Hello');
    const opened = await call({ method: 'GET', path: '/api/ledger/entries?type=body.opened' });
    expect(JSON.parse(opened.text).items.length).toBe(2);
  });
});

test('a request is answered alike by the server that comes after one that was killed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ringwall-idempotency-'));
  const dataDirectory = join(directory, 'data');
  try {
    const killed = await startServerProcess({ dataDirectory, cwd: directory });
    const first = await send(dataDirectory, newKey('survivor', '"f"'));
    await killed.end('SIGKILL');
    const next = await startServerProcess({ dataDirectory, cwd: directory });
    const again = await send(dataDirectory, newKey('survivor', '"f"'));
    expect([first.status, again.replayed, again.text]).toEqual([200, true, first.text]);
    const { text } = await send(dataDirectory, { method: 'GET', path: '/api/keys' });
    expect(text.split('"survivor"').length - 1).toBe(1);
    await next.end('SIGTERM');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
