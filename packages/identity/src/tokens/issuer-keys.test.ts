import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createIssuerKeys } from './issuer-keys.ts';
import { fakeIssuer, issuerUrl, keyPair } from './testing/token-fixture.ts';

const second = 1_000;
const minute = 60 * second;
const jwksUri = `${issuerUrl}/keys`;
const metadata = `${issuerUrl}/.well-known/openid-configuration`;

async function open(given: { readonly jwksUri?: string } = {}) {
  const clock = { time: 1_000_000_000, now: () => clock.time };
  const pair = await keyPair('key-1');
  const issuer = fakeIssuer([pair.jwk]);
  const withdrawn = { times: 0 };
  const keys = createIssuerKeys(
    { issuer: issuerUrl, ...given },
    { fetch: issuer.fetch, clock, onWithdrawn: () => void withdrawn.times++ },
  );
  const find = (kid: string) => keys.find({ alg: 'EdDSA', kid });
  return { clock, pair, issuer, keys, find, withdrawn };
}

describe('the keys of an issuer', () => {
  test('are where its metadata says, and fetched once for many tokens', async () => {
    const { find, issuer } = await open();
    const found = await Promise.all([find('key-1'), find('key-1'), find('key-1')]);
    expect(new Set(found.map((key) => key?.thumbprint)).size).toBe(1);
    expect(found[0]?.thumbprint).toMatch(/^[\w-]{43}$/);
    expect(issuer.asked).toEqual([metadata, jwksUri]);
  });

  test('are where the configuration says, whatever the metadata say', async () => {
    const { find, issuer } = await open({ jwksUri });
    expect(await find('key-1')).toBeDefined();
    expect(issuer.asked).toEqual([jwksUri]);
  });

  test('are found through the metadata of RFC 8414 too', async () => {
    const { find, issuer } = await open();
    issuer.answers.delete(metadata);
    issuer.answers.set('https://login.example.com/.well-known/oauth-authorization-server/tenant', () =>
      Response.json({ issuer: issuerUrl, jwks_uri: jwksUri }),
    );
    expect(await find('key-1')).toBeDefined();
  });

  test('are not those that the metadata of another issuer name', async () => {
    const { find, issuer, keys } = await open();
    issuer.answers.set(metadata, () => Response.json({ issuer: 'https://evil.example', jwks_uri: jwksUri }));
    await expect(find('key-1')).rejects.toThrow('another issuer');
    expect(keys.state).toEqual({ keys: 0, fault: 'The metadata are those of another issuer.' });
    expect(issuer.asked).not.toContain(jwksUri);
  });

  test('are fetched anew for a key that is not known, but not for every such token', async () => {
    const { find, issuer, clock } = await open({ jwksUri });
    expect(await find('key-1')).toBeDefined();
    const next = await keyPair('key-2');
    issuer.show([next.jwk]);
    clock.time += 29 * second;
    for (let i = 0; i < 50; i++) expect(await find(`guess-${i}`)).toBeUndefined();
    expect(issuer.asked).toHaveLength(1);
    clock.time += second;
    expect(await find('key-2')).toBeDefined();
    expect(issuer.asked).toHaveLength(2);
    for (let i = 0; i < 50; i++) expect(await find(`guess-${i}`)).toBeUndefined();
    expect(issuer.asked).toHaveLength(2);
  });

  test('are waited for by all who ask for a new one while they are being fetched', async () => {
    const { find, issuer, clock } = await open({ jwksUri });
    await find('key-1');
    const next = await keyPair('key-2');
    issuer.show([next.jwk]);
    clock.time += minute;
    const found = await Promise.all([find('key-2'), find('key-2'), find('key-2')]);
    expect(found.map((key) => key !== undefined)).toEqual([true, true, true]);
    expect(issuer.asked).toHaveLength(2);
  });

  test('are trusted for no longer, and fetched as soon, where the clock was ahead and is put right', async () => {
    const { find, issuer, clock, keys } = await open({ jwksUri });
    clock.time += 24 * 60 * minute;
    const { thumbprint = '' } = (await find('key-1')) ?? {};
    clock.time -= 2 * second;
    expect(keys.trusts(thumbprint)).toBe(true);
    clock.time -= 24 * 60 * minute;
    expect(keys.trusts(thumbprint)).toBe(false);
    issuer.show([(await keyPair('key-2')).jwk]);
    expect(await find('key-2')).toBeDefined();
  });

  test('are trusted no more once the issuer shows others', async () => {
    const { find, issuer, clock, keys, pair, withdrawn } = await open({ jwksUri });
    const { thumbprint = '' } = (await find('key-1')) ?? {};
    expect(keys.trusts(thumbprint)).toBe(true);
    const next = await keyPair('key-2');
    issuer.show([pair.jwk, next.jwk]);
    clock.time += minute;
    await find('key-2');
    expect(keys.trusts(thumbprint)).toBe(true);
    expect(withdrawn.times).toBe(0);
    // Another key under the name of the first.
    issuer.show([{ ...next.jwk, kid: 'key-1' }]);
    clock.time += minute;
    await find('other');
    expect(keys.trusts(thumbprint)).toBe(false);
    expect(withdrawn.times).toBe(1);
    expect((await find('key-1'))?.thumbprint).not.toBe(thumbprint);
  });

  test('are refreshed beside the traffic, and live an hour longer where the issuer does not answer', async () => {
    const { find, issuer, clock, keys } = await open({ jwksUri });
    const { thumbprint = '' } = (await find('key-1')) ?? {};
    keys.refreshSoon();
    expect(issuer.asked).toHaveLength(1);
    issuer.answers.set(jwksUri, () => new Response('', { status: 500 }));
    clock.time += 10 * minute;
    keys.refreshSoon();
    keys.refreshSoon();
    expect(issuer.asked).toHaveLength(2);
    expect(await find('other')).toBeUndefined();
    await setImmediate();
    expect(keys.state).toMatchObject({ keys: 1, fault: 'The answer has the status 500.' });
    clock.time += 50 * minute - 1;
    expect(keys.trusts(thumbprint)).toBe(true);
    clock.time += 1;
    expect(keys.trusts(thumbprint)).toBe(false);
    await expect(find('key-1')).rejects.toThrow('500');
    const { length } = issuer.asked;
    await expect(find('key-1')).rejects.toThrow('500');
    expect(issuer.asked).toHaveLength(length);
    issuer.show([(await keyPair('key-1')).jwk]);
    clock.time += 30 * second;
    expect(await find('key-1')).toBeDefined();
  });

  test.each([
    ['is no JSON', () => new Response('<html>')],
    ['is no set of keys', () => Response.json({ keys: 'none' })],
    ['has too many of them', () => Response.json({ keys: Array.from({ length: 101 }, () => ({})) })],
    ['is too long', () => Response.json({ keys: [], fill: 'x'.repeat(300_000) })],
    [
      'is elsewhere',
      () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    ],
    ['names a member twice', () => new Response('{"keys":[],"keys":[]}')],
  ])('are none where the answer %s', async (_, answer) => {
    const { find, issuer } = await open({ jwksUri });
    issuer.answers.set(jwksUri, answer);
    await expect(find('key-1')).rejects.toThrow();
    expect(issuer.asked).toEqual([jwksUri]);
  });

  test('are none where the answer has no end, and the rest of it is not waited for', async () => {
    const { find, issuer } = await open({ jwksUri });
    let pulled = 0;
    const endless = () =>
      new ReadableStream({
        pull(controller) {
          pulled++;
          if (pulled < 100) controller.enqueue(new Uint8Array(1 << 16));
          else controller.close();
        },
      });
    issuer.answers.set(jwksUri, () => new Response(endless()));
    await expect(find('key-1')).rejects.toThrow('over');
    expect(pulled).toBeLessThan(10);
  });

  test('are public ones alone: shared secrets, private keys and what is broken are left out', async () => {
    const { find, issuer, keys } = await open({ jwksUri });
    const { jwk } = await keyPair('good');
    issuer.show([
      { kty: 'oct', k: 'c2VjcmV0', kid: 'shared', alg: 'HS256' },
      { ...jwk, kid: 'private', d: 'AAAA' },
      { ...jwk, kid: 'for-encryption', use: 'enc' },
      { ...jwk, kid: 'broken', x: 'AA' },
      jwk,
    ]);
    for (const kid of ['shared', 'private', 'for-encryption', 'broken']) {
      expect(await find(kid), kid).toBeUndefined();
    }
    expect(await keys.find({ alg: 'HS256', kid: 'shared' })).toBeUndefined();
    expect(await find('good')).toBeDefined();
  });
});
