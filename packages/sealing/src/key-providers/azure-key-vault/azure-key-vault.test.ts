import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyProviderContract } from '../key-provider-contract.ts';
import {
  type AzureKeyVaultServer,
  clientAssertion,
  clientSecret,
  retentionDays,
  startAzureKeyVaultServer,
  tenant,
} from '../testing/azure-key-vault-server.ts';
import { type TestClock, testClock, testDependencies } from '../testing/test-dependencies.ts';
import { azureKeyVault, openAzureKeyVault } from './azure-key-vault.ts';

const context = { 'ringwall:id': 'a', 'ringwall:version': '1' };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const secrets = { SECRET: clientSecret, ASSERTION: clientAssertion, TOKEN: 'unknown' };
const dayMs = 86_400_000;

const configFor = ({ url }: AzureKeyVaultServer, more: object = {}) =>
  azureKeyVault.configSchema.parse({
    vault: url,
    credentials: { from: 'client-secret', ...tenant, authority: url, secretEnv: 'SECRET' },
    rsaBits: 2048,
    ...more,
  });

const abilities = {
  create: true,
  rotate: true,
  sign: true,
  disable: true,
  destroy: 'later',
  destroyOne: false,
  schedule: true,
} as const;

keyProviderContract('Azure Key Vault', abilities, async () => {
  const clock = testClock();
  const server = await startAzureKeyVaultServer(clock);
  return {
    open: () => azureKeyVault.open('cloud', configFor(server), testDependencies(clock, secrets)),
    close: server.close,
  };
});

describe('Azure Key Vault', () => {
  let server: AzureKeyVaultServer;
  let clock: TestClock;
  const open = (more: object = {}) => {
    const given = testDependencies(clock, secrets);
    return Object.assign(openAzureKeyVault('cloud', configFor(server, more), given), { given });
  };
  const bendSecond = (bend: (body: Record<string, unknown>) => unknown) =>
    server.misbehaviours.push({ kind: 'bend', bend: (body) => body }, { kind: 'bend', bend });

  beforeAll(async () => {
    clock = testClock();
    server = await startAzureKeyVaultServer(clock);
    await open().createKey('wrapping', { use: 'wrap' });
    await open().createKey('signing', { use: 'sign' });
  });
  afterAll(() => server.close());

  test.each<[string, () => object]>([
    ['a client secret', () => ({})],
    [
      'a client assertion',
      () => ({
        credentials: {
          from: 'client-assertion',
          ...tenant,
          authority: server.url,
          assertionFile: 'ASSERTION',
        },
      }),
    ],
    [
      'the identity of the machine',
      () => ({ credentials: { from: 'managed-identity', endpoint: server.url } }),
    ],
    [
      'an identity given to the machine',
      () => ({
        credentials: { from: 'managed-identity', clientId: tenant.clientId, endpoint: server.url },
      }),
    ],
  ])('gets its token with %s', async (_, more) => {
    expect((await open(more()).generateDataKey('wrapping', context)).plaintext).toHaveLength(32);
  });

  test.each<[string, () => object]>([
    ['another tenant', () => ({ tenantId: 'another' })],
    ['another client', () => ({ clientId: 'another' })],
    ['another secret', () => ({ secretEnv: 'TOKEN' })],
  ])('is refused with %s', async (_, change) => {
    const credentials = {
      from: 'client-secret',
      ...tenant,
      authority: server.url,
      secretEnv: 'SECRET',
      ...change(),
    };
    await expect(open({ credentials }).listKeys()).rejects.toMatchObject({
      code: 'sealing/provider-refused',
    });
  });

  test('is refused with a token for another resource, and with an unknown one', async () => {
    const refused = { code: 'sealing/provider-refused' };
    await expect(open({ resource: 'https://elsewhere.example' }).listKeys()).rejects.toMatchObject(refused);
    const credentials = { from: 'token', tokenEnv: 'TOKEN' };
    await expect(open({ credentials }).listKeys()).rejects.toMatchObject(refused);
  });

  test('fetches another token when the vault takes the old one no more', async () => {
    const provider = open();
    await provider.generateDataKey('wrapping', context);
    server.tokens.revokeAll();
    await provider.generateDataKey('wrapping', context);
    clock.pass(3_600_000);
    await provider.generateDataKey('wrapping', context);
  });

  test('wraps what the service cannot tell the data key from', async () => {
    const provider = open();
    await provider.generateDataKey('wrapping', context);
    const { plaintext } = await provider.generateDataKey('wrapping', context);
    const sent = JSON.parse(Buffer.from(server.requests.at(-1)?.body ?? []).toString());
    expect(sent.alg).toBe('RSA-OAEP-256');
    expect(Buffer.from(sent.value, 'base64url')).toHaveLength(32);
    expect(Buffer.from(sent.value, 'base64url').equals(plaintext)).toBe(false);
  });

  test('refuses a version that did not wrap it', async () => {
    const provider = open();
    await provider.createKey('versions', { use: 'wrap' });
    const { wrapped } = await provider.generateDataKey('versions', context);
    const { versions } = await provider.rotateKey('versions');
    const unwrap = (keyVersion: string) => provider.unwrap({ ...wrapped, keyVersion }, context);
    await expect(unwrap(versions.at(-1)?.keyVersion ?? '')).rejects.toMatchObject({
      code: 'sealing/unwrap-failed',
    });
    await expect(unwrap('0'.repeat(32))).rejects.toMatchObject({ code: 'sealing/key-unknown' });
    await expect(unwrap('../../x')).rejects.toMatchObject({ code: 'sealing/key-unknown' });
    await expect(provider.sign('a/b', utf8('x'))).rejects.toMatchObject({ code: 'sealing/key-unknown' });
  });

  test.each<[string, (body: Record<string, unknown>) => unknown]>([
    ['another key', (body) => ({ ...body, kid: `${body.kid}`.replace('wrapping', 'another') })],
    ['another version', (body) => ({ ...body, kid: `${body.kid}`.replace(/.{4}$/, '0000') })],
    ['a short value', (body) => ({ ...body, value: 'AAAA' })],
    ['padding', (body) => ({ ...body, value: `${body.value}==` })],
    ['no value', ({ value: _, ...body }) => body],
  ])('wraps nothing with an answer that has %s', async (_, bend) => {
    const provider = open();
    await provider.generateDataKey('wrapping', context);
    bendSecond(bend);
    await expect(provider.generateDataKey('wrapping', context)).rejects.toMatchObject({
      code: 'sealing/provider-answer',
    });
  });

  test('unwraps nothing from an answer of another length or key', async () => {
    const provider = open();
    const { wrapped } = await provider.generateDataKey('wrapping', context);
    const bends: ((body: Record<string, unknown>) => unknown)[] = [
      (body) => ({ ...body, value: 'AAAA' }),
      (body) => ({ ...body, kid: `${body.kid}`.replace('wrapping', 'another') }),
    ];
    for (const bend of bends) {
      server.misbehaviours.push({ kind: 'bend', bend });
      await expect(provider.unwrap(wrapped, context)).rejects.toMatchObject({
        code: 'sealing/provider-answer',
      });
    }
  });

  test('follows a list only within the vault', async () => {
    const provider = open();
    for (let n = 0; n < 3; n++) await provider.createKey(`page-${n}`, { use: 'sign' });
    const all = await provider.listKeys();
    server.pageLength = 2;
    expect(await provider.listKeys()).toEqual(all);
    server.pageLength = 25;
    server.misbehaviours.push({
      kind: 'bend',
      bend: (body) => ({ ...body, nextLink: 'https://elsewhere.example/keys?x' }),
    });
    await expect(provider.listKeys()).rejects.toMatchObject({ code: 'sealing/provider-answer' });
  });

  test('lets the vault rotate within its limits', async () => {
    const provider = open();
    const made = await provider.createKey('scheduled', { use: 'sign', rotateEveryDays: 7 });
    expect(made.rotateEveryDays).toBe(7);
    await expect(provider.createKey('hasty', { use: 'wrap', rotateEveryDays: 6 })).rejects.toMatchObject({
      code: 'sealing/key-unsupported',
    });
  });

  test('deletes a rotated key only as a whole, recoverable for the retention period', async () => {
    const provider = open();
    await provider.createKey('rotated', { use: 'wrap' });
    const { wrapped } = await provider.generateDataKey('rotated', context);
    await provider.rotateKey('rotated');
    await expect(provider.destroyVersion('rotated', wrapped.keyVersion)).rejects.toMatchObject({
      code: 'sealing/key-unsupported',
    });
    const { effectiveAt, requestedAt } = await provider.destroyVersion('rotated', 'all');
    expect(effectiveAt - requestedAt).toBe(retentionDays * dayMs);
    await expect(provider.unwrap(wrapped, context)).rejects.toMatchObject({ code: 'sealing/key-destroyed' });
    await expect(provider.createKey('rotated', { use: 'wrap' })).rejects.toMatchObject({
      code: 'sealing/key-exists',
    });
  });

  test('purges where it is configured to, as soon as the vault has deleted', async () => {
    const provider = open({ purge: true });
    await provider.createKey('purged', { use: 'sign' });
    const [version] = (await provider.listKeys()).find(({ keyId }) => keyId === 'purged')?.versions ?? [];
    server.deletingLooks = 2;
    const { effectiveAt, requestedAt } = await provider.destroyVersion('purged', version?.keyVersion ?? '');
    expect(effectiveAt).toBe(requestedAt);
    expect(provider.given.slept).toEqual([500, 500]);
    expect(server.deleted.has('purged')).toBe(false);
    await expect(provider.sign('purged', utf8('x'))).rejects.toMatchObject({ code: 'sealing/key-unknown' });
  });
});
