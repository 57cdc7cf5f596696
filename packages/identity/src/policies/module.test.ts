import type { Principal, Role } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { openIdentity, shell, shellPrincipal, temporaryDirectory } from '../identity-fixture.ts';
import { policyModule } from './module.ts';

async function open() {
  const signIn = { requireSecondFactor: false };
  const opened = await openIdentity(await temporaryDirectory(), undefined, { signIn });
  const { identity } = opened;
  const route = policyModule
    .routes?.({ identity })
    .find(({ method, path }) => `${method} ${path}` === 'POST /api/policies');
  const apply = async (principal: Principal, text: string): Promise<unknown> =>
    route?.handle({
      ...{ principal, body: { text }, params: {}, query: {}, headers: {}, projects: 'all', address: '' },
      signal: AbortSignal.timeout(30_000),
    });
  const person = async (name: string, role: Role): Promise<Principal> => {
    const { id } = await identity.users.create({ name }, shell);
    await identity.grants.create({ to: id, role, project: '*' }, shell);
    return { kind: 'session', id: `ses_${name}`, who: { type: 'user', id } };
  };
  return { ...opened, apply, person };
}

const permitBodies = '@id("bodies") permit (principal, action == Ringwall::Action::"body.open", resource);\n';
const permitGrants =
  '@id("grants") permit (principal, action == Ringwall::Action::"grant.create", resource);\n';
const forbidExport =
  '@id("exports") forbid (principal, action == Ringwall::Action::"ledger.export", resource);\n';
const beyond = { code: 'identity/policy-beyond', status: 403 };

describe('whoever changes policies and is no administrator of everything', () => {
  test('permits nothing, and takes no permission from where an administrator has put it', async () => {
    const { apply, person, identity } = await open();
    const [sam, boss] = [await person('sam', 'security'), await person('boss', 'admin')];
    await expect(apply(sam, permitGrants)).rejects.toMatchObject(beyond);
    await apply(boss, permitBodies);
    for (const text of [
      '',
      permitBodies + permitGrants,
      permitBodies.replace('body.open', 'grant.create'),
      permitBodies.replace('permit', 'forbid'),
      forbidExport,
    ]) {
      await expect(apply(sam, text), text).rejects.toMatchObject(beyond);
    }
    expect(identity.policies.current().text).toBe(permitBodies);
  });

  test('forbids, and takes back what is forbidden', async () => {
    const { apply, person, identity } = await open();
    const sam = await person('sam', 'security');
    await apply(shellPrincipal, permitBodies);
    await apply(sam, permitBodies + forbidExport);
    expect(identity.policies.current()).toMatchObject({ version: 2, text: permitBodies + forbidExport });
    await apply(sam, permitBodies);
    expect(identity.policies.current()).toMatchObject({ version: 3, text: permitBodies });
  });

  test('is not made one by a policy that lets them grant', async () => {
    const { apply, person } = await open();
    await apply(shellPrincipal, permitGrants);
    const sam = await person('sam', 'security');
    await expect(apply(sam, permitGrants + permitBodies)).rejects.toMatchObject(beyond);
  });

  test('is an agent of an administrator that is none itself', async () => {
    const { apply, person, identity } = await open();
    const boss = await person('boss', 'admin');
    const { id } = await identity.services.create({ name: 'helper', onBehalfOf: boss.who.id }, shell);
    const who = { type: 'agent', id, onBehalfOf: boss.who.id } as const;
    const agent: Principal = { kind: 'token', id: 'tok_1', who };
    await expect(apply(agent, permitGrants)).rejects.toMatchObject(beyond);
    await identity.grants.create({ to: id, role: 'admin', project: '*' }, shell);
    await apply(agent, permitGrants);
    const confined = { routes: ['chat'], models: ['*'], datasets: ['*'], purposes: ['*'] };
    const token: Principal = { ...agent, scope: { ...confined, administration: true } };
    await expect(apply(token, permitBodies)).rejects.toMatchObject(beyond);
  });
});

test('text that is no Unicode is told so, as other mistakes are', async () => {
  const { identity } = await open();
  expect(await identity.policies.check('// \ud800')).toMatchObject([
    { line: 1, column: 4, message: expect.stringContaining('Unicode') },
  ]);
});
