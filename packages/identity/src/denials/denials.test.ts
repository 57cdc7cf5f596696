import { encodeEvent, type RingwallEvent } from '@ringwall/core';
import { expect, test } from 'vitest';
import { createDenials, type Denial } from './denials.ts';

function open() {
  const clock = { time: Date.parse('2026-11-22T16:00:00.000Z'), now: () => clock.time };
  const events: RingwallEvent[] = [];
  const ledger = { fails: false };
  const denials = createDenials({
    clock,
    ledger: {
      append: async (event) => {
        if (ledger.fails) throw new Error('The disk is full.');
        encodeEvent(event);
        events.push(event);
      },
    },
  });
  const denied = (given: Partial<Denial> = {}) =>
    denials.record({
      actor: { kind: 'key', id: 'key_1' },
      project: 'default',
      action: 'route.invoke',
      resource: 'route:chat',
      reason: 'no role',
      ...given,
    });
  const by = (id: string) => events.filter((event) => event.actor.id === id);
  return { clock, events, ledger, denied, by };
}

const stranger = { kind: 'anonymous', id: 'anonymous' } as const;

test('a denial says who, what, why, and which policies forbade it', () => {
  const { denied, events } = open();
  denied({ policies: ['own.night'], request: 'req_1' });
  denied();
  expect(events).toMatchObject([
    {
      type: 'access.denied',
      project: 'default',
      actor: { id: 'key_1' },
      data: { action: 'route.invoke', policies: ['own.night'], request: 'req_1', suppressed: 0 },
    },
    { data: { resource: 'route:chat', reason: 'no role', suppressed: 0 } },
  ]);
  expect(events[1]?.data).not.toHaveProperty('policies');
});

test('a flood is counted, and the count is in the next record of the same caller', () => {
  const { denied, events, clock } = open();
  for (let i = 0; i < 1_000; i++) denied();
  expect(events).toHaveLength(20);
  clock.time += 1_000;
  denied();
  expect(events.at(-1)).toMatchObject({ data: { suppressed: 980 } });
});

test('the flood of one caller hides no other', () => {
  const { denied, by } = open();
  for (let i = 0; i < 10_000; i++) {
    denied({ actor: { kind: 'key', id: 'key_loud' } });
    denied({ actor: stranger, address: `10.0.${i % 256}.1` });
  }
  denied({ actor: { kind: 'session', id: 'ses_quiet', who: 'usr_1' } });
  expect(by('ses_quiet')).toHaveLength(1);
  expect(by('key_loud')).toHaveLength(20);
});

test('whoever is unknown has one bound together, by whatever addresses they come', () => {
  const { denied, by } = open();
  for (let i = 0; i < 5_000; i++) denied({ actor: stranger, address: `2001:db8:${i.toString(16)}::1` });
  expect(by('anonymous')).toHaveLength(40);
});

test('one address of a stranger leaves room for another, and is not recorded', () => {
  const { denied, events, by } = open();
  for (let i = 0; i < 100; i++) denied({ actor: stranger, address: `2001:db8:0:1:${i.toString(16)}::1` });
  expect(by('anonymous')).toHaveLength(20);
  denied({ actor: stranger, address: '192.0.2.7' });
  expect(by('anonymous')).toHaveLength(21);
  expect(JSON.stringify(events)).not.toMatch(/2001|192\.0/);
});

test('what a caller chose is cut to what an event takes', () => {
  const { denied, events } = open();
  denied({ resource: `key:${'x'.repeat(507)}\u{1f600}${'y'.repeat(2_000)}`, reason: 'r'.repeat(2_000) });
  expect(events).toHaveLength(1);
});

test('what the ledger did not take is counted in the next record', async () => {
  const { denied, events, ledger } = open();
  ledger.fails = true;
  denied();
  denied();
  await Promise.resolve();
  ledger.fails = false;
  denied();
  expect(events).toMatchObject([{ data: { suppressed: 2 } }]);
});

test('callers that were long not seen are forgotten, and what they had left to say is not', () => {
  const { denied, events, clock } = open();
  for (let i = 0; i < 21; i++) denied();
  clock.time += 100_000;
  for (let i = 0; i < 1_024; i++) {
    clock.time += 100;
    denied({ actor: { kind: 'key', id: `key_other_${i}` } });
  }
  const suppressed = events.reduce(
    (sum, event) => sum + (event.type === 'access.denied' ? event.data.suppressed : 0),
    0,
  );
  expect(suppressed).toBe(1);
});
