import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyProviderContract } from '../key-provider-contract.ts';
import { type GoogleKmsServer, startGoogleKmsServer } from '../testing/google-kms-server.ts';
import { loopbackTransport } from '../testing/loopback-transport.ts';
import { type TestClock, testClock, testDependencies } from '../testing/test-dependencies.ts';
import { googleKms, openGoogleKms } from './google-kms.ts';

const keyRing = 'projects/project-1/locations/europe-west3/keyRings/ring';
const context = { 'ringwall:id': 'a', 'ringwall:version': '1' };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const credentials = { from: 'service-account', keyFile: 'account.json' };
const dayMs = 86_400_000;

const configFor = (server: GoogleKmsServer, more: object = {}) =>
  googleKms.configSchema.parse({ keyRing, endpoint: server.url, credentials, ...more });

const abilities = {
  create: true,
  rotate: true,
  sign: true,
  disable: true,
  destroy: 'later',
  schedule: true,
} as const;

keyProviderContract('Google Cloud KMS', abilities, async () => {
  const clock = testClock();
  const server = await startGoogleKmsServer(keyRing, clock);
  const secrets = { 'account.json': server.accountKey };
  return {
    open: () => googleKms.open('cloud', configFor(server), testDependencies(clock, secrets)),
    close: server.close,
  };
});

describe('Google Cloud KMS', () => {
  let server: GoogleKmsServer;
  let clock: TestClock;
  const open = (more: object = {}, account = server.accountKey, transport = loopbackTransport) => {
    const given = testDependencies(clock, { 'account.json': account, TOKEN: 'static' }, transport);
    return Object.assign(openGoogleKms('cloud', configFor(server, more), given), { given });
  };
  const bend = (change: (body: Record<string, unknown>) => unknown) =>
    server.misbehaviours.push({ kind: 'bend', bend: change });

  beforeAll(async () => {
    clock = testClock();
    server = await startGoogleKmsServer(keyRing, clock);
    await open().createKey('wrapping', { use: 'wrap' });
    await open().createKey('signing', { use: 'sign' });
  });
  afterAll(() => server.close());

  test('fetches one token for many calls, and another before it ends', async () => {
    const provider = open();
    const before = server.requests.length;
    await Promise.all(Array.from({ length: 5 }, () => provider.generateDataKey('wrapping', context)));
    const tokenCalls = () =>
      server.requests.slice(before).filter(({ url }) => url.pathname === '/token').length;
    expect(tokenCalls()).toBe(1);
    clock.pass(3_600_000 - 60_000);
    await provider.generateDataKey('wrapping', context);
    expect(tokenCalls()).toBe(2);
  });

  test('fetches another token when the service takes the old one no more', async () => {
    const provider = open();
    await provider.generateDataKey('wrapping', context);
    server.tokens.revokeAll();
    await provider.generateDataKey('wrapping', context);
    const fixed = open({ credentials: { from: 'token', tokenEnv: 'TOKEN' } });
    await expect(fixed.generateDataKey('wrapping', context)).rejects.toMatchObject({
      code: 'sealing/provider-refused',
    });
  });

  test('takes tokens from the metadata server', async () => {
    const provider = open({ credentials: { from: 'metadata', endpoint: server.url } });
    expect((await provider.generateDataKey('wrapping', context)).plaintext).toHaveLength(32);
    const bare = open({ credentials: { from: 'metadata', endpoint: server.url } }, '', (request) =>
      loopbackTransport({ ...request, headers: {} }),
    );
    await expect(bare.generateDataKey('wrapping', context)).rejects.toMatchObject({
      code: 'sealing/provider-refused',
    });
  });

  test.each<[string, () => string]>([
    ['another key', () => server.accountKey.replace(/"private_key":"[^"]+"/, () => otherKey())],
    ['another account', () => server.accountKey.replace('ringwall@', 'someone@')],
    ['another key id', () => server.accountKey.replace('key-1', 'key-2')],
    ['another audience', () => server.accountKey.replace('127.0.0.1', 'localhost')],
  ])('is refused with the assertion of %s', async (_, account) => {
    await expect(open({}, account()).listKeys()).rejects.toMatchObject({ code: 'sealing/provider-refused' });
  });

  test('is refused with a clock that is off', async () => {
    const late = testDependencies(testClock(clock.now() + 400_000), { 'account.json': server.accountKey });
    await expect(openGoogleKms('cloud', configFor(server), late).listKeys()).rejects.toMatchObject({
      code: 'sealing/provider-refused',
    });
  });

  test.each(['', '{}', '{"type":"service_account"}', 'secret'])(
    'says that %j is no key of a service account, and nothing of what it is',
    async (account) => {
      const error = await open({}, account)
        .listKeys()
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'sealing/provider-config', message: /keyFile/ });
      expect(inspect(error)).not.toMatch(/"secret"|: secret/);
    },
  );

  test('sends checksums that the service verifies', async () => {
    const provider = open({}, server.accountKey, (request) => {
      const text = Buffer.from(request.body ?? []).toString();
      const body = Buffer.from(text.replace(/("\w+Crc32c":")\d+"/, '$17"'));
      return loopbackTransport(text.includes('Crc32c') ? { ...request, body } : request);
    });
    await expect(provider.generateDataKey('wrapping', context)).rejects.toMatchObject({
      code: 'sealing/provider-refused',
    });
    await expect(provider.sign('signing', utf8('a'))).rejects.toMatchObject({
      code: 'sealing/provider-refused',
    });
  });

  test.each<[string, (body: Record<string, unknown>) => unknown]>([
    ['a wrong checksum of the ciphertext', (body) => ({ ...body, ciphertextCrc32c: '1' })],
    ['no checksum', ({ ciphertextCrc32c: _, ...body }) => body],
    ['a plaintext it did not verify', (body) => ({ ...body, verifiedPlaintextCrc32c: false })],
    ['a context it did not verify', ({ verifiedAdditionalAuthenticatedDataCrc32c: _, ...body }) => body],
    ['another key', (body) => ({ ...body, name: `${body.name}`.replace('wrapping', 'another') })],
    ['no version', (body) => ({ ...body, name: `${body.name}`.replace(/\/\d+$/, '/x') })],
    ['no ciphertext', (body) => ({ ...body, ciphertext: '', ciphertextCrc32c: '0' })],
  ])('wraps nothing with an answer that has %s', async (_, change) => {
    const provider = open();
    await provider.listKeys();
    bend(change);
    await expect(provider.generateDataKey('wrapping', context)).rejects.toMatchObject({
      code: 'sealing/provider-answer',
    });
  });

  test.each<[string, (body: Record<string, unknown>) => unknown]>([
    ['a wrong checksum', (body) => ({ ...body, plaintextCrc32c: '1' })],
    [
      '31 bytes',
      (body) => ({ ...body, plaintext: Buffer.alloc(31).toString('base64'), plaintextCrc32c: '1' }),
    ],
    ['no plaintext', () => ({})],
  ])('unwraps nothing from an answer with %s', async (_, change) => {
    const provider = open();
    const { wrapped } = await provider.generateDataKey('wrapping', context);
    bend(change);
    await expect(provider.unwrap(wrapped, context)).rejects.toMatchObject({
      code: 'sealing/provider-answer',
    });
  });

  test('says that it cannot unwrap also where it may not look at the key', async () => {
    const provider = open();
    const { wrapped } = await provider.generateDataKey('wrapping', context);
    const body = { error: { status: 'PERMISSION_DENIED' } };
    const denied = { kind: 'reply', reply: { status: 403, body } } as const;
    server.misbehaviours.push({ kind: 'bend', bend: (answer) => answer }, denied, denied);
    await expect(provider.unwrap(wrapped, {})).rejects.toMatchObject({ code: 'sealing/unwrap-failed' });
    expect(server.misbehaviours).toHaveLength(0);
  });

  test('takes a 404 of something else for no word about a key', async () => {
    const provider = open();
    await provider.listKeys();
    server.misbehaviours.push({ kind: 'reply', reply: { status: 404, body: 'not here' } });
    await expect(provider.generateDataKey('wrapping', context)).rejects.toMatchObject({
      code: 'sealing/provider-refused',
    });
  });

  test('refuses a version that did not wrap it, though the service decrypts', async () => {
    const provider = open();
    await provider.createKey('versions', { use: 'wrap' });
    const { wrapped } = await provider.generateDataKey('versions', context);
    await provider.rotateKey('versions');
    await expect(provider.unwrap({ ...wrapped, keyVersion: '2' }, context)).rejects.toMatchObject({
      code: 'sealing/unwrap-failed',
    });
    for (const keyVersion of ['0', 'x', '']) {
      await expect(provider.unwrap({ ...wrapped, keyVersion }, context)).rejects.toMatchObject({
        code: 'sealing/key-unknown',
      });
    }
  });

  test('signs with Ed25519 where the key does', async () => {
    const provider = open();
    const key = server.keys.get('signing');
    await provider.createKey('edwards', { use: 'sign' });
    const made = { ...key, algorithm: 'EC_SIGN_ED25519', versions: [], primary: 1 };
    server.keys.set('edwards', { purpose: 'ASYMMETRIC_SIGN', destroyMs: dayMs, rotation: {}, ...made });
    await provider.rotateKey('edwards');
    expect(await provider.sign('edwards', utf8('a'))).toMatchObject({
      algorithm: 'Ed25519',
      keyVersion: '1',
    });
    expect((await provider.publicKey('edwards')).jwk).toMatchObject({ crv: 'Ed25519' });
  });

  test('waits until a new version is made', async () => {
    const provider = open();
    server.pendingLooks = 3;
    const { versions } = await provider.createKey('slow', { use: 'sign' });
    expect(versions).toMatchObject([{ state: 'enabled' }]);
    expect(provider.given.slept).toEqual([500, 500, 500]);
    server.pendingLooks = 100;
    await expect(provider.rotateKey('slow')).rejects.toMatchObject({
      code: 'sealing/provider-unavailable',
      message: /PENDING_GENERATION/,
    });
    server.pendingLooks = 0;
  });

  test('destroys after the days that the key was made with', async () => {
    const provider = open({ destroyAfterDays: 2 });
    const { keyId } = await provider.createKey('short-lived', { use: 'wrap' });
    const destroyed = await provider.destroyVersion(keyId, '1');
    expect(destroyed.effectiveAt - destroyed.requestedAt).toBe(2 * dayMs);
    await expect(provider.setVersionState(keyId, '1', 'enabled')).rejects.toMatchObject({
      code: 'sealing/key-destroyed',
    });
  });

  test('lists over several pages', async () => {
    const provider = open();
    const all = await provider.listKeys();
    server.pageLength = 1;
    expect(await provider.listKeys()).toEqual(all);
    server.pageLength = 1000;
    expect(all.length).toBeGreaterThan(3);
  });

  test('waits as long as it is asked to, but not for long', async () => {
    const provider = open();
    await provider.listKeys();
    const busy = (after: string) =>
      server.misbehaviours.push({
        kind: 'reply',
        reply: {
          status: 429,
          headers: { 'retry-after': after },
          body: { error: { status: 'RESOURCE_EXHAUSTED' } },
        },
      });
    busy('3');
    await provider.generateDataKey('wrapping', context);
    expect(provider.given.slept).toEqual([3000]);
    busy('6');
    await expect(provider.generateDataKey('wrapping', context)).rejects.toMatchObject({
      code: 'sealing/provider-unavailable',
    });
  });
});

function otherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return `"private_key":${JSON.stringify(privateKey.export({ format: 'pem', type: 'pkcs8' }))}`;
}
