import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newIdentity, type PrivateKey, readPrivateKey } from './private-key.ts';
import { parsePrivateKey, sealPrivateKey } from './private-key-file.ts';
import { parsePublicKey } from './public-key.ts';

const refused = (detail: RegExp) =>
  expect.objectContaining({ code: 'core/identity-invalid', message: expect.stringMatching(detail) });
const words = () => Promise.resolve(new TextEncoder().encode('correct horse'));
const never = () => Promise.reject(new Error('asked for a passphrase'));

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const x25519 = generateKeyPairSync('x25519');
const publicText = (key: typeof rsa.publicKey) => key.export({ format: 'pem', type: 'spki' }).toString();

/** Whether two private keys are the same one: a JWK is private in any log. */
function same(key: PrivateKey, publicPem: string): void {
  expect(key.publicKey).toEqual(parsePublicKey(publicPem));
}

describe('a private key', () => {
  test('is read from PEM and JWK alike', () => {
    for (const { privateKey, publicKey } of [rsa, x25519]) {
      same(readPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })), publicText(publicKey));
      same(readPrivateKey(JSON.stringify(privateKey.export({ format: 'jwk' }))), publicText(publicKey));
    }
    same(readPrivateKey(rsa.privateKey.export({ format: 'pem', type: 'pkcs1' })), publicText(rsa.publicKey));
  });

  test('shows nothing of itself in a log', () => {
    const key = readPrivateKey(rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const { d = '' } = rsa.privateKey.export({ format: 'jwk' });
    expect(JSON.stringify(key)).not.toContain(d.slice(0, 20));
    expect(Object.keys(key)).toEqual(['publicKey', 'agree', 'decrypt']);
  });

  test('is made new as a pair whose halves belong together', () => {
    const { privateJwk, publicJwk, kid } = newIdentity();
    const key = readPrivateKey(privateJwk);
    expect(key.publicKey).toEqual(parsePublicKey(publicJwk));
    expect(key.publicKey.kid).toBe(kid);
    expect(publicJwk).not.toContain('"d"');
    expect(newIdentity().kid).not.toBe(kid);
  });

  test('whose public half is of another key is refused', () => {
    const { d } = x25519.privateKey.export({ format: 'jwk' });
    const { x } = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
    const text = JSON.stringify({ kty: 'OKP', crv: 'X25519', x, d });
    expect(() => readPrivateKey(text)).toThrow(refused(/valid private key/));
  });

  test.each([
    ['a public key', publicText(rsa.publicKey), /no private key/],
    ['a public JWK', newIdentity().publicJwk, /no X25519 or RSA private key/],
    [
      'Ed25519',
      generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }),
      /only signs/,
    ],
    [
      'short RSA',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ format: 'pem', type: 'pkcs8' }),
      /1024 bits/,
    ],
    ['OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----\n', /OpenSSH/],
    ['no key', 'hello', /neither a JWK nor PEM/],
    [
      'broken PEM',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
      /no readable private key/,
    ],
    ['more than a key', ' '.repeat(65_537), /over 65536 bytes/],
  ])('is not found in %s', (_name, source, detail) => {
    expect(() => readPrivateKey(source)).toThrow(refused(detail));
  });

  test('of RSA with more than two primes is refused', () => {
    const text = JSON.stringify({
      ...rsa.privateKey.export({ format: 'jwk' }),
      oth: [{ r: 'Aw', d: 'Aw', t: 'Aw' }],
    });
    expect(() => readPrivateKey(text)).toThrow(refused(/no X25519 or RSA private key/));
  });
});

describe('a private key file', () => {
  test('that is not protected asks for no passphrase', async () => {
    const { privateJwk, publicJwk } = newIdentity();
    expect((await parsePrivateKey(privateJwk, never)).publicKey).toEqual(parsePublicKey(publicJwk));
  });

  test('sealed by a passphrase opens with it alone, and the passphrase is overwritten', async () => {
    const { privateJwk, publicJwk } = newIdentity();
    const sealed = await sealPrivateKey(privateJwk, await words(), { passphraseIterations: 1000 });
    const given = await words();
    const key = await parsePrivateKey(sealed, () => Promise.resolve(given));
    expect(key.publicKey).toEqual(parsePublicKey(publicJwk));
    expect(given.every((byte) => byte === 0)).toBe(true);
    const wrong = () => Promise.resolve(new TextEncoder().encode('wrong'));
    await expect(parsePrivateKey(sealed, wrong)).rejects.toThrow(
      expect.objectContaining({
        code: 'core/keys-not-for-you',
        message: expect.stringMatching(/passphrase is wrong/),
      }),
    );
    await expect(parsePrivateKey(sealed)).rejects.toThrow(refused(/protected by a passphrase/));
  });

  test('of encrypted PEM opens with its passphrase alone', async () => {
    for (const [format, pair] of [
      ['pkcs8', x25519],
      ['pkcs8', rsa],
      ['pkcs1', rsa],
    ] as const) {
      const options = { format: 'pem', cipher: 'aes-256-cbc', passphrase: 'correct horse' } as const;
      const pem =
        pair === rsa && format === 'pkcs1'
          ? rsa.privateKey.export({ ...options, type: 'pkcs1' })
          : pair.privateKey.export({ ...options, type: 'pkcs8' });
      same(await parsePrivateKey(pem, words), publicText(pair.publicKey));
      await expect(parsePrivateKey(pem)).rejects.toThrow(refused(/protected by a passphrase/));
      await expect(parsePrivateKey(pem, () => Promise.resolve(new Uint8Array(0)))).rejects.toThrow(
        refused(/wrong/),
      );
    }
  });
});
