import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { newCertificateRequest } from '@ringwall/identity';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const actor = { kind: 'shell', id: 'local' } as const;
const yaml = `
tls:
  authority: true
  names: [ai.ringwall.example]
  clientCertificates: optional
`;

let running: TestServer;
let ca: string;
beforeAll(async () => {
  running = await startTestServer({ yaml });
  ca = running.server.identity.authority.current?.certificate ?? '';
});
afterAll(() => running[Symbol.asyncDispose]());

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly ca?: string;
  readonly port?: number;
}

async function ask(base: string, { path = '/', body, ...options }: Asked = {}): Promise<Answer> {
  const { port } = new URL(base);
  const sent = request({
    ca,
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    agent: false,
    path,
    ...options,
  });
  sent.end(body);
  const [response]: IncomingMessage[] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response ?? []) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return { status: response?.statusCode ?? 0, headers: response?.headers ?? {}, text };
}

const chat = (options: Asked = {}) =>
  ask(running.server.gatewayUrl, {
    method: 'POST',
    path: '/v1/chat/completions',
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
    ...options,
    headers: { 'content-type': 'application/json', ...options.headers },
  });

/** A service that may use the routes of its project, with a certificate. */
async function serviceWithCertificate(name: string) {
  const { identity } = running.server;
  const service = await identity.services.create({ name }, actor);
  await identity.grants.create({ to: service.id, role: 'service', project: 'default' }, actor);
  const { request: csr, key } = await newCertificateRequest();
  const spiffeId = `spiffe://${identity.authority.current?.trustDomain}/service/${service.id}`;
  const issued = await identity.authority.issue(
    { request: csr, purpose: 'client', names: [spiffeId] },
    actor,
  );
  return { service, certificate: issued.certificate, shown: { cert: issued.pem, key: key.reveal() } };
}

describe('a server with the embedded authority', () => {
  test('speaks TLS on the gateway and the console, under a certificate that its authority vouches for', async () => {
    expect(running.server.gatewayUrl).toMatch(/^https:\/\/127\.0\.0\.1:/);
    expect(running.server.consoleUrl).toMatch(/^https:/);
    const answer = await chat({ headers: { authorization: `Bearer ${running.key}` } });
    expect(answer.status).toBe(200);
    expect((await ask(running.server.consoleUrl, { path: '/healthz' })).status).toBe(200);
    await expect(ask(running.server.consoleUrl, { ca: '' })).rejects.toThrow(/certificate/);
  });

  test('keeps browsers on TLS, but not on this machine, where others may speak without', async () => {
    const away = await ask(running.server.consoleUrl, { headers: { host: 'ai.ringwall.example' } });
    expect(away.headers['strict-transport-security']).toBe('max-age=31536000');
    const here = await ask(running.server.consoleUrl, { headers: { host: 'localhost' } });
    expect(here.headers).not.toHaveProperty('strict-transport-security');
  });

  test('answers under the names of its certificate and under no other', async () => {
    const status = async (host: string) =>
      (await ask(running.server.consoleUrl, { path: '/api/session', headers: { host } })).status;
    expect(await status('ai.ringwall.example:7070')).toBe(401);
    expect(await status('evil.example')).toBe(403);
    expect(await status('x.ai.ringwall.example')).toBe(403);
  });

  test('records the authority, what it issued, and what the listeners show', async () => {
    const { identity, gatewayUrl } = running.server;
    expect(gatewayUrl).toBeDefined();
    const types = ['ca.created', 'certificate.issued', 'certificate.loaded'];
    const recorded = await recordedEvents(types);
    expect(recorded.find(({ type }) => type === 'ca.created')?.data).toMatchObject({
      fingerprint: identity.authority.current?.fingerprint,
    });
    const shown = recorded
      .filter(({ type }) => type === 'certificate.loaded')
      .map(({ data }) => data.listener);
    expect(shown).toEqual(['gateway', 'console']);
  });
});

describe('a client certificate', () => {
  test('is who calls, where nothing else is shown', async () => {
    const { service, certificate, shown } = await serviceWithCertificate('search');
    const answer = await chat(shown);
    expect(answer.status).toBe(200);
    const [intent] = (await recordedEvents(['llm.intent'])).slice(-1);
    expect(intent?.actor).toEqual({ kind: 'certificate', id: certificate.id, who: service.id });
  });

  test('is refused from the moment it is revoked, on a connection that is open already too', async () => {
    const { certificate, shown } = await serviceWithCertificate('revoked');
    const { Agent } = await import('node:https');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { port } = new URL(running.server.gatewayUrl);
    const models = async (headers: Record<string, string> = {}) => {
      const sent = request({
        ...{ ca, port, host: '127.0.0.1', servername: 'localhost', path: '/v1/models', headers, agent },
        ...shown,
      });
      sent.end();
      const [response]: IncomingMessage[] = await once(sent, 'response');
      response?.resume();
      await once(response ?? sent, 'end');
      return { status: response?.statusCode, reused: sent.reusedSocket };
    };
    expect(await models()).toMatchObject({ status: 200 });
    await running.server.identity.authority.revoke(certificate.id, 'a test', actor);
    expect(await models()).toEqual({ status: 401, reused: true });
    // What else is shown with it does not make it good.
    expect(await models({ authorization: `Bearer ${running.key}` })).toEqual({ status: 401, reused: true });
    agent.destroy();
    expect((await chat({ headers: { authorization: `Bearer ${running.key}` } })).status).toBe(200);
  });

  test('of a service that is disabled is refused, and taken again when it is enabled', async () => {
    const { service, shown } = await serviceWithCertificate('disabled');
    await running.server.identity.services.disable(service.id, actor);
    expect((await chat(shown)).status).toBe(401);
    await running.server.identity.services.enable(service.id, actor);
    expect((await chat(shown)).status).toBe(200);
  });

  test('opens to a service what it was granted of the administration, and no more', async () => {
    const { service, shown } = await serviceWithCertificate('operator');
    const list = () => ask(running.server.consoleUrl, { path: '/api/keys', ...shown });
    expect((await list()).status).toBe(403);
    await running.server.identity.grants.create(
      { to: service.id, role: 'engineer', project: 'default' },
      actor,
    );
    expect((await list()).status).toBe(200);
  });
});

describe('a certificate that comes with a credential', () => {
  test.each([
    ['two that differ', { authorization: 'Bearer rw_one', 'x-api-key': 'rw_other' }],
    ['one in another scheme', { authorization: 'Basic bG9jYWw6' }],
    ['one without an end', { authorization: `Bearer rw_${'x'.repeat(9_000)}` }],
    ['an empty one', { authorization: 'Bearer', 'x-api-key': '' }],
    ['a good one beside one that cannot be read', { authorization: 'Basic bG9jYWw6', 'x-api-key': 'KEY' }],
  ])('does not stand in for %s', async (_, given) => {
    const { shown } = await serviceWithCertificate(`s${performance.now()}`);
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('KEY', running.key)]),
    );
    expect((await chat({ ...shown, headers })).status).toBe(401);
    expect((await chat(shown)).status).toBe(200);
  });
});

describe('headers that claim an identity', () => {
  const spiffe = 'spiffe://ringwall.local/service/x';
  test.each<[string, string | string[]]>([
    ['x-forwarded-client-cert', `Hash=abc;URI=${spiffe}`],
    ['x-forwarded-client-cert', [`URI=${spiffe}`, `URI=${spiffe}`]],
    ['x_forwarded_client_cert', `URI=${spiffe}`],
    ['x-ssl-client-cert', 'MII'],
    ['ssl-client-verify', 'SUCCESS'],
    ['x-remote-user', 'local'],
    ['x-forwarded-user', 'local'],
    ['x-real-ip', '127.0.0.1'],
    ['x-forwarded-for', '127.0.0.1'],
    ['forwarded', 'for=127.0.0.1;by=local'],
    ['x-ringwall-principal', '{"kind":"shell"}'],
    ['authorization', 'Basic bG9jYWw6'],
    ['authorization', 'Bearer'],
  ])('are believed by no listener: %s: %s', async (name, value) => {
    expect((await chat({ headers: { [name]: value } })).status).toBe(401);
    const admin = await ask(running.server.consoleUrl, { path: '/api/keys', headers: { [name]: value } });
    expect(admin.status).toBe(401);
  });

  test.each([
    ['a header folded over two lines', 'Authorization: Bearer\r\n KEY'],
    ['a space before the colon', 'Authorization : Bearer KEY'],
    ['an underscore for a hyphen', 'x_api_key: KEY'],
    ['two credentials that differ', 'Authorization: Bearer KEY\r\nx-api-key: rw_other'],
    ['one credential twice', 'Authorization: Bearer rw_other\r\nAuthorization: Bearer KEY'],
    ['a line feed alone', 'x-a: b\nAuthorization: Bearer KEY'],
  ])('are not pieced together from %s', async (_, lines) => {
    const { connect } = await import('node:tls');
    const { port } = new URL(running.server.gatewayUrl);
    const socket = connect({ port: Number(port), host: '127.0.0.1', servername: 'localhost', ca });
    await once(socket, 'secureConnect');
    socket.write(
      `GET /v1/models HTTP/1.1\r\nHost: localhost\r\n${lines.replace('KEY', running.key)}\r\n\r\n`,
    );
    const [first]: Buffer[] = await once(socket, 'data');
    socket.destroy();
    expect(first?.toString()).toMatch(/^HTTP\/1\.1 40[01] /);
  });
});

describe('connections that are weaker, or go where others may not', () => {
  const outbound = (more: string) => `outbound: { allow: [10.1.0.0/16]${more} }`;
  const exception = ', exceptions: [{ host: old.example, minVersion: TLSv1.2, why: replaced in March }]';

  test('are recorded when they change, and shown as a risk', async () => {
    const server = await startTestServer({ yaml: outbound(exception) });
    onTestFinished(() => server[Symbol.asyncDispose]());
    const changes = async () => {
      const { json } = await server.admin('GET', '/api/ledger/entries?type=transport-exceptions.changed');
      return Object(json).items.map(({ event }: { event: { data: unknown } }) => event.data);
    };
    const first = ['10.1.0.0/16 allowed', 'old.example TLSv1.2: replaced in March'];
    expect(await changes()).toEqual([{ exceptions: first, before: [] }]);
    expect(server.server.risks.map(({ id }) => id)).toContain('transport-exceptions');
    await server.restart();
    expect(await changes()).toHaveLength(1);
    await server.restart({ yaml: outbound('') });
    expect(await changes()).toContainEqual({ exceptions: ['10.1.0.0/16 allowed'], before: first });
    expect(server.server.risks.map(({ id }) => id)).not.toContain('transport-exceptions');
  });
});

async function recordedEvents(types: readonly string[]) {
  const path = `/api/ledger/entries?limit=100&${types.map((type) => `type=${type}`).join('&')}`;
  const { token } = await running.server.identity.loginLinks.create(actor);
  const signedIn = await ask(running.server.consoleUrl, {
    ...{ method: 'POST', path: '/api/session', body: JSON.stringify({ token: token.reveal() }) },
    headers: { 'content-type': 'application/json', 'x-ringwall-console': '1' },
  });
  const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const { text } = await ask(running.server.consoleUrl, { path, headers: { cookie } });
  const entries: { index: number; event: { type: string; actor: unknown; data: Record<string, unknown> } }[] =
    JSON.parse(text).items;
  return entries.sort((a, b) => a.index - b.index).map(({ event }) => event);
}
