import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBundle, encodeBundle } from './entry-bundle.ts';

test('entries of any length come back as they were', () => {
  const leaves = fc.array(
    fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array(65_535).fill(7))),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(leaves, (given) => {
      const decoded = decodeBundle(encodeBundle(given)) ?? [];
      expect(decoded.map((leaf) => Buffer.from(leaf))).toEqual(given.map((leaf) => Buffer.from(leaf)));
    }),
    { numRuns: 30 },
  );
});

test('lengths are two big-endian bytes', () => {
  expect(Buffer.from(encodeBundle([Buffer.from('ab'), new Uint8Array(0)])).toString('hex')).toBe(
    '000261620000',
  );
});

test('a bundle that ends in the middle of an entry is none', () => {
  const bytes = encodeBundle([Buffer.from('first'), Buffer.from('second')]);
  const whole = new Set([0, 7, bytes.length]);
  for (let end = 0; end <= bytes.length; end++) {
    expect(decodeBundle(bytes.subarray(0, end)) !== undefined).toBe(whole.has(end));
  }
});
