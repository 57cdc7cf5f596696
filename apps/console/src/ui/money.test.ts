import { expect, test } from 'vitest';
import { formatMoney, parseMoney } from './money.ts';

test('money is shown to the cent, and what is less than a cent all the same', () => {
  expect(formatMoney(12_500_000_000)).toBe('$12.50');
  expect(formatMoney(0)).toBe('$0.00');
  expect(formatMoney(1_230_000)).toBe('$0.0012');
});

test('money is read exactly, to the billionth', () => {
  expect(parseMoney('12.5')).toBe(12_500_000_000);
  expect(parseMoney(' $0.000000001 ')).toBe(1);
  expect(parseMoney('1234567.89')).toBe(1_234_567_890_000_000);
});

test.each(['', '0', '-1', '1e3', '1,000', '0.0000000001', 'ten'])('%j is no amount of money', (text) => {
  expect(parseMoney(text)).toBeUndefined();
});
