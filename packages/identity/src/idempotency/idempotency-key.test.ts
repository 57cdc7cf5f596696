import { expect, test } from 'vitest';
import { idempotencyKey } from './idempotency-key.ts';

test.each([
  ['"8e03978e-40d5-43e8-bc93-6894a57f9324"', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
  ['8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
  ['x'.repeat(128), 'x'.repeat(128)],
])('the key of %s is %s', (header, key) => {
  expect(idempotencyKey(header)).toBe(key);
});

test.each([
  '',
  '""',
  '"a',
  'a"b',
  '"a"b"',
  'a b',
  'a, b',
  'a;b=c',
  '"a\\"b"',
  'ä',
  'x'.repeat(129),
  ['a', 'b'],
])('%j is no key', (header) => {
  expect(() => idempotencyKey(header)).toThrow(
    expect.objectContaining({ code: 'identity/idempotency-key-invalid' }),
  );
});
