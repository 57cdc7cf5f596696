import { expect, test } from 'vitest';
import { openIdentity, shell, temporaryDirectory } from '../identity-fixture.ts';

const open = async () => openIdentity(await temporaryDirectory());

test('a project is made, recorded, and there after a restart', async () => {
  const directory = await temporaryDirectory();
  const { identity, ledger, store } = await openIdentity(directory);
  const clinic = await identity.projects.create({ id: 'clinic', name: 'The clinic' }, shell);
  expect(clinic).toEqual({ id: 'clinic', name: 'The clinic', createdAt: '2026-11-22T16:00:00.000Z' });
  expect(ledger.events).toMatchObject([
    { type: 'project.created', project: 'clinic', data: { project: 'clinic', name: 'The clinic' } },
  ]);
  await store.close();
  const again = await openIdentity(directory);
  expect(again.identity.projects.list().map(({ id }) => id)).toEqual(['clinic', 'default']);
});

test('two that come together make one', async () => {
  const { identity } = await open();
  const both = await Promise.allSettled([1, 2].map(() => identity.projects.create({ id: 'clinic' }, shell)));
  expect(both).toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'identity/project-exists' } }]);
});

test('those that the configuration names are made where they are not there', async () => {
  const { identity, ledger } = await open();
  const server = { kind: 'server', id: 'ringwall' } as const;
  await identity.projects.ensure(['clinic', 'default', 'clinic'], server);
  await identity.projects.ensure(['clinic', 'default'], server);
  expect(ledger.events).toMatchObject([{ actor: server, data: { project: 'clinic', name: 'clinic' } }]);
});

test('one whose record failed is there, and is not made again', async () => {
  const { identity, ledger, outbox } = await open();
  ledger.before = async () => {
    throw new Error('no room');
  };
  await expect(identity.projects.create({ id: 'clinic' }, shell)).rejects.toThrow('no room');
  ledger.before = async () => {};
  await identity.projects.ensure(['clinic'], shell);
  expect(identity.projects.has('clinic')).toBe(true);
  await outbox.drain();
  expect(ledger.events).toHaveLength(1);
});

test.each(['', '*', 'Clinic', '1st', 'a b', 'a/b', '../a', 'a'.repeat(64), 'é', 'constructor__'])(
  'none is called %j',
  async (id) => {
    const { identity } = await open();
    const creating = identity.projects.create({ id }, shell);
    await expect(creating).rejects.toMatchObject({ code: 'identity/project-invalid' });
  },
);
