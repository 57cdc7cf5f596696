import { expect, test } from 'vitest';
import { deltaWords } from './delta.tsx';

test.each([
  [0, 0, undefined],
  [5, 0, 'new'],
  [0, 5, '−100 %'],
  [100, 100, 'same'],
  [1001, 1000, 'same'],
  [112, 100, '+12 %'],
  [60, 100, '−40 %'],
  [520, 100, '×5.2'],
  [52_000, 2, '×26,000'],
])('%i after %i reads %s', (now, before, words) => {
  expect(deltaWords(now, before)).toBe(words);
});
