import { type Action, actions, type Principal, type Resource, type Role } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { isInstallationWide } from './action-groups.ts';
import { authorizerFor, key, session } from './authorizer-fixture.ts';

const shell: Principal = { kind: 'shell', id: 'local', who: { type: 'shell', id: 'local' } };
const server: Resource = { kind: 'server', id: 'ringwall' };

function route(id: string, project = 'default'): Resource {
  return { kind: 'route', id, project };
}

function inProject(id: string): Resource {
  return { kind: 'project', id, project: id };
}

/** Written by hand: a(dmin), s(ecurity), e(ngineer), c(ompliance), u(auditor), v(service), of signed-in users. */
const expected: Readonly<Record<Action, string>> = {
  'route.invoke': '',
  'route.list': 'asecu',
  'route.contain': 'as',
  'model.list': 'aev',
  'status.read': 'asecu',
  'traffic.read': 'asecu',
  'body.open': 'asc',
  'ledger.read': 'asecu',
  'ledger.export': 'ascu',
  'project.list': 'asecu',
  'project.create': 'a',
  'key.list': 'asecu',
  'key.create': 'ase',
  'key.rotate': 'ase',
  'key.revoke': 'ase',
  'user.list': 'ascu',
  'user.create': 'a',
  'user.update': 'as',
  'user.invite': 'a',
  'service.list': 'asecu',
  'service.create': 'ase',
  'service.update': 'as',
  'grant.list': 'ascu',
  'grant.create': 'a',
  'grant.revoke': 'as',
  'policy.read': 'asecu',
  'policy.test': 'asec',
  'policy.change': 'as',
  'limit.read': 'asecu',
  'limit.set': 'as',
  'approval.list': 'asecu',
  'approval.decide': 'asc',
  'certificate.list': 'ascu',
  'certificate.issue': 'as',
  'certificate.revoke': 'as',
  'kek.rotate': '',
  'subject.read': 'asc',
  'subject.erase': 'ac',
  'hold.read': 'ascu',
  'hold.place': 'asc',
  'hold.release': 'ac',
  'retention.read': 'ascu',
  'retention.apply': 'ac',
  'erasures.supply': '',
  'erasures.waive': '',
  'ledger-key.rotate': '',
  'backup.create': '',
  'session.read': 'asecuv',
  'session.end': 'asecuv',
  'session.list': 'ascu',
  'session.revoke': 'as',
  'account.read': 'asecuv',
  'account.change': 'asecuv',
  'login-link.create': '',
};
const letters = [
  ['a', 'admin'],
  ['s', 'security'],
  ['e', 'engineer'],
  ['c', 'compliance'],
  ['u', 'auditor'],
  ['v', 'service'],
] as const satisfies readonly [string, Role][];
const own = ['session.read', 'session.end', 'account.read', 'account.change'];
const inADay = Date.parse('2026-11-23T16:00:00.000Z');

function holding(project: string) {
  const grants = Object.fromEntries(letters.map(([, role]) => [role, [{ role, project, untilMs: inADay }]]));
  const { authorize } = authorizerFor({ grants });
  return (action: Action, resource: Resource) =>
    letters
      .flatMap(([letter, role]) => (authorize(session(role), action, resource).allow ? [letter] : []))
      .join('');
}

describe('what the roles may do', () => {
  const everywhere = holding('*');
  const here = holding('default');

  test.each(actions)('%s is for the roles named here and no others', (action) => {
    expect(everywhere(action, server)).toBe(expected[action]);
    expect(everywhere(action, inProject('default'))).toBe(expected[action]);
  });

  test.each(actions)('%s with a role in one project is for that project alone', (action) => {
    const inEvery = own.includes(action);
    const none = inEvery ? expected[action] : '';
    expect(here(action, inProject('clinic'))).toBe(none);
    expect(here(action, server)).toBe(none);
    const wide = isInstallationWide(action) && !inEvery;
    expect(here(action, inProject('default'))).toBe(wide ? '' : expected[action]);
  });

  test('the shell may do everything but use the routes', () => {
    const { authorize } = authorizerFor();
    const denied = actions.filter((action) => !authorize(shell, action, server).allow);
    expect(denied).toEqual(['route.invoke']);
  });

  test('somebody without any role manages their own account and nothing else', () => {
    const { authorize } = authorizerFor();
    const allowed = actions.filter((action) => authorize(session(), action, server).allow);
    expect(allowed.toSorted()).toEqual(own.toSorted());
  });

  test('an auditor whose role does not end may do nothing', () => {
    const { authorize } = authorizerFor({ grants: { usr_1: [{ role: 'auditor', project: '*' }] } });
    expect(authorize(session(), 'traffic.read', server).allow).toBe(false);
  });
});

describe('AI traffic', () => {
  test.each([
    ['a route its scope names', key({ routes: ['chat'] }), route('chat'), true],
    ['a route its scope does not name', key({ routes: ['chat'] }), route('code'), false],
    ['a named route of another project', key({ routes: ['chat'] }), route('chat', 'clinic'), false],
    ['a route of no project', key(), { kind: 'route', id: 'chat' }, false],
    [
      'something of that name that is no route',
      key(),
      { kind: 'request', id: 'chat', project: 'default' },
      false,
    ],
    ['a route of another project with the scope *', key(), route('code', 'clinic'), false],
    ['any route with an empty scope', key({ routes: [] }), route('chat'), false],
    ['a route called * with another scope', key({ routes: ['chat'] }), route('*'), false],
    ['a route whose name only begins like the scope', key({ routes: ['chat'] }), route('chat2'), false],
  ] satisfies [string, Principal, Resource, boolean][])('a key and %s', (_, principal, resource, allow) => {
    expect(authorizerFor().authorize(principal, 'route.invoke', resource).allow).toBe(allow);
  });

  test.each([
    [{ models: ['gpt'] }, { model: 'gpt' }, true],
    [{ models: ['gpt'] }, { model: 'gpt-2' }, false],
    [{ models: ['gpt'] }, {}, false],
    [{ models: [] }, { model: 'gpt' }, false],
    [{ purposes: ['support'] }, { purpose: 'support' }, true],
    [{ purposes: ['support'] }, { purpose: 'research' }, false],
    [{ purposes: ['support'] }, {}, false],
  ])('a key with the scope %j in the context %j', (scope, context, allow) => {
    const { authorize } = authorizerFor();
    expect(authorize(key(scope), 'route.invoke', route('chat'), context).allow).toBe(allow);
  });

  test.each([
    ['route', { kind: 'route', id: 'chat' }, { model: 'gpt' }, true],
    ['route', { kind: 'route', id: 'code' }, { model: 'gpt' }, false],
    ['model', { kind: 'model', id: 'gpt' }, { model: 'gpt' }, true],
    ['model', { kind: 'model', id: 'other' }, { model: 'gpt' }, false],
    ['model', { kind: 'model', id: 'gpt' }, {}, false],
    ['dataset', { kind: 'dataset', id: 'chat' }, { model: 'gpt' }, false],
  ] as const)('a role held on one %s: %j for %j', (_, on, context, allow) => {
    const { authorize } = authorizerFor({ grants: { svc_1: [{ role: 'service', on }] } });
    const principal = key({}, { type: 'service', id: 'svc_1' });
    expect(authorize(principal, 'route.invoke', route('chat'), context).allow).toBe(allow);
    expect(authorize(principal, 'model.list', inProject('default')).allow).toBe(true);
  });

  test('a key of an owner may no more than its owner', () => {
    const grants = { usr_1: [{ project: 'clinic' }], usr_2: [{ role: 'auditor', untilMs: inADay } as const] };
    const { authorize } = authorizerFor({ grants });
    for (const id of ['usr_1', 'usr_2', 'usr_3']) {
      expect(authorize(key({}, { type: 'user', id }), 'route.invoke', route('chat')).allow).toBe(false);
    }
  });

  test('a credential administers only if made for it, and then as its owner may', () => {
    const { authorize } = authorizerFor({ grants: { usr_1: [{ role: 'engineer' }] } });
    const owner = { type: 'user', id: 'usr_1' } as const;
    const may = (principal: Principal) =>
      actions.filter((action) => authorize(principal, action, inProject('default')).allow);
    expect(may(key({}, owner))).toEqual(['model.list']);
    expect(may(key({ administration: true }))).toEqual(['model.list']);
    expect(may(key({ administration: true, project: 'clinic' }, owner))).toEqual([]);
    const engineer = actions.filter(
      (action) => expected[action].includes('e') && !isInstallationWide(action) && !own.includes(action),
    );
    expect(may(key({ administration: true }, owner))).toEqual(engineer);
    const { scope: _, ...unconfined } = key({}, owner);
    expect(may(unconfined)).toEqual(['model.list']);
  });
});

describe('an agent', () => {
  const agent = key({}, { type: 'agent', id: 'agt_1', onBehalfOf: 'usr_1' });
  const service = [{ role: 'service' as const }];

  test.each([
    ['both may', { agt_1: service, usr_1: [{}] }, [], true],
    ['only the agent may', { agt_1: service }, [], false],
    ['only the user may', { usr_1: [{}] }, [], false],
    ['the user may elsewhere', { agt_1: service, usr_1: [{ project: 'clinic' }] }, [], false],
    ['the user is disabled', { agt_1: service, usr_1: [{}] }, ['usr_1'], false],
    ['the agent is disabled', { agt_1: service, usr_1: [{}] }, ['agt_1'], false],
  ])('acts for a user where %s', (_, grants, disabled, allow) => {
    const { authorize } = authorizerFor({ grants, disabled });
    expect(authorize(agent, 'route.invoke', route('chat')).allow).toBe(allow);
  });

  test('of nobody may do nothing', () => {
    const { authorize } = authorizerFor({ grants: { agt_1: service } });
    expect(authorize(key({}, { type: 'agent', id: 'agt_1' }), 'route.invoke', route('chat')).allow).toBe(
      false,
    );
  });
});

describe('what nobody asks', () => {
  test.each([
    'constructor',
    '__proto__',
    'toString',
    '',
    'route.invoke ',
    'key.*',
    'reading',
    'administration',
  ])('an action called %j is denied to all', (name) => {
    // What an untyped caller could pass.
    const action: Action = JSON.parse(JSON.stringify(name));
    const { authorize } = authorizerFor({ grants: { usr_1: [{ role: 'admin', project: '*' }] } });
    for (const principal of [key(), session(), shell]) {
      expect(authorize(principal, action, server).allow).toBe(false);
    }
  });

  test.each([
    '{"kind":"root","id":"x","who":{"type":"user","id":"usr_1"}}',
    '{"kind":"session","id":"x"}',
    '{"kind":"session","id":"x","who":{"type":"shell","id":"local"}}',
    '{"kind":"key","id":"x","who":{"type":"shell","id":"local"}}',
    '{"kind":"shell","id":"x","who":{"type":"user","id":"usr_1"}}',
    '{"kind":"session","id":"x","who":{"type":"__proto__","id":"usr_1"}}',
  ])('the caller %s is denied everything', (text) => {
    const stranger: Principal = JSON.parse(text);
    const { authorize } = authorizerFor({ grants: { usr_1: [{ role: 'admin', project: '*' }] } });
    for (const action of actions) expect(authorize(stranger, action, route('chat')).allow).toBe(false);
  });

  test.each(['{"kind":"constructor","id":"x"}', '{"kind":"project","id":"default","project":"clinic"}'])(
    'the resource %s is denied to administrators',
    (text) => {
      const { authorize } = authorizerFor({ grants: { usr_1: [{ role: 'admin', project: '*' }] } });
      expect(authorize(session(), 'key.list', JSON.parse(text)).allow).toBe(false);
    },
  );
});

test('a denial says what is missing, in a length and in characters that can be recorded and printed', () => {
  const { authorize } = authorizerFor();
  const access = authorize(key({ routes: [] }), 'route.invoke', route(`\u001b[2J${'r'.repeat(5000)}`));
  expect(access).toMatchObject({ allow: false, policies: ['base.scope-route'] });
  if (!access.allow) {
    expect(access.reason).toMatch(/^The scope of this credential does not name the route "\[2Jr+"\.$/);
    expect(access.reason.length).toBeLessThanOrEqual(512);
  }
  expect(authorize(session(), 'key.list', server)).toEqual({
    allow: false,
    reason: 'No role that permits this is held here.',
  });
});
