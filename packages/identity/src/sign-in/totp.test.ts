import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base32, totpCode, totpStep, totpUri } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

// RFC 6238, appendix B, SHA-1: the last six of eight digits.
test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('the code at %d s is that of RFC 6238', (seconds, code) => {
  expect(totpCode(secret, Math.floor(seconds / 30))).toBe(code);
  expect(totpStep(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
});

test('codes of the step before and after are taken, and none from further away', () => {
  const now = 1_234_567_890_000;
  const present = Math.floor(now / 30_000);
  const taken = [-2, -1, 0, 1, 2].map((by) => totpStep(secret, totpCode(secret, present + by), now));
  expect(taken).toEqual([undefined, present - 1, present, present + 1, undefined]);
});

test('a code may be typed in two groups, and nothing else is one', () => {
  expect(totpStep(secret, '005 924', 1_234_567_890_000)).toBeDefined();
  for (const wrong of ['', '5924', '0059240', '００５９２４', '005924\u0000', 'x'.repeat(1000)]) {
    expect(totpStep(secret, wrong, 1_234_567_890_000)).toBeUndefined();
  }
});

// RFC 4648, section 10.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('base32 of "%s" is "%s"', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});

test('the URI carries the secret and a name that cannot break out of its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 }), (name) => {
      const uri = new URL(totpUri(secret, name));
      expect(uri.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
      expect(decodeURIComponent(uri.pathname)).toContain(`Ringwall:${name}`);
    }),
  );
});
