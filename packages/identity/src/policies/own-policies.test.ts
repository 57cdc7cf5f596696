import type { Principal } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { openIdentity, shell, shellPrincipal, temporaryDirectory } from '../identity-fixture.ts';
import type { PolicyTables } from './tables.ts';

const forbid = (id: string, action: string) =>
  `@id("${id}") @reason("not ${id}") forbid (principal, action == Ringwall::Action::"${action}", resource);\n`;
const permit = (id: string, action: string) =>
  `@id("${id}") permit (principal, action == Ringwall::Action::"${action}", resource);\n`;
const admin: Principal = { kind: 'session', id: 'ses_1', who: { type: 'user', id: 'usr_local' } };
const guest: Principal = { kind: 'session', id: 'ses_2', who: { type: 'user', id: 'usr_guest' } };
const server = { kind: 'server', id: 'ringwall' } as const;

async function open(directory?: string) {
  const at = directory ?? (await temporaryDirectory());
  const opened = await openIdentity(at, undefined, {
    signIn: { requireSecondFactor: false, scryptCost: { logN: 4, r: 1, p: 1 } },
  });
  const { identity } = opened;
  const may = (principal: Principal, action: 'key.list' | 'user.list' | 'policy.change') =>
    identity.authorize(principal, action, server).allow;
  return { ...opened, directory: at, may, policies: identity.policies };
}

const refuse = async () => {
  throw new Error('no disk');
};

describe('own policies', () => {
  test('decide from the moment they are recorded, and are recorded with what changed', async () => {
    const { policies, may, ledger } = await open();
    expect(policies.current()).toMatchObject({ version: 0, text: '' });
    expect(may(admin, 'key.list')).toBe(true);
    const first = forbid('a', 'key.list') + forbid('b', 'body.open');
    expect(await policies.apply(first, shell)).toMatchObject({ version: 1, by: 'local', text: first });
    expect(may(admin, 'key.list')).toBe(false);
    await policies.apply(forbid('a', 'user.list') + permit('c', 'key.list'), shell);
    expect(may(admin, 'key.list')).toBe(true);
    expect(may(guest, 'key.list')).toBe(true);
    expect(may(admin, 'user.list')).toBe(false);
    expect(ledger.events.map(({ data }) => data)).toMatchObject([
      { version: 1, policies: ['a', 'b'], added: ['a', 'b'], removed: [], changed: [] },
      { version: 2, policies: ['a', 'c'], added: ['c'], removed: ['b'], changed: ['a'] },
    ]);
    expect(JSON.stringify(ledger.events)).not.toContain('forbid');
  });

  test('are there again after a restart, with every version before', async () => {
    const { policies, directory, store } = await open();
    await policies.apply(forbid('a', 'key.list'), shell);
    await policies.apply(forbid('b', 'user.list'), { kind: 'session', id: 'ses_1', who: 'usr_local' });
    await store.close();
    const again = await open(directory);
    expect(again.may(admin, 'key.list')).toBe(true);
    expect(again.may(admin, 'user.list')).toBe(false);
    expect(await again.policies.versions({ limit: 9 })).toMatchObject([
      { version: 2, by: 'usr_local' },
      { version: 1, by: 'local' },
    ]);
    expect(await again.policies.version(1)).toMatchObject({ text: forbid('a', 'key.list') });
    await expect(again.policies.version(3)).rejects.toThrow('no version 3');
  });

  test('that are the same again change nothing', async () => {
    const { policies, identity, ledger } = await open();
    const text = forbid('a', 'key.list');
    await policies.apply(text, shell);
    const { epoch } = identity;
    expect(await policies.apply(text, shell)).toMatchObject({ version: 1 });
    expect(ledger.events).toHaveLength(1);
    expect(identity.epoch).toBe(epoch);
  });

  test('that cannot be read change nothing, and are refused with the place', async () => {
    const { policies, may, ledger } = await open();
    await policies.apply(forbid('a', 'key.list'), shell);
    const wrong = `${forbid('b', 'user.list')}${forbid('c', 'key.steal')}`;
    await expect(policies.apply(wrong, shell)).rejects.toThrow(/^line 2, column \d+: c: unrecognized action/);
    expect(await policies.check(wrong)).toMatchObject([{ line: 2 }]);
    expect(await policies.check(forbid('b', 'user.list'))).toEqual([]);
    expect(may(admin, 'key.list')).toBe(false);
    expect(may(admin, 'user.list')).toBe(true);
    expect(ledger.events).toHaveLength(1);
  });

  test('written for another version than the one in force are refused', async () => {
    const { policies } = await open();
    await policies.apply(forbid('a', 'key.list'), shell, { replaces: 0 });
    await expect(policies.apply(forbid('b', 'key.list'), shell, { replaces: 0 })).rejects.toThrow(
      'Version 1 is in force by now.',
    );
    await policies.apply(forbid('b', 'key.list'), shell, { replaces: 1 });
  });

  test('that two apply at once are taken one after the other', async () => {
    const { policies, ledger } = await open();
    const texts = [forbid('a', 'key.list'), forbid('b', 'key.list'), forbid('c', 'key.list')];
    const taken = await Promise.all(texts.map((text) => policies.apply(text, shell)));
    expect(taken.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(policies.current()).toMatchObject({ version: 3, text: texts[2] });
    expect(ledger.events.map(({ data }) => data)).toMatchObject([
      { removed: [] },
      { removed: ['a'] },
      { removed: ['b'] },
    ]);
  });

  test('forbid although their record failed, and permit nothing before it is made', async () => {
    const { policies, may, ledger, directory, store, outbox } = await open();
    await policies.apply(permit('open', 'key.list'), shell);
    ledger.before = refuse;
    const next = permit('open', 'user.list') + forbid('shut', 'policy.change');
    await expect(policies.apply(next, shell)).rejects.toThrow('no disk');
    expect((['key.list', 'user.list'] as const).filter((action) => may(guest, action))).toEqual([]);
    expect(may(admin, 'policy.change')).toBe(false);
    // What comes after it has the last word, and never lets in more than what is on record.
    await expect(policies.apply(permit('open', 'user.list'), shell)).rejects.toThrow('no disk');
    expect(may(admin, 'policy.change')).toBe(true);
    expect(may(guest, 'user.list')).toBe(false);
    ledger.before = async () => {};
    await policies.apply(permit('open', 'user.list'), shell);
    expect(may(guest, 'user.list')).toBe(true);
    await outbox.drain();
    await store.close();
    const again = await open(directory);
    expect(again.may(guest, 'user.list')).toBe(true);
    expect(again.policies.current().version).toBe(4);
  });

  test('that a later version of the product cannot read let in nobody but the shell, which mends them', async () => {
    const { policies, directory, store } = await open();
    await policies.apply(permit('a', 'key.list'), shell);
    await store.db
      .withTables<PolicyTables>()
      .updateTable('policy_sets')
      .set({ text: forbid('a', 'key.steal') })
      .execute();
    await store.close();
    const again = await open(directory);
    for (const principal of [admin, guest]) {
      expect(again.identity.authorize(principal, 'session.end', server)).toEqual({
        ...{ allow: false, reason: 'The policies cannot be read.' },
      });
    }
    expect(again.may(shellPrincipal, 'policy.change')).toBe(true);
    expect(again.policies.current().problems).toMatchObject([{ line: 1 }]);
    await again.policies.apply('', shell);
    expect(again.may(admin, 'key.list')).toBe(true);
    expect(again.policies.current()).not.toHaveProperty('problems');
  });
});

test('what is in force is listed with what ships', async () => {
  const { policies } = await open();
  await policies.apply(forbid('a', 'key.list'), shell);
  const listed = policies.current().policies;
  expect(listed.at(-1)).toMatchObject({ id: 'a', origin: 'own', effect: 'forbid', reason: 'not a' });
  expect(listed.filter(({ origin }) => origin === 'base').map(({ id }) => id)).toContain('base.admin');
});
