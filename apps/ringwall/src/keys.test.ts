import type { ServerResponse } from 'node:http';
import type { RingwallEvent } from '@ringwall/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runHere } from './testing/fake-terminal.ts';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

let upstream: ScriptedUpstream;
let running: TestServer;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const routes = `routes:
  - { name: small, provider: scripted, models: [small, tiny] }
  - { name: large, provider: scripted, models: [large] }
  - { name: ward, provider: scripted, models: [ward], project: clinic }`;
  running = await startTestServer({
    yaml: scriptedConfig(upstream.url, routes),
    env: { UPSTREAM_KEY: 'k' },
  });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});

const run = (...args: string[]) =>
  runHere([...args, '--data', running.dataDirectory], { cwd: running.directory });

const made = z.object({ key: z.looseObject({ id: z.string() }), secret: z.string() });

async function newKey(...flags: string[]) {
  const { code, stdout, stderr } = await run('key', 'create', 'k', ...flags, '--json');
  if (code !== 0) throw new Error(stderr);
  return made.parse(JSON.parse(stdout));
}

const post = (
  key: string,
  model: string,
  more: { readonly purpose?: string; readonly stream?: boolean } = {},
) =>
  fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(more.purpose !== undefined && { 'x-ringwall-purpose': more.purpose }),
    },
    body: JSON.stringify({
      model,
      stream: more.stream ?? false,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  });

async function ask(key: string, model: string, purpose?: string) {
  upstream.script(jsonAnswer(completion('yes')));
  const reply = await post(key, model, purpose === undefined ? {} : { purpose });
  const { error } = z
    .object({ error: z.looseObject({ message: z.string() }).optional() })
    .parse(await reply.json());
  return { status: reply.status, message: error?.message };
}

const models = async (key: string, purpose?: string) => {
  const reply = await fetch(`${running.server.gatewayUrl}/v1/models`, {
    headers: {
      authorization: `Bearer ${key}`,
      ...(purpose !== undefined && { 'x-ringwall-purpose': purpose }),
    },
  });
  const list = z.object({ data: z.array(z.object({ id: z.string() })) });
  return list.parse(await reply.json()).data.map(({ id }) => id);
};

/** The newest record of a type, once it is there. */
async function newest<Type extends RingwallEvent['type']>(type: Type): Promise<unknown> {
  const { json } = await running.admin('GET', `/api/ledger/entries?type=${type}&limit=1`);
  const page = z.object({ items: z.array(z.looseObject({ leaf: z.unknown() })) }).parse(json);
  return page.items[0];
}

describe('a key for one model', () => {
  test('is refused for any other with a reason, and shown no other', async () => {
    const { secret } = await newKey('--model', 'small', '--model', 'large', '--route', 'small');
    expect((await ask(secret, 'small')).status).toBe(200);
    expect(await ask(secret, 'tiny')).toEqual({
      status: 403,
      message: expect.stringContaining('model "tiny"'),
    });
    expect(await ask(secret, 'large')).toEqual({
      status: 403,
      message: expect.stringContaining('route "large"'),
    });
    expect(await models(secret)).toEqual(['small']);
    expect(await models(running.key)).toEqual(['small', 'tiny', 'large']);
  });
});

describe('a key for a purpose', () => {
  test('is refused without one and with another; the record says what each request was for', async () => {
    const { secret } = await newKey('--purpose', 'triage');
    expect(await ask(secret, 'small', 'triage')).toMatchObject({ status: 200 });
    expect(JSON.stringify(await newest('llm.intent'))).toContain('triage');
    expect(await ask(secret, 'small', 'marketing')).toMatchObject({
      status: 403,
      message: expect.stringContaining('purpose'),
    });
    expect((await ask(secret, 'small')).status).toBe(403);
    expect(await models(secret)).toEqual(['small', 'tiny', 'large']);
    expect(await models(secret, 'marketing')).toEqual([]);
  });

  test.each(['two words', '-x', 'x'.repeat(65), '', 'tri,age', "x' or 1=1"])(
    'a purpose %j is refused, whatever the key',
    async (purpose) => {
      expect((await ask(running.key, 'small', purpose)).status).toBe(400);
    },
  );
});

test('a key may come from the networks it names and from nowhere else, with one answer for all reasons', async () => {
  const here = await newKey('--network', '127.0.0.0/8');
  const elsewhere = await newKey('--network', '203.0.113.0/24');
  expect((await ask(here.secret, 'small')).status).toBe(200);
  const refused = await ask(elsewhere.secret, 'small');
  expect(refused).toEqual(await ask('rw_000000000000_unknown', 'small'));
  expect(refused.status).toBe(401);
});

test('a key is rotated under traffic, and no request fails', async () => {
  const first = await newKey();
  upstream.script(jsonAnswer(completion('yes')));
  let secret = first.secret;
  const statuses: number[] = [];
  const traffic = Array.from({ length: 4 }, async () => {
    for (let i = 0; i < 15; i++) {
      const reply = await post(secret, 'small');
      await reply.arrayBuffer();
      statuses.push(reply.status);
    }
  });
  const rotated = await run('key', 'rotate', first.key.id, '--overlap', '1h', '--json');
  ({ secret } = made.parse(JSON.parse(rotated.stdout)));
  await Promise.all(traffic);
  expect(statuses).toEqual(statuses.map(() => 200));
  expect(statuses).toHaveLength(60);
  expect((await ask(first.secret, 'small')).status).toBe(200);
  const last = await run('key', 'rotate', first.key.id, '--overlap', '0');
  expect(last.stderr).toContain('refused now');
  expect((await ask(first.secret, 'small')).status).toBe(401);
  expect((await ask(secret, 'small')).status).toBe(401);
  expect((await ask(last.stdout.trim(), 'small')).status).toBe(200);
});

describe('in the middle of an answer', () => {
  const chunk = (content: string) =>
    `data: ${JSON.stringify({
      ...{ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm' },
      choices: [{ index: 0, delta: { content }, finish_reason: null }],
    })}\n\n`;

  test.each([
    ['revoking its key', (id: string) => run('key', 'revoke', id, '--yes')],
    ['rotating its text away', (id: string) => run('key', 'rotate', id, '--overlap', '0')],
    ['disabling its owner', (_: string, owner: string) => run('service', 'disable', owner, '--yes')],
  ])('%s cuts it off at the next chunk', async (what, takeAway) => {
    const service = await run('service', 'create', what);
    const owner = service.stdout.trim();
    await running.admin('POST', '/api/grants', { to: owner, role: 'service', project: 'default' });
    const { key, secret } = await newKey('--owner', owner);
    const { promise: began, resolve: begin } = Promise.withResolvers<ServerResponse>();
    upstream.script((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk('first words. '.repeat(40)));
      begin(response);
    });
    const reply = await post(secret, 'small', { stream: true });
    expect(reply.status).toBe(200);
    const rest = reply.text().catch(() => 'cut');
    const answering = await began;
    expect(await takeAway(key.id, owner)).toMatchObject({ code: 0 });
    answering.write(chunk('words after it was taken away. '));
    answering.end('data: [DONE]\n\n');
    expect(await rest).not.toContain('words after');
    expect(await ask(secret, 'small')).toMatchObject({ status: 401 });
  });
});

describe('from the command line', () => {
  test('a service is made, given a key, listed and disabled; a project too', async () => {
    expect(await run('project', 'create', 'lab', '--name', 'The lab')).toMatchObject({
      code: 0,
      stdout: 'lab\n',
    });
    expect((await run('project', 'list')).stdout).toMatch(
      /^clinic\t.*\ndefault\tDefault\t.*\nlab\tThe lab\t/,
    );
    expect((await run('project', 'create', 'lab')).stderr).toContain('There is a project');
    const { stdout } = await run('service', 'create', 'search', '--project', 'lab');
    const id = stdout.trim();
    const { key } = await newKey('--owner', id);
    expect(key).toMatchObject({ owner: id, project: 'lab' });
    expect((await run('key', 'list', '--project', 'lab')).stdout).toMatch(
      new RegExp(`^${key.id}\tk\t.*\t${id}\t`),
    );
    expect((await run('service', 'disable', id)).code).toBe(2);
    expect(await run('service', 'disable', id, '--yes')).toMatchObject({
      code: 0,
      stdout: `Disabled ${id}\n`,
    });
    expect((await run('service', 'list')).stdout).toMatch(new RegExp(`${id}\t.*\tdisabled `));
    expect((await run('service', 'enable', id)).code).toBe(0);
    expect((await run('service', 'disable', 'svc_none', '--yes')).code).toBe(3);
  });

  test('a user is made, listed, disabled and let in again', async () => {
    const { stdout } = await run('user', 'create', 'ada@example.org', '--display-name', 'Ada Lovelace');
    const id = stdout.trim();
    expect((await run('user', 'list')).stdout).toContain(
      `${id}\tada@example.org\tAda Lovelace\tlocal\tactive`,
    );
    expect((await run('user', 'create', 'ADA@example.org')).stderr).toContain('There is a user');
    expect((await run('user', 'disable', id)).code).toBe(2);
    expect((await run('user', 'disable', id, '--yes')).code).toBe(0);
    expect((await run('user', 'list')).stdout).toContain('disabled');
    expect((await run('user', 'enable', id)).code).toBe(0);
  });

  test.each([
    ['--overlap', 'soon'],
    ['--overlap', '-1h'],
  ])('rotating with %s %s is wrong usage', async (...flags) => {
    expect((await run('key', 'rotate', 'key_x', ...flags)).code).toBe(2);
  });
});

test('the projects that routes name are there from the start, and recorded once across restarts', async () => {
  await running.restart();
  const { json } = await running.admin('GET', '/api/projects');
  expect(json).toMatchObject({ items: [{ id: 'clinic' }, { id: 'default' }, { id: 'lab' }] });
  const entries = await running.admin('GET', '/api/ledger/entries?type=project.created');
  expect(z.object({ items: z.array(z.unknown()) }).parse(entries.json).items).toHaveLength(2);
});
