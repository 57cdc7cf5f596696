import { describe, expect, test } from 'vitest';
import { Epoch } from '../epoch.ts';
import { shell } from '../identity-fixture.ts';
import { loadTokenRevocations } from './revocations.ts';
import { issuerUrl, keyPair, openTokens, trusted } from './testing/token-fixture.ts';

const minute = 60_000;

describe('a bearer token', () => {
  test('of a configured issuer comes with the roles of its groups, until it ends', async () => {
    const { present, token, clock } = await openTokens();
    const known = await present(await token());
    expect(known).toEqual({
      ok: true,
      principal: {
        kind: 'token',
        id: expect.stringMatching(/^tok_[0-9a-f]{26}$/),
        who: { type: 'service', id: expect.stringMatching(/^svc_[0-9a-f]{26}$/) },
        scope: { routes: ['*'], models: ['*'], datasets: ['*'], purposes: ['*'], administration: false },
        grants: [{ role: 'service', project: 'default', untilMs: clock.now() + 6 * minute }],
        untilMs: clock.now() + 6 * minute,
      },
    });
  });

  test('may invoke routes where its roles hold, and no others', async () => {
    const { identity, present, token } = await openTokens({ routes: ['chat'] });
    const known = await present(await token());
    if (!known.ok) throw new Error(known.reason);
    const { principal } = known;
    const invoke = (id: string, project: string) =>
      identity.authorize(principal, 'route.invoke', { kind: 'route', id, project }).allow;
    expect(invoke('chat', 'default')).toBe(true);
    expect(invoke('chat', 'other')).toBe(false);
    expect(invoke('images', 'default')).toBe(false);
    expect(
      identity.authorize(principal, 'key.list', { kind: 'project', id: 'default', project: 'default' }).allow,
    ).toBe(false);
  });

  test('opens nothing where no group of it is mapped to a role', async () => {
    const { identity, present, token } = await openTokens();
    const known = await present(await token({ groups: ['others'] }));
    if (!known.ok) throw new Error(known.reason);
    expect(known.principal.grants).toEqual([]);
    const route = { kind: 'route', id: 'chat', project: 'default' } as const;
    expect(identity.authorize(known.principal, 'route.invoke', route).allow).toBe(false);
  });

  test('is known by the id its issuer gave it, else by what is signed', async () => {
    const { present, token } = await openTokens();
    const idOf = async (text: string) => {
      const known = await present(text);
      return known.ok ? known.principal.id : undefined;
    };
    const first = await idOf(await token({ note: 'a' }));
    expect(first).toBeDefined();
    expect(await idOf(await token({ note: 'b' }))).toBe(first);
    expect(await idOf(await token({ jti: 'token-2' }))).not.toBe(first);
    const unnamed = await idOf(await token({ jti: undefined, note: 'a' }));
    expect(unnamed).toMatch(/^tok_/);
    expect(await idOf(await token({ jti: undefined, note: 'b' }))).not.toBe(unnamed);
  });

  test('is confined to the project that its claim names, where the configuration reads one', async () => {
    const claims = { who: ['sub'], groups: ['groups'], project: ['https://example.com/project'] } as const;
    const { present, token } = await openTokens({ claims });
    const named = (project: unknown) => ({ 'https://example.com/project': project });
    expect(await present(await token(named('clinic')))).toMatchObject({
      principal: { scope: { project: 'clinic' } },
    });
    for (const project of [undefined, '*', 'a b', 7, '', ['clinic']]) {
      expect(await present(await token(named(project)))).toEqual({ ok: false, reason: 'token: claims' });
    }
  });

  test('is verified once and then known, without another question to its issuer', async () => {
    const { identity, issuer, token, present } = await openTokens();
    const text = await token();
    const first = await present(text);
    const again = identity.authenticate({ credential: text, address: '127.0.0.1' });
    expect(again).toEqual(first);
    expect(again).not.toBeInstanceOf(Promise);
    expect(issuer.asked).toEqual([`${issuerUrl}/.well-known/openid-configuration`, `${issuerUrl}/keys`]);
  });

  test('is refused once it has ended or is too old, also where it was known', async () => {
    const { identity, present, token, clock } = await openTokens({ maxAgeMs: 10 * minute });
    const seconds = clock.now() / 1000;
    const short = await token();
    const long = await token({ exp: seconds + 86_400, jti: 'long' });
    const known = await present(short);
    if (!known.ok) throw new Error(known.reason);
    expect(await present(long)).toMatchObject({ ok: true });
    clock.time += 6 * minute - 1;
    expect(await present(short)).toMatchObject({ ok: true });
    expect(identity.isLive(known.principal)).toBe(true);
    clock.time += 1;
    expect(await present(short)).toEqual({ ok: false, reason: 'expired', credential: known.principal.id });
    expect(identity.isLive(known.principal)).toBe(false);
    clock.time += 5 * minute;
    expect(await present(long)).toMatchObject({ ok: false, reason: 'expired' });
    expect(await present(await token({ iat: undefined, jti: 'ageless' }))).toMatchObject({ ok: false });
  });

  test('that names a certificate is good with that one alone', async () => {
    const { present, token } = await openTokens();
    const certificate = 'ab'.repeat(32);
    const bound = { 'x5t#S256': Buffer.from(certificate, 'hex').toString('base64url') };
    const text = await token({ cnf: bound });
    expect(await present(text)).toMatchObject({ ok: false, reason: 'certificate' });
    expect(await present(text, 'cd'.repeat(32))).toMatchObject({ ok: false, reason: 'certificate' });
    expect(await present(text, certificate)).toMatchObject({ ok: true });
    expect(await present(text)).toMatchObject({ ok: false, reason: 'certificate' });
    for (const cnf of [{ jkt: 'x' }, { ...bound, jkt: 'x' }, {}, 'x', null, { 'x5t#S256': 7 }]) {
      expect(await present(await token({ cnf }), certificate)).toEqual({
        ok: false,
        reason: 'token: claims',
      });
    }
  });
});

describe('a key that the issuer withdraws', () => {
  test('ends its tokens with the next fetch, also what runs on them', async () => {
    const { identity, present, token, issuer, clock } = await openTokens();
    const text = await token();
    const known = await present(text);
    if (!known.ok) throw new Error(known.reason);
    const next = await keyPair('key-2');
    issuer.show([next.jwk]);
    clock.time += minute / 2;
    expect(await present(text)).toMatchObject({ ok: true });
    const before = identity.epoch;
    expect(await present(await token({ jti: 'token-2' }, { pair: next }))).toMatchObject({ ok: true });
    expect(identity.epoch).toBeGreaterThan(before);
    expect(identity.isLive(known.principal)).toBe(false);
    expect(await present(text)).toEqual({ ok: false, reason: 'token: unknown key' });
  });

  test('is noticed by traffic alone: known tokens have the keys fetched anew', async () => {
    const { present, token, issuer, clock } = await openTokens({ maxAgeMs: 3_600_000 });
    const text = await token({ exp: clock.now() / 1000 + 3_600 });
    await present(text);
    const { length } = issuer.asked;
    issuer.show([(await keyPair('key-2')).jwk]);
    clock.time += 10 * minute;
    expect(await present(text)).toMatchObject({ ok: true });
    await expect.poll(() => present(text)).toEqual({ ok: false, reason: 'token: unknown key' });
    expect(issuer.asked.length).toBeGreaterThan(length);
  });
});

describe('the user of a bearer token', () => {
  test('is the one whom the same issuer signs in, with what they may do and until they are disabled', async () => {
    const { identity, present, token } = await openTokens({ who: 'user' });
    const text = await token({ sub: 'alice' });
    expect(await present(text)).toMatchObject({
      principal: { who: { type: 'user', id: expect.stringMatching(/^usr_[0-9a-f]{26}$/) } },
    });
    const user = await identity.users.create({ name: 'alice' }, shell);
    const digest = identity.externalIdentities.digest(issuerUrl, 'alice');
    await identity.externalIdentities.link(digest, user.id, shell);
    const known = await present(text);
    if (!known.ok) throw new Error(known.reason);
    expect(known.principal.who).toEqual({ type: 'user', id: user.id });
    await identity.users.disable(user.id, shell);
    expect(identity.isLive(known.principal)).toBe(false);
    expect(await present(text)).toEqual({ ok: false, reason: 'disabled', credential: known.principal.id });
    await identity.users.enable(user.id, shell);
    expect(await present(text)).toMatchObject({ ok: true });
  });

  test('is nobody else’s, whatever another issuer calls them', async () => {
    const { identity } = await openTokens({ who: 'user' });
    const { digest } = identity.externalIdentities;
    expect(digest('https://a.example', 'b')).not.toBe(digest('https://a.exampl', 'eb'));
    expect(digest('https://a.example', 'b')).toBe(digest('https://a.example', 'b'));
  });
});

describe('whom a token speaks for', () => {
  test('is no user whose name there stands in another claim, which people may choose', async () => {
    const { identity, present, token } = await openTokens({
      ...{ who: 'user', claims: { who: ['preferred_username'], groups: ['groups'] } },
    });
    const admin = await identity.users.create({ name: 'root', displayName: 'Root' }, shell);
    const digest = identity.externalIdentities.digest(issuerUrl, '8f1c-subject-of-root');
    await identity.externalIdentities.link(digest, admin.id, shell);
    const known = await present(await token({ sub: 'mallory', preferred_username: '8f1c-subject-of-root' }));
    expect(known).toMatchObject({ ok: true });
    expect(known).not.toMatchObject({ principal: { who: { id: admin.id } } });
  });

  test('stays refused where a user is linked to them after they were revoked', async () => {
    const { identity, present, token } = await openTokens({ who: 'user' });
    const text = await token({ sub: 'mallory' });
    await identity.tokens.revoke({ issuer: issuerUrl, subject: 'mallory' }, shell);
    expect(await present(text)).toMatchObject({ ok: false, reason: 'revoked' });
    const user = await identity.users.create({ name: 'mallory', displayName: 'M' }, shell);
    const digest = identity.externalIdentities.digest(issuerUrl, 'mallory');
    await identity.externalIdentities.link(digest, user.id, shell);
    expect(await present(text)).toMatchObject({ ok: false, reason: 'revoked' });
  });

  test('is refused in all entries of the issuer once its subject is revoked', async () => {
    const { identity, present, token } = await openTokens({
      more: [{ ...trusted, audiences: ['people'], who: 'user' }],
    });
    const both = [await token({ jti: 'a' }), await token({ jti: 'b', aud: 'people' })];
    for (const text of both) expect(await present(text)).toMatchObject({ ok: true });
    await identity.tokens.revoke({ issuer: issuerUrl, subject: 'batch-job' }, shell);
    for (const text of both) expect(await present(text)).toMatchObject({ ok: false, reason: 'revoked' });
  });
});

describe('revoking', () => {
  test('a token refuses it on the next request and in what runs, and nothing else', async () => {
    const { identity, present, token, ledger } = await openTokens();
    const text = await token();
    const known = await present(text);
    if (!known.ok) throw new Error(known.reason);
    const before = identity.epoch;
    await identity.tokens.revoke({ id: known.principal.id }, shell);
    expect(identity.epoch).toBeGreaterThan(before);
    expect(identity.isLive(known.principal)).toBe(false);
    expect(await present(text)).toEqual({ ok: false, reason: 'revoked', credential: known.principal.id });
    expect(await present(await token({ jti: 'token-2' }))).toMatchObject({ ok: true });
    expect(ledger.events.at(-1)).toMatchObject({
      type: 'token.revoked',
      data: { target: known.principal.id },
    });
  });

  test('a token by what its issuer calls it works before it was ever shown', async () => {
    const { identity, present, token } = await openTokens();
    await identity.tokens.revoke({ issuer: issuerUrl, jti: 'token-1' }, shell);
    expect(await present(await token())).toMatchObject({ ok: false, reason: 'revoked' });
    const elsewhere = identity.tokens.revoke({ issuer: 'https://a.example', jti: 'token-1' }, shell);
    await expect(elsewhere).rejects.toMatchObject({ code: 'identity/token-invalid' });
  });

  test('whom tokens speak for refuses those that were issued until then', async () => {
    const { identity, present, token, clock } = await openTokens();
    const text = await token();
    const undated = await token({ iat: undefined, jti: 'undated' });
    await identity.tokens.revoke({ issuer: issuerUrl, subject: 'batch-job' }, shell);
    expect(await present(text)).toMatchObject({ ok: false, reason: 'revoked' });
    expect(await present(undated)).toMatchObject({ ok: false, reason: 'revoked' });
    // The issuer's clock may be ahead by the skew.
    clock.time += minute;
    expect(await present(await token({ jti: 'token-2' }))).toMatchObject({ ok: false, reason: 'revoked' });
    clock.time += 1_000;
    expect(await present(await token({ jti: 'token-3' }))).toMatchObject({ ok: true });
    expect(await present(await token({ jti: 'token-4', sub: 'other' }))).toMatchObject({ ok: true });
  });

  test('holds from the commit on, also where the ledger then fails, and after a restart', async () => {
    const { identity, present, token, ledger, store, outbox, clock } = await openTokens();
    ledger.before = () => Promise.reject(new Error('The disk is full.'));
    const revoking = identity.tokens.revoke({ issuer: issuerUrl, jti: 'token-1' }, shell);
    await expect(revoking).rejects.toThrow('The disk is full.');
    expect(await present(await token())).toMatchObject({ ok: false, reason: 'revoked' });
    ledger.before = async () => {};
    await outbox.drain();
    const again = await loadTokenRevocations({ store, outbox, clock, epoch: new Epoch() });
    expect(again.list()).toEqual(identity.tokens.revoked());
    expect(again.list()).toHaveLength(1);
  });
});
