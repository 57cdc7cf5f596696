import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openAesGcm, sealAesGcm } from './aes-gcm.ts';
import { deriveKey, equalConstantTime, hmacSha256, sha256Hex } from './digest.ts';
import { ed25519Signer, verifyEd25519 } from './ed25519.ts';
import { randomBytes } from './random.ts';

const hex = (text: string) => Buffer.from(text, 'hex');

describe('digests agree with published vectors', () => {
  test('SHA-256 (FIPS 180-4 example)', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  test('HMAC-SHA-256 (RFC 4231, case 2)', () => {
    const mac = hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?');
    expect(Buffer.from(mac).toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  test('HKDF-SHA-256 (RFC 5869, case 3: no salt, no info), first 32 bytes', () => {
    const key = deriveKey(Buffer.alloc(22, 0x0b), '');
    expect(Buffer.from(key).toString('hex')).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    );
  });

  test('Ed25519 (RFC 8032, test 2)', () => {
    const signer = ed25519Signer(hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'));
    expect(Buffer.from(signer.publicKey).toString('hex')).toBe(
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    );
    const signature = signer.sign(hex('72'));
    expect(Buffer.from(signature).toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
    expect(verifyEd25519(signer.publicKey, hex('72'), signature)).toBe(true);
    expect(verifyEd25519(signer.publicKey, hex('73'), signature)).toBe(false);
  });
});

describe('AES-256-GCM', () => {
  // McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14: zero key, nonce and block.
  test('opens the published ciphertext', () => {
    const sealed = Buffer.concat([
      Buffer.alloc(12),
      hex('cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919'),
    ]);
    expect(Buffer.from(openAesGcm(new Uint8Array(32), sealed, ''))).toEqual(Buffer.alloc(16));
  });

  test('opens what it sealed, and nothing that was changed or moved', () => {
    const key = randomBytes(32);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), fc.nat(), (plain, place, pick) => {
        const sealed = sealAesGcm(key, plain, place);
        expect(Buffer.from(openAesGcm(key, sealed, place))).toEqual(Buffer.from(plain));
        const bent = Uint8Array.from(sealed);
        const bit = pick % (bent.length * 8);
        bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const refused = expect.objectContaining({ code: 'core/crypto-failed' });
        expect(() => openAesGcm(key, bent, place)).toThrow(refused);
        expect(() => openAesGcm(key, sealed, `${place}!`)).toThrow(refused);
        expect(() => openAesGcm(randomBytes(32), sealed, place)).toThrow(refused);
      }),
    );
    expect(() => openAesGcm(key, new Uint8Array(27), '')).toThrow(/too short/);
  });

  test('never repeats a nonce', () => {
    const key = randomBytes(32);
    const nonces = Array.from({ length: 2_000 }, () =>
      Buffer.from(sealAesGcm(key, new Uint8Array(1), '').subarray(0, 12)).toString('hex'),
    );
    expect(new Set(nonces).size).toBe(nonces.length);
  });
});

test('comparison in constant time still compares', () => {
  expect(equalConstantTime(hex('0102'), hex('0102'))).toBe(true);
  expect(equalConstantTime(hex('0102'), hex('0103'))).toBe(false);
  expect(equalConstantTime(hex('0102'), hex('010203'))).toBe(false);
});
