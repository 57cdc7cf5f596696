import { newEvent, type RingwallEvent } from '@ringwall/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ledger, openLedger } from '../ledger.ts';
import { keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { entryFeed, feedStart } from './entry-feed.ts';
import { feedQuery } from './search-query.ts';

let ledger: Ledger;
beforeEach(async () => {
  const keys = await keyringFor(await temporaryDirectory());
  ledger = await openLedger({ directory: 'ledger', keys, clock: new TestClock(), files: new MemoryFiles() });
});
afterEach(() => ledger.close());

const recorded = (i: number): RingwallEvent => {
  const fields = { time: 0, project: 'default', actor: { kind: 'session' as const, id: `ses_${i % 2}` } };
  return i % 3 === 0
    ? newEvent('key.revoked', { ...fields, data: { key: `key_${i}` } })
    : newEvent('session.ended', { ...fields, data: { session: `ses_${i}` } });
};
const append = (from: number, to: number) =>
  Promise.all(Array.from({ length: to - from }, (_, i) => ledger.append(recorded(from + i))));

test('a feed gives what is there from its beginning on, and then what is recorded, in order', async () => {
  await append(0, 600);
  const stop = new AbortController();
  const seen: number[] = [];
  for await (const { id, event, data } of entryFeed(ledger, { from: 10, filter: {}, signal: stop.signal })) {
    expect([event, data]).toEqual(['entry', expect.stringContaining(`"index":${id},"leaf":"{`)]);
    seen.push(Number(id));
    if (seen.length === 590) append(600, 700).catch(() => undefined);
    if (seen.length === 690) stop.abort();
  }
  expect(seen).toEqual(Array.from({ length: 690 }, (_, i) => i + 10));
});

test('a feed gives what passes its filter, and how far it has looked beyond it', async () => {
  await append(0, 9);
  const stop = new AbortController();
  const filter = { types: ['key.'], actor: 'ses_0' };
  const seen: string[] = [];
  for await (const { id, event } of entryFeed(ledger, { from: 0, filter, signal: stop.signal })) {
    seen.push(`${event} ${id}`);
    if (id === '8') stop.abort();
  }
  expect(seen).toEqual(['entry 0', 'entry 6', 'position 8']);
});

test('a feed begins behind the last entry its listener had, else where asked, else at the end', () => {
  const query = (given: Record<string, string>) => feedQuery.parse(given);
  expect(feedStart(query({ from: '3' }), '7', 100)).toBe(8);
  expect(feedStart(query({ from: '3' }), undefined, 100)).toBe(3);
  expect(feedStart(query({ from: '3' }), 'x', 100)).toBe(3);
  expect(feedStart(query({}), undefined, 100)).toBe(100);
  expect(feedStart(query({}), '500', 100)).toBe(100);
  expect(feedQuery.safeParse({ text: 'x' }).success).toBe(false);
});
