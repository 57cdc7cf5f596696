import {
  type Clock,
  type KeyContext,
  openAesGcm,
  randomBytes,
  sealAesGcm,
  type WrappedKey,
} from '@ringwall/core';
import { SealingError } from '../../errors.ts';
import { wrappedKeyAad } from '../key-context.ts';
import type { KeyInfo, ManagedKeyProvider, NewKey, ProviderKindName } from '../key-provider-kind.ts';
import { keyFingerprint } from './key-fingerprint.ts';
import { checkKeyName, isKeyName, isKeyVersion } from './key-name.ts';
import {
  type KeyRecord,
  keyInfo,
  newRecord,
  useWords,
  type VersionRecord,
  withChange,
  withVersion,
} from './key-record.ts';
import type { KeyStore } from './key-store.ts';
import { publicKeyOf, signWith } from './signing-key.ts';

const maxAttempts = 64;

/** What a provider that keeps its own keys is made of. */
export interface LocalKeys {
  readonly name: string;
  readonly kind: ProviderKindName;
  readonly warnings: readonly string[];
  readonly store: KeyStore;
  readonly clock: Clock;
  readonly random?: (count: number) => Uint8Array;
}

/**
 * A provider that does the cryptography itself on keys from a store: AES-256-GCM (NIST SP 800-38D) for wrapping,
 * Ed25519 (RFC 8032) for signing. Material is read for each operation and overwritten after it, so a version that
 * another process destroyed is of no use here either. Rotate a wrapping key well before 2^32 data keys.
 */
export function localKeyProvider(keys: LocalKeys): ManagedKeyProvider {
  const { name, kind, store, clock } = keys;
  const random = keys.random ?? randomBytes;
  const inTurn = oneAtATime();

  async function recordOf(keyId: string): Promise<KeyRecord> {
    const record = isKeyName(keyId) ? await store.readRecord(keyId) : undefined;
    if (record === undefined)
      throw new SealingError('sealing/key-unknown', `${name} has no key ${shown(keyId)}.`);
    return record;
  }

  function usable(record: KeyRecord, version: VersionRecord): VersionRecord {
    const words = `Version ${version.keyVersion} of ${name}/${record.keyId}`;
    if (version.state === 'destroyed')
      throw new SealingError('sealing/key-destroyed', `${words} was destroyed.`);
    if (version.state === 'disabled') throw new SealingError('sealing/key-disabled', `${words} is disabled.`);
    return version;
  }

  async function newestOf(keyId: string, use: NewKey['use']): Promise<VersionRecord> {
    const record = await recordOf(keyId);
    if (record.use !== use) {
      throw new SealingError(
        'sealing/key-unsupported',
        `${name}/${keyId} is for ${useWords[record.use]}, not for ${useWords[use]}.`,
      );
    }
    const newest = record.versions.at(-1);
    if (newest === undefined) throw noVersion(name, keyId);
    return usable(record, newest);
  }

  async function withMaterial<Result>(
    keyId: string,
    { keyVersion, fingerprint }: Pick<VersionRecord, 'keyVersion'> & Partial<VersionRecord>,
    use: (material: Uint8Array) => Result,
  ): Promise<Result> {
    const material = await readMaterial(keyId, keyVersion);
    try {
      if (material.length !== 32 || (fingerprint !== undefined && keyFingerprint(material) !== fingerprint)) {
        throw new SealingError(
          'sealing/provider-answer',
          `What lies in the place of version ${keyVersion} of ${name}/${keyId} is not that version.`,
        );
      }
      return use(material);
    } finally {
      material.fill(0);
    }
  }

  async function readMaterial(keyId: string, keyVersion: string): Promise<Uint8Array> {
    let fault: unknown;
    try {
      const material = await store.readMaterial(keyId, keyVersion);
      if (material !== undefined) return material;
    } catch (cause) {
      fault = cause;
    }
    // Another process may have destroyed the version after its state was read.
    const version = (await recordOf(keyId)).versions.find((candidate) => candidate.keyVersion === keyVersion);
    if (version?.state !== 'destroyed' && fault !== undefined) throw fault;
    const words = version?.state === 'destroyed' ? 'was destroyed' : 'has lost its material';
    throw new SealingError('sealing/key-destroyed', `Version ${keyVersion} of ${name}/${keyId} ${words}.`);
  }

  /** Adds a version: its material is durable before the record names it, and the record before anyone uses it. */
  async function addVersion(before: (keyId: string) => Promise<KeyRecord>, keyId: string): Promise<KeyInfo> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const record = await before(keyId);
      const material = random(32);
      const keyVersion = `${record.versions.length + 1}-${Buffer.from(random(4)).toString('hex')}`;
      try {
        const version: VersionRecord = {
          keyVersion,
          createdAt: clock.now(),
          state: 'enabled',
          fingerprint: keyFingerprint(material),
          ...(record.use === 'sign' && { publicKey: publicKeyOf(material) }),
        };
        await store.writeMaterial(keyId, keyVersion, material);
        const next = withVersion(record, version);
        if (await store.writeRecord(next)) return keyInfo(next);
      } finally {
        material.fill(0);
      }
      await store.eraseMaterial(keyId, keyVersion);
    }
    throw contended(name, keyId);
  }

  async function change(
    keyId: string,
    keyVersion: string,
    to: Pick<VersionRecord, 'state' | 'destroyedAt'>,
  ): Promise<{ readonly record: KeyRecord; readonly before: VersionRecord }> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const current = await recordOf(keyId);
      const before = versionOf(current, keyVersion);
      if (before.state === 'destroyed') {
        // A process that died while it destroyed may have left the material.
        await store.eraseMaterial(keyId, keyVersion);
        usable(current, before);
      }
      const record = withChange(current, keyVersion, to);
      if (await store.writeRecord(record)) return { record, before };
    }
    throw contended(name, keyId);
  }

  function versionOf(record: KeyRecord, keyVersion: string): VersionRecord {
    const version = record.versions.find((candidate) => candidate.keyVersion === keyVersion);
    if (version !== undefined) return version;
    throw new SealingError(
      'sealing/key-unknown',
      `${name}/${record.keyId} has no version ${shown(keyVersion)}.`,
    );
  }

  async function unwrapping(record: KeyRecord, keyVersion: string): Promise<Partial<VersionRecord>> {
    const known = record.versions.some((version) => version.keyVersion === keyVersion);
    if (known || !store.racy || !isKeyVersion(keyVersion))
      return usable(record, versionOf(record, keyVersion));
    const material = await store.readMaterial(record.keyId, keyVersion);
    material?.fill(0);
    return material === undefined ? versionOf(record, keyVersion) : {};
  }

  return {
    name,
    kind,
    warnings: keys.warnings,
    generateDataKey: async (keyId, context, signal) => {
      signal?.throwIfAborted();
      const version = await newestOf(keyId, 'wrap');
      const { keyVersion } = version;
      const plaintext = random(32);
      const aad = wrappedKeyAad(keyId, keyVersion, context);
      const ciphertext = await withMaterial(keyId, version, (key) => sealAesGcm(key, plaintext, aad));
      return { plaintext, wrapped: { provider: name, keyId, keyVersion, ciphertext } };
    },
    unwrap: async (wrapped, context, signal) => {
      signal?.throwIfAborted();
      const { keyId, keyVersion } = wrapped;
      const record = await recordOf(keyId);
      const version = { ...(await unwrapping(record, keyVersion)), keyVersion };
      return withMaterial(keyId, version, (key) => openWrapped(name, wrapped, key, context));
    },
    sign: async (keyId, message, signal) => {
      signal?.throwIfAborted();
      const version = await newestOf(keyId, 'sign');
      const signature = await withMaterial(keyId, version, (seed) => signWith(seed, message));
      return { algorithm: 'Ed25519', keyVersion: version.keyVersion, signature };
    },
    publicKey: async (keyId, keyVersion, signal) => {
      signal?.throwIfAborted();
      const record = await recordOf(keyId);
      const version = keyVersion === undefined ? record.versions.at(-1) : versionOf(record, keyVersion);
      if (version?.publicKey === undefined) {
        throw new SealingError(
          'sealing/key-unsupported',
          `${name}/${keyId} is for wrapping and has no public key.`,
        );
      }
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: version.publicKey };
      return { algorithm: 'Ed25519', keyVersion: version.keyVersion, jwk };
    },
    listKeys: async (signal) => {
      const infos: KeyInfo[] = [];
      for (const keyId of (await store.keyIds()).toSorted()) {
        signal?.throwIfAborted();
        const record = await store.readRecord(keyId);
        if (record !== undefined) infos.push(keyInfo(record));
      }
      return infos;
    },
    createKey: (keyId, key, signal) =>
      inTurn(async () => {
        signal?.throwIfAborted();
        checkKeyName(keyId, key);
        return addVersion(async () => {
          if ((await store.readRecord(keyId)) === undefined) return newRecord(keyId, key);
          throw new SealingError('sealing/key-exists', `${name} has a key ${keyId} already.`);
        }, keyId);
      }),
    rotateKey: (keyId, signal) =>
      inTurn(() => {
        signal?.throwIfAborted();
        return addVersion(recordOf, keyId);
      }),
    setVersionState: (keyId, keyVersion, state, signal) =>
      inTurn(async () => {
        signal?.throwIfAborted();
        return keyInfo((await change(keyId, keyVersion, { state })).record);
      }),
    destroyVersion: (keyId, keyVersion, signal) =>
      inTurn(async () => {
        signal?.throwIfAborted();
        const requestedAt = clock.now();
        const { before } = await change(keyId, keyVersion, { state: 'destroyed', destroyedAt: requestedAt });
        await store.eraseMaterial(keyId, keyVersion);
        const { fingerprint } = before;
        return {
          provider: name,
          kind,
          keyId,
          keyVersion,
          requestedAt,
          effectiveAt: requestedAt,
          fingerprint,
        };
      }),
    close: () => store.close(),
  };
}

/** Finishes what a process that was killed while it destroyed a version left undone. */
export async function finishDestructions(store: KeyStore): Promise<void> {
  for (const keyId of await store.keyIds()) {
    const { versions = [] } = (await store.readRecord(keyId)) ?? {};
    for (const { keyVersion, state } of versions) {
      if (state === 'destroyed') await store.eraseMaterial(keyId, keyVersion);
    }
  }
}

function openWrapped(name: string, wrapped: WrappedKey, key: Uint8Array, context: KeyContext): Uint8Array {
  const { keyId, keyVersion, ciphertext } = wrapped;
  try {
    return openAesGcm(key, ciphertext, wrappedKeyAad(keyId, keyVersion, context));
  } catch (cause) {
    throw new SealingError(
      'sealing/unwrap-failed',
      `Version ${keyVersion} of ${name}/${keyId} did not wrap these bytes for this context.`,
      { cause },
    );
  }
}

/** Runs tasks one after the other, each whatever became of the one before. */
function oneAtATime(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task, task);
    last = run.catch(() => undefined);
    return run;
  };
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function noVersion(name: string, keyId: string): SealingError {
  return new SealingError('sealing/key-unknown', `${name}/${keyId} has no version.`);
}

function contended(name: string, keyId: string): SealingError {
  return new SealingError('sealing/provider-unavailable', `Other processes keep changing ${name}/${keyId}.`);
}
