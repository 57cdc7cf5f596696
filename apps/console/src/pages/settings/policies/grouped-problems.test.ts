import { expect, test } from 'vitest';
import { groupedProblems } from './grouped-problems.ts';

test('a mistake that is one for many actions is shown once, with how many more there are', () => {
  const at = { line: 3, column: 8 };
  expect(
    groupedProblems([
      { ...at, message: 'not found for a', help: 'did you mean `now`?' },
      { ...at, message: 'not found for b', help: 'did you mean `now`?' },
      { line: 4, column: 1, message: 'unexpected token' },
    ]),
  ).toEqual([
    { ...at, message: 'not found for a', help: 'did you mean `now`?', more: 1 },
    { line: 4, column: 1, message: 'unexpected token', more: 0 },
  ]);
});
