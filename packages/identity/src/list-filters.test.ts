import { expect, test } from 'vitest';
import { hasText, isAsked } from './list-filters.ts';

test('a text is found in any of the words, whatever the case, and as it is', () => {
  expect(hasText('ADA', 'usr_1', 'Ada Lovelace')).toBe(true);
  expect(hasText('sr_1', 'usr_1')).toBe(true);
  expect(hasText('a.a', 'Ada')).toBe(false);
  expect(hasText('.*', 'Ada')).toBe(false);
  expect(hasText('İ', 'istanbul')).toBe(false);
  expect(hasText(undefined)).toBe(true);
  expect(hasText('x')).toBe(false);
});

test('what is not asked for is not looked at', () => {
  expect(isAsked(undefined, 'clinic')).toBe(true);
  expect(isAsked('clinic', 'clinic')).toBe(true);
  expect(isAsked<string | undefined>('clinic', undefined)).toBe(false);
});
