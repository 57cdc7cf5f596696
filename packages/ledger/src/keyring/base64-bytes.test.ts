import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64-bytes.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

// RFC 4648, section 10.
test.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
])('%j is %j', (plain, encoded) => {
  expect(text(encodeBase64(Buffer.from(plain)))).toBe(encoded);
  expect(text(decodeBase64(Buffer.from(encoded)) ?? Buffer.from('none'))).toBe(plain);
});

test('any bytes are spelled as Node spells them, and come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const encoded = encodeBase64(bytes);
      expect(text(encoded)).toBe(Buffer.from(bytes).toString('base64'));
      expect(Buffer.from(decodeBase64(encoded) ?? []).equals(bytes)).toBe(true);
    }),
  );
});

test('nothing but the one spelling of bytes is read', () => {
  for (const wrong of ['Zg', 'Zg=', 'Zh==', 'Zm9=', '====', 'Z===', 'Zm9v\n', 'Zm-v', 'Zg==Zg=='])
    expect(decodeBase64(Buffer.from(wrong)), wrong).toBeUndefined();
  fc.assert(
    fc.property(fc.string({ minLength: 4, maxLength: 4 }), (wrong) => {
      const decoded = decodeBase64(Buffer.from(wrong, 'latin1'));
      if (decoded !== undefined) expect(Buffer.from(decoded).toString('base64')).toBe(wrong);
    }),
  );
});
