import { expect, test } from 'vitest';
import { agreeX25519, isCanonicalX25519, x25519PrivateKey, x25519PublicBytes } from './x25519.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

// RFC 8037, appendix A.6, whose keys are those of RFC 7748, section 6.1.
const alice = x25519PrivateKey(hex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'));
const bob = x25519PrivateKey(hex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'));

test('agrees on the secret of RFC 8037, appendix A.6', () => {
  expect(Buffer.from(x25519PublicBytes(bob)).toString('base64url')).toBe(
    '3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08',
  );
  expect(Buffer.from(x25519PublicBytes(alice)).toString('base64url')).toBe(
    'hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo',
  );
  const secret = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742';
  expect(Buffer.from(agreeX25519(alice, x25519PublicBytes(bob)) ?? []).toString('hex')).toBe(secret);
  expect(Buffer.from(agreeX25519(bob, x25519PublicBytes(alice)) ?? []).toString('hex')).toBe(secret);
});

// The points whose order divides 8, with 2^255 - 19 and the number above it: C2SP/wycheproof,
// testvectors_v1/x25519_test.json, flag LowOrderPublic.
test.each([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])('agrees on nothing with the point of small order %s', (point) => {
  expect(agreeX25519(alice, hex(point))).toBeUndefined();
});

test('tells a key with its highest bit set', () => {
  const bytes = x25519PublicBytes(bob);
  expect(isCanonicalX25519(bytes)).toBe(true);
  bytes[31] = (bytes[31] ?? 0) | 0x80;
  expect(isCanonicalX25519(bytes)).toBe(false);
  expect(isCanonicalX25519(bytes.subarray(1))).toBe(false);
});
