import { describe, expect, test } from 'vitest';
import { encodeBase64url } from './base64url.ts';
import { encodeJwe, parseJwe } from './jwe.ts';

const encode = (value: unknown) => encodeBase64url(Buffer.from(JSON.stringify(value), 'utf8'));
const zeros = (count: number) => encodeBase64url(new Uint8Array(count));
const recipient = { header: { alg: 'A256KW' }, encrypted_key: zeros(40) };
const document = {
  protected: encode({ enc: 'A256GCM', typ: 'ringwall-keys' }),
  recipients: [recipient],
  iv: zeros(12),
  ciphertext: zeros(32),
  tag: zeros(16),
};
const parse = (value: unknown) => parseJwe(Buffer.from(JSON.stringify(value), 'utf8'));
const refused = (detail: RegExp) =>
  expect.objectContaining({ code: 'core/keys-malformed', message: expect.stringMatching(detail) });

describe('a JWE', () => {
  test('reads as what it says and encodes to the same', () => {
    const jwe = parse(document);
    expect(jwe.protectedHeader).toEqual({ enc: 'A256GCM', typ: 'ringwall-keys' });
    expect(JSON.parse(Buffer.from(encodeJwe(jwe)).toString())).toEqual(document);
  });

  test('keeps what it does not know of a recipient, also where there is no key', () => {
    const odd = {
      header: { alg: 'dir', x: [1, { y: null }], ...JSON.parse('{"__proto__":{"polluted":1}}') },
    };
    const jwe = parse({ ...document, recipients: [recipient, odd, {}] });
    expect(jwe.recipients[1]?.encryptedKey).toHaveLength(0);
    expect(JSON.parse(Buffer.from(encodeJwe(jwe)).toString()).recipients).toEqual([
      recipient,
      odd,
      { header: {} },
    ]);
  });

  test.each([
    ['a member missing', { ...document, tag: undefined }, /tag/],
    ['a shared header', { ...document, unprotected: {} }, /Unrecognized key: "unprotected"/],
    ['associated data', { ...document, aad: '' }, /Unrecognized key: "aad"/],
    ['a member of the flattened form', { ...document, header: {} }, /Unrecognized key/],
    ['no recipient', { ...document, recipients: [] }, /recipients/],
    ['257 recipients', { ...document, recipients: Array(257).fill(recipient) }, /recipients/],
    ['a recipient that is none', { ...document, recipients: ['x'] }, /recipients\.0/],
    [
      'a header that is none',
      { ...document, recipients: [{ header: [] }] },
      /recipients\.0\.header: not an object/,
    ],
    ['a recipient with more', { ...document, recipients: [{ ...recipient, tag: '' }] }, /recipients\.0/],
    ['a short iv', { ...document, iv: zeros(11) }, /"iv" has 11 bytes instead of 12/],
    ['a short tag', { ...document, tag: zeros(12) }, /"tag" has 12 bytes instead of 16/],
    ['padding', { ...document, tag: `${zeros(16)}==` }, /"tag" is not base64url/],
    [
      'stray bits',
      { ...document, recipients: [{ encrypted_key: 'AB' }] },
      /"encrypted_key" is not base64url/,
    ],
    ['another cipher', { ...document, protected: encode({ enc: 'A128GCM' }) }, /A256GCM/],
    ['no cipher', { ...document, protected: encode({}) }, /A256GCM/],
    ['a protected header that is none', { ...document, protected: encode([]) }, /not an object/],
    [
      'a long protected header',
      { ...document, protected: encode({ enc: 'A256GCM', x: 'x'.repeat(9000) }) },
      /over 8192/,
    ],
    ['crit', { ...document, protected: encode({ enc: 'A256GCM', crit: ['exp'] }) }, /"crit"/],
    ['zip', { ...document, protected: encode({ enc: 'A256GCM', zip: 'DEF' }) }, /"zip"/],
    ['crit of a recipient', { ...document, recipients: [{ header: { crit: [] } }] }, /"crit"/],
    ['zip of a recipient', { ...document, recipients: [{ header: { zip: 'DEF' } }] }, /"zip"/],
    [
      'a parameter in two headers',
      { ...document, recipients: [{ header: { enc: 'A256GCM' } }] },
      /stands both/,
    ],
    ['half a character', { ...document, recipients: [{ header: { x: '\ud800' } }] }, /lone surrogate/],
    ['nesting', { ...document, recipients: [{ header: { x: [[[[[[]]]]]] } }] }, /nested/],
    ['another shape', [], /document/],
  ])('with %s is refused', (_name, value, detail) => {
    expect(() => parse(value)).toThrow(refused(detail));
  });

  test.each([
    ['a key named twice', '{"protected":"","protected":""}', /names the same key twice/],
    ['no JSON', 'PK\u0003\u0004', /not JSON/],
    ['nothing', '', /not JSON/],
    ['too much', ' '.repeat((1 << 20) + 1), /over 1048576 bytes/],
  ])('that is %s is refused', (_name, text, detail) => {
    expect(() => parseJwe(Buffer.from(text, 'utf8'))).toThrow(refused(detail));
  });

  test('is refused in words that act on no terminal, whatever its members are called', () => {
    const name = `\u001b[2J\u009b2J\u202e${'x'.repeat(5000)}`;
    const said = expect.objectContaining({ message: expect.stringMatching(/^[\x20-\x7e]{1,400}$/) });
    expect(() => parse({ ...document, [name]: 1 })).toThrow(said);
    expect(() => parse({ ...document, recipients: [{ ...recipient, [name]: 1 }] })).toThrow(said);
  });

  test('with a key named twice in its protected header is refused', () => {
    const twice = encodeBase64url(Buffer.from('{"enc":"A128GCM","enc":"A256GCM"}'));
    expect(() => parse({ ...document, protected: twice })).toThrow(
      refused(/protected header cannot be read: .*twice/),
    );
  });

  // RFC 7516, appendix A.4.7: a shared unprotected header, and A128CBC-HS256.
  test('of RFC 7516, appendix A.4.7 is refused for what we do not write', () => {
    const value = {
      protected: 'eyJlbmMiOiJBMTI4Q0JDLUhTMjU2In0',
      unprotected: { jku: 'https://server.example.com/keys.jwks' },
      recipients: [
        {
          header: { alg: 'A128KW', kid: '7' },
          encrypted_key: '6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ',
        },
      ],
      iv: 'AxY8DCtDaGlsbGljb3RoZQ',
      ciphertext: 'KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY',
      tag: 'Mz-VPPyU4RlcuYv1IwIvzw',
    };
    expect(() => parse(value)).toThrow(refused(/"unprotected"/));
    expect(() => parse({ ...value, unprotected: undefined })).toThrow(refused(/A256GCM/));
  });
});
