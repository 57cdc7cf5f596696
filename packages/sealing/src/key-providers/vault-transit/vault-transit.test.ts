import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyProviderContract } from '../key-provider-contract.ts';
import { type TestClock, testClock, testDependencies } from '../testing/test-dependencies.ts';
import { startVaultServer, type VaultServer } from '../testing/vault-server.ts';
import { openVaultTransit, vaultTransit } from './vault-transit.ts';

const context = { 'ringwall:id': 'a', 'ringwall:version': '1' };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const mount = 'team/transit';
const namespace = 'department';
const appRole = { from: 'app-role', roleIdFile: 'role', secretIdFile: 'secret' };

const secretsOf = (server: VaultServer) => ({
  token: server.rootToken,
  role: server.roleId,
  secret: server.secretId,
});
const configFor = (server: VaultServer, more: object = {}) =>
  vaultTransit.configSchema.parse({
    address: server.url,
    mount,
    namespace,
    auth: { from: 'token', tokenFile: 'token' },
    ...more,
  });

// Vault cannot disable or destroy the only version of a key; what it can is tested below.
const abilities = {
  create: true,
  rotate: true,
  sign: true,
  disable: false,
  destroy: 'no',
  schedule: true,
} as const;

keyProviderContract('Vault transit', abilities, async () => {
  const clock = testClock();
  const server = await startVaultServer(clock, mount, namespace);
  return {
    open: () => vaultTransit.open('vault', configFor(server), testDependencies(clock, secretsOf(server))),
    close: server.close,
  };
});

describe('Vault transit', () => {
  let server: VaultServer;
  let clock: TestClock;
  const open = (more: object = {}, secrets: Readonly<Record<string, string>> = secretsOf(server)) => {
    const given = testDependencies(clock, secrets);
    return Object.assign(openVaultTransit('vault', configFor(server, more), given), { given });
  };
  const loginsSince = (start: number) =>
    server.requests.slice(start).map(({ url }) => url.pathname.replace('/v1/', ''));

  beforeAll(async () => {
    clock = testClock();
    server = await startVaultServer(clock, mount, namespace);
    await open().createKey('wrapping', { use: 'wrap' });
    await open().createKey('signing', { use: 'sign' });
  });
  afterAll(() => server.close());

  test('says that it cannot unwrap also where it may not read the key', async () => {
    const provider = open();
    const { wrapped } = await provider.generateDataKey('wrapping', context);
    const denied = {
      kind: 'reply',
      reply: { status: 403, body: { errors: ['permission denied'] } },
    } as const;
    server.misbehaviours.push({ kind: 'bend', bend: (body) => body }, denied, denied);
    await expect(provider.unwrap(wrapped, {})).rejects.toMatchObject({ code: 'sealing/unwrap-failed' });
    expect(server.misbehaviours).toHaveLength(0);
  });

  test('lists no keys of an engine without any', async () => {
    const empty = await startVaultServer(clock, mount, namespace);
    const given = testDependencies(clock, secretsOf(empty));
    expect(await openVaultTransit('vault', configFor(empty), given).listKeys()).toEqual([]);
    await empty.close();
  });

  test('creates no key by encrypting with one that is not there', async () => {
    await expect(open().generateDataKey('typo', context)).rejects.toMatchObject({
      code: 'sealing/key-unknown',
    });
    expect(server.keys.has('typo')).toBe(false);
  });

  test('is refused with another token, namespace or mount', async () => {
    const refused = { code: 'sealing/provider-refused' };
    await expect(open({}, { token: 'hvs.other' }).listKeys()).rejects.toMatchObject(refused);
    const misconfigured = { code: 'sealing/provider-config' };
    await expect(open({ mount: 'transit' }).listKeys()).rejects.toMatchObject(misconfigured);
    await expect(open({ namespace: 'other' }).listKeys()).rejects.toMatchObject(misconfigured);
    await expect(open({}, { token: 'two\nlines' }).listKeys()).rejects.toMatchObject({
      code: 'sealing/provider-config',
      message: 'auth.tokenFile: not one line of printable ASCII.',
    });
  });

  test('logs in by AppRole once, renews, and logs in again where a renewal gains nothing', async () => {
    const provider = open({ auth: appRole });
    const start = server.requests.length;
    await Promise.all([1, 2, 3].map(() => provider.generateDataKey('wrapping', context)));
    expect(loginsSince(start).filter((path) => path === 'auth/approle/login')).toHaveLength(1);
    const steps: string[][] = [];
    for (let step = 0; step < 4; step++) {
      clock.pass(1_170_000);
      const before = server.requests.length;
      await provider.generateDataKey('wrapping', context);
      steps.push(loginsSince(before).slice(0, -1));
    }
    const renewal = 'auth/token/renew-self';
    expect(steps).toEqual([[renewal], [renewal], [renewal, 'auth/approle/login'], [renewal]]);
  });

  test('logs in again when its token was revoked, and revokes it in the end', async () => {
    const provider = open({ auth: appRole });
    await provider.generateDataKey('wrapping', context);
    server.sessions.clear();
    await provider.generateDataKey('wrapping', context);
    expect(server.sessions.size).toBe(1);
    await provider.close();
    expect(server.sessions.size).toBe(0);
  });

  test('is refused with another secret id', async () => {
    const provider = open({ auth: appRole }, { ...secretsOf(server), secret: 'another' });
    await expect(provider.listKeys()).rejects.toMatchObject({
      code: 'sealing/provider-refused',
      message: /AppRole login/,
    });
  });

  test('binds the context also where Vault ignores it', async () => {
    const provider = open();
    server.ignoresAssociatedData = true;
    const { wrapped, plaintext } = await provider.generateDataKey('wrapping', context);
    await expect(provider.unwrap(wrapped, {})).rejects.toMatchObject({ code: 'sealing/unwrap-failed' });
    expect(await provider.unwrap(wrapped, context)).toEqual(plaintext);
    server.ignoresAssociatedData = false;
    const fresh = await provider.generateDataKey('wrapping', context);
    const sent = JSON.parse(Buffer.from(server.requests.at(-1)?.body ?? []).toString());
    expect(Buffer.from(sent.associated_data, 'base64').toString()).toBe(
      '{"ringwall:id":"a","ringwall:version":"1"}',
    );
    expect(await provider.unwrap(fresh.wrapped, context)).toEqual(fresh.plaintext);
  });

  test('destroys the oldest version by trimming, for good', async () => {
    const provider = open();
    await provider.createKey('trimmed', { use: 'wrap' });
    const made = [await provider.generateDataKey('trimmed', context)];
    for (let n = 0; n < 2; n++) {
      await provider.rotateKey('trimmed');
      made.push(await provider.generateDataKey('trimmed', context));
    }
    const unsupported = { code: 'sealing/key-unsupported' };
    await expect(provider.destroyVersion('trimmed', '2')).rejects.toMatchObject(unsupported);
    await expect(provider.destroyVersion('trimmed', '3')).rejects.toMatchObject(unsupported);
    await expect(provider.destroyVersion('trimmed', '4')).rejects.toMatchObject({
      code: 'sealing/key-unknown',
    });
    expect(await provider.destroyVersion('trimmed', '1')).toMatchObject({
      keyVersion: '1',
      effectiveAt: clock.now(),
    });
    const gone = { code: 'sealing/key-destroyed' };
    const [first, second, third] = made;
    if (!first || !second || !third) throw new Error('three were made');
    await expect(provider.unwrap(first.wrapped, context)).rejects.toMatchObject(gone);
    await expect(provider.destroyVersion('trimmed', '1')).rejects.toMatchObject(gone);
    await expect(provider.setVersionState('trimmed', '1', 'enabled')).rejects.toMatchObject(gone);
    for (const { wrapped, plaintext } of [second, third]) {
      expect(await provider.unwrap(wrapped, context)).toEqual(plaintext);
    }
    const info = (await provider.listKeys()).find(({ keyId }) => keyId === 'trimmed');
    expect(info?.versions.map(({ state }) => state)).toEqual(['destroyed', 'enabled', 'enabled']);
  });

  test('destroys a key as a whole', async () => {
    const provider = open();
    await provider.createKey('whole', { use: 'wrap' });
    const { wrapped } = await provider.generateDataKey('whole', context);
    await provider.destroyVersion('whole', 'all');
    expect(server.keys.has('whole')).toBe(false);
    await expect(provider.unwrap(wrapped, context)).rejects.toMatchObject({ code: 'sealing/key-unknown' });
  });

  test('disables from the oldest version up and enables from the newest down', async () => {
    const provider = open();
    await provider.createKey('disabled', { use: 'wrap' });
    const { wrapped, plaintext } = await provider.generateDataKey('disabled', context);
    await provider.rotateKey('disabled');
    await provider.rotateKey('disabled');
    const unsupported = { code: 'sealing/key-unsupported' };
    await expect(provider.setVersionState('disabled', '2', 'disabled')).rejects.toMatchObject(unsupported);
    const { versions } = await provider.setVersionState('disabled', '1', 'disabled');
    expect(versions.map(({ state }) => state)).toEqual(['disabled', 'enabled', 'enabled']);
    await expect(provider.unwrap(wrapped, context)).rejects.toMatchObject({ code: 'sealing/key-disabled' });
    await provider.setVersionState('disabled', '2', 'disabled');
    await expect(provider.setVersionState('disabled', '3', 'disabled')).rejects.toMatchObject(unsupported);
    await expect(provider.setVersionState('disabled', '1', 'enabled')).rejects.toMatchObject(unsupported);
    await provider.setVersionState('disabled', '2', 'enabled');
    await provider.setVersionState('disabled', '1', 'enabled');
    expect(await provider.unwrap(wrapped, context)).toEqual(plaintext);
  });

  test('refuses a version that did not wrap it', async () => {
    const provider = open();
    await provider.createKey('versions', { use: 'wrap' });
    const { wrapped } = await provider.generateDataKey('versions', context);
    await provider.rotateKey('versions');
    const unwrap = (keyVersion: string) => provider.unwrap({ ...wrapped, keyVersion }, context);
    await expect(unwrap('2')).rejects.toMatchObject({ code: 'sealing/unwrap-failed' });
    await expect(unwrap('3')).rejects.toMatchObject({ code: 'sealing/key-unknown' });
    await expect(provider.unwrap({ ...wrapped, keyId: '../sys' }, context)).rejects.toMatchObject({
      code: 'sealing/key-unknown',
    });
  });

  test('signs with P-256 where the key does', async () => {
    const provider = open();
    const url = `${server.url}/v1/${mount}/keys/p256`;
    const headers = {
      'x-vault-token': server.rootToken,
      'x-vault-namespace': namespace,
      'x-vault-request': 'true',
    };
    const body = utf8('{"type":"ecdsa-p256"}');
    await provider.given.transport({ method: 'POST', url, headers, body, timeoutMs: 5000, maxBytes: 1000 });
    expect(await provider.sign('p256', utf8('a'))).toMatchObject({ algorithm: 'ES256', keyVersion: '1' });
    expect((await provider.publicKey('p256')).jwk).toMatchObject({ crv: 'P-256' });
  });

  test.each<[string, object]>([
    ['another prefix', { ciphertext: 'bank:v1:AAAA' }],
    ['version 0', { ciphertext: 'vault:v0:AAAA' }],
    ['no Base64', { ciphertext: 'vault:v1:A' }],
    ['no ciphertext', {}],
  ])('wraps nothing with an answer that has %s', async (_, data) => {
    const provider = open();
    server.misbehaviours.push({ kind: 'bend', bend: () => ({ data }) });
    await expect(provider.generateDataKey('wrapping', context)).rejects.toMatchObject({
      code: 'sealing/provider-answer',
    });
  });

  test('repeats after a broken connection and once after a 500, and says what a sealed Vault is', async () => {
    const provider = open();
    server.misbehaviours.push({ kind: 'reset' });
    await provider.generateDataKey('wrapping', context);
    server.misbehaviours.push({ kind: 'reply', reply: { status: 500, body: { errors: [] } } });
    await provider.sign('signing', utf8('a'));
    const sealed = { kind: 'reply', reply: { status: 503, body: { errors: ['Vault is sealed'] } } } as const;
    server.misbehaviours.push(sealed, sealed);
    await expect(provider.generateDataKey('wrapping', context)).rejects.toMatchObject({
      code: 'sealing/provider-unavailable',
      message: 'vault: Vault, encrypt: status 503.',
    });
    expect(provider.given.slept).toEqual([250, 250, 250]);
  });
});
