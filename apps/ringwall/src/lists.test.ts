import type { Principal } from '@ringwall/core';
import { ApprovalRequired, newCertificateRequest } from '@ringwall/identity';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const actor = { kind: 'shell', id: 'local' } as const;

let running: TestServer;
let cookie: string;
let filledAt: string;
let parameters: ReadonlyMap<string, readonly Parameter[]>;
beforeAll(async () => {
  running = await startTestServer({
    yaml: `
tokens:
  - { issuer: 'https://issuer.example', audience: one, roles: [{ role: engineer, project: default }] }
  - { issuer: 'https://issuer.example', audience: two, roles: [{ role: engineer, project: default }] }
approvals: { actions: [policy.change] }
`,
  });
  await fill();
  // What is noticed and recorded later than it was done is recorded now.
  await running.restart();
  cookie = await running.cookie();
  filledAt = new Date(Date.now() + 1).toISOString();
  parameters = await describedLists();
});
afterAll(() => running[Symbol.asyncDispose]());

/** At least two of everything there are lists of. */
async function fill(): Promise<void> {
  const { identity, gatewayUrl } = running.server;
  await identity.authority.create({}, actor);
  for (const name of ['first', 'second', 'third']) {
    await identity.projects.create({ id: name }, actor);
    const user = await identity.users.create({ name, displayName: `Ada ${name}` }, actor);
    const service = await identity.services.create({ name, project: name }, actor);
    await identity.keys.create({ name, project: name, owner: service.id }, actor);
    await identity.grants.create({ to: user.id, role: 'engineer', project: name }, actor);
    await identity.limits.set(
      { of: `project:${name}`, metric: 'requests', amount: 9_999, per: 'hour' },
      actor,
    );
    await identity.policies.apply(
      `@id("${name}") forbid (principal, action, resource) when { false };`,
      actor,
    );
    await identity.sessions.create('usr_local', 'link');
    await identity.tokens.revoke({ id: `tok_${name}` }, actor);
    await waiting(name);
    const { request } = await newCertificateRequest();
    await identity.authority.issue({ request, purpose: 'server', names: ['localhost'] }, actor);
    await running.admin('POST', '/api/holds', { project: name, reason: 'to keep it' });
    const answer = await fetch(`${gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: name }] }),
    });
    await answer.text();
  }
}

async function waiting(text: string): Promise<void> {
  const principal: Principal = { kind: 'session', id: 'ses_1', who: { type: 'user', id: 'usr_1' } };
  const request = { action: 'policy.change', method: 'POST', path: '/api/policies', query: {} } as const;
  const resource = { kind: 'policy', id: 'own' } as const;
  await running.server.identity.approvals
    .pass({ ...request, resource, body: { text }, personal: [] }, { principal })
    .catch((error: unknown) => {
      if (!(error instanceof ApprovalRequired)) throw error;
    });
}

const parameter = z.looseObject({ name: z.string(), in: z.string(), schema: z.unknown() });
type Parameter = z.infer<typeof parameter>;

/** The queries of everything that can be read, as the server describes it. */
async function describedLists(): Promise<ReadonlyMap<string, readonly Parameter[]>> {
  const operation = z.looseObject({ parameters: z.array(parameter.or(z.looseObject({}))).optional() });
  const document = z.looseObject({
    paths: z.record(z.string(), z.looseObject({ get: operation.optional() })),
  });
  const { paths } = document.parse(
    await (await fetch(`${running.server.consoleUrl}/api/openapi.json`)).json(),
  );
  return new Map(
    Object.entries(paths).flatMap(([path, { get }]) =>
      get === undefined
        ? []
        : [[path, (get.parameters ?? []).flatMap((each) => parameter.safeParse(each).data ?? [])] as const],
    ),
  );
}

const page = z.looseObject({ items: z.array(z.looseObject({})), next: z.string().min(1).optional() });

async function read(path: string, query: Readonly<Record<string, string>> = {}) {
  const url = `${running.server.consoleUrl}${path}?${new URLSearchParams(query)}`;
  const response = await fetch(url, { headers: { cookie } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url}: ${text}`);
  return page.parse(JSON.parse(text));
}

async function allOneByOne(path: string, query: Readonly<Record<string, string>> = {}) {
  const found: unknown[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await read(path, {
      ...query,
      limit: '1',
      ...(cursor !== undefined && { cursor }),
    });
    expect(items.length).toBeLessThanOrEqual(1);
    found.push(...items);
    cursor = next;
  } while (cursor !== undefined);
  return found;
}

/** What looking at a list changes in it. */
const lasting = (item: unknown) => {
  const { lastSeenAt: _, ...rest } = Object(item);
  return rest;
};

const lists = [
  '/api/account/sessions',
  '/api/approvals',
  '/api/certificates',
  '/api/grants',
  '/api/holds',
  '/api/keys',
  '/api/ledger/entries',
  '/api/limits',
  '/api/policies/versions',
  '/api/projects',
  '/api/requests',
  '/api/routes',
  '/api/services',
  '/api/sessions',
  '/api/tokens/issuers',
  '/api/tokens/revocations',
  '/api/users',
];

test('these are the lists there are', () => {
  const paged = [...parameters].filter(([, given]) => given.some(({ name }) => name === 'cursor'));
  expect(paged.map(([path]) => path).sort()).toEqual(lists);
});

/** What is recorded while the tests look is not looked at. */
function still(path: string): Readonly<Record<string, string>> {
  return path === '/api/ledger/entries' ? { to: filledAt } : {};
}

describe.each(lists)('%s', (path) => {
  test('holds the same whether it is read at once or one by one', async () => {
    const whole = await read(path, { ...still(path), limit: '500' });
    expect(whole.next).toBeUndefined();
    expect(whole.items.length).toBeGreaterThanOrEqual(2);
    expect((await allOneByOne(path, still(path))).map(lasting)).toEqual(whole.items.map(lasting));
    const [first] = (await read(path, { ...still(path), limit: '1' })).items;
    expect(lasting(first)).toEqual(lasting(whole.items[0]));
  });

  test('ends where its last page says so', async () => {
    const { items } = await read(path, { ...still(path), limit: '500' });
    expect(await read(path, { ...still(path), limit: String(items.length) })).not.toHaveProperty('next');
    expect(await read(path, { ...still(path), limit: String(items.length - 1) })).toHaveProperty('next');
  });

  test.each([
    { limit: '0' },
    { limit: '501' },
    { limit: 'all' },
    { cursor: '' },
    { cursor: 'x'.repeat(200) },
    { before: '1' },
    { page: '2' },
  ])('refuses %j', async (query) => {
    await expect(read(path, query)).rejects.toThrow('app/request-invalid');
  });
});

test('a filter has one name and one kind of value everywhere', () => {
  const kinds = new Map<string, Set<string>>();
  for (const path of lists) {
    for (const { name, schema } of parameters.get(path) ?? []) {
      const { type, format } = z
        .looseObject({ type: z.string(), format: z.string().optional() })
        .parse(schema);
      kinds.set(name, (kinds.get(name) ?? new Set()).add(format ?? type));
    }
  }
  const shared = ['limit', 'cursor', 'project', 'from', 'to', 'text', 'state'];
  expect(Object.fromEntries(shared.map((name) => [name, [...(kinds.get(name) ?? [])]]))).toEqual({
    ...{ limit: ['integer'], cursor: ['string'], project: ['string'], text: ['string'], state: ['string'] },
    ...{ from: ['date-time'], to: ['date-time'] },
  });
  for (const other of ['before', 'after', 'since', 'until', 'q', 'search', 'offset', 'page'])
    expect([...kinds.keys()]).not.toContain(other);
});

describe('narrowed', () => {
  const namesOf = async (path: string, query: Readonly<Record<string, string>>) =>
    (await read(path, query)).items.map((item) => item.name ?? item.id);

  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['/api/keys', { project: 'second' }, ['second']],
    ['/api/keys', { text: 'SECO' }, ['second']],
    ['/api/keys', { text: 'nothing has it' }, []],
    ['/api/keys', { state: 'revoked' }, []],
    ['/api/keys', { state: 'active', text: 'ir' }, ['first', 'third']],
    ['/api/users', { text: 'ada t' }, ['third']],
    ['/api/users', { state: 'disabled' }, []],
    ['/api/services', { project: 'first', type: 'service', state: 'active' }, ['first']],
    ['/api/services', { type: 'agent' }, []],
    ['/api/projects', { text: 'con' }, ['second']],
  ])('%s by %j', async (path, query, names) => {
    expect(await namesOf(path, query)).toEqual(names);
  });

  test('one by one as well', async () => {
    const names = (await allOneByOne('/api/keys', { text: 'ir' })).map((key) => Object(key).name);
    expect(names).toEqual(['first', 'third']);
  });

  test('by who holds a grant, and by what became of a request for two persons', async () => {
    const { items } = await read('/api/users', { text: 'second' });
    const holder = String(items[0]?.id);
    expect((await read('/api/grants', { holder })).items).toMatchObject([{ to: holder, project: 'second' }]);
    expect((await read('/api/grants', { holder, project: 'first' })).items).toEqual([]);
    expect((await read('/api/approvals', { state: 'pending' })).items).toHaveLength(3);
    expect((await read('/api/approvals', { state: 'used' })).items).toEqual([]);
  });
});
