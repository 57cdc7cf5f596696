import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { es256FromDer } from './ecdsa-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('a signature in DER verifies as r and s', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (message) => {
      const signature = es256FromDer(sign('sha256', message, privateKey));
      expect(signature).toHaveLength(64);
      const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
      expect(verify('sha256', message, key, signature ?? new Uint8Array(0))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('short numbers are padded on the left', () => {
  const signature = es256FromDer(Buffer.from('30070201050202' + '00ff', 'hex'));
  expect(Buffer.from(signature ?? []).toString('hex')).toBe(`${'00'.repeat(31)}05${'00'.repeat(31)}ff`);
});

test.each([
  ['nothing', ''],
  ['a length that is not its own', '3007020105020100'],
  ['a negative number', '3006020180020101'],
  ['a number with a needless zero', '300702020001020101'],
  ['zero', '3006020100020101'],
  ['an empty number', '30050200020101'],
  ['one number', '3003020101'],
  ['three numbers', '3009020101020101020101'],
  ['no sequence', '3106020101020101'],
  ['a number of another kind', '3006030101020101'],
  ['a number that is too long', `302702${'21'}${'01'.repeat(33)}020101`],
  ['a length over the end', '3006020101020201'],
])('refuses %s', (_, hex) => {
  expect(es256FromDer(Buffer.from(hex, 'hex'))).toBeUndefined();
});
