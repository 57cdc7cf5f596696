import { expect, test } from 'vitest';
import { offsetOfLine } from './text-lines.ts';

test('a line begins behind the one before it', () => {
  expect([1, 2, 3, 4, 9].map((line) => offsetOfLine('ab\n\ncd', line))).toEqual([0, 3, 4, 6, 6]);
});
