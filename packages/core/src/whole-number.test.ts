import { expect, test } from 'vitest';
import { z } from 'zod';
import { wholeNumber } from './whole-number.ts';

test.each([
  ['0', 0],
  ['007', 7],
  ['999999999999999', 999_999_999_999_999],
  [12, 12],
])('a whole number in a query is %j', (text, number) => {
  expect(wholeNumber.parse(text)).toBe(number);
});

test.each(['', ' 1', '1e3', '0x1', '-1', '1.5', '9'.repeat(16), ['1'], -1, 1.5, null, true])(
  'a whole number in a query is not %j',
  (text) => {
    expect(wholeNumber.safeParse(text).success).toBe(false);
  },
);

test('a whole number in a query is described as the number it is', () => {
  expect(z.toJSONSchema(wholeNumber, { io: 'input' })).toMatchObject({ type: 'integer', minimum: 0 });
});
