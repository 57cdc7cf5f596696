import { expect, test } from 'vitest';
import { idTimeMs, newId } from './ids.ts';

test('ids sort by the millisecond they were made in and do not repeat', () => {
  const earlier = newId('req', 1_700_000_000_000);
  const later = newId('req', 1_700_000_000_001);
  expect(earlier < later).toBe(true);
  expect(earlier).toMatch(/^req_[0-9a-hjkmnp-tv-z]{26}$/);
  const many = new Set(Array.from({ length: 10_000 }, () => newId('key', 0)));
  expect(many.size).toBe(10_000);
});

test('an id says when it was made, and no other text does', () => {
  expect(idTimeMs(newId('req', 1_700_000_000_123))).toBe(1_700_000_000_123);
  expect(idTimeMs(newId('key', 0))).toBe(0);
  for (const text of [
    '',
    'req_',
    `req_${'0'.repeat(25)}`,
    `req_${'u'.repeat(26)}`,
    `REQ_${'0'.repeat(26)}`,
    `req_8${'0'.repeat(25)}`,
  ])
    expect(idTimeMs(text)).toBeUndefined();
});
