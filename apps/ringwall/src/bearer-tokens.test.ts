import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runHere } from './testing/fake-terminal.ts';
import { type IdentityProvider, startIdentityProvider } from './testing/identity-provider.ts';
import { scriptedConfig, startScriptedUpstream } from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const secret = 'client-secret-of-the-tests';
const recorded = z.object({
  items: z.array(
    z.object({
      event: z.object({ actor: z.record(z.string(), z.string()), data: z.record(z.string(), z.unknown()) }),
    }),
  ),
});

describe('a bearer token of a real issuer', () => {
  let idp: IdentityProvider;
  let running: TestServer;

  beforeAll(async () => {
    idp = await startIdentityProvider();
    running = await startTestServer({
      yaml: `
tokens:
  - issuer: ${idp.issuer}
    audience: ringwall
    routes: [demo-openai]
    roles:
      - { group: callers, role: service }
  - issuer: ${idp.issuer}
    audience: ringwall-administration
    administration: true
    roles:
      - { role: engineer, project: default }
`,
    });
    await idp.serve({ id: 'batch-job', secret, redirectUri: 'http://127.0.0.1:9/unused' });
    idp.person = { sub: 'unused', groups: ['callers'] };
  });
  afterAll(async () => {
    await running?.[Symbol.asyncDispose]();
    await idp?.[Symbol.asyncDispose]();
  });

  const post = (path: string, token: string, body: unknown) =>
    fetch(running.server.gatewayUrl + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const messages = [{ role: 'user', content: 'Hello' }];
  const ask = (token: string) => post('/v1/chat/completions', token, { model: 'ringwall-demo', messages });

  async function last(type: string) {
    const { json } = await running.admin('GET', `/api/ledger/entries?type=${type}&limit=1`);
    return recorded.parse(json).items[0]?.event;
  }

  test('opens the routes of its entry, and the record names token and service', async () => {
    const token = await idp.accessToken('ringwall');
    const reply = await ask(token);
    expect(reply.status).toBe(200);
    await reply.arrayBuffer();
    expect((await last('llm.intent'))?.actor).toEqual({
      kind: 'token',
      id: expect.stringMatching(/^tok_/),
      who: expect.stringMatching(/^svc_/),
    });
    const elsewhere = await post('/v1/messages', token, { model: 'ringwall-demo', max_tokens: 9, messages });
    expect(elsewhere.status).toBe(403);
    await elsewhere.arrayBuffer();
  });

  test('without the group opens nothing', async () => {
    idp.person = { sub: 'unused', groups: ['visitors'] };
    const reply = await ask(await idp.accessToken('ringwall'));
    idp.person = { sub: 'unused', groups: ['callers'] };
    expect(reply.status).toBe(403);
    await reply.arrayBuffer();
  });

  test('gets one answer for whatever is wrong with it; the record says what', async () => {
    const token = await idp.accessToken('ringwall');
    const [header, claims, signature = ''] = token.split('.');
    const broken = [
      { text: await idp.accessToken('somebody-else'), reason: 'token: audience' },
      { text: `${header}.${claims}.${signature.slice(4)}AAAA`, reason: 'token: signature' },
      { text: 'a.b.c', reason: 'token: malformed' },
      { text: 'rw_000000000000_AAAA', reason: 'unknown' },
    ];
    const answers = new Set<string>();
    for (const { text, reason } of broken) {
      const reply = await ask(text);
      answers.add(`${reply.status} ${await reply.text()}`);
      await expect
        .poll(async () => (await last('access.denied'))?.data)
        .toMatchObject({ action: 'authenticate', reason });
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toMatch(/^401 /);
  });

  test('may use the admin API where its entry says so, as far as its roles reach', async () => {
    const call = (path: string, token: string) =>
      fetch(running.server.consoleUrl + path, { headers: { authorization: `Bearer ${token}` } });
    const administration = await idp.accessToken('ringwall-administration');
    const keys = await call('/api/keys', administration);
    expect(keys.status).toBe(200);
    await keys.arrayBuffer();
    for (const [path, token] of [
      ['/api/users', administration],
      ['/api/keys', await idp.accessToken('ringwall')],
    ] as const) {
      const reply = await call(path, token);
      expect(reply.status, path).toBe(403);
      await reply.arrayBuffer();
    }
  });

  test('is refused on the next request once it is revoked, and others are not', async () => {
    const token = await idp.accessToken('ringwall');
    await (await ask(token)).arrayBuffer();
    const id = (await last('llm.intent'))?.actor.id;
    const reply = await running.admin('POST', '/api/tokens/revoke', { id });
    expect(reply).toMatchObject({ status: 200, json: { target: id } });
    const refused = await ask(token);
    expect(refused.status).toBe(401);
    await refused.arrayBuffer();
    await expect.poll(async () => (await last('access.denied'))?.data).toMatchObject({ reason: 'revoked' });
    const other = await ask(await idp.accessToken('ringwall'));
    expect(other.status).toBe(200);
    await other.arrayBuffer();
    expect((await running.admin('GET', '/api/tokens/issuers')).json).toMatchObject({
      items: [{ issuer: idp.issuer, keys: 2 }, { audiences: ['ringwall-administration'] }],
    });
    expect((await running.admin('GET', '/api/tokens/revocations')).json).toMatchObject({
      items: [{ target: id }],
    });
  });

  test.each([
    {},
    { id: 'key_01' },
    { id: "tok_'; drop table users" },
    { issuer: 'https://a.example', jti: 'x' },
    { issuer: 'x', jti: 'x', subject: 'x' },
  ])('is not revoked by %j', async (body) => {
    expect((await running.admin('POST', '/api/tokens/revoke', body)).status).toBe(400);
  });

  const command = (...args: readonly string[]) =>
    runHere(['token', ...args, '--data', running.dataDirectory], { cwd: running.directory });

  test('can be revoked from the shell, by what its issuer calls it or whom it speaks for', async () => {
    const token = await idp.accessToken('ringwall');
    expect((await command('revoke', '--issuer', idp.issuer, '--subject', 'batch-job')).stderr).toContain(
      'Nothing was revoked',
    );
    const revoked = await command('revoke', '--issuer', idp.issuer, '--subject', 'batch-job', '--yes');
    expect(revoked).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Revoked svc_[0-9a-f]{26}\n$/) });
    const refused = await ask(token);
    expect(refused.status).toBe(401);
    await refused.arrayBuffer();
    const list = await command('list');
    expect(list.stdout).toContain(idp.issuer);
    expect(list.stdout).toContain(revoked.stdout.trim().split(' ')[1]);
    const json: unknown = JSON.parse((await command('list', '--json')).stdout);
    expect(json).toMatchObject({ issuers: [{ issuer: idp.issuer, keys: 2 }, {}] });
  });

  test.each([
    [],
    ['tok_1', '--jti', 'x'],
    ['--jti', 'x'],
    ['--issuer', 'x'],
    ['--issuer', 'x', '--jti', 'y', '--subject', 'z'],
  ])('is not guessed from %j', async (...args) => {
    expect(await command('revoke', ...args, '--yes')).toMatchObject({ code: 2 });
  });
});

describe('an answer that is being given to a bearer token', () => {
  test('ends at the next piece once the token is revoked', async () => {
    await using upstream = await startScriptedUpstream();
    await using idp = await startIdentityProvider();
    const yaml = `${scriptedConfig(upstream.url)}
tokens:
  - { issuer: '${idp.issuer}', audience: ringwall, roles: [{ role: service }] }
`;
    await using running = await startTestServer({ yaml, env: { UPSTREAM_KEY: 'k' } });
    await idp.serve({ id: 'batch-job', secret, redirectUri: 'http://127.0.0.1:9/unused' });
    const rest = Promise.withResolvers<void>();
    const piece = (content: string) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(piece('Before it. '.repeat(100)));
      void rest.promise.then(() => response.end(`${piece('After it.')}data: [DONE]\n\n`));
    });
    const reply = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await idp.accessToken('ringwall')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'Hello' }] }),
    });
    const reader = reply.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    let text = Buffer.from(value ?? []).toString();
    await running.server.identity.tokens.revoke(
      { issuer: idp.issuer, subject: 'batch-job' },
      { kind: 'shell', id: 'local' },
    );
    rest.resolve();
    for (;;) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) break;
      text += Buffer.from(value ?? []).toString();
    }
    expect(text).toContain('Before it.');
    expect(text).not.toContain('After it.');
    expect(text).toContain('taken away');
  });
});
