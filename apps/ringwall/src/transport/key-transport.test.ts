import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { keyTransport } from './key-transport.ts';

const transport = keyTransport();
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});
afterAll(() => transport.close());

async function listen(server: Server, scheme = 'http'): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `${scheme}://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/v1/key?token=c4n4ry`;
}

const ask = (url: string, more: object = {}) =>
  transport.send({ method: 'POST', url, headers: {}, timeoutMs: 5_000, maxBytes: 1_000, ...more });

describe('the transport of key providers', () => {
  test('sends what it is given and gives the whole answer, whatever its status', async () => {
    const seen: unknown[] = [];
    const url = await listen(
      createServer(async (request, response) => {
        const body: Buffer[] = [];
        for await (const chunk of request) body.push(chunk);
        seen.push([request.method, request.url, request.headers['x-signed'], Buffer.concat(body).toString()]);
        response.writeHead(403, { 'x-two': ['a', 'b'] }).end('no');
      }),
    );
    const answer = await ask(url, { headers: { 'x-signed': 'yes' }, body: Buffer.from('{}') });
    expect(seen).toEqual([['POST', '/v1/key?token=c4n4ry', 'yes', '{}']]);
    expect(answer).toMatchObject({ status: 403, headers: { 'x-two': 'a, b' } });
    expect(Buffer.from(answer.body).toString()).toBe('no');
  });

  test('follows no redirect', async () => {
    const url = await listen(
      createServer((_request, response) => response.writeHead(307, { location: '/' }).end()),
    );
    expect((await ask(url)).status).toBe(307);
  });

  test('refuses an answer over its bound, and one that does not come in time', async () => {
    const long = await listen(createServer((_request, response) => response.end('x'.repeat(2_000))));
    await expect(ask(long)).rejects.toMatchObject({ kind: 'too-large' });
    const never = await listen(createServer(() => {}));
    await expect(ask(never, { timeoutMs: 50 })).rejects.toMatchObject({ kind: 'timeout' });
    await expect(ask(never, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
  });

  test('repeats nothing of the address but its host', async () => {
    const url = await listen(createServer());
    await new Promise((resolve) => servers.pop()?.close(resolve));
    await expect(ask(url)).rejects.toThrow(/^The connection to 127\.0\.0\.1:\d+ failed \(ECONNREFUSED\)\.$/);
  });

  test.each([
    'http://vault.example/v1',
    'http://10.0.0.1/v1',
    'http://169.254.169.254:8080/latest',
    'https://user:password@vault.example/v1',
    'file:///etc/passwd',
    'vault.example',
  ])('does not speak to %s', async (url) => {
    await expect(ask(url)).rejects.toMatchObject({ kind: 'unreachable' });
  });
});

const folder = mkdtempSync(join(tmpdir(), 'ringwall-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
const made = spawnSync('/usr/bin/env', [
  'openssl',
  ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
  ...['-subj', '/CN=127.0.0.1', '-keyout', keyPath, '-out', certPath],
]);
if (made.status !== 0) console.warn('Skipped: tests of TLS need the openssl command.');

describe.skipIf(made.status !== 0)('over TLS', () => {
  let credentials: { key: Buffer; cert: Buffer };
  beforeAll(() => {
    credentials = { key: readFileSync(keyPath), cert: readFileSync(certPath) };
  });

  test('speaks to nothing below TLS 1.3', async () => {
    const url = await listen(createTlsServer({ ...credentials, maxVersion: 'TLSv1.2' }), 'https');
    await expect(ask(url)).rejects.toThrow(/PROTOCOL_VERSION/);
  });

  test('trusts no certificate that it cannot check', async () => {
    const url = await listen(createTlsServer(credentials), 'https');
    await expect(ask(url)).rejects.toThrow(/SELF_SIGNED_CERT/);
  });
});
