import type { Principal, RouteRequest } from '@ringwall/core';
import { describe, expect, test, vi } from 'vitest';
import { openIdentity, shell, shellPrincipal, temporaryDirectory } from '../identity-fixture.ts';
import { grantModule } from './module.ts';

const inDays = (days: number) =>
  new Date(Date.parse('2026-11-22T16:00:00.000Z') + days * 86_400_000).toISOString();

async function open() {
  const opened = await openIdentity(await temporaryDirectory());
  const { identity } = opened;
  await identity.projects.create({ id: 'clinic' }, shell);
  const user = await identity.users.create({ name: 'alice' }, shell);
  const routes = grantModule.routes?.(opened) ?? [];
  const call = async (operation: string, request: Partial<RouteRequest> = {}): Promise<unknown> => {
    const route = routes.find(({ method, path }) => `${method} ${path}` === operation);
    const given = {
      principal: shellPrincipal,
      params: {},
      query: {},
      body: {},
      projects: 'all' as const,
      ...request,
    };
    const signal = AbortSignal.timeout(30_000);
    return route?.handle({ ...given, address: '', headers: {}, signal });
  };
  const session: Principal = { kind: 'session', id: 'ses_1', who: { type: 'user', id: user.id } };
  return { ...opened, user, session, routes, call };
}

describe('a grant', () => {
  test('is recorded, and lets its holder in from then on until it is revoked', async () => {
    const { identity, session, ledger } = await open();
    const may = () => identity.projectsFor(session, 'traffic.read');
    expect(may()).toEqual([]);
    const grant = await identity.grants.create(
      { to: session.who.id, role: 'engineer', project: 'clinic' },
      shell,
    );
    expect(may()).toEqual(['clinic']);
    expect(identity.grants.find(grant.id)).toEqual(grant);
    await identity.grants.revoke(grant.id, shell);
    expect(may()).toEqual([]);
    expect(ledger.events.slice(-2)).toMatchObject([
      {
        type: 'grant.created',
        project: 'clinic',
        data: { to: session.who.id, role: 'engineer', in: 'clinic' },
      },
      { type: 'grant.revoked', project: 'clinic', data: { grant: grant.id } },
    ]);
  });

  test('gives nothing before it is recorded; a revocation takes away also when it is not', async () => {
    const { identity, session, ledger } = await open();
    const may = () => identity.projectsFor(session, 'traffic.read');
    const input = { to: session.who.id, role: 'engineer', project: 'clinic' } as const;
    ledger.before = async () => {
      throw new Error('no disk');
    };
    await expect(identity.grants.create(input, shell)).rejects.toThrow('no disk');
    expect(may()).toEqual([]);
    ledger.before = async () => {};
    const grant = await identity.grants.create(input, shell);
    ledger.before = async () => {
      throw new Error('no disk');
    };
    await expect(identity.grants.revoke(grant.id, shell)).rejects.toThrow('no disk');
    expect(may()).toEqual([]);
  });

  test('that is revoked while it is being recorded never holds', async () => {
    const { identity, session, ledger } = await open();
    const recording = Promise.withResolvers<string>();
    const disk = Promise.withResolvers<void>();
    ledger.before = (event) => {
      if (event.type !== 'grant.created') return Promise.resolve();
      recording.resolve(event.data.grant);
      return disk.promise;
    };
    const input = { to: session.who.id, role: 'engineer', project: 'clinic' } as const;
    const created = identity.grants.create(input, shell);
    const id = await recording.promise;
    const before = identity.epoch;
    const revoked = identity.grants.revoke(id, shell);
    // Its commit has advanced the epoch; its record waits behind that of the grant.
    await vi.waitUntil(() => identity.epoch > before);
    disk.resolve();
    await Promise.all([created, revoked]);
    expect(identity.grants.find(id)).toBeUndefined();
    expect(identity.projectsFor(session, 'traffic.read')).toEqual([]);
  });

  test.each([
    [{ to: 'usr_nobody' }, 'to: no user'],
    [{ to: 'key_1' }, 'to: no user'],
    [{ project: 'elsewhere' }, 'project: there is no such project'],
    [{ expiresAt: inDays(-1) }, 'expiresAt: must be in the future'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt'],
    [{ role: 'auditor' }, 'expiresAt: the role of an auditor must end'],
    [{ role: 'auditor', expiresAt: inDays(93) }, 'within 92 days'],
    [{ project: '' }, 'project'],
  ] as const)('with %j is refused', async (wrong, detail) => {
    const { identity, user, ledger } = await open();
    const before = ledger.events.length;
    const input = { to: user.id, role: 'engineer', project: 'clinic', ...wrong } as const;
    await expect(identity.grants.create(input, shell)).rejects.toThrow(detail);
    expect(ledger.events).toHaveLength(before);
  });

  test('of an auditor ends by itself', async () => {
    const { identity, session, clock } = await open();
    const input = { to: session.who.id, role: 'auditor', project: '*', expiresAt: inDays(92) } as const;
    await identity.grants.create(input, shell);
    expect(identity.projectsFor(session, 'ledger.export')).toBe('all');
    clock.time = Date.parse(inDays(92));
    expect(identity.projectsFor(session, 'ledger.export')).toEqual([]);
  });
});

describe('over the API', () => {
  const give = { role: 'engineer', project: 'clinic' } as const;

  test('somebody gives what they hold and no more', async () => {
    const { identity, user, session, call } = await open();
    const bob = await identity.users.create({ name: 'bob' }, shell);
    const attempt = (body: object) =>
      call('POST /api/grants', { principal: session, body: { to: bob.id, ...body } });
    const refused = (body: object) => expect(attempt(body)).rejects.toThrow('do not hold as much');
    await refused(give);
    await identity.grants.create(
      { to: user.id, role: 'admin', project: 'clinic', expiresAt: inDays(10) },
      shell,
    );
    await refused({ ...give, project: '*' });
    await refused({ ...give, project: 'default' });
    await refused(give);
    await refused({ ...give, expiresAt: inDays(11) });
    expect(await attempt({ ...give, expiresAt: inDays(10) })).toMatchObject({ to: bob.id, role: 'engineer' });
    await identity.grants.create(
      { to: user.id, role: 'service', project: '*', on: { kind: 'route', id: 'chat' } },
      shell,
    );
    await refused({ role: 'service', project: '*' });
    await refused({ role: 'service', project: '*', on: { kind: 'route', id: 'code' } });
    expect(await attempt({ role: 'service', project: '*', on: { kind: 'route', id: 'chat' } })).toBeDefined();
  });

  test('a credential gives nothing beyond what it is confined to', async () => {
    const { identity, user, call } = await open();
    await identity.grants.create({ to: user.id, role: 'admin', project: '*' }, shell);
    const { secret } = await identity.keys.create(
      { name: 'k', owner: user.id, project: 'clinic', routes: ['chat'], administration: true },
      shell,
    );
    const known = await identity.authenticate({ credential: secret.reveal(), address: '127.0.0.1' });
    if (!known.ok) throw new Error(known.reason);
    const { principal } = known;
    const attempt = (body: object) => call('POST /api/grants', { principal, body: { to: user.id, ...body } });
    await expect(attempt(give)).rejects.toThrow('confined');
    await expect(attempt({ ...give, project: '*' })).rejects.toThrow('confined');
    expect(await attempt({ ...give, on: { kind: 'route', id: 'chat' } })).toMatchObject({
      on: { id: 'chat' },
    });
  });

  test('lists only what is in the projects of the caller', async () => {
    const { identity, user, call } = await open();
    await identity.grants.create({ to: user.id, role: 'engineer', project: 'clinic' }, shell);
    const listed = (projects: RouteRequest['projects'], query = {}) =>
      call('GET /api/grants', { projects, query });
    expect(await listed('all')).toMatchObject({ items: [{}, {}] });
    expect(await listed(['clinic'])).toMatchObject({ items: [{ to: user.id }] });
    expect(await listed(['default'])).toEqual({ items: [] });
    expect(await listed('all', { holder: 'usr_local' })).toMatchObject({
      items: [{ id: 'gra_local', project: '*' }],
    });
    expect(await listed('all', { project: 'clinic' })).toMatchObject({ items: [{ to: user.id }] });
  });

  test('every route names the project of what it is about', async () => {
    const { identity, user, routes } = await open();
    const grant = await identity.grants.create({ to: user.id, role: 'engineer', project: 'clinic' }, shell);
    const resource = (method: string, asked: Partial<RouteRequest>) =>
      routes
        .find((route) => route.method === method)
        ?.resource?.({ params: {}, query: {}, body: {}, ...asked });
    expect(resource('POST', { body: { to: user.id, ...give } })).toMatchObject({ project: 'clinic' });
    expect(resource('POST', { body: { to: user.id, ...give, project: '*' } })).toEqual({
      ...{ kind: 'server', id: 'ringwall' },
    });
    expect(resource('DELETE', { params: { id: grant.id } })).toMatchObject({ project: 'clinic' });
    expect(resource('DELETE', { params: { id: 'gra_local' } })).toEqual({ kind: 'grant', id: 'gra_local' });
    expect(resource('DELETE', { params: { id: 'gra_none' } })).toBeUndefined();
  });
});
