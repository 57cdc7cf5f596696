import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openAesGcm, sealAesGcm } from './aes-gcm.ts';
import { deriveKey, equalConstantTime, expandSha384, hmacSha1, hmacSha256, sha256Hex } from './digest.ts';
import { ed25519Signer, verifyEd25519 } from './ed25519.ts';
import { randomBytes } from './random.ts';
import { scrypt } from './scrypt.ts';

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

  test('HMAC-SHA-1 (RFC 2202, case 2)', () => {
    const mac = hmacSha1(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'));
    expect(Buffer.from(mac).toString('hex')).toBe('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79');
  });

  // RFC 7914, section 12, the first 32 of 64 bytes: its last step, PBKDF2 with SHA-256, makes them block by block.
  test.each([
    ['', '', { logN: 4, r: 1, p: 1 }, '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442'],
    [
      ...(['password', 'NaCl', { logN: 10, r: 8, p: 16 }] as const),
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162',
    ],
    [
      ...(['pleaseletmein', 'SodiumChloride', { logN: 14, r: 8, p: 1 }] as const),
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2',
    ],
  ])('scrypt (RFC 7914) of "%s"', async (password, salt, cost, wanted) => {
    const key = await scrypt(Buffer.from(password), Buffer.from(salt), cost);
    expect(Buffer.from(key).toString('hex')).toBe(wanted);
  });

  test('HKDF-SHA-256 (RFC 5869, case 3: no salt, no info), first 32 bytes', () => {
    const key = deriveKey(Buffer.alloc(22, 0x0b), '');
    expect(Buffer.from(key).toString('hex')).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    );
  });

  // C2SP/wycheproof, testvectors_v1/hkdf_sha384_test.json (Apache-2.0), by tcId. The extract step, which has its
  // own key, is done here.
  test.each([
    {
      tcId: 3,
      ikm: 'a4748031a14d3e6aafe42aa20c568f5f',
      salt: '',
      info: '',
      okm: '61c0d2797276f1b789397e5a4be75c961a77bdbad4cca2bd9a4160cb85fafb1b32f95d610c58766f29769d0c68b0bcfb15916d49b72e52ad2f3e7315618175d3',
    },
    {
      tcId: 5,
      ikm: 'c181696a19ab1a32eb6e81b2925d8990',
      salt: '',
      info: 'd8c8de92fe5422c9825996354db1821ba43a81ac',
      okm: 'bd5a9b85598010069c28028bd26949d44dd8312d0fe6cb3c49b2ab968de7aef4776c492e6c502056b419',
    },
    {
      tcId: 10,
      ikm: 'c360e16084cfd13cb44b0dc02d8665de',
      salt: '685ac7df93701d6c78babd847861bb3c',
      info: 'e0ddfaaaa7afb53f59a007a205c7149b5b5a72be',
      okm: '00aa140387a3d43aae915c35b306533179019bab',
    },
    {
      tcId: 12,
      ikm: '7a00817689a3d79001825a864c69c120',
      salt: '08bc01c053a6406c7c4a667c9b9b3894',
      info: '967ccd75395be6e96a67759f070487c9e2107791',
      okm: 'bd02e16b6024f2c3b752d1c1d3047583697731915fbbb34418f479b0c9bf84a86bd8e715eca198da8f9b39b25a1229c311853f862340cdefe46ddf41dcf256d9',
    },
    {
      tcId: 18,
      ikm: 'd515f58eed428b2bac233c8538580e2f',
      salt: 'c2a3ad9db6621fceb7498c0e6287522077acd2d47b55c09d52e114943b37',
      info: '14de8cffd89e49275f69d2e1e6b43fa0c3775451',
      okm: '93cde84c4c867cd78c2bc028d97e2be987e1ca0803c03cd8fb643c3c60ef4da68cd2557a2e3f26dc08b5106f4c000927e63845b6313a793a095f902ff5279af4',
    },
  ])('HKDF-Expand-SHA-384 (Wycheproof, test $tcId)', ({ ikm, salt, info, okm }) => {
    const key = createHmac('sha384', hex(salt)).update(hex(ikm)).digest();
    const out = expandSha384(key, hex(info), okm.length / 2);
    expect(Buffer.from(out).toString('hex')).toBe(okm);
  });

  test('HKDF-Expand-SHA-384 gives 255 blocks and no more (Wycheproof, tests 21 and 22)', () => {
    expect(expandSha384(new Uint8Array(48), new Uint8Array(0), 12_240)).toHaveLength(12_240);
    expect(() => expandSha384(new Uint8Array(48), new Uint8Array(0), 12_241)).toThrow(RangeError);
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
