import type { Principal, Role, RouteRequest } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { openIdentity, shell, shellPrincipal, temporaryDirectory } from '../identity-fixture.ts';
import { keyModule } from './module.ts';

async function open() {
  const signIn = { requireSecondFactor: false };
  const opened = await openIdentity(await temporaryDirectory(), undefined, { signIn });
  const { identity } = opened;
  await identity.projects.create({ id: 'clinic' }, shell);
  const routes = keyModule.routes?.(opened) ?? [];
  const call = async (operation: string, request: Partial<RouteRequest> = {}): Promise<unknown> => {
    const route = routes.find(({ method, path }) => `${method} ${path}` === operation);
    if (route === undefined) throw new Error(`no ${operation}`);
    const asked = {
      principal: shellPrincipal,
      params: {},
      query: {},
      headers: {},
      projects: 'all' as const,
      ...request,
    };
    const body = route.body?.parse(request.body ?? {});
    return route.handle({ ...asked, address: '', body, signal: AbortSignal.timeout(30_000) });
  };
  /** Somebody who is signed in, with a role. */
  const person = async (name: string, role: Role, project = '*'): Promise<Principal> => {
    const { id } = await identity.users.create({ name }, shell);
    await identity.grants.create({ to: id, role, project }, shell);
    return { kind: 'session', id: `ses_${name}`, who: { type: 'user', id } };
  };
  const idOf = ({ who }: Principal) => who.id;
  const keyOf = async (owner: string, given = {}) =>
    (await identity.keys.create({ name: 'k', owner, ...given }, shell)).key;
  const bearer = async (given: object, owner: string): Promise<Principal> => {
    const { secret } = await identity.keys.create(
      { name: 'k', owner, administration: true, ...given },
      shell,
    );
    const found = identity.keys.authenticate({ credential: secret.reveal(), address: '127.0.0.1' });
    if (!found.ok) throw new Error(found.reason);
    return found.principal;
  };
  return { ...opened, call, person, idOf, keyOf, bearer };
}

const notYours = { code: 'identity/not-yours', status: 403 };

describe('nobody is handed more than they have', () => {
  test('people make keys for themselves, and none that speak for others', async () => {
    const { call, person, idOf } = await open();
    const [ada, boss] = [await person('ada', 'engineer'), await person('boss', 'admin')];
    const make = (principal: Principal, body: object) =>
      call('POST /api/keys', { principal, body: { name: 'k', ...body } });
    expect(await make(ada, { owner: idOf(ada), administration: true })).toMatchObject({
      key: { administration: true },
    });
    expect(await make(ada, {})).toMatchObject({ secret: expect.any(String) });
    await expect(make(ada, { owner: idOf(boss) })).rejects.toMatchObject(notYours);
    await expect(make(ada, { owner: idOf(boss), administration: true })).rejects.toMatchObject(notYours);
    expect(await make(boss, { owner: idOf(ada) })).toMatchObject({ key: { owner: idOf(ada) } });
  });

  test('an administrator of one project is handed nobody else’s rights', async () => {
    const { call, person, idOf } = await open();
    const [local, boss] = [await person('local boss', 'admin', 'clinic'), await person('boss', 'admin')];
    const body = { name: 'k', project: 'clinic', owner: idOf(boss), administration: true };
    await expect(call('POST /api/keys', { principal: local, body })).rejects.toMatchObject(notYours);
  });

  test('keys of services are for traffic, unless whoever makes them could grant all that', async () => {
    const { call, identity, person } = await open();
    const [ada, boss] = [await person('ada', 'engineer'), await person('boss', 'admin')];
    const { id: owner } = await identity.services.create({ name: 'search' }, shell);
    const make = (principal: Principal, administration: boolean) =>
      call('POST /api/keys', { principal, body: { name: 'k', owner, administration } });
    expect(await make(ada, false)).toMatchObject({ key: { owner } });
    await expect(make(ada, true)).rejects.toMatchObject(notYours);
    expect(await make(boss, true)).toMatchObject({ key: { owner } });
  });

  test('whoever a policy lets grant is handed no more for that', async () => {
    const { call, person, idOf, identity } = await open();
    const [ada, boss] = [await person('ada', 'engineer'), await person('boss', 'admin')];
    const text = '@id("x") permit (principal, action == Ringwall::Action::"grant.create", resource);';
    await identity.policies.apply(text, shell);
    const body = { name: 'k', owner: idOf(boss), administration: true };
    await expect(call('POST /api/keys', { principal: ada, body })).rejects.toMatchObject(notYours);
  });

  test('keys of an agent are for whom it acts for', async () => {
    const { call, identity, person, idOf } = await open();
    const [ada, bob] = [await person('ada', 'engineer'), await person('bob', 'engineer')];
    const { id: owner } = await identity.services.create({ name: 'helper', onBehalfOf: idOf(ada) }, shell);
    const make = (principal: Principal) => call('POST /api/keys', { principal, body: { name: 'k', owner } });
    await expect(make(bob)).rejects.toMatchObject(notYours);
    expect(await make(ada)).toMatchObject({ key: { owner } });
  });

  test('rotating a key is being handed it', async () => {
    const { call, identity, person, idOf, keyOf } = await open();
    const [ada, boss] = [await person('ada', 'security'), await person('boss', 'admin')];
    const rotate = (principal: Principal, id: string) =>
      call('POST /api/keys/:id/rotate', { principal, params: { id } });
    const powerful = await keyOf(idOf(boss), { administration: true });
    await expect(rotate(ada, powerful.id)).rejects.toMatchObject(notYours);
    expect(identity.keys.find(powerful.id)?.overlapUntil).toBeUndefined();
    const own = await keyOf(idOf(ada));
    expect(await rotate(ada, own.id)).toMatchObject({
      key: { id: own.id, overlapUntil: '2026-11-23T16:00:00.000Z' },
    });
    expect(await rotate(boss, own.id)).toMatchObject({ secret: expect.stringMatching(/^rw_/) });
  });

  test.each([
    ['another project', { project: 'clinic' }],
    ['every route', { routes: ['*'] }],
    ['another route', { routes: ['chat', 'code'] }],
    ['every route, unsaid', { models: ['small'] }],
    ['every model', { routes: ['chat'] }],
  ])('a credential makes no key for %s', async (_, body) => {
    const { call, person, idOf, bearer } = await open();
    const boss = idOf(await person('boss', 'admin'));
    const principal = await bearer({ routes: ['chat'], models: ['small', 'large'] }, boss);
    const make = (given: object) => call('POST /api/keys', { principal, body: { name: 'k', ...given } });
    await expect(make(body)).rejects.toMatchObject(notYours);
    expect(await make({ routes: ['chat'], models: ['small'] })).toMatchObject({ key: { routes: ['chat'] } });
  });
});

test('a key makes none that is good for longer, from elsewhere or without its certificate', async () => {
  const { call, person, idOf, keyOf, bearer } = await open();
  const owner = idOf(await person('ada', 'engineer'));
  const bounds = { expiresAt: '2026-12-01T00:00:00Z', networks: ['127.0.0.0/8', '10.1.0.0/16'] };
  const principal = await bearer(bounds, owner);
  const make = (given: object) =>
    call('POST /api/keys', { principal, body: { name: 'k', owner, ...bounds, ...given } });
  for (const wider of [
    { expiresAt: undefined },
    { expiresAt: '2026-12-01T00:00:00.001Z' },
    { networks: undefined },
    { networks: ['10.1.0.0/16', '0.0.0.0/0'] },
  ]) {
    await expect(make(wider), JSON.stringify(wider)).rejects.toMatchObject(notYours);
  }
  expect(await make({ administration: true })).toMatchObject({ key: { owner } });
  expect(await make({ expiresAt: '2026-11-30T00:00:00Z', networks: ['10.1.0.0/16'] })).toMatchObject({
    key: { owner },
  });
  const wide = await keyOf(owner);
  await expect(
    call('POST /api/keys/:id/rotate', { principal, params: { id: wide.id } }),
  ).rejects.toMatchObject(notYours);
  const certificate = `sha256:${'ab'.repeat(32)}`;
  const bound = await keyOf(owner, { certificate, administration: true });
  const shownBy: Principal = { ...principal, id: bound.id };
  const makeBound = (given: object) =>
    call('POST /api/keys', { principal: shownBy, body: { name: 'k', owner, ...given } });
  await expect(makeBound({})).rejects.toMatchObject(notYours);
  await expect(makeBound({ certificate: `sha256:${'cd'.repeat(32)}` })).rejects.toMatchObject(notYours);
  expect(await makeBound({ certificate })).toMatchObject({ key: { certificate } });
});

test('a list shows the projects one may see, and no more', async () => {
  const { call, identity } = await open();
  const here = (await identity.keys.create({ name: 'here' }, shell)).key;
  const there = (await identity.keys.create({ name: 'there', project: 'clinic' }, shell)).key;
  expect(await call('GET /api/keys')).toEqual({ items: expect.arrayContaining([here, there]) });
  expect(await call('GET /api/keys', { projects: ['clinic'] })).toEqual({ items: [there] });
  expect(await call('GET /api/keys', { projects: [] })).toEqual({ items: [] });
  expect(await call('GET /api/keys', { projects: ['clinic'], query: { project: 'default' } })).toEqual({
    items: [],
  });
});

test('every operation on a key is about that key in its project, and about nothing where there is none', async () => {
  const { identity } = await open();
  const { key } = await identity.keys.create({ name: 'k', project: 'clinic' }, shell);
  const routes = keyModule.routes?.({ identity }) ?? [];
  for (const route of routes.filter(({ path }) => path.includes(':id'))) {
    const about = (id: string) => route.resource?.({ params: { id }, query: {}, body: {} });
    expect(await about(key.id)).toEqual({ kind: 'key', id: key.id, project: 'clinic' });
    expect(await about('key_none')).toBeUndefined();
  }
  const { id: owner } = await identity.services.create({ name: 'search', project: 'clinic' }, shell);
  const making = routes.find(({ method, path }) => method === 'POST' && path === '/api/keys');
  const body = { name: 'k', owner };
  expect(await making?.resource?.({ params: {}, query: {}, body })).toEqual({
    ...{ kind: 'project', id: 'clinic', project: 'clinic' },
  });
});

test.each([
  { overlapMs: -1 },
  { overlapMs: 31 * 86_400_000 },
  { overlapMs: 1.5 },
  { overlapMs: '1' },
  { until: 1 },
])('a rotation with %j is refused by its schema', (body) => {
  const route = keyModule
    .routes?.({ identity: Object(undefined) })
    .find(({ path }) => path.endsWith('/rotate'));
  expect(route?.body?.safeParse(body).success).toBe(false);
  expect(route?.body?.safeParse({}).data).toEqual({ overlapMs: 86_400_000 });
});
