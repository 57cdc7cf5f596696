import type { AccessContext, Principal, Resource } from '@ringwall/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOwnPolicies } from './active-policies.ts';
import { authorizerFor, key, session } from './authorizer-fixture.ts';

const chat: Resource = { kind: 'route', id: 'chat', project: 'default' };
const server: Resource = { kind: 'server', id: 'ringwall' };
const forbidAll = '@id("stop") @reason("closed") forbid (principal, action, resource);';

function policiesOf(text: string) {
  const parsed = parseOwnPolicies(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policies;
}

describe('what was decided', () => {
  test('is decided once for one principal and question', () => {
    const { authorize, asked } = authorizerFor();
    const principal = key();
    for (let i = 0; i < 3; i++) expect(authorize(principal, 'route.invoke', chat).allow).toBe(true);
    const once = asked.length;
    authorize(principal, 'route.invoke', { ...chat, id: 'code' });
    expect(asked.length).toBeGreaterThan(once);
    const twice = asked.length;
    authorize(key(), 'route.invoke', chat);
    expect(asked.length).toBeGreaterThan(twice);
  });

  test('is one decision for all models, unless a scope, a grant or a policy names some', () => {
    const decisions = (given: Parameters<typeof authorizerFor>[0], principal: Principal) => {
      const { authorize, asked } = authorizerFor(given);
      authorize(principal, 'route.invoke', chat, { model: 'a', purpose: 'a' });
      const once = asked.length;
      authorize(principal, 'route.invoke', chat, { model: 'b', purpose: 'b' });
      return asked.length > once ? 2 : 1;
    };
    const policy = (when: string, reason = '') =>
      `@id("x") ${reason} forbid (principal, action == Ringwall::Action::"route.invoke", resource) when { ${when} };`;
    expect(decisions({}, key())).toBe(1);
    expect(decisions({}, key({ models: ['a'] }))).toBe(2);
    expect(decisions({}, key({ purposes: ['a'] }))).toBe(2);
    const service = { type: 'service', id: 'svc_1' } as const;
    expect(decisions({ grants: { svc_1: [{ on: { kind: 'model', id: 'a' } }] } }, key({}, service))).toBe(2);
    expect(decisions({ own: policy('context has model && context.model == "a"') }, key())).toBe(2);
    expect(decisions({ own: policy('context has purpose') }, key())).toBe(2);
    expect(decisions({ own: policy('true', '@reason("not {model}")') }, key())).toBe(2);
    expect(decisions({ own: policy('context.credential.kind == "key"') }, key())).toBe(1);
  });

  test('is decided again once the epoch has advanced', () => {
    const { authorize, epoch, held } = authorizerFor({
      grants: { usr_1: [{ role: 'admin', project: '*' }] },
    });
    const principal = session();
    expect(authorize(principal, 'user.create', server).allow).toBe(true);
    held.delete('usr_1');
    epoch.advance();
    expect(authorize(principal, 'user.create', server).allow).toBe(false);
  });

  test('ends with the first grant that ends, to the millisecond', () => {
    const untilMs = Date.parse('2026-11-22T17:00:00.000Z');
    const { authorize, clock } = authorizerFor({
      grants: { usr_1: [{ role: 'auditor', project: '*', untilMs }, { role: 'service' }] },
    });
    const principal = session();
    const may = () => authorize(principal, 'traffic.read', server).allow;
    expect(may()).toBe(true);
    clock.time = untilMs - 1;
    expect(may()).toBe(true);
    clock.time = untilMs;
    expect(may()).toBe(false);
  });

  test('ends with the grant of the user whom an agent acts for', () => {
    const untilMs = Date.parse('2026-11-22T17:00:00.000Z');
    const { authorize, clock } = authorizerFor({
      grants: { agt_1: [{ role: 'service' }], usr_1: [{ untilMs }] },
    });
    const agent = key({}, { type: 'agent', id: 'agt_1', onBehalfOf: 'usr_1' });
    expect(authorize(agent, 'route.invoke', chat).allow).toBe(true);
    clock.time = untilMs;
    expect(authorize(agent, 'route.invoke', chat).allow).toBe(false);
  });

  test('ends with the credential', () => {
    const { authorize, clock } = authorizerFor();
    const principal = { ...key(), untilMs: clock.time + 1 };
    expect(authorize(principal, 'route.invoke', chat).allow).toBe(true);
    clock.time++;
    expect(authorize(principal, 'route.invoke', chat).allow).toBe(false);
  });

  test('tells two addresses apart only where a policy looks at them', () => {
    const own = `@id("inside") forbid (principal, action == Ringwall::Action::"route.invoke", resource)
      unless { context has address && context.address.isInRange(ip("10.0.0.0/8")) };`;
    const { authorize, asked } = authorizerFor({ own });
    const principal = key();
    const from = (address: string) => authorize(principal, 'route.invoke', chat, { address }).allow;
    expect(['10.1.2.3', '::ffff:10.1.2.3', '192.0.2.1', 'fe80::1%eth0', 'nonsense', ''].map(from)).toEqual([
      ...[true, true, false, false, false, false],
    ]);
    const listed = () => authorize(principal, 'model.list', chat, { address: String(asked.length) });
    listed();
    const before = asked.length;
    listed();
    expect(asked).toHaveLength(before);
  });

  test('is decided each time where a policy looks at the clock', () => {
    const own = `@id("office-hours") forbid (principal, action == Ringwall::Action::"route.invoke", resource)
      when { context.now.toTime() >= duration("17h") };`;
    const { authorize, clock } = authorizerFor({ own });
    const principal = key();
    expect(authorize(principal, 'route.invoke', chat).allow).toBe(true);
    clock.time = Date.parse('2026-11-22T17:00:00.000Z');
    expect(authorize(principal, 'route.invoke', chat)).toMatchObject({ policies: ['office-hours'] });
  });

  test('is never mixed up with another question', () => {
    const text = fc.constantFrom('', 'a', 'b', '1:a', 'a1:', ' ', 'false', 'undefined');
    const context = fc.record<AccessContext>({ model: text, purpose: text }, { requiredKeys: [] });
    const resource = fc.record<Resource>(
      { kind: fc.constantFrom('route', 'model'), id: text, project: text },
      { requiredKeys: ['kind', 'id'] },
    );
    const own = `@id("odd") forbid (principal, action, resource)
      when { resource.id == "a" || resource in Ringwall::Project::"b" || (context has model && context.model == "1:a")
        || (context has purpose && context.purpose == "") };`;
    const { authorize } = authorizerFor({ own });
    const kept = key({ project: 'b' });
    fc.assert(
      fc.property(fc.array(fc.tuple(resource, context), { maxLength: 8 }), (questions) => {
        for (const [about, given] of questions) {
          // A principal of its own has nothing kept.
          expect(authorize(kept, 'route.invoke', about, given)).toEqual(
            authorize({ ...kept }, 'route.invoke', about, given),
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('own policies', () => {
  test('forbid what a role permits, and permit what none does', () => {
    const own = `${forbidAll.replace('action,', 'action == Ringwall::Action::"key.list",')}
      @id("open") permit (principal == Ringwall::User::"usr_2", action == Ringwall::Action::"body.open", resource);`;
    const { authorize } = authorizerFor({ own, grants: { usr_1: [{ role: 'admin', project: '*' }] } });
    expect(authorize(session(), 'key.list', server)).toEqual({
      ...{ allow: false, reason: 'closed', policies: ['stop'] },
    });
    expect(authorize(session('usr_2'), 'body.open', server)).toEqual({ allow: true, policies: ['open'] });
  });

  test('cannot permit what the base policies forbid', () => {
    const own = '@id("all") permit (principal, action, resource);';
    const { authorize } = authorizerFor({ own });
    const may = (principal: Principal, action: 'kek.rotate' | 'route.invoke' | 'user.create') =>
      authorize(principal, action, action === 'route.invoke' ? chat : server).allow;
    expect(may(session(), 'user.create')).toBe(true);
    expect(may(session(), 'kek.rotate')).toBe(false);
    expect(may(session(), 'route.invoke')).toBe(false);
    expect(may(key({ administration: true }), 'kek.rotate')).toBe(false);
    expect(may(key(), 'user.create')).toBe(false);
    expect(may(key({ routes: ['other'] }), 'route.invoke')).toBe(false);
  });

  test('do not reach the shell', () => {
    const { authorize } = authorizerFor({ own: forbidAll });
    const shell: Principal = { kind: 'shell', id: 'local', who: { type: 'shell', id: 'local' } };
    expect(authorize(shell, 'policy.change', server).allow).toBe(true);
    expect(authorize(session(), 'session.end', server).allow).toBe(false);
  });

  test('that cannot be evaluated deny, and are named', () => {
    const own = `@id("overflow") forbid (principal, action == Ringwall::Action::"route.invoke", resource)
      when { 9223372036854775807 + 1 == 0 };`;
    expect(authorizerFor({ own }).authorize(key(), 'route.invoke', chat)).toMatchObject({
      ...{ allow: false, policies: ['overflow'], reason: expect.stringContaining('could not be evaluated') },
    });
  });

  test('restrict at once and permit only when they are settled', () => {
    const { authorize, policies, epoch } = authorizerFor({
      own: '@id("a") permit (principal, action == Ringwall::Action::"key.list", resource);',
    });
    const may = () =>
      (['key.list', 'user.list'] as const).filter((action) => authorize(session(), action, server).allow);
    expect(may()).toEqual(['key.list']);
    policies.restrict(
      policiesOf('@id("b") permit (principal, action == Ringwall::Action::"user.list", resource);'),
    );
    epoch.advance();
    expect(may()).toEqual([]);
    policies.settle();
    epoch.advance();
    expect(may()).toEqual(['user.list']);
  });

  test('for an agent hold of the agent and of the user it acts for', () => {
    const grants = { agt_1: [{ role: 'service' as const }], usr_1: [{}] };
    const own = (who: string) =>
      `@id("no") forbid (principal == Ringwall::${who}, action == Ringwall::Action::"route.invoke", resource);`;
    const agent = key({}, { type: 'agent', id: 'agt_1', onBehalfOf: 'usr_1' });
    for (const who of ['Agent::"agt_1"', 'User::"usr_1"']) {
      expect(authorizerFor({ grants, own: own(who) }).authorize(agent, 'route.invoke', chat).allow).toBe(
        false,
      );
    }
    expect(
      authorizerFor({ grants, own: own('User::"usr_2"') }).authorize(agent, 'route.invoke', chat).allow,
    ).toBe(true);
  });
});

describe('where an action is allowed', () => {
  const grants = {
    usr_1: [{ project: 'clinic' }, { role: 'service', project: 'default' }],
    usr_2: [{ role: 'admin', project: '*' }],
    agt_1: [{ role: 'admin', project: '*' }],
  } as const;

  test('is every project for a role in all, those of the roles otherwise, none for nobody', () => {
    const { projectsFor } = authorizerFor({ grants });
    expect(projectsFor(session('usr_2'), 'traffic.read')).toBe('all');
    expect(projectsFor(session('usr_1'), 'traffic.read')).toEqual(['clinic']);
    expect(projectsFor(session('usr_1'), 'model.list')).toEqual(['clinic', 'default']);
    expect(projectsFor(session('usr_1'), 'user.list')).toEqual([]);
    expect(projectsFor(session('usr_2'), 'user.list')).toBe('all');
    expect(projectsFor(session('usr_3'), 'traffic.read')).toEqual([]);
    const shell: Principal = { kind: 'shell', id: 'local', who: { type: 'shell', id: 'local' } };
    expect(projectsFor(shell, 'traffic.read')).toBe('all');
  });

  test('is the project of a credential that belongs to one', () => {
    const { projectsFor } = authorizerFor({ grants });
    const of = (id: string, administration: boolean) =>
      projectsFor(key({ administration, project: 'clinic' }, { type: 'user', id }), 'traffic.read');
    expect(of('usr_2', true)).toEqual(['clinic']);
    expect(of('usr_2', false)).toEqual([]);
    expect(of('usr_1', true)).toEqual(['clinic']);
  });

  test('of an agent is where both it and its user may', () => {
    const { projectsFor } = authorizerFor({ grants });
    const { scope: _, ...agent } = key({}, { type: 'agent', id: 'agt_1', onBehalfOf: 'usr_1' });
    const everything = {
      routes: ['*'],
      models: ['*'],
      datasets: ['*'],
      purposes: ['*'],
      administration: true,
    };
    expect(projectsFor({ ...agent, scope: everything }, 'traffic.read')).toEqual(['clinic']);
  });

  test('leaves out the projects that an own policy forbids, and adds those it permits', () => {
    const own = `@id("secret") forbid (principal, action == Ringwall::Action::"traffic.read", resource in Ringwall::Project::"clinic");
      @id("guest") permit (principal == Ringwall::User::"usr_3", action == Ringwall::Action::"key.list", resource in Ringwall::Project::"clinic");`;
    const { projectsFor } = authorizerFor({ grants, own });
    expect(projectsFor(session('usr_2'), 'traffic.read')).toEqual(['default']);
    expect(projectsFor(session('usr_1'), 'traffic.read')).toEqual([]);
    expect(projectsFor(session('usr_3'), 'key.list')).toEqual(['clinic']);
    expect(projectsFor(session('usr_2'), 'ledger.read')).toBe('all');
  });
});
