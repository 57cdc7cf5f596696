import type { Principal } from '@ringwall/core';
import { expect, test } from 'vitest';
import { Epoch } from '../epoch.ts';
import { IdentityError } from '../errors.ts';
import { openIdentity, shellPrincipal, temporaryDirectory } from '../identity-fixture.ts';
import { loadApprovals } from './approvals.ts';
import type { ExactRequest } from './exact-request.ts';

const hourMs = 3_600_000;
const alice = personCalled('alice');
const bob = personCalled('bob');

function personCalled(name: string): Principal {
  return { kind: 'session', id: `ses_${name}`, who: { type: 'user', id: `usr_${name}` } };
}

const wanted: ExactRequest = {
  ...{ action: 'subject.erase', method: 'POST', path: '/api/subjects/erase', query: {}, personal: ['name'] },
  body: { project: 'clinic', name: 'carol@example.com', reason: 'asked on 3 May' },
  resource: { kind: 'subject', id: 'sub_1', project: 'clinic' },
};

async function open() {
  const opened = await openIdentity(await temporaryDirectory());
  const { store, outbox, clock, ledger } = opened;
  const gone = new Set<string>();
  const load = () =>
    loadApprovals(
      { store, outbox, clock, epoch: new Epoch() },
      {
        policy: { actions: ['subject.erase'], validForMs: 24 * hourMs },
        mayDecide: ({ id, who = id }) => !gone.has(who),
      },
    );
  let approvals = await load();
  const code = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
      return 'passed';
    } catch (error) {
      if (error instanceof IdentityError) return error.code;
      throw error;
    }
  };
  const pass = (principal: Principal, approval?: string, request = wanted) =>
    code(approvals.pass(request, { principal, ...(approval !== undefined && { approval }) }));
  const decide = (id: string, principal: Principal, approve = true) =>
    code(approvals.decide(id, { approve, reason: 'looked at it', principal }));
  const asked = async (principal = alice) => {
    expect(await pass(principal)).toBe('identity/approval-required');
    return approvals.list()[0]?.id ?? '';
  };
  return {
    ...{ pass, decide, asked, clock, gone, ledger, store },
    list: () => approvals.list(),
    async restart() {
      approvals = await load();
    },
  };
}

test('what takes two persons waits for the second, and then passes once', async () => {
  const { pass, decide, asked, list, ledger } = await open();
  const id = await asked();
  expect(await pass(alice, id)).toBe('identity/approval-required');
  expect(await decide(id, bob)).toBe('passed');
  expect(await pass(alice, id)).toBe('passed');
  expect(await pass(alice, id)).toBe('identity/approval-invalid');
  expect(list()).toMatchObject([{ id, state: 'used', decidedBy: { who: 'usr_bob' } }]);
  expect(ledger.events.map(({ type, actor, project }) => [type, actor.who, project])).toEqual([
    ['approval.requested', 'usr_alice', 'clinic'],
    ['approval.decided', 'usr_bob', 'clinic'],
    ['approval.used', 'usr_alice', 'clinic'],
  ]);
});

test('of many who use one approval at once, one passes', async () => {
  const { pass, decide, asked } = await open();
  const id = await asked();
  await decide(id, bob);
  const all = await Promise.all(Array.from({ length: 8 }, () => pass(alice, id)));
  expect(all.filter((outcome) => outcome === 'passed')).toHaveLength(1);
});

test('the same request of the same person waits once, however often it is made', async () => {
  const { pass, list } = await open();
  await Promise.all(Array.from({ length: 8 }, () => pass(alice)));
  await pass(bob);
  expect(list()).toHaveLength(2);
});

test.each([
  ['another body', { body: { project: 'clinic', name: 'dave@example.com', reason: 'asked on 3 May' } }],
  ['one member more', { body: { ...Object(wanted.body), dryRun: false } }],
  ['another path', { path: '/api/subjects/find' }],
  ['a query', { query: { force: '1' } }],
  ['another method', { method: 'DELETE' }],
  ['another action', { action: 'hold.release' as const }],
])('an approval is for nothing but the exact request: %s', async (_what, change) => {
  const { pass, decide, asked } = await open();
  const id = await asked();
  await decide(id, bob);
  expect(await pass(alice, id, { ...wanted, ...change })).toBe('identity/approval-invalid');
  // The order of members is not part of it.
  const { name, reason, project } = Object(wanted.body);
  expect(await pass(alice, id, { ...wanted, body: { reason, name, project } })).toBe('passed');
});

test.each<[string, Principal, Principal]>([
  ['oneself', alice, alice],
  ['oneself in another session', alice, { ...alice, id: 'ses_2' }],
  [
    'the user an agent acts for',
    { kind: 'key', id: 'key_1', who: { type: 'agent', id: 'agt_1', onBehalfOf: 'usr_alice' } },
    alice,
  ],
  ['the owner of the key', { kind: 'key', id: 'key_1', who: alice.who }, alice],
  ['the shell', shellPrincipal, shellPrincipal],
  [
    'who signs in with links of the shell',
    shellPrincipal,
    { ...alice, who: { type: 'user', id: 'usr_local' } },
  ],
])('nobody approves alone: %s', async (_who, first, second) => {
  const { pass, decide, asked, list } = await open();
  const id = await asked(first);
  expect(await decide(id, second)).toBe('identity/approval-invalid');
  expect(await pass(first, id)).toBe('identity/approval-required');
  expect(list()[0]?.state).toBe('pending');
});

test.each(['key', 'token', 'certificate'] as const)(
  'a %s decides nothing: only who is there does',
  async (kind) => {
    const { decide, asked } = await open();
    expect(await decide(await asked(), { ...bob, kind })).toBe('identity/approval-invalid');
  },
);

test('the shell can be the second person', async () => {
  const { pass, decide, asked } = await open();
  const id = await asked();
  await decide(id, shellPrincipal);
  expect(await pass(alice, id)).toBe('passed');
});

test('an approval is for whoever asked, and is told from none by nobody else', async () => {
  const { pass, decide, asked } = await open();
  const id = await asked();
  await decide(id, bob);
  expect(await pass(bob, id)).toBe('identity/approval-invalid');
  expect(await pass(alice, 'apr_none')).toBe('identity/approval-invalid');
});

test('what was refused, withdrawn or too late does not pass', async () => {
  const { pass, decide, asked, list, clock } = await open();
  const refused = await asked();
  await decide(refused, bob, false);
  expect(await pass(alice, refused)).toBe('identity/approval-invalid');
  const withdrawn = await asked();
  await decide(withdrawn, alice, false);
  const late = await asked();
  await decide(late, bob);
  clock.time += 24 * hourMs;
  expect(await pass(alice, late)).toBe('identity/approval-invalid');
  const undecided = await asked();
  clock.time += 24 * hourMs;
  expect(await decide(undecided, bob)).toBe('identity/approval-invalid');
  expect(list().map(({ state }) => state)).toEqual(['expired', 'expired', 'withdrawn', 'refused']);
});

test('an approval of somebody who was disabled since does not count', async () => {
  const { pass, decide, asked, gone } = await open();
  const id = await asked();
  await decide(id, bob);
  gone.add('usr_bob');
  expect(await pass(alice, id)).toBe('identity/approval-invalid');
});

test('a restart forgets neither what waits nor what was used', async () => {
  const { pass, decide, asked, restart, list } = await open();
  const used = await asked();
  await decide(used, bob);
  await pass(alice, used);
  const approved = await asked();
  await decide(approved, bob);
  await restart();
  expect(list().map(({ state }) => state)).toEqual(['approved', 'used']);
  expect(await pass(alice, used)).toBe('identity/approval-invalid');
  expect(await pass(alice, approved)).toBe('passed');
});

test('an approval that the ledger does not take gives nothing, and a refusal takes away all the same', async () => {
  const { pass, decide, asked, ledger } = await open();
  const id = await asked();
  ledger.before = () => Promise.reject(new Error('The disk is full.'));
  await expect(decide(id, bob)).rejects.toThrow('full');
  expect(await pass(alice, id)).toBe('identity/approval-required');
});

test('no name of a person is kept or recorded', async () => {
  const { asked, list, ledger, store } = await open();
  await asked();
  const [shown] = list();
  expect(shown?.request).toBe(
    '{"body":{"name":"[person]","project":"clinic","reason":"asked on 3 May"},"query":{}}',
  );
  const kept = await store.db
    .withTables<{ approvals: object }>()
    .selectFrom('approvals')
    .selectAll()
    .execute();
  expect(JSON.stringify([kept, ledger.events])).not.toContain('carol');
});

test('at most 32 requests of one person wait, and each is short enough to be read', async () => {
  const { pass, decide, list } = await open();
  for (let i = 0; i < 32; i++) await pass(alice, undefined, { ...wanted, path: `/${i}` });
  expect(await pass(alice)).toBe('identity/too-many-approvals');
  expect(await pass(bob)).toBe('identity/approval-required');
  await decide(list()[5]?.id ?? '', bob, false);
  expect(await pass(alice)).toBe('identity/approval-required');
  const long = { ...wanted, body: { text: 'x'.repeat(300_000) } };
  expect(await pass(bob, undefined, long)).toBe('identity/approval-invalid');
});

test('what has come to an end is forgotten before its time where there is too much of it', async () => {
  const { pass, decide, list, restart } = await open();
  const long = 'x'.repeat(200_000);
  for (let i = 0; i < 60; i++) {
    await pass(alice, undefined, {
      ...wanted,
      body: { ...Object(wanted.body), name: undefined, note: `${i} ${long}` },
    });
    expect(await decide(list()[0]?.id ?? '', alice, false)).toBe('passed');
  }
  await pass(alice);
  const length = () => list().reduce((sum, { request }) => sum + request.length, 0);
  expect(length()).toBeLessThan(8 << 20);
  expect(list()[0]).toMatchObject({ state: 'pending' });
  expect(list()[1]?.request).toContain('59 x');
  await restart();
  expect(length()).toBeLessThan(9 << 20);
});
