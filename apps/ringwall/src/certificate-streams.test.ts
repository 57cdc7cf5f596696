import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request } from 'node:https';
import { newCertificateRequest } from '@ringwall/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ScriptedUpstream, scriptedConfig, startScriptedUpstream } from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const actor = { kind: 'shell', id: 'local' } as const;
let upstream: ScriptedUpstream;
let running: TestServer;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const tls = 'tls: { authority: true, names: [localhost, 127.0.0.1], clientCertificates: required }';
  const console = 'console: { tls: false }';
  running = await startTestServer({
    yaml: scriptedConfig(upstream.url, `${tls}\n${console}`),
    env: { UPSTREAM_KEY: 'k' },
  });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const chunk = (content: string) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;

async function newCertificate() {
  const { identity } = running.server;
  const service = await identity.services.create({ name: `s${performance.now()}` }, actor);
  await identity.grants.create({ to: service.id, role: 'service', project: 'default' }, actor);
  const { request: csr, key } = await newCertificateRequest();
  const names = [`spiffe://${identity.authority.current?.trustDomain}/service/${service.id}`];
  const issued = await identity.authority.issue({ request: csr, purpose: 'client', names }, actor);
  return { id: issued.certificate.id, shown: { cert: issued.pem, key: key.reveal() } };
}

/** A stream whose first words have come through; `goOn` sends more of it and then its end. */
async function begunStream(options: { readonly cert: string; readonly key: string }, bearer?: string) {
  const { promise: begun, resolve } = Promise.withResolvers<ServerResponse>();
  upstream.script((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(chunk('First words. '.repeat(100)), () => resolve(response));
  });
  const { port } = new URL(running.server.gatewayUrl);
  const sent = request({
    ...{ host: '127.0.0.1', port, servername: 'localhost', agent: false, method: 'POST', ...options },
    path: '/v1/chat/completions',
    ca: running.server.identity.authority.current?.certificate,
    headers: { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) },
  });
  sent.end(JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Hello' }] }));
  const answering = await begun;
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (response === undefined) throw new Error('There is an answer.');
  response.setEncoding('utf8');
  const [first]: string[] = await once(response, 'data');
  return async function goOn(): Promise<string> {
    answering.on('error', () => {});
    answering.end(`${chunk('Last words. '.repeat(100))}data: [DONE]\n\n`);
    let text = first ?? '';
    for await (const more of response) text += more;
    return text;
  };
}

test.each([
  ['by itself', false],
  ['with an API key', true],
])(
  'a stream that a certificate opened %s is cut at its next words when that is revoked',
  async (_, withKey) => {
    const { id, shown } = await newCertificate();
    const goOn = await begunStream(shown, withKey ? running.key : undefined);
    await running.server.identity.authority.revoke(id, 'a test', actor);
    const text = await goOn();
    expect(text).toContain('First words');
    expect(text).not.toContain('Last words');
    expect(text).toContain('The right to this answer was taken away');
  },
);

test.each([
  ['by itself', false],
  ['with an API key', true],
])('a stream that a certificate opened %s goes on when another is revoked', async (_, withKey) => {
  const [mine, other] = [await newCertificate(), await newCertificate()];
  const goOn = await begunStream(mine.shown, withKey ? running.key : undefined);
  await running.server.identity.authority.revoke(other.id, 'a test', actor);
  expect(await goOn()).toContain('Last words');
});
