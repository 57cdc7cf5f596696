import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { newIdentity } from './private-key.ts';
import { parsePublicKey } from './public-key.ts';

const refused = (detail: RegExp) =>
  expect.objectContaining({ code: 'core/recipient-invalid', message: expect.stringMatching(detail) });
const spki = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' }).toString();
const jwkText = (key: KeyObject, more: object = {}) =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const x25519 = generateKeyPairSync('x25519');

// A throwaway certificate: its private key was never kept.
const certificate = `-----BEGIN CERTIFICATE-----
MIIDBTCCAe2gAwIBAgIUWlXowBHG2CLmSEXOEqlSf23P8GYwDQYJKoZIhvcNAQEL
BQAwEjEQMA4GA1UEAwwHZXhhbXBsZTAeFw0yNjExMjIyMzMxMDZaFw0zNjExMTky
MzMxMDZaMBIxEDAOBgNVBAMMB2V4YW1wbGUwggEiMA0GCSqGSIb3DQEBAQUAA4IB
DwAwggEKAoIBAQCuwTqPFUz9bpbGrz8MBi32qhge/DkXmcwmlPcPyAu+3WnNuVAQ
6YH/z8xnjZ+V4zzZQBJiIVvagRJyThp6hgqw15eM3hTCcWUVLqOg09D/ZsyPfuDW
VneWASJbx6WHrhZmR14li3Su5fJvFq1oEyGWx6KCMd0MQcSUI29Ym9xb2oqwx60k
Cd+RD1E2+7F8qODCnm1x9Kr467fJmM2sIUwvfSIOLD1hNl3TW5AvpL401c6Z8HUp
AmIDveKXmDxd2xwde71I3TsQ4uVAmEEDowBE08nK9Zzk+z1BtEYxdieVRbHz/PTy
euuaOluH+eoFbEvoaJ4dicX6hLVRsrDlt3rJAgMBAAGjUzBRMB0GA1UdDgQWBBR6
l/JbT7Y0fQwErQOWVamKXKi/8TAfBgNVHSMEGDAWgBR6l/JbT7Y0fQwErQOWVamK
XKi/8TAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4IBAQBZOgmw5BBs
1FF8t7zcOfTDpEJ24Ce7Z7lWul65ED0W4MD9GpQUOQGp2Bl0M76n0u/J0WWo/Lro
iF/qP9fYCtc1jQbncSzyx8bfEhD2m0ewXJMMROtSlCf7kI94XxopSerXEj7GXRne
pWzT9Ht1nLC0KL7SN/U5jdo5GG86qdsz7EmnjXTABmhc+rHFcGrW7AFNQunTAzEF
/V2lCbtmAWP3KZ9qJAI7I8c1HpxoAPbcmRXcTlzD7+HFCGgKrNcvBRHxZ3kMXs24
HU6V6e54/v4X0icBrlAR8/qllLHE4iWDhrTpYByU5rs/vVSUNUXOOYd889NDL3yw
MWXYFcDrP5Gg
-----END CERTIFICATE-----`;

describe('a public key', () => {
  test('is named by its thumbprint (RFC 7638, section 3.1)', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
    const { kid, algorithm } = parsePublicKey(
      JSON.stringify({ kty: 'RSA', n, e: 'AQAB', kid: '2011-04-29' }),
    );
    expect(kid).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
    expect(algorithm).toBe('RSA-OAEP-256');
  });

  test('is the same from a JWK and from PEM, as text and as bytes', () => {
    for (const { publicKey } of [rsa, x25519]) {
      const fromPem = parsePublicKey(spki(publicKey));
      expect(parsePublicKey(jwkText(publicKey))).toEqual(fromPem);
      expect(parsePublicKey(Buffer.from(spki(publicKey)))).toEqual(fromPem);
      expect(parsePublicKey(jwkText(publicKey, { use: 'enc', key_ops: [], ext: true }))).toEqual(fromPem);
    }
    expect(parsePublicKey(newIdentity().publicJwk).algorithm).toBe('ECDH-ES+A256KW');
  });

  test('may come in a certificate', () => {
    const { kid, algorithm } = parsePublicKey(certificate);
    expect([kid, algorithm]).toEqual(['m6JYmmDHdjzD1cLW1xEZhVPWlWwYBGFGNyemJ1DNHdo', 'RSA-OAEP-256']);
  });

  test('is not taken from a private key: people keep those', () => {
    const pem = rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(() => parsePublicKey(pem)).toThrow(refused(/private key: give its public half/));
    expect(() => parsePublicKey(jwkText(x25519.privateKey))).toThrow(
      refused(/private key: give its public half/),
    );
  });

  test.each([
    ['Ed25519', generateKeyPairSync('ed25519').publicKey, /only signs: make an X25519 key/],
    [
      'P-256',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
      /NIST curve \(EC\): make an X25519 key/,
    ],
    ['X448', generateKeyPairSync('x448').publicKey, /not an X25519 or RSA public key/],
  ])('of another kind is refused with what to use instead: %s', (_name, key, words) => {
    expect(() => parsePublicKey(spki(key))).toThrow(refused(words));
    expect(() => parsePublicKey(jwkText(key))).toThrow(refused(words));
  });

  test('of RSA has 2048 to 8192 bits, and an exponent that is no shortcut', () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    expect(() => parsePublicKey(spki(short))).toThrow(refused(/1024 bits: 2048 to 8192/));
    const { n = '' } = rsa.publicKey.export({ format: 'jwk' });
    const long = Buffer.alloc(1025, 0xff).toString('base64url');
    expect(() => parsePublicKey(JSON.stringify({ kty: 'RSA', n: long, e: 'AQAB' }))).toThrow(
      refused(/8200 bits/),
    );
    for (const e of ['Aw', 'AQAA', 'AQAC']) {
      expect(() => parsePublicKey(JSON.stringify({ kty: 'RSA', n, e }))).toThrow(refused(/exponent/));
    }
  });

  test('of RSA made for signatures alone (RSASSA-PSS) is refused', () => {
    const { publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    expect(() => parsePublicKey(spki(publicKey))).toThrow(refused(/not an X25519 or RSA public key/));
  });

  test('that says it is for something else is refused', () => {
    expect(() => parsePublicKey(jwkText(rsa.publicKey, { use: 'sig' }))).toThrow(
      refused(/meant for signatures/),
    );
    expect(() => parsePublicKey(jwkText(rsa.publicKey, { alg: 'RSA1_5' }))).toThrow(
      refused(/meant for "RSA1_5"/),
    );
    expect(() => parsePublicKey(jwkText(rsa.publicKey, { key_ops: ['verify'] }))).toThrow(refused(/key_ops/));
  });

  test.each([
    ['31 bytes', Buffer.alloc(31, 9).toString('base64url')],
    ['its highest bit set', Buffer.alloc(32, 0x89).toString('base64url')],
    ['no base64url', '***'],
  ])('of X25519 with %s is refused', (_name, x) => {
    expect(() => parsePublicKey(JSON.stringify({ kty: 'OKP', crv: 'X25519', x }))).toThrow(refused(/key/));
  });

  test.each([
    ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@example', /OpenSSH key/],
    ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p', /key of age/],
    ['{"keys":[]}', /set of keys/],
    ['[]', /neither a JWK nor PEM/],
    ['{"kty":"RSA","kty":"OKP"}', /neither a JWK nor PEM/],
    ['', /neither a JWK nor PEM/],
    ['-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n', /PEM does not hold/],
    [' '.repeat(65_537), /over 65536 bytes/],
  ])('is not found in other text: %#', (source, words) => {
    expect(() => parsePublicKey(source)).toThrow(refused(words));
  });
});
