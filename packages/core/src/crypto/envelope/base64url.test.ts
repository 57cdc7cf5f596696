import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url, encodeBase64urlBytes } from './base64url.ts';

test('encodes and decodes any bytes, as text and as bytes that can be overwritten', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = encodeBase64url(bytes);
      expect(Buffer.from(decodeBase64url(text) ?? [])).toEqual(Buffer.from(bytes));
      expect(Buffer.from(encodeBase64urlBytes(bytes)).toString('latin1')).toBe(text);
    }),
  );
});

// RFC 4648, sections 3.2, 3.3 and 3.5.
test.each(['AA==', 'AA=', 'A', 'A A', 'AB', '+/8', 'AAA\n', 'AAé'])('refuses the spelling %j', (text) => {
  expect(decodeBase64url(text)).toBeUndefined();
});
