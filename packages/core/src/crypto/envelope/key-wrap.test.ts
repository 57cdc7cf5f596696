import { expect, test } from 'vitest';
import { unwrapAesKey, wrapAesKey } from './key-wrap.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

test('wraps as RFC 3394 does (section 4.6: 256 bits under 256 bits)', () => {
  const kek = hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
  const key = hex('00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f');
  const wrapped = hex('28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21');
  expect(Buffer.from(wrapAesKey(kek, key))).toEqual(wrapped);
  expect(Buffer.from(unwrapAesKey(kek, wrapped) ?? [])).toEqual(key);
});

// C2SP/wycheproof, testvectors_v1/aes_wrap_test.json: made with another initial value than RFC 3394's.
test.each([
  ['150', '99d517a1321bb633b0d5f3afda2372d3abf68b41d13cbfdffc78f173b88bc4b97efcab2b2904788d'],
  ['153', 'd92456bc77a268ef71cba76064a1b772d1fee2ae4f0ee3bb932a2adb2b031796b9eadb51753f2868'],
  ['156', '5bb54630ab8d73a040f0f87e70e263d1aeb2358bcdc0dce6994d0d874452bbd8741b7ec1d59d8298'],
])('refuses what was not wrapped right (Wycheproof %s)', (_id, wrapped) => {
  const kek = hex('4f710eb6b5e28703becfc3dc52fa8bc1dd44a4a6d38a84b4f94e89ac32d987e7');
  expect(unwrapAesKey(kek, hex(wrapped))).toBeUndefined();
});

test.each([0, 1, 7, 8, 15, 16, 17, 39, 41])('refuses %i bytes, which nothing wraps to', (length) => {
  expect(unwrapAesKey(new Uint8Array(32), new Uint8Array(length))).toBeUndefined();
});
