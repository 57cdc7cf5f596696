import { expect, test } from 'vitest';
import { mlDsa44Signer, verifyMlDsa44 } from './ml-dsa-44.ts';

const seed = Uint8Array.from({ length: 32 }, (_, i) => i);

test('makes the public key that RFC 9881 gives for its example seed', () => {
  const { publicKey } = mlDsa44Signer(seed);
  expect(publicKey.length).toBe(1312);
  expect(Buffer.from(publicKey.subarray(0, 16)).toString('hex')).toBe('d7b2b47254aae0db45e7930d4a98d2c9');
});

test('signs what verifies under its key alone, differently each time', () => {
  const signer = mlDsa44Signer(seed);
  const message = Buffer.from('message');
  const signature = signer.sign(message);
  expect(signature.length).toBe(2420);
  expect(verifyMlDsa44(signer.publicKey, message, signature)).toBe(true);
  expect(verifyMlDsa44(signer.publicKey, message, signer.sign(message))).toBe(true);
  expect(signer.sign(message)).not.toEqual(signature);
  expect(verifyMlDsa44(signer.publicKey, Buffer.from('other'), signature)).toBe(false);
  const stranger = mlDsa44Signer(new Uint8Array(32));
  expect(verifyMlDsa44(stranger.publicKey, message, signature)).toBe(false);
});
