import { expect, test } from 'vitest';
import { openContent, sealContent } from './jwe-content.ts';

// RFC 7516, appendix A.1: A256GCM.
const cek = Buffer.from([
  177, 161, 244, 128, 84, 143, 225, 115, 63, 180, 3, 255, 107, 154, 212, 246, 138, 7, 110, 91, 112, 46, 34,
  105, 47, 130, 203, 46, 122, 234, 64, 252,
]);
const protectedText = 'eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ';
const plaintext = Buffer.from('The true sign of intelligence is not knowledge but imagination.');
const content = {
  iv: Buffer.from('48V1_ALb6US04U3b', 'base64url'),
  ciphertext: Buffer.from(
    '5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A',
    'base64url',
  ),
  tag: Buffer.from('XFBoMYUZodetZdvTiFvSkQ', 'base64url'),
};

test('encrypts and decrypts the example of RFC 7516, appendix A.1', () => {
  expect(sealContent(cek, content.iv, protectedText, plaintext)).toEqual(content);
  expect(openContent(cek, protectedText, content)).toEqual(plaintext);
});

test('opens nothing with another key, header or tag', () => {
  const tag = Buffer.from(content.tag);
  tag[15] = (tag[15] ?? 0) ^ 1;
  expect(openContent(Buffer.alloc(32), protectedText, content)).toBeUndefined();
  expect(openContent(cek, `${protectedText}A`, content)).toBeUndefined();
  expect(openContent(cek, protectedText, { ...content, tag })).toBeUndefined();
});
