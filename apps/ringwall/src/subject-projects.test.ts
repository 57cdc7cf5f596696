import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { newCertificateRequest } from '@ringwall/identity';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  completion,
  jsonAnswer,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer } from './testing/test-server.ts';

const actor = { kind: 'shell', id: 'local' } as const;
const found = z.looseObject({ subjects: z.array(z.string()) });
const denials = z.object({ items: z.array(z.object({ event: z.looseObject({ project: z.string() }) })) });
const intents = z.object({
  items: z.array(z.object({ event: z.looseObject({ data: z.looseObject({ subject: z.string() }) }) })),
});

test('whom a caller of many projects names, and why it is refused, belong to the project of the request', async () => {
  await using upstream = await startScriptedUpstream();
  const more = `
routes:
  - { name: clinic, project: clinic, provider: scripted, models: ['*'] }
tls: { authority: true, names: [localhost, 127.0.0.1], clientCertificates: optional }
console: { tls: false }
`;
  await using running = await startTestServer({
    yaml: scriptedConfig(upstream.url, more),
    env: { UPSTREAM_KEY: 'k' },
  });
  upstream.script(jsonAnswer(completion('It is a cold.')));
  const { identity, gatewayUrl } = running.server;
  const ask = async (service: string) => {
    const { request: csr, key } = await newCertificateRequest();
    const names = [`spiffe://${identity.authority.current?.trustDomain}/service/${service}`];
    const issued = await identity.authority.issue({ request: csr, purpose: 'client', names }, actor);
    const sent = request({
      ...{ host: '127.0.0.1', port: new URL(gatewayUrl).port, servername: 'localhost', agent: false },
      ...{ method: 'POST', path: '/v1/chat/completions', cert: issued.pem, key: key.reveal() },
      ca: identity.authority.current?.certificate,
      headers: { 'content-type': 'application/json', 'x-ringwall-subject': 'alice' },
    });
    sent.end(JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'What do I have?' }] }));
    const [response]: IncomingMessage[] = await once(sent, 'response');
    response?.resume();
    return response?.statusCode;
  };
  const { id } = await identity.services.create({ name: 'triage' }, actor);
  expect(await ask(id)).toBe(403);
  await identity.grants.create({ to: id, role: 'service', project: '*' }, actor);
  expect(await ask(id)).toBe(200);

  // A refusal is told to those who may read of the project that it is about.
  const denied = await running.admin('GET', '/api/ledger/entries?type=access.denied');
  expect(denials.parse(denied.json).items.map(({ event }) => event.project)).toEqual(['clinic']);
  const { json } = await running.admin('GET', '/api/ledger/entries?type=llm.intent');
  const subject = intents.parse(json).items[0]?.event.data.subject;
  const asked = { name: 'alice', project: 'clinic' };
  const there = await running.admin('POST', '/api/subjects/find', asked);
  expect(there.status).toBe(200);
  expect(found.parse(there.json).subjects).toEqual([subject]);
  const elsewhere = await running.admin('POST', '/api/subjects/find', { ...asked, project: 'default' });
  expect(elsewhere.status).toBe(404);
});
