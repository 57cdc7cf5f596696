import type { RingwallEvent } from '@ringwall/core';
import type { LimitRefusal } from '@ringwall/identity';
import { expect, test } from 'vitest';
import { LimitRecords } from './limit-records.ts';

const at = { actor: { kind: 'key', id: 'key_a' } as const, route: 'chat', project: 'default' };

function refusal(id: string, subject = 'key:key_a'): LimitRefusal {
  const of = { kind: 'key' as const, id: '*' };
  const limit = { id, of, metric: 'requests' as const, amount: 1, per: 'day' as const, queueMs: 0 };
  return { limit, subject, reason: 'reached', retryAfterMs: 1, standings: [] };
}

function open() {
  const clock = { time: 0, now: () => clock.time };
  const events: RingwallEvent[] = [];
  const disk = { isFull: false };
  const append = async (event: RingwallEvent) => {
    if (disk.isFull) throw new Error('The disk is full.');
    events.push(event);
    return { origin: 'test', index: events.length - 1, leafHash: new Uint8Array(32) };
  };
  return { clock, events, disk, records: new LimitRecords({ append }, clock) };
}

test('a limit that is reached again and again is one record a minute and subject, with how often', () => {
  const { clock, events, records } = open();
  for (let i = 0; i < 1_000; i++) {
    records.record(refusal('lim_1'), at);
    clock.time += 10;
  }
  records.record(refusal('lim_1', 'key:key_b'), at);
  records.record(refusal('lim_2'), at);
  clock.time = 60_000;
  records.record(refusal('lim_1'), at);
  expect(events.map(({ data }) => data)).toEqual([
    { limit: 'lim_1', of: 'key:key_a', route: 'chat', suppressed: 0 },
    { limit: 'lim_1', of: 'key:key_b', route: 'chat', suppressed: 0 },
    { limit: 'lim_2', of: 'key:key_a', route: 'chat', suppressed: 0 },
    { limit: 'lim_1', of: 'key:key_a', route: 'chat', suppressed: 999 },
  ]);
});

test('what could not be recorded is counted in the next record', async () => {
  const { clock, events, disk, records } = open();
  disk.isFull = true;
  records.record(refusal('lim_1'), at);
  records.record(refusal('lim_1'), at);
  await Promise.resolve();
  disk.isFull = false;
  clock.time = 60_000;
  records.record(refusal('lim_1'), at);
  expect(events).toMatchObject([{ data: { suppressed: 2 } }]);
});
