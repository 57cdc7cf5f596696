import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyProviderContract } from '../key-provider-contract.ts';
import { newKmsKey } from '../testing/aws-kms-keys.ts';
import { type AwsKmsServer, startAwsKmsServer } from '../testing/aws-kms-server.ts';
import { loopbackTransport } from '../testing/loopback-transport.ts';
import { testClock, testDependencies } from '../testing/test-dependencies.ts';
import { awsKms, openAwsKms } from './aws-kms.ts';

const region = 'eu-central-1';
const context = { 'ringwall:id': 'a', 'ringwall:version': '1' };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const secrets = { ID: 'AKIAIOSFODNN7EXAMPLE', SECRET: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const credentials = { from: 'keys', accessKeyIdEnv: 'ID', secretAccessKeyEnv: 'SECRET' };
const known = { accessKeyId: secrets.ID, secretAccessKey: secrets.SECRET };

async function startServer(now?: number) {
  const clock = testClock(now);
  const server = await startAwsKmsServer(region, clock);
  server.knownKeys.push(known);
  const config = (more: object = {}) =>
    awsKms.configSchema.parse({ region, endpoint: server.url, credentials, ...more });
  return { clock, server, config };
}

const abilities = {
  create: true,
  rotate: true,
  rotateSigning: false,
  sign: true,
  disable: true,
  destroy: 'later',
  destroyOne: false,
  schedule: false,
} as const;

keyProviderContract('AWS KMS', abilities, async () => {
  const { clock, server, config } = await startServer();
  return {
    open: () => awsKms.open('cloud', config(), testDependencies(clock, secrets)),
    close: server.close,
  };
});

describe('AWS KMS', () => {
  let server: AwsKmsServer;
  let set: Awaited<ReturnType<typeof startServer>>;
  const open = (more: object = {}, transport = loopbackTransport) => {
    const given = testDependencies(set.clock, secrets, transport);
    return Object.assign(openAwsKms('cloud', set.config(more), given), { slept: given.slept });
  };

  beforeAll(async () => {
    set = await startServer();
    server = set.server;
  });
  afterAll(() => server.close());

  test('refuses a request that was changed after it was signed', async () => {
    const { keyId } = await open().createKey('signed', { use: 'wrap' });
    const refused = { code: 'sealing/provider-refused', message: /InvalidSignatureException/ };
    const changes: ((headers: Record<string, string>) => Record<string, string>)[] = [
      (headers) => ({ ...headers, authorization: headers.authorization?.replace(/.$/, 'x') ?? '' }),
      (headers) => ({ ...headers, 'x-amz-target': 'TrentService.ListKeys' }),
      (headers) => ({ ...headers, 'x-amz-meta': 'not signed' }),
      (headers) => ({ ...headers, 'x-amz-date': headers['x-amz-date']?.replace(/.Z$/, '9Z') ?? '' }),
    ];
    for (const change of changes) {
      const provider = open({}, (request) =>
        loopbackTransport({ ...request, headers: change({ ...request.headers }) }),
      );
      await expect(provider.generateDataKey(keyId, context)).rejects.toMatchObject({
        code: refused.code,
      });
    }
    const spaced = open({}, (request) =>
      loopbackTransport({
        ...request,
        ...(request.body && { body: Buffer.concat([request.body, utf8(' ')]) }),
      }),
    );
    await expect(spaced.generateDataKey(keyId, context)).rejects.toThrow(refused.message);
  });

  test('is refused with a secret that is not the right one, and for a clock that is off', async () => {
    const wrong = { ...secrets, SECRET: 'x'.repeat(40) };
    const provider = openAwsKms('cloud', set.config(), testDependencies(set.clock, wrong));
    await expect(provider.listKeys()).rejects.toThrow(/InvalidSignatureException/);
    const late = openAwsKms(
      'cloud',
      set.config(),
      testDependencies(testClock(set.clock.now() + 301_000), secrets),
    );
    await expect(late.listKeys()).rejects.toMatchObject({ code: 'sealing/provider-refused' });
  });

  test('sends exactly what the service documents', async () => {
    const provider = open();
    const { keyId } = await provider.createKey('documented', { use: 'wrap' });
    await provider.generateDataKey(keyId, context);
    const request = server.requests.at(-1);
    expect(request?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'TrentService.GenerateDataKey',
    });
    expect(JSON.parse(Buffer.from(request?.body ?? []).toString())).toEqual({
      KeyId: 'alias/documented',
      KeySpec: 'AES_256',
      EncryptionContext: context,
    });
  });

  test('takes keys by alias, id and ARN', async () => {
    const provider = open();
    await provider.createKey('named', { use: 'wrap' });
    const id = server.aliases.get('alias/named') ?? '';
    const arn = server.keys.get(id)?.arn ?? '';
    for (const keyId of ['named', 'alias/named', id, arn, arn.replace(/key\/.*/, 'alias/named')]) {
      const { wrapped, plaintext } = await provider.generateDataKey(keyId, context);
      expect(wrapped.keyId).toBe(keyId);
      expect(await provider.unwrap(wrapped, context)).toEqual(plaintext);
    }
    await expect(provider.generateDataKey('no such name!', context)).rejects.toMatchObject({
      code: 'sealing/key-unknown',
    });
  });

  test('unwraps what an alias wrapped before it came to mean another key', async () => {
    const provider = open();
    await provider.createKey('moving', { use: 'wrap' });
    const { wrapped, plaintext } = await provider.generateDataKey('moving', context);
    await provider.createKey('other', { use: 'wrap' });
    server.aliases.set('alias/moving', server.aliases.get('alias/other') ?? '');
    expect(await provider.unwrap(wrapped, context)).toEqual(plaintext);
  });

  test('refuses a version that did not wrap it', async () => {
    const provider = open();
    await provider.createKey('versions', { use: 'wrap' });
    const { wrapped } = await provider.generateDataKey('versions', context);
    const [id] = wrapped.keyVersion.split('/');
    const unwrap = (keyVersion: string) => provider.unwrap({ ...wrapped, keyVersion }, context);
    await expect(unwrap(`${id}/${'0'.repeat(64)}`)).rejects.toMatchObject({ code: 'sealing/unwrap-failed' });
    await expect(unwrap('1')).rejects.toMatchObject({ code: 'sealing/key-unknown' });
  });

  test('signs digests with P-256 and whole messages with Ed25519', async () => {
    const provider = open();
    await provider.createKey('p256', { use: 'sign' });
    expect(await provider.sign('p256', new Uint8Array(10_000))).toMatchObject({ algorithm: 'ES256' });
    const edwards = newKmsKey('ECC_NIST_EDWARDS25519', region, set.clock.now());
    server.keys.set(edwards.id, edwards);
    const signature = await provider.sign(edwards.id, utf8('a'));
    expect(signature).toMatchObject({ algorithm: 'Ed25519', keyVersion: edwards.id });
    expect((await provider.publicKey(edwards.id)).jwk).toMatchObject({ crv: 'Ed25519' });
    await expect(provider.sign(edwards.id, new Uint8Array(4097))).rejects.toMatchObject({
      code: 'sealing/key-unsupported',
    });
  });

  test('lets the service rotate, and says what it cannot', async () => {
    const provider = open();
    const made = await provider.createKey('scheduled', { use: 'wrap', rotateEveryDays: 90 });
    expect(made).toMatchObject({ rotateEveryDays: 90, nextRotation: set.clock.now() + 90 * 86_400_000 });
    const unsupported = { code: 'sealing/key-unsupported' };
    for (const key of [
      { use: 'wrap', rotateEveryDays: 89 },
      { use: 'wrap', rotateEveryDays: 2561 },
      { use: 'sign', rotateEveryDays: 90 },
    ] as const) {
      await expect(provider.createKey('never', key)).rejects.toMatchObject(unsupported);
    }
    await provider.createKey('signing', { use: 'sign' });
    await expect(provider.rotateKey('signing')).rejects.toMatchObject(unsupported);
  });

  test('destroys a rotated key only as a whole, after the configured days', async () => {
    const provider = open({ pendingDeletionDays: 7 });
    await provider.createKey('rotated', { use: 'wrap' });
    const old = await provider.generateDataKey('rotated', context);
    await provider.rotateKey('rotated');
    const { keyVersion } = old.wrapped;
    await expect(provider.destroyVersion('rotated', keyVersion)).rejects.toMatchObject({
      code: 'sealing/key-unsupported',
      message: /version all/,
    });
    await expect(provider.destroyVersion('rotated', `${keyVersion}0`)).rejects.toMatchObject({
      code: 'sealing/key-unknown',
    });
    const destroyed = await provider.destroyVersion('rotated', 'all');
    expect(destroyed.effectiveAt - destroyed.requestedAt).toBe(7 * 86_400_000);
    await expect(provider.unwrap(old.wrapped, context)).rejects.toMatchObject({
      code: 'sealing/key-destroyed',
    });
  });

  test('lists over several pages', async () => {
    const provider = open();
    for (let n = 0; n < 5; n++) await provider.createKey(`page-${n}`, { use: 'wrap' });
    const all = await provider.listKeys();
    server.pageLength = 2;
    expect(await provider.listKeys()).toEqual(all);
    expect(all.length).toBeGreaterThanOrEqual(5);
    server.pageLength = 100;
  });

  test('leaves no nameless key behind when the name is taken meanwhile', async () => {
    const provider = open();
    server.misbehaviours.push({
      kind: 'reply',
      reply: { status: 400, body: { __type: 'com.amazonaws.kms#NotFoundException' } },
    });
    await provider.createKey('taken', { use: 'wrap' }).catch(() => undefined);
    server.misbehaviours.push({
      kind: 'reply',
      reply: { status: 400, body: { __type: 'NotFoundException' } },
    });
    await expect(provider.createKey('taken', { use: 'wrap' })).rejects.toMatchObject({
      code: 'sealing/key-exists',
    });
    expect([...server.keys.values()].at(-1)?.state).toBe('PendingDeletion');
  });

  describe('when the service misbehaves', () => {
    const throttled = { status: 400, body: { __type: 'ThrottlingException' } };

    test('waits once for a throttling, also before what may not be done twice', async () => {
      const provider = open();
      server.misbehaviours.push({ kind: 'reply', reply: throttled });
      await provider.createKey('patient', { use: 'wrap' });
      expect(provider.slept).toEqual([250]);
      server.misbehaviours.push(...[1, 2].map(() => ({ kind: 'reply', reply: throttled }) as const));
      await expect(provider.generateDataKey('patient', context)).rejects.toMatchObject({
        code: 'sealing/provider-unavailable',
      });
    });

    test('repeats after a broken connection, but makes no second key', async () => {
      const provider = open();
      await provider.createKey('broken', { use: 'wrap' });
      server.misbehaviours.push({ kind: 'reset' });
      await provider.generateDataKey('broken', context);
      const before = server.requests.length;
      const notFound = { status: 400, body: { __type: 'NotFoundException' } };
      server.misbehaviours.push({ kind: 'reply', reply: notFound }, { kind: 'reset' });
      await expect(provider.createKey('twice', { use: 'wrap' })).rejects.toMatchObject({
        code: 'sealing/provider-unavailable',
      });
      expect(server.requests.length).toBe(before + 2);
    });

    test.each<[string, (body: Record<string, unknown>) => unknown]>([
      ['a data key of 31 bytes', (body) => ({ ...body, Plaintext: Buffer.alloc(31).toString('base64') })],
      ['a data key that is no Base64', (body) => ({ ...body, Plaintext: '?' })],
      ['another key', (body) => ({ ...body, KeyId: `${body.KeyId}`.replace(/.{4}$/, '0000') })],
      ['no key', ({ KeyId: _, ...body }) => body],
      ['no ciphertext', (body) => ({ ...body, CiphertextBlob: '' })],
      ['a list', () => []],
    ])('uses nothing of an answer with %s', async (_, bend) => {
      const provider = open();
      if (!server.aliases.has('alias/bent')) await provider.createKey('bent', { use: 'wrap' });
      server.misbehaviours.push({ kind: 'bend', bend });
      const keyId = server.aliases.get('alias/bent') ?? '';
      await expect(provider.generateDataKey(keyId, context)).rejects.toMatchObject({
        code: 'sealing/provider-answer',
      });
    });

    test.each([
      ['no JSON', { status: 200, body: 'oops' }],
      ['a redirect', { status: 307, headers: { location: 'https://elsewhere.example/' } }],
    ])('refuses %s', async (_, reply) => {
      server.misbehaviours.push({ kind: 'reply', reply });
      await expect(open().generateDataKey('bent', context)).rejects.toMatchObject({
        code: 'sealing/provider-answer',
      });
    });

    test('tells no secret and no text of the service in an error', async () => {
      const body = { __type: 'Bad <b>type', message: secrets.SECRET };
      server.misbehaviours.push({ kind: 'reply', reply: { status: 400, body } });
      const error = await open()
        .generateDataKey('bent', context)
        .catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'sealing/provider-refused' });
      expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/wJalr|<b>/);
    });
  });
});
