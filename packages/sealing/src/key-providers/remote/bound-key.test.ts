import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindKey, unbindKey, wrappedPart } from './bound-key.ts';

const place = { kind: 'azure-key-vault', keyId: 'k', keyVersion: '1', context: { a: 'b' } };
const secret = () => Uint8Array.from({ length: 32 }, (_, n) => n);
const wrapped = new Uint8Array([9, 9]);

describe('a bound key', () => {
  test('is HKDF-SHA-256 of the secret, written out', () => {
    const hmac = (key: Uint8Array, data: Uint8Array | string) =>
      createHmac('sha256', key).update(data).digest();
    const expand = (label: string) =>
      hmac(
        hmac(new Uint8Array(32), secret()),
        `["ringwall/bound-key/1","${label}","azure-key-vault","k","1",{"a":"b"}]\x01`,
      );
    const { plaintext, ciphertext } = bindKey(secret(), wrapped, place);
    expect(Buffer.from(plaintext)).toEqual(expand('data-key'));
    expect(Buffer.from(ciphertext)).toEqual(Buffer.concat([expand('tag'), wrapped]));
  });

  test('comes back at its place, and the secrets are overwritten', () => {
    const [one, two] = [secret(), secret()];
    const { plaintext, ciphertext } = bindKey(one, wrapped, place);
    expect(unbindKey(two, ciphertext, place)).toEqual(plaintext);
    expect([...one, ...two].every((byte) => byte === 0)).toBe(true);
    expect(wrappedPart(ciphertext)).toEqual(wrapped);
  });

  test.each([
    { ...place, kind: 'google-kms' },
    { ...place, keyId: 'l' },
    { ...place, keyVersion: '2' },
    { ...place, context: {} },
    { ...place, context: { a: 'b', c: 'd' } },
  ])('does not come back at %j', (other) => {
    const { ciphertext } = bindKey(secret(), wrapped, place);
    expect(() => unbindKey(secret(), ciphertext, other)).toThrow(
      expect.objectContaining({ code: 'sealing/unwrap-failed' }),
    );
  });

  test('does not come back from another tag or another secret', () => {
    const { ciphertext } = bindKey(secret(), wrapped, place);
    fc.assert(
      fc.property(fc.nat(255), (bit) => {
        const bent = Uint8Array.from(ciphertext);
        bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => unbindKey(secret(), bent, place)).toThrow();
        const other = secret();
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => unbindKey(other, ciphertext, place)).toThrow();
      }),
    );
    for (const length of [0, 31, 32]) {
      expect(() => wrappedPart(ciphertext.subarray(0, length))).toThrow(/too short/);
    }
  });
});
