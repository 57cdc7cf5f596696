import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  canonicalJson,
  encodeKeys,
  type KeysDocument,
  newIdentity,
  openKeys,
  type Recipient,
  sealKeys,
  sha256Hex,
} from '@ringwall/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SealingError } from '../errors.ts';
import { openFileProvider } from '../key-providers/file/file-provider.ts';
import type { ManagedKeyProvider } from '../key-providers/key-provider-kind.ts';
import { destroyWithProof } from './destroy-with-proof.ts';

const clock = { now: () => 1_700_000_000_000 };
const dataKey = Buffer.alloc(32, 7);
let folder: string;
let provider: ManagedKeyProvider;
let keys = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringwall-destruction-'));
  provider = await openFileProvider(
    'disk',
    { directory: 'keys' },
    {
      transport: () => Promise.reject(new Error('no transport')),
      clock,
      readSecret: () => Promise.reject(new Error('no secret')),
      baseDirectory: folder,
    },
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function newKey() {
  const { keyId, versions } = await provider.createKey(`key-${++keys}`, { use: 'wrap' });
  return { keyId, keyVersion: versions[0]?.keyVersion ?? '', fingerprint: versions[0]?.fingerprint };
}

async function sealedTo(...recipients: Recipient[]): Promise<KeysDocument> {
  return sealKeys({ dataKey, id: 'set', version: '3', recipients, passphraseIterations: 1000 });
}

async function opened(document: KeysDocument): Promise<Buffer> {
  return Buffer.from(await openKeys(document, [{ kind: 'provider', provider }]));
}

const of = (keyId: string): Recipient => ({ kind: 'provider', provider, keyId });
const alice = newIdentity();

function person(): Recipient {
  return { kind: 'public-key', key: alice.publicJwk };
}

describe('a destruction with proof', () => {
  test('shows which documents it made unreadable, who still reads the others, and leaves the rest alone', async () => {
    const { keyId, keyVersion, fingerprint } = await newKey();
    const other = await newKey();
    const only = await sealedTo(of(keyId));
    const shared = await sealedTo(of(keyId), person());
    const foreign = await sealedTo(of(other.keyId));
    const record = await destroyWithProof({
      provider,
      keyId,
      keyVersion,
      documents: [
        { name: 'only', keys: only },
        { name: 'shared', keys: shared },
        { name: 'foreign', keys: foreign },
      ],
      clock,
    });
    expect(record).toMatchObject({
      format: 'ringwall/key-destruction/1',
      dryRun: false,
      provider: 'disk',
      kind: 'file',
      keyId,
      keyVersion,
      fingerprint,
      requestedAt: clock.now(),
      effectiveAt: clock.now(),
    });
    const [first, second, third] = record.documents;
    expect(first).toEqual({
      name: 'only',
      id: 'set',
      version: '3',
      sha256: sha256Hex(encodeKeys(only)),
      outcome: 'unreadable',
      before: 'yes',
      after: 'sealing/key-destroyed',
      readableThrough: [],
    });
    expect(second).toMatchObject({ outcome: 'readable', before: 'yes', after: 'sealing/key-destroyed' });
    expect(second?.readableThrough).toEqual([{ kid: alice.kid, kind: 'public-key' }]);
    expect(third).toMatchObject({ outcome: 'not-affected', before: null, after: null });
    await expect(opened(only)).rejects.toMatchObject({
      code: 'sealing/key-destroyed',
    });
    expect(await opened(foreign)).toEqual(dataKey);
  });

  test('is plain JSON that reads back the same', async () => {
    const { keyId, keyVersion } = await newKey();
    const documents = [{ name: 'a', keys: await sealedTo(of(keyId)) }];
    const record = await destroyWithProof({ provider, keyId, keyVersion, documents, clock });
    expect(JSON.parse(canonicalJson(record))).toEqual(record);
    expect(canonicalJson(record)).not.toContain(Buffer.from(dataKey).toString('base64url'));
  });

  test('foretells the same in a dry run, and destroys nothing', async () => {
    const { keyId, keyVersion } = await newKey();
    const documents = [
      { name: 'only', keys: await sealedTo(of(keyId)) },
      { name: 'shared', keys: await sealedTo(of(keyId), person()) },
    ];
    const request = { provider, keyId, keyVersion, documents, clock };
    const foretold = await destroyWithProof({ ...request, dryRun: true });
    expect(foretold.documents.map(({ after }) => after)).toEqual([null, null]);
    for (const { keys } of documents) expect(await opened(keys)).toEqual(dataKey);
    const done = await destroyWithProof(request);
    const outcomes = (record: typeof done) => record.documents.map(({ name, outcome }) => [name, outcome]);
    expect(outcomes(foretold)).toEqual(outcomes(done));
    expect(foretold).toMatchObject({ dryRun: true, fingerprint: done.fingerprint });
  });

  test('does not count an entry of a version that was destroyed before', async () => {
    const first = await newKey();
    const second = await newKey();
    const documents = [{ name: 'both', keys: await sealedTo(of(first.keyId), of(second.keyId)) }];
    const one = await destroyWithProof({ provider, ...first, documents, clock });
    expect(one.documents[0]).toMatchObject({ outcome: 'readable' });
    expect(one.documents[0]?.readableThrough).toMatchObject([{ kind: 'provider' }]);
    const two = await destroyWithProof({ provider, ...second, documents, clock });
    expect(two.documents[0]).toMatchObject({ outcome: 'unreadable', readableThrough: [] });
  });

  test('keeps what an older version wrapped when a newer one goes', async () => {
    const { keyId, keyVersion } = await newKey();
    const old = await sealedTo(of(keyId));
    const rotated = await provider.rotateKey(keyId);
    const newest = rotated.versions.at(-1)?.keyVersion ?? '';
    const fresh = await sealedTo(of(keyId));
    const documents = [
      { name: 'old', keys: old },
      { name: 'fresh', keys: fresh },
    ];
    const record = await destroyWithProof({ provider, keyId, keyVersion: newest, documents, clock });
    expect(record.documents.map(({ outcome }) => outcome)).toEqual(['not-affected', 'unreadable']);
    expect(await opened(old)).toEqual(dataKey);
    expect(keyVersion).not.toBe(newest);
  });

  test('says when a version was disabled before, and destroys it all the same', async () => {
    const { keyId, keyVersion } = await newKey();
    const documents = [{ name: 'a', keys: await sealedTo(of(keyId)) }];
    await provider.setVersionState(keyId, keyVersion, 'disabled');
    const record = await destroyWithProof({ provider, keyId, keyVersion, documents, clock });
    expect(record.documents[0]).toMatchObject({ before: 'sealing/key-disabled', outcome: 'unreadable' });
  });

  test('destroys nothing where it cannot try the documents first', async () => {
    const { keyId, keyVersion } = await newKey();
    const documents = [{ name: 'a', keys: await sealedTo(of(keyId)) }];
    const away: ManagedKeyProvider = {
      ...provider,
      unwrap: () => Promise.reject(new SealingError('sealing/provider-unavailable', 'no answer')),
    };
    const attempt = destroyWithProof({ provider: away, keyId, keyVersion, documents, clock });
    await expect(attempt).rejects.toMatchObject({ code: 'sealing/provider-unavailable' });
    expect((await provider.listKeys()).find((key) => key.keyId === keyId)?.versions).toMatchObject([
      { state: 'enabled' },
    ]);
  });

  test('refuses a version that does not exist or went before', async () => {
    const { keyId, keyVersion } = await newKey();
    const request = { provider, keyId, documents: [], clock };
    await expect(destroyWithProof({ ...request, keyVersion: '9' })).rejects.toMatchObject({
      code: 'sealing/key-unknown',
    });
    await destroyWithProof({ ...request, keyVersion });
    await expect(destroyWithProof({ ...request, keyVersion })).rejects.toMatchObject({
      code: 'sealing/key-destroyed',
    });
  });
});

describe('a destruction by a service', () => {
  const day = 86_400_000;

  async function destroyedBy(change: (real: ManagedKeyProvider) => Partial<ManagedKeyProvider>) {
    const { keyId, keyVersion } = await newKey();
    const documents = [{ name: 'a', keys: await sealedTo(of(keyId)) }];
    const service: ManagedKeyProvider = { ...provider, ...change(provider) };
    const request = { provider: service, keyId, keyVersion, documents, clock };
    const foretold = await destroyWithProof({ ...request, dryRun: true });
    return { foretold, record: await destroyWithProof(request) };
  }

  test('with a waiting period says from when on nothing is readable', async () => {
    const { foretold, record } = await destroyedBy((real) => ({
      destroyDelayMs: 7 * day,
      destroyVersion: async (...values) => {
        const destruction = await real.destroyVersion(...values);
        return { ...destruction, effectiveAt: destruction.requestedAt + 7 * day };
      },
    }));
    expect(record).toMatchObject({ effectiveAt: clock.now() + 7 * day });
    expect(record.documents[0]).toMatchObject({
      outcome: 'unreadable-later',
      after: 'sealing/key-destroyed',
    });
    expect(foretold).toMatchObject({ effectiveAt: record.effectiveAt });
    expect(foretold.documents[0]).toMatchObject({ outcome: 'unreadable-later' });
  });

  test('that goes on unwrapping is not believed', async () => {
    const { record } = await destroyedBy((real) => ({
      destroyVersion: async (keyId, keyVersion) => ({
        provider: real.name,
        kind: real.kind,
        keyId,
        keyVersion,
        requestedAt: clock.now(),
        effectiveAt: clock.now(),
      }),
    }));
    expect(record.documents[0]).toMatchObject({ outcome: 'still-opens', after: 'yes' });
  });

  test('that cannot be asked afterwards proves nothing, and the record says so', async () => {
    let destroyed = false;
    const { record } = await destroyedBy((real) => ({
      destroyVersion: async (...values) => {
        destroyed = true;
        return real.destroyVersion(...values);
      },
      unwrap: (...values) =>
        destroyed
          ? Promise.reject(new SealingError('sealing/provider-unavailable', 'no answer'))
          : real.unwrap(...values),
    }));
    expect(record.documents[0]).toMatchObject({ outcome: 'unproven', after: 'sealing/provider-unavailable' });
  });
});
