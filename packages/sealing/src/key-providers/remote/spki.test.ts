import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { readSpki } from './spki.ts';

test.each([
  ['Ed25519', generateKeyPairSync('ed25519').publicKey],
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey],
] as const)('reads a public key for %s', (algorithm, key) => {
  const der = key.export({ format: 'der', type: 'spki' });
  expect(readSpki(der)).toEqual({ algorithm, jwk: key.export({ format: 'jwk' }) });
  expect(readSpki(der.subarray(0, -1))).toBeUndefined();
  expect(readSpki(Buffer.concat([der, Buffer.alloc(1)]))).toBeUndefined();
});

test('knows no other kinds of keys', () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  expect(readSpki(publicKey.export({ format: 'der', type: 'spki' }))).toBeUndefined();
  expect(readSpki(new Uint8Array(0))).toBeUndefined();
});
