import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alternativeNames } from './alternative-names.ts';
import { isKeyOf, readCertificates } from './certificate.ts';
import { exportP256, newP256KeyPair } from './p256.ts';

// openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -set_serial 0x0a0b
//   -subj /CN=test -addext subjectAltName=DNS:a.example,IP:10.0.0.1,URI:spiffe://example.org/service/a
const certificate = `-----BEGIN CERTIFICATE-----
MIIBoTCCAUegAwIBAgICCgswCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEdGVzdDAg
Fw0yNjExMjMwNTE2MjNaGA8yMTI2MTAzMDA1MTYyM1owDzENMAsGA1UEAwwEdGVz
dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABM7xupS+4FxdRoyOPzxvRUd/lTdv
TePOFTD22GYP6JcZASSW14JyH8kcpnvgSp3abWY2Jj6pZAobeG4ttUqcsAejgZAw
gY0wHQYDVR0OBBYEFBtxmOk5Swvo0bsI++ENrFwvGMh0MB8GA1UdIwQYMBaAFBtx
mOk5Swvo0bsI++ENrFwvGMh0MA8GA1UdEwEB/wQFMAMBAf8wOgYDVR0RBDMwMYIJ
YS5leGFtcGxlhwQKAAABhh5zcGlmZmU6Ly9leGFtcGxlLm9yZy9zZXJ2aWNlL2Ew
CgYIKoZIzj0EAwIDSAAwRQIhAOwOJQSYK7HGm3om5OWyB2rwb5YCYyi/M40KDdOM
7YlnAiBwpll2x4yjAtihylvyPWyk9QW0daVe47hrglxym6eFiw==
-----END CERTIFICATE-----`;

describe('a certificate', () => {
  test('says its serial number, digest, time and names', () => {
    expect(readCertificates(`text before\n${certificate}\n`)).toEqual([
      {
        serial: '0a0b',
        sha256: '860ab3e4a8ef4cd513c4188e3a34f5c7c36f7f46241b7b85349cf3dcc0bda081',
        notBeforeMs: Date.parse('Nov 23 05:16:23 2026 GMT'),
        notAfterMs: Date.parse('Oct 30 05:16:23 2126 GMT'),
        names: [
          { kind: 'dns', value: 'a.example' },
          { kind: 'ip', value: '10.0.0.1' },
          { kind: 'uri', value: 'spiffe://example.org/service/a' },
        ],
        authority: true,
        pem: `${certificate}\n`,
      },
    ]);
    expect(readCertificates(certificate + certificate)).toHaveLength(2);
  });

  test.each([
    '',
    'no certificate',
    certificate.replace('MII', 'MIJ'),
    certificate.replaceAll('CERTIFICATE', 'PRIVATE KEY'),
    'x'.repeat((1 << 20) + 1),
  ])('is not read out of anything else (%#)', (text) => {
    expect(() => readCertificates(text)).toThrow(
      expect.objectContaining({ code: 'core/certificate-invalid' }),
    );
  });

  test('knows no key that is not its own', async () => {
    const pkcs8 = Buffer.from(await exportP256(await newP256KeyPair())).toString('base64');
    const other = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`;
    expect(isKeyOf(other, certificate)).toBe(false);
    expect(() => isKeyOf('no key', certificate)).toThrow(
      expect.objectContaining({ code: 'core/certificate-invalid' }),
    );
  });
});

describe('the names of a certificate', () => {
  test.each([
    [
      'DNS:a.example, IP Address:FD00:0:0:0:0:0:0:1, email:a@b',
      ['dns a.example', 'ip FD00:0:0:0:0:0:0:1', 'other a@b'],
    ],
    // As Node writes a DNS name that somebody chose to look like two names.
    ['DNS:"a\\u002c URI:spiffe://td/service/admin"', ['dns a, URI:spiffe://td/service/admin']],
    [
      'DNS:"a, URI:spiffe://td/x, b", URI:spiffe://td/y',
      ['dns a, URI:spiffe://td/x, b', 'uri spiffe://td/y'],
    ],
  ])('are read from %s', (text, wanted) => {
    expect(alternativeNames(text).map(({ kind, value }) => `${kind} ${value}`)).toEqual(wanted);
  });

  test.each([
    undefined,
    '',
    'DNS',
    'DNS:"a',
    'DNS:"a"b, URI:spiffe://td/x',
    'DNS:a" , URI:spiffe://td/x"',
    'DNS:"\\x", URI:spiffe://td/x',
    'DNS:a, ',
  ])('are none where the text %j is not understood as a whole', (text) => {
    expect(alternativeNames(text)).toEqual([]);
  });

  test('are as many as were written, whatever is in them', () => {
    const entry = fc.tuple(fc.constantFrom('DNS', 'URI', 'IP Address'), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), (entries) => {
        const text = entries.map(([kind, value]) => `${kind}:${JSON.stringify(value)}`).join(', ');
        expect(alternativeNames(text).map(({ value }) => value)).toEqual(entries.map(([, value]) => value));
      }),
    );
  });
});
