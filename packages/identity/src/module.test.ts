import type { RouteRequest } from '@ringwall/core';
import { expect, test } from 'vitest';
import { openIdentity, shellPrincipal, temporaryDirectory } from './identity-fixture.ts';
import { keyModule } from './keys/module.ts';
import { identityModule } from './module.ts';

async function open() {
  const opened = await openIdentity(await temporaryDirectory());
  const routes = [identityModule, keyModule].flatMap((module) => module.routes?.(opened) ?? []);
  const call = async (operation: string, request: Partial<RouteRequest> = {}): Promise<unknown> => {
    const route = routes.find(({ method, path }) => `${method} ${path}` === operation);
    const signal = AbortSignal.timeout(30_000);
    return route?.handle({
      principal: shellPrincipal,
      params: {},
      query: {},
      body: {},
      headers: {},
      projects: 'all',
      address: '',
      signal,
      ...request,
    });
  };
  return { ...opened, routes, call };
}

test('every route asks for a permission of its own, and none is public', async () => {
  const { routes } = await open();
  expect(routes.map(({ method, path, action }) => `${method} ${path} ${action}`)).toEqual([
    'POST /api/login-links login-link.create',
    'GET /api/keys key.list',
    'GET /api/keys/:id key.list',
    'POST /api/keys key.create',
    'POST /api/keys/:id/rotate key.rotate',
    'DELETE /api/keys/:id key.revoke',
  ]);
});

test('a key is made, listed without its text, and revoked, each in the name of the caller', async () => {
  const { identity, ledger, call } = await open();
  const principal = { kind: 'session', id: 'ses_1', who: { type: 'user', id: 'usr_1' } } as const;
  const created = await call('POST /api/keys', { principal, body: { name: 'CI', routes: ['chat'] } });
  const [listed] = identity.keys.list();
  expect(created).toEqual({ key: listed, secret: expect.stringMatching(/^rw_/) });
  expect(await call('GET /api/keys')).toEqual({ items: [listed] });
  expect(await call('GET /api/keys', { query: { project: 'other' } })).toEqual({ items: [] });
  const revoked = await call('DELETE /api/keys/:id', { principal, params: { id: listed?.id ?? '' } });
  expect(revoked).toMatchObject({ id: listed?.id, revokedAt: expect.any(String) });
  expect(ledger.events.map(({ actor }) => actor)).toEqual(
    [1, 2].map(() => ({ kind: 'session', id: 'ses_1', who: 'usr_1' })),
  );
});

test('a login link is answered with its token', async () => {
  const { identity, call } = await open();
  const link = await call('POST /api/login-links');
  expect(link).toEqual({
    token: expect.stringMatching(/^[\w-]{43}$/),
    expiresAt: '2026-11-22T16:15:00.000Z',
  });
  if (typeof link === 'object' && link !== null && 'token' in link) {
    expect(await identity.signInWithLink(String(link.token))).toBeDefined();
  }
});

test.each([
  { name: 'k', admin: true },
  { name: 5 },
  {},
  { name: 'k', routes: 'chat' },
  { name: 'k', routes: Array.from({ length: 257 }, String) },
])('the body %j is refused by the schema', async (body) => {
  const { routes } = await open();
  const route = routes.find(({ method, path }) => `${method} ${path}` === 'POST /api/keys');
  expect(route?.body?.safeParse(body).success).toBe(false);
});

test('the resource of a revocation is the key in its project', async () => {
  const { identity, routes } = await open();
  const { key } = await identity.keys.create({ name: 'CI' }, { kind: 'shell', id: 'local' });
  const route = routes.find(({ method }) => method === 'DELETE');
  const resource = (id: string) => route?.resource?.({ params: { id }, query: {}, body: {} });
  expect(resource(key.id)).toEqual({ kind: 'key', id: key.id, project: 'default' });
  expect(resource('key_1')).toBeUndefined();
});
