import { expect, test } from 'vitest';
import { concatKdf } from './concat-kdf.ts';

// RFC 7518, appendix C: the agreed secret of Alice's ephemeral and Bob's key on P-256.
const secret = Buffer.from([
  158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106,
  72, 246, 218, 167, 121, 140, 254, 144, 196,
]);
const info = {
  algorithm: 'A128GCM',
  partyU: Buffer.from('Alice'),
  partyV: Buffer.from('Bob'),
  keyBits: 128,
} as const;

test('derives the key of RFC 7518, appendix C', () => {
  expect(Buffer.from(concatKdf(secret, info)).toString('base64url')).toBe('VqqN6vgjbSBcIijNcacQGg');
});

test('derives another key for another algorithm, party or length', () => {
  const other = Buffer.from('Eve');
  const keys = [
    info,
    { ...info, algorithm: 'ECDH-ES+A256KW' },
    { ...info, partyU: other },
    { ...info, partyV: other },
    { ...info, keyBits: 256 } as const,
  ].map((one) => Buffer.from(concatKdf(secret, one)).subarray(0, 16).toString('hex'));
  expect(new Set(keys).size).toBe(keys.length);
});
