import { expect, test } from 'vitest';
import { listInWords, wordsOf } from './word-list.ts';

test('a field of several words takes commas, spaces and lines, and each word once', () => {
  expect(wordsOf(' a, b\nc  a ,')).toEqual(['a', 'b', 'c']);
  expect(wordsOf(' \n')).toEqual([]);
});

test('a list reads as everything where it says so, and as none where it is empty', () => {
  expect(listInWords(['chat', '*'], 'every route')).toBe('every route');
  expect(listInWords(undefined, 'every route')).toBe('every route');
  expect(listInWords([], 'every route')).toBe('none');
  expect(listInWords(['a', 'b'], 'every route')).toBe('a, b');
});
