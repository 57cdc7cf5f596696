import { expect, test } from 'vitest';
import { event } from '../testing/fixture-events.ts';
import { RecentEntries } from './recent-entries.ts';

const small = event('small');
const entries = (from: number, to: number, bytes = 1) =>
  Array.from({ length: to - from }, (_, i) => ({
    index: from + i,
    leaf: new Uint8Array(bytes),
    event: small,
  }));
const taken = (recent: RecentEntries, from: number, to: number) =>
  recent.take(from, to)?.map((entry) => entry.index);

test('gives a run of entries once, and nothing when a part of it is not here', () => {
  const recent = new RecentEntries();
  expect(taken(recent, 0, 1)).toBeUndefined();
  recent.add(entries(5, 8));
  recent.add(entries(8, 10));
  expect(taken(recent, 4, 6)).toBeUndefined();
  expect(taken(recent, 9, 11)).toBeUndefined();
  expect(taken(recent, 5, 9)).toEqual([5, 6, 7, 8]);
  expect(taken(recent, 5, 9)).toBeUndefined();
  expect(taken(recent, 9, 10)).toEqual([9]);
});

test('holds at most 32,768 entries or 32 MiB and begins anew after that', () => {
  const recent = new RecentEntries();
  const most = 32_768;
  recent.add(entries(0, most));
  recent.add(entries(most, most + 1));
  expect(taken(recent, most, most + 1)).toBeUndefined();
  recent.add(entries(most + 1, most + 3));
  expect(taken(recent, most + 1, most + 3)).toEqual([most + 1, most + 2]);
  recent.add(entries(most + 3, most + 3 + 33, 1 << 20));
  expect(taken(recent, most + 3, most + 4)).toBeUndefined();
});
