import { expect, test } from 'vitest';
import { RecentlyUsed } from './recently-used.ts';

test('the entry used longest ago goes first, and whoever asks is told what went', () => {
  const dropped: string[] = [];
  const recent = new RecentlyUsed<string>(2, (value) => dropped.push(value));
  recent.set('a', 'A');
  recent.set('b', 'B');
  expect(recent.get('a')).toBe('A');
  recent.set('c', 'C');
  expect([recent.get('b'), recent.get('a'), recent.get('c')]).toEqual([undefined, 'A', 'C']);
  recent.set('a', 'A2');
  recent.delete('c');
  recent.delete('c');
  recent.clear();
  expect(dropped).toEqual(['B', 'A', 'C', 'A2']);
});
