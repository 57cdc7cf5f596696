import { expect, test } from 'vitest';
import { RecentEntries } from './recent-entries.ts';

const entries = (from: number, to: number, bytes = 1) =>
  Array.from({ length: to - from }, (_, i) => ({ index: from + i, leaf: new Uint8Array(bytes) }));
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

test('holds at most 4,096 entries or 16 MiB and begins anew after that', () => {
  const recent = new RecentEntries();
  recent.add(entries(0, 4096));
  recent.add(entries(4096, 4097));
  expect(taken(recent, 4096, 4097)).toBeUndefined();
  recent.add(entries(4097, 4099));
  expect(taken(recent, 4097, 4099)).toEqual([4097, 4098]);
  recent.add(entries(4099, 4099 + 17, 1 << 20));
  expect(taken(recent, 4099, 4100)).toBeUndefined();
});
