import type { Action, Principal, Resource } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { authorize } from './authorize.ts';

const key = keyFor(['chat']);
const session: Principal = { kind: 'session', id: 'ses_1', who: { type: 'user', id: 'usr_1' } };
const shell: Principal = { kind: 'shell', id: 'local', who: { type: 'shell', id: 'local' } };
const server: Resource = { kind: 'server', id: 'ringwall' };

function keyFor(routes: readonly string[]): Principal {
  const scope = { models: ['*'], datasets: ['*'], purposes: ['*'], administration: false };
  return {
    kind: 'key',
    id: 'key_1',
    who: { type: 'service', id: 'key_1' },
    scope: { project: 'default', routes, ...scope },
  };
}

function route(id: string, project?: string): Resource {
  return { kind: 'route', id, ...(project === undefined ? {} : { project }) };
}

/** What each may do: k(ey), s(ession), the w(orkstation's shell). */
const expected: Readonly<Partial<Record<Action, string>>> = {
  'route.invoke': 'k',
  'model.list': 'ksw',
  'status.read': 'sw',
  'traffic.read': 'sw',
  'body.open': 'sw',
  'ledger.read': 'sw',
  'ledger.export': 'sw',
  'key.list': 'sw',
  'key.create': 'sw',
  'key.revoke': 'sw',
  'kek.rotate': 'w',
  'ledger-key.rotate': 'w',
  'backup.create': 'w',
  'subject.read': 'sw',
  'subject.erase': 'sw',
  'hold.read': 'sw',
  'hold.place': 'sw',
  'hold.release': 'sw',
  'retention.read': 'sw',
  'retention.apply': 'sw',
  'erasures.supply': 'w',
  'erasures.waive': 'w',
  'session.read': 'sw',
  'session.end': 'sw',
  'login-link.create': 'w',
};
const actions = Object.keys(expected).filter((name): name is Action => name in expected);

describe('who may do what', () => {
  test.each(actions)('%s is for those named here and nobody else', (action) => {
    const resource = action === 'route.invoke' ? route('chat') : server;
    const allowed = [
      ...(authorize(key, action, resource).allow ? 'k' : ''),
      ...(authorize(session, action, resource).allow ? 's' : ''),
      ...(authorize(shell, action, resource).allow ? 'w' : ''),
    ];
    expect(allowed.join('')).toBe(expected[action]);
  });

  test.each([
    ['a route its scope names', key, route('chat'), true],
    ['a route of its own project', key, route('chat', 'default'), true],
    ['a route its scope does not name', key, route('code'), false],
    ['a named route of another project', key, route('chat', 'other'), false],
    ['something of that name that is no route', key, { kind: 'request', id: 'chat' }, false],
    ['any route with the scope *', keyFor(['*']), route('code'), true],
    ['a route of another project with the scope *', keyFor(['*']), route('code', 'other'), false],
    ['any route with an empty scope', keyFor([]), route('chat'), false],
    ['a route called * with another scope', key, route('*'), false],
    ['a route whose name only begins like the scope', key, route('chat2'), false],
  ] satisfies [string, Principal, Resource, boolean][])('a key and %s', (_, principal, resource, allow) => {
    expect(authorize(principal, 'route.invoke', resource).allow).toBe(allow);
  });

  test('a key lists the models of its own project only', () => {
    const other: Resource = { kind: 'project', id: 'other', project: 'other' };
    expect(authorize(key, 'model.list', other)).toMatchObject({ allow: false });
  });

  test.each(['constructor', '__proto__', 'toString', '', 'route.invoke ', 'key.*'])(
    'an action called %j is denied to all',
    (name) => {
      // What an untyped caller could pass.
      const action: Action = JSON.parse(JSON.stringify(name));
      for (const principal of [key, session, shell]) {
        expect(authorize(principal, action, server).allow).toBe(false);
      }
    },
  );

  test('a caller of an unknown kind is denied everything', () => {
    const stranger: Principal = JSON.parse('{"kind":"root","id":"x","project":"default","routes":["*"]}');
    for (const action of actions) {
      expect(authorize(stranger, action, route('chat')).allow).toBe(false);
    }
  });

  test('a denial says what is missing, in a length that can be recorded', () => {
    const access = authorize(key, 'route.invoke', route('r'.repeat(5000)));
    expect(access).toMatchObject({ allow: false, reason: expect.stringContaining('scope') });
    if (!access.allow) expect(access.reason.length).toBeLessThanOrEqual(512);
  });
});
