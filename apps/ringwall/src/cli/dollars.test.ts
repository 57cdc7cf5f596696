import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dollars, nanoDollars } from './dollars.ts';

test.each([
  ['20', 20_000_000_000, '$20.00'],
  ['0.5', 500_000_000, '$0.50'],
  ['1.234567', 1_234_567_000, '$1.234567'],
  ['0.000000001', 1, '$0.000000001'],
  ['0', 0, '$0.00'],
  ['9000000', 9_000_000_000_000_000, '$9000000.00'],
])('%s dollars are %i billionths, shown as %s', (text, nano, shown) => {
  expect(nanoDollars(text)).toBe(nano);
  expect(dollars(nano)).toBe(shown);
});

test.each(['', '-1', '1e3', '1.', '.5', '1.0000000001', '12345678', '1,5', '$5', ' 1'])(
  '%j is no amount of dollars',
  (text) => {
    expect(nanoDollars(text)).toBeUndefined();
  },
);

test('what is shown is what was meant, to the billionth', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (nano) => {
      expect(nanoDollars(dollars(nano).slice(1))).toBe(nano);
    }),
  );
});
