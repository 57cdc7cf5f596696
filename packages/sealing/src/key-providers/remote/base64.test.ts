import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.ts';

test('what was encoded decodes to the same bytes, in memory of its own', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 99 }),
      fc.constantFrom('base64', 'base64url'),
      (bytes, alphabet) => {
        const decoded = decodeBase64(encodeBase64(bytes, alphabet), alphabet);
        expect(decoded).toEqual(bytes);
        expect(decoded?.buffer.byteLength).toBe(bytes.length);
      },
    ),
  );
});

test.each(['Zg', 'Zg=', 'Zh==', ' Zg==', 'Z_8=', 'Zg==\n', 'Zm9vYg==Zm8=', '#'])('refuses %j', (text) => {
  expect(decodeBase64(text)).toBeUndefined();
});

test.each(['Zg==', 'Zh', '_/8', 'Z g'])('refuses %j as base64url', (text) => {
  expect(decodeBase64(text, 'base64url')).toBeUndefined();
});
