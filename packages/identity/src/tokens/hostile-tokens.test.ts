import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { CompactSign, exportSPKI, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { issuerUrl, keyPair, openVerifier, trusted } from './testing/token-fixture.ts';

const refused = (reason: string) => ({ ok: false, reason });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Claims that would be let in if the signature were right. */
function goodClaims(nowMs: number) {
  const now = Math.floor(nowMs / 1000);
  return { iss: issuerUrl, aud: 'ringwall', sub: 'x', groups: ['callers'], iat: now, exp: now + 300 };
}

describe('a token is refused', () => {
  test('that is signed by the public key as if that were a shared secret', async () => {
    const { verify, pair, clock } = await openVerifier({ alg: 'RS256' });
    const publicKey = await importJWK(pair.jwk, 'RS256');
    if (publicKey instanceof Uint8Array) throw new Error('It is no shared secret.');
    for (const secret of [
      await exportSPKI(publicKey),
      (await exportSPKI(publicKey)).trim(),
      JSON.stringify(pair.jwk),
      Buffer.from(pair.jwk.n ?? '', 'base64url'),
    ]) {
      for (const [alg, hash] of [
        ['HS256', 'sha256'],
        ['HS384', 'sha384'],
        ['HS512', 'sha512'],
      ]) {
        const signed = `${encode({ alg, kid: 'key-1' })}.${encode(goodClaims(clock.now()))}`;
        const mac = createHmac(hash ?? '', secret)
          .update(signed)
          .digest('base64url');
        expect(await verify(`${signed}.${mac}`)).toEqual(refused('token: algorithm'));
      }
    }
  });

  test.each(['none', 'None', 'NONE', 'nOnE', '', 'EdDSA '])('that calls its algorithm %j', async (alg) => {
    const { verify, token, clock } = await openVerifier();
    const unsigned = `${encode({ alg, kid: 'key-1' })}.${encode(goodClaims(clock.now()))}`;
    expect(await verify(`${unsigned}.`)).toEqual(refused('token: malformed'));
    expect(await verify(`${unsigned}.AA`)).toEqual(refused('token: algorithm'));
    const [, , signature] = (await token()).split('.');
    expect(await verify(`${unsigned}.${signature}`)).toEqual(refused('token: algorithm'));
  });

  test('that is signed with an algorithm the configuration leaves out, by a key that is the issuer’s', async () => {
    const { verify, token } = await openVerifier({ alg: 'RS256', algorithms: ['EdDSA'] });
    expect(await verify(await token())).toEqual(refused('token: algorithm'));
  });

  test('whose key is one for another algorithm', async () => {
    const { verify, token, issuer, pair } = await openVerifier({ alg: 'RS256' });
    issuer.show([{ ...pair.jwk, alg: 'PS256' }]);
    expect(await verify(await token())).toEqual(refused('token: unknown key'));
  });

  test('whose signature, header or claims were touched', async () => {
    const { verify, token } = await openVerifier();
    const good = await token();
    const [header = '', claims = '', signature = ''] = good.split('.');
    const [, otherClaims] = (await token({ sub: 'admin' })).split('.');
    const flipped = Buffer.from(signature, 'base64url');
    flipped[3] = (flipped[3] ?? 0) ^ 1;
    expect(await verify(`${header}.${otherClaims}.${signature}`)).toEqual(refused('token: signature'));
    expect(await verify(`${header}.${claims}.${flipped.toString('base64url')}`)).toEqual(
      refused('token: signature'),
    );
    expect(await verify(`${encode({ alg: 'EdDSA', kid: 'key-1', x: 1 })}.${claims}.${signature}`)).toEqual(
      refused('token: signature'),
    );
    expect(await verify(good)).toMatchObject({ ok: true });
  });

  test('that is signed by an RSA key of fewer than 2,048 bits', async () => {
    const { verify, issuer, clock } = await openVerifier();
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    issuer.show([{ ...publicKey.export({ format: 'jwk' }), kty: 'RSA', kid: 'weak', alg: 'RS256' }]);
    const signed = `${encode({ alg: 'RS256', kid: 'weak' })}.${encode(goodClaims(clock.now()))}`;
    const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url');
    expect(await verify(`${signed}.${signature}`)).toEqual(refused('token: unknown key'));
  });

  test('with an ECDSA signature of zeros', async () => {
    const { verify, clock } = await openVerifier({ alg: 'ES256' });
    const signed = `${encode({ alg: 'ES256', kid: 'key-1' })}.${encode(goodClaims(clock.now()))}`;
    const zeros = Buffer.alloc(64).toString('base64url');
    expect(await verify(`${signed}.${zeros}`)).toEqual(refused('token: signature'));
  });

  test('that is signed by somebody else, whatever key it brings along', async () => {
    const { verify, token, issuer } = await openVerifier();
    const stranger = await keyPair('key-1');
    const header = {
      jwk: stranger.jwk,
      jku: 'https://evil.example/keys',
      x5u: 'https://evil.example/cert',
      x5c: ['MIIB'],
    };
    expect(await verify(await token({}, { pair: stranger }))).toEqual(refused('token: signature'));
    expect(await verify(await token({}, { pair: stranger, header }))).toEqual(refused('token: signature'));
    const named = { ...header, kid: 'stranger' };
    expect(await verify(await token({}, { pair: stranger, header: named }))).toEqual(
      refused('token: unknown key'),
    );
    expect(issuer.asked.filter((url) => !url.startsWith(issuerUrl))).toEqual([]);
  });

  test.each([
    '../../../../etc/passwd',
    'https://evil.example/keys.json',
    "' or 1=1; drop table users; --",
    '__proto__',
    'constructor',
    'key-1\u0000',
    '',
  ])('whose key id is %j', async (kid) => {
    const { verify, token, issuer } = await openVerifier();
    const stranger = await keyPair('key-1');
    expect(await verify(await token({}, { pair: stranger, header: { kid } }))).toEqual(
      refused('token: unknown key'),
    );
    expect(new Set(issuer.asked)).toEqual(
      new Set([`${issuerUrl}/.well-known/openid-configuration`, `${issuerUrl}/keys`]),
    );
  });

  test('whose key id is no text, or without end', async () => {
    const { verify, clock, issuer } = await openVerifier();
    for (const kid of [1, ['key-1'], { key: 1 }, null, 'k'.repeat(257)]) {
      const text = `${encode({ alg: 'EdDSA', kid })}.${encode(goodClaims(clock.now()))}.AAAA`;
      expect(await verify(text)).toEqual(refused('token: unknown key'));
    }
    expect(issuer.asked).toEqual([]);
  });

  test('without a key id where several keys would fit', async () => {
    const { verify, token } = await openVerifier();
    const other = await keyPair('key-2');
    const header = { kid: undefined };
    expect(await verify(await token({}, { header }))).toMatchObject({ ok: true });
    const two = await openVerifier();
    two.issuer.show([two.pair.jwk, other.jwk]);
    expect(await two.verify(await two.token({}, { header }))).toEqual(refused('token: unknown key'));
  });

  test('that names a claim or header twice', async () => {
    const { verify, pair, clock } = await openVerifier();
    const claims = JSON.stringify(goodClaims(clock.now()));
    const signedText = (text: string) =>
      new CompactSign(Buffer.from(text))
        .setProtectedHeader({ alg: 'EdDSA', kid: 'key-1' })
        .sign(pair.privateKey);
    expect(await verify(await signedText(claims))).toMatchObject({ ok: true });
    expect(await verify(await signedText(claims.replace('{', '{"sub":"admin",')))).toEqual(
      refused('token: malformed'),
    );
    const header = Buffer.from('{"alg":"none","alg":"EdDSA","kid":"key-1"}').toString('base64url');
    expect(await verify(`${header}.${Buffer.from(claims).toString('base64url')}.AAAA`)).toEqual(
      refused('token: malformed'),
    );
  });

  test('that is spelled in a second way', async () => {
    const { verify, token } = await openVerifier();
    const good = await token();
    const last = good.slice(-1);
    // 64 bytes leave four bits of the last character that say nothing.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = good.slice(0, -1) + alphabet.charAt(alphabet.indexOf(last) ^ 1);
    for (const other of [twin, `${good}=`, ` ${good}`, `${good} `, good.replace('.', '. '), `${good}.`]) {
      expect(await verify(other), other.slice(-8)).toEqual(refused('token: malformed'));
    }
  });

  test('that is longer than 8 KiB, whoever signed it', async () => {
    const { verify, token, issuer } = await openVerifier();
    expect(await verify(await token({ fill: 'x'.repeat(4_000) }))).toMatchObject({ ok: true });
    const { length } = issuer.asked;
    for (const size of [6_500, 1_000_000]) {
      expect(await verify(await token({ fill: 'x'.repeat(size) }))).toEqual(refused('token: malformed'));
    }
    expect(issuer.asked.length).toBe(length);
  });

  test('that has ended, is for later, or comes from the future, by more than the clocks may differ', async () => {
    const { verify, token, clock } = await openVerifier();
    const now = Math.floor(clock.now() / 1000);
    expect(await verify(await token({ exp: now - 59 }))).toMatchObject({ ok: true });
    expect(await verify(await token({ exp: now - 60 }))).toEqual(refused('expired'));
    expect(await verify(await token({ nbf: now + 60 }))).toMatchObject({ ok: true });
    expect(await verify(await token({ nbf: now + 61 }))).toEqual(refused('token: not yet valid'));
    expect(await verify(await token({ iat: now + 60 }))).toMatchObject({ ok: true });
    expect(await verify(await token({ iat: now + 61 }))).toEqual(refused('token: not yet valid'));
  });

  test('that says nothing of its end, or nonsense', async () => {
    const { verify, token } = await openVerifier();
    for (const exp of [undefined, 'tomorrow', null, -1, 1e300, {}]) {
      expect(await verify(await token({ exp })), String(exp)).toMatchObject({ ok: false });
    }
  });

  test('that is for somebody else, or from somebody else', async () => {
    const { verify, token } = await openVerifier();
    for (const aud of ['other', ['other'], [], '', undefined, 'Ringwall', { ringwall: 1 }, ['ringwall', 7]]) {
      expect(await verify(await token({ aud })), String(aud)).toEqual(refused('token: audience'));
    }
    for (const iss of [
      `${issuerUrl}/`,
      issuerUrl.toUpperCase(),
      'https://evil.example',
      undefined,
      [issuerUrl],
    ]) {
      expect(await verify(await token({ iss })), String(iss)).toEqual(refused('token: issuer'));
    }
    expect(await verify(await token({ aud: ['other', 'ringwall'] }))).toMatchObject({ ok: true });
  });

  test('that could be for two entries of the configuration', async () => {
    const { verify, token } = await openVerifier({
      more: [{ ...trusted, audiences: ['second'], roles: [] }],
    });
    expect(await verify(await token({ aud: 'second' }))).toMatchObject({
      token: { principal: { grants: [] } },
    });
    expect(await verify(await token({ aud: ['second', 'ringwall'] }))).toEqual(refused('token: audience'));
  });

  test('that is of another kind than one that grants access', async () => {
    const { verify, token } = await openVerifier();
    for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'JWE', 7]) {
      expect(await verify(await token({}, { header: { typ } }))).toEqual(refused('token: type'));
    }
    for (const typ of ['JWT', 'at+jwt']) {
      expect(await verify(await token({}, { header: { typ } }))).toMatchObject({ ok: true });
    }
  });

  test('that has extensions which must be understood', async () => {
    const { verify, clock } = await openVerifier();
    for (const header of [
      { alg: 'EdDSA', kid: 'key-1', crit: ['exp'], exp: 1 },
      { alg: 'EdDSA', kid: 'key-1', crit: ['b64'], b64: false },
      { alg: 'EdDSA', kid: 'key-1', crit: [] },
    ]) {
      expect(await verify(`${encode(header)}.${encode(goodClaims(clock.now()))}.AAAA`)).toMatchObject({
        ok: false,
      });
    }
  });

  test('whose claims are not what they should be', async () => {
    const { verify, token } = await openVerifier({ claims: { who: ['sub'], groups: ['a', 'groups'] } });
    const good = { a: { groups: ['callers'] } };
    expect(await verify(await token(good))).toMatchObject({
      token: { principal: { grants: [{ role: 'service' }] } },
    });
    expect(await verify(await token({ a: { groups: 'callers' } }))).toMatchObject({
      token: { principal: { grants: [{ role: 'service' }] } },
    });
    for (const claims of [
      { ...good, sub: undefined },
      { ...good, sub: 7 },
      { ...good, sub: '' },
      { ...good, sub: 'x'.repeat(513) },
      { ...good, jti: 7 },
      { ...good, iat: 'now' },
      { a: { groups: [7] } },
      { a: { groups: { callers: true } } },
      { a: { groups: Array.from({ length: 1_025 }, () => 'g') } },
    ]) {
      expect(await verify(await token(claims)), JSON.stringify(claims).slice(0, 60)).toMatchObject({
        ok: false,
      });
    }
  });

  test('that is random text, without an error or a request to anybody', async () => {
    const { verify, issuer } = await openVerifier();
    const part = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 2, maxLength: 4 }), async (parts) => {
        expect(await verify(parts.join('.'))).toMatchObject({ ok: false });
      }),
      { numRuns: 300 },
    );
    expect(issuer.asked).toEqual([]);
  });
});
