import { expect, test } from 'vitest';
import { SegmentCache } from './segment-cache.ts';

const bytes = (value: number) => Uint8Array.of(value);

test('keeps the segments used last, and as many as it was made for', () => {
  const cache = new SegmentCache(2);
  cache.set(1, bytes(1));
  cache.set(2, bytes(2));
  expect(cache.get(1)).toEqual(bytes(1));
  cache.set(3, bytes(3));
  expect([1, 2, 3].map((position) => cache.has(position))).toEqual([true, false, true]);
  expect(cache.get(2)).toBeUndefined();
});

test('holds one segment for a position, and the later one', () => {
  const cache = new SegmentCache(2);
  cache.set(1, bytes(1));
  cache.set(2, bytes(2));
  cache.set(1, bytes(7));
  cache.set(3, bytes(3));
  expect(cache.get(1)).toEqual(bytes(7));
  expect(cache.has(2)).toBe(false);
});

test('overwrites what it held when it is cleared', () => {
  const cache = new SegmentCache(2);
  const held = bytes(9);
  cache.set(1, held);
  cache.clear();
  expect(held).toEqual(bytes(0));
  expect(cache.has(1)).toBe(false);
});
