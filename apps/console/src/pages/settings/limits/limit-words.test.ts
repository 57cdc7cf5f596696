import { expect, test } from 'vitest';
import { amountInWords } from './limit-words.ts';

test('a limit reads as a sentence would say it', () => {
  expect(amountInWords({ metric: 'money', amount: 50_000_000_000, per: 'month' })).toBe('$50.00 a month');
  expect(amountInWords({ metric: 'requests', amount: 1, per: 'second' })).toBe('1 request a second');
  expect(amountInWords({ metric: 'tokens', amount: 250_000, per: 'hour' })).toBe('250K tokens an hour');
  expect(amountInWords({ metric: 'concurrency', amount: 4 })).toBe('4 at once');
});
