import type { RingwallEvent } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { openIdentity, shell, temporaryDirectory } from '../identity-fixture.ts';
import type { NewLimit } from './limit.ts';
import type { LimitedCall } from './limited-call.ts';
import type { AskedHistory, Spent } from './limits.ts';

const never = () => new AbortController().signal;
const base = { key: 'key_a', who: 'key_a', project: 'default', route: 'chat', model: 'm' };

async function open(directory?: string) {
  const opened = await openIdentity(directory ?? (await temporaryDirectory()));
  const { limits } = opened.identity;
  let calls = 0;
  const call = (fields: Partial<LimitedCall> = {}): LimitedCall => ({
    request: `req_${calls++}`,
    principal: { kind: 'key', id: 'key_a', who: { type: 'service', id: 'key_a' } },
    ...{ project: 'default', route: 'chat', model: 'm', tokens: 10, nanoDollars: 10 },
    ...fields,
  });
  const isLetIn = async (fields?: Partial<LimitedCall>) => (await limits.admit(call(fields), never)).ok;
  return { ...opened, limits, call, isLetIn };
}

async function refuse(event: RingwallEvent): Promise<void> {
  throw new Error(`ledger refuses ${event.type}`);
}

describe('a limit', () => {
  test('is listed, enforced and recorded once it is set, and no more once it is removed', async () => {
    const { limits, ledger, isLetIn } = await open();
    const set = await limits.set({ of: 'route:chat', metric: 'requests', amount: 1, per: 'hour' }, shell);
    expect(set).toEqual({
      ...{ id: set.id, of: 'route:chat', metric: 'requests', amount: 1, per: 'hour', queueMs: 0 },
      createdAt: '2026-11-22T16:00:00.000Z',
    });
    expect(limits.list()).toEqual([set]);
    expect([await isLetIn(), await isLetIn()]).toEqual([true, false]);
    expect(limits.uses(set.id, 5)).toEqual([
      {
        ...{ of: 'route:chat', used: 1, held: 0, remaining: 0, waiting: 0 },
        resetsAt: '2026-11-22T17:00:00.000Z',
      },
    ]);
    await limits.remove(set.id, shell);
    expect(limits.list()).toEqual([]);
    expect(await isLetIn()).toBe(true);
    expect(ledger.events).toMatchObject([
      { type: 'limit.set', actor: shell, data: { limit: set.id, of: 'route:chat', amount: 1, per: 'hour' } },
      { type: 'limit.removed', actor: shell, data: { limit: set.id, of: 'route:chat' } },
    ]);
    await expect(limits.remove(set.id, shell)).rejects.toMatchObject({ code: 'identity/limit-unknown' });
  });

  test('of the same subject, metric, period and project is changed, and goes on counting', async () => {
    const { limits, isLetIn } = await open();
    const asked = { of: 'key:*', metric: 'requests', per: 'day' } as const;
    const first = await limits.set({ ...asked, amount: 2 }, shell);
    await isLetIn();
    const second = await limits.set({ ...asked, amount: 1 }, shell);
    expect(second).toEqual({ ...first, amount: 1 });
    expect(limits.list()).toEqual([second]);
    expect(await isLetIn()).toBe(false);
    await limits.set({ ...asked, amount: 2, project: 'default' }, shell);
    expect(limits.list()).toHaveLength(2);
  });

  test('is there after a restart', async () => {
    const directory = await temporaryDirectory();
    const first = await open(directory);
    const set = await first.limits.set(
      { of: 'model:m', metric: 'concurrency', amount: 1, queueMs: 0, project: 'default' },
      shell,
    );
    await first.store.close();
    const { limits, isLetIn } = await open(directory);
    expect(limits.list()).toEqual([set]);
    expect([await isLetIn(), await isLetIn(), await isLetIn({ model: 'n' })]).toEqual([true, false, true]);
  });

  test('that is stricter holds from its commit on, also where the ledger then fails', async () => {
    const { limits, ledger, isLetIn } = await open();
    const asked = { of: 'key:*', metric: 'requests', per: 'day' } as const;
    await limits.set({ ...asked, amount: 5 }, shell);
    await isLetIn();
    ledger.before = refuse;
    await expect(limits.set({ ...asked, amount: 1 }, shell)).rejects.toThrow('refuses limit.set');
    expect(await isLetIn()).toBe(false);
    await expect(limits.set({ of: 'route:chat', metric: 'concurrency', amount: 1 }, shell)).rejects.toThrow(
      'refuses limit.set',
    );
    expect(limits.list()).toHaveLength(2);
  });

  test('that is laxer or removed holds as it was until that is recorded', async () => {
    const { limits, ledger, isLetIn } = await open();
    const asked = { of: 'key:*', metric: 'requests', per: 'day' } as const;
    const { id } = await limits.set({ ...asked, amount: 1 }, shell);
    await isLetIn();
    ledger.before = refuse;
    await expect(limits.set({ ...asked, amount: 5 }, shell)).rejects.toThrow('refuses limit.set');
    await expect(limits.remove(id, shell)).rejects.toThrow('refuses limit.removed');
    expect(await isLetIn()).toBe(false);
    ledger.before = async () => {};
    await limits.remove(id, shell);
    expect(await isLetIn()).toBe(true);
  });

  test('counts for the user an agent acts for, and for a user what their keys use', async () => {
    const { identity, limits, isLetIn } = await open();
    const { id } = await identity.users.create({ name: 'ada' }, shell);
    await limits.set({ of: `user:${id}`, metric: 'requests', amount: 2, per: 'day' }, shell);
    const agent = { type: 'agent', id: 'agt_1', onBehalfOf: id } as const;
    expect(await isLetIn({ principal: { kind: 'key', id: 'key_1', who: agent } })).toBe(true);
    const user = { kind: 'token', id: 'tok_1', who: { type: 'user', id } } as const;
    expect([await isLetIn({ principal: user }), await isLetIn({ principal: user })]).toEqual([true, false]);
    expect(await isLetIn()).toBe(true);
  });

  test('for each key takes a caller with bearer tokens for one, however many tokens they come with', async () => {
    const { limits, isLetIn } = await open();
    const limit = await limits.set({ of: 'key:*', metric: 'requests', amount: 2, per: 'day' }, shell);
    const as = (token: string) =>
      isLetIn({ principal: { kind: 'token', id: token, who: { type: 'service', id: 'svc_1' } } });
    expect([await as('tok_1'), await as('tok_2'), await as('tok_3')]).toEqual([true, true, false]);
    expect(limits.uses(limit.id, 5)).toMatchObject([{ of: 'key:svc_1', used: 2 }]);
  });

  test.each<[string, NewLimit]>([
    ['no kind of subject', { of: 'chat', metric: 'requests', amount: 1, per: 'day' }],
    ['an unknown kind', { of: 'planet:earth', metric: 'requests', amount: 1, per: 'day' }],
    ['no id', { of: 'route:', metric: 'requests', amount: 1, per: 'day' }],
    ['an id that moves the cursor', { of: 'route:\u001b[2J', metric: 'requests', amount: 1, per: 'day' }],
    ['an id that is not well-formed', { of: 'route:\ud800', metric: 'requests', amount: 1, per: 'day' }],
    ['a key that there is not', { of: "key:' or '1'='1", metric: 'requests', amount: 1, per: 'day' }],
    ['a user that there is not', { of: 'user:usr_none', metric: 'requests', amount: 1, per: 'day' }],
    ['nothing', { of: 'key:*', metric: 'requests', amount: 0, per: 'day' }],
    ['a part', { of: 'key:*', metric: 'requests', amount: 1.5, per: 'day' }],
    ['more than can be counted exactly', { of: 'key:*', metric: 'tokens', amount: 1e10, per: 'hour' }],
    ['no period', { of: 'key:*', metric: 'tokens', amount: 1 }],
    ['a period of concurrency', { of: 'key:*', metric: 'concurrency', amount: 1, per: 'day' }],
    ['money by the second', { of: 'key:*', metric: 'money', amount: 1, per: 'second' }],
    ['a queue until midnight', { of: 'key:*', metric: 'requests', amount: 1, per: 'day', queueMs: 1 }],
    [
      'a project beside one',
      { of: 'project:default', metric: 'requests', amount: 1, per: 'day', project: 'x' },
    ],
  ])('of %s is refused', async (_, input) => {
    const { limits, ledger } = await open();
    await expect(limits.set(input, shell)).rejects.toMatchObject({ code: 'identity/limit-invalid' });
    expect(limits.list()).toEqual([]);
    expect(ledger.events).toEqual([]);
  });

  test.each(['project:none', 'model:*'])('of %s in a project that there is not is refused', async (of) => {
    const { limits } = await open();
    const asked = {
      of,
      metric: 'requests',
      amount: 1,
      per: 'day',
      ...(of === 'model:*' && { project: 'none' }),
    } as const;
    await expect(limits.set(asked, shell)).rejects.toMatchObject({ code: 'identity/project-unknown' });
  });
});

describe('what was used before', () => {
  /** A history of these rows, which tells what it was asked. */
  function historyOf(rows: readonly Spent[], during: () => void = () => {}) {
    const asked: AskedHistory[] = [];
    return {
      asked,
      async spent(question: AskedHistory) {
        asked.push(question);
        during();
        return rows;
      },
    };
  }

  test('counts for limits there are and for those that are set later', async () => {
    const { limits, clock } = await open();
    const before = await limits.set({ of: 'key:*', metric: 'tokens', amount: 1_000, per: 'month' }, shell);
    const rows = [{ ...base, atMs: clock.time, requests: 3, tokens: 30, nanoDollars: 300 }];
    const history = historyOf(rows);
    await limits.restore(history);
    const later = await limits.set({ of: 'project:*', metric: 'money', amount: 1_000, per: 'month' }, shell);
    expect(limits.uses(before.id, 1)).toMatchObject([{ of: 'key:key_a', used: 30 }]);
    expect(limits.uses(later.id, 1)).toMatchObject([{ of: 'project:default', used: 300 }]);
    expect(history.asked[0]).toMatchObject({ fromMs: Date.UTC(2026, 10, 1), stepMs: 3_600_000 });
  });

  test('with several bearer tokens counts for whom they speak for', async () => {
    const { limits, clock } = await open();
    const limit = await limits.set({ of: 'key:*', metric: 'tokens', amount: 1_000, per: 'day' }, shell);
    const row = { ...base, atMs: clock.time, requests: 1, tokens: 10, nanoDollars: 0, who: 'svc_1' };
    await limits.restore(
      historyOf([
        { ...row, key: 'tok_1' },
        { ...row, key: 'tok_2' },
      ]),
    );
    expect(limits.uses(limit.id, 5)).toMatchObject([{ of: 'key:svc_1', used: 20 }]);
  });

  test('drains from a rate since then', async () => {
    const { limits, clock } = await open();
    const limit = await limits.set({ of: 'key:*', metric: 'tokens', amount: 60, per: 'minute' }, shell);
    const row = { ...base, requests: 1, nanoDollars: 0 };
    await limits.restore(
      historyOf([
        { ...row, atMs: clock.time - 30_000, tokens: 40 },
        { ...row, atMs: clock.time - 10_000, tokens: 20 },
      ]),
    );
    // 40 have drained to 20 by the time of the second, and 10 of 40 since.
    expect(limits.uses(limit.id, 1)).toMatchObject([{ used: 30, remaining: 30 }]);
  });

  test('is not counted twice for what runs while a limit is set', async () => {
    const { limits, call } = await open();
    let meanwhile = () => {};
    const history = historyOf([], () => meanwhile());
    await limits.restore(history);
    const running = await limits.admit(call({ request: 'req_running', nanoDollars: 5 }), never);
    meanwhile = () => {
      if (running.ok) running.reservation.settle({ tokens: 0, nanoDollars: 4 });
      meanwhile = () => {};
    };
    const limit = await limits.set({ of: 'key:*', metric: 'money', amount: 10, per: 'day' }, shell);
    expect(history.asked[0]?.except).toEqual(['req_running']);
    expect(limits.uses(limit.id, 1)).toMatchObject([{ used: 4, held: 0 }]);
  });

  test('that cannot be read leaves no limit behind', async () => {
    const { limits, isLetIn } = await open();
    await limits.restore({ spent: () => Promise.reject(new Error('no tables')) });
    const asked = { of: 'key:*', metric: 'money', amount: 10, per: 'day' } as const;
    await expect(limits.set(asked, shell)).rejects.toThrow('no tables');
    expect(limits.list()).toEqual([]);
    expect(await isLetIn({ nanoDollars: 100 })).toBe(true);
    expect(await isLetIn({ nanoDollars: 100 })).toBe(true);
  });
});
