import { type Clock, randomBytes } from '@ringwall/core';
import { SealingError } from '../../errors.ts';
import { wrappedKeyAad } from '../key-context.ts';
import type { KeyInfo, KeyUse, ManagedKeyProvider, ProviderKindName } from '../key-provider-kind.ts';
import { checkKeyName, isKeyName } from './key-name.ts';
import {
  type KeyRecord,
  keyInfo,
  newRecord,
  type VersionRecord,
  withChange,
  withVersion,
} from './key-record.ts';
import type { KeyEngine, KeyRecords, VersionName } from './key-store.ts';
import { oneAtATime } from './one-at-a-time.ts';

const maxAttempts = 64;
const useWords: Readonly<Record<KeyUse, string>> = { wrap: 'wrapping data keys', sign: 'signing' };

/** What a provider that keeps its own records of keys is made of. */
export interface LocalKeys {
  readonly name: string;
  readonly kind: ProviderKindName;
  readonly warnings: readonly string[];
  readonly records: KeyRecords;
  readonly engine: KeyEngine;
  readonly clock: Clock;
  readonly random?: (count: number) => Uint8Array;
}

/**
 * A provider over records and an engine. Nothing is kept in memory between calls, so a version that another process
 * disabled or destroyed is of no use here either. The name of a version has a random part: no two versions ever
 * share one, also when an old state of the keys is restored and rotated again.
 */
export function localKeyProvider(keys: LocalKeys): ManagedKeyProvider {
  const { name, kind, records, engine, clock } = keys;
  const random = keys.random ?? randomBytes;
  const inTurn = oneAtATime();

  async function recordOf(keyId: string): Promise<KeyRecord> {
    const record = isKeyName(keyId) ? await records.readRecord(keyId) : undefined;
    if (record !== undefined) return record;
    throw new SealingError('sealing/key-unknown', `${name} has no key ${shown(keyId)}.`);
  }

  function versionOf(record: KeyRecord, keyVersion: string | undefined): VersionRecord {
    const version =
      keyVersion === undefined
        ? record.versions.at(-1)
        : record.versions.find((candidate) => candidate.keyVersion === keyVersion);
    if (version !== undefined) return version;
    const words = keyVersion === undefined ? 'no version' : `no version ${shown(keyVersion)}`;
    throw new SealingError('sealing/key-unknown', `${name}/${record.keyId} has ${words}.`);
  }

  function checkUsable({ keyId }: KeyRecord, { keyVersion, state }: VersionRecord): void {
    const words = `Version ${keyVersion} of ${name}/${keyId}`;
    if (state === 'destroyed') throw new SealingError('sealing/key-destroyed', `${words} was destroyed.`);
    if (state === 'disabled') throw new SealingError('sealing/key-disabled', `${words} is disabled.`);
  }

  async function newestOf(keyId: string, use: KeyUse): Promise<VersionName> {
    const record = await recordOf(keyId);
    if (record.use !== use) {
      const words = `is for ${useWords[record.use]}, not for ${useWords[use]}`;
      throw new SealingError('sealing/key-unsupported', `${name}/${keyId} ${words}.`);
    }
    const newest = versionOf(record, undefined);
    checkUsable(record, newest);
    return { keyId, keyVersion: newest.keyVersion };
  }

  async function unwrapping(keyId: string, keyVersion: string): Promise<VersionName> {
    const record = await recordOf(keyId);
    const known = record.versions.some((version) => version.keyVersion === keyVersion);
    const lost = !known && records.racy && (await engine.holds({ keyId, keyVersion }));
    if (!lost) checkUsable(record, versionOf(record, keyVersion));
    return { keyId, keyVersion };
  }

  /** Runs one operation of the engine; where it fails because the version was destroyed meanwhile, says that. */
  async function using<Result>(
    { keyId, keyVersion }: VersionName,
    operation: Promise<Result | undefined>,
  ): Promise<Result> {
    let fault: unknown;
    try {
      const result = await operation;
      if (result !== undefined) return result;
    } catch (cause) {
      fault = cause;
    }
    const { versions } = await recordOf(keyId);
    const destroyed = versions.some((one) => one.keyVersion === keyVersion && one.state === 'destroyed');
    if (fault !== undefined && !destroyed) throw fault;
    const words = destroyed ? 'was destroyed' : 'has lost its material';
    throw new SealingError('sealing/key-destroyed', `Version ${keyVersion} of ${name}/${keyId} ${words}.`);
  }

  /** Adds a version: its material is durable before the record names it, and the record before anyone uses it. */
  async function addVersion(keyId: string, before: () => Promise<KeyRecord>): Promise<KeyInfo> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const record = await before();
      const keyVersion = `${record.versions.length + 1}-${Buffer.from(random(4)).toString('hex')}`;
      const material = await engine.generate({ keyId, keyVersion }, record.use);
      const version = { keyVersion, createdAt: clock.now(), state: 'enabled', ...material } as const;
      const next = withVersion(record, version);
      if (await records.writeRecord(next)) return keyInfo(next);
      await engine.erase({ keyId, keyVersion });
    }
    throw contended(keyId);
  }

  async function change(
    { keyId, keyVersion }: VersionName,
    to: Pick<VersionRecord, 'state' | 'destroyedAt'>,
  ): Promise<KeyRecord> {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const current = await recordOf(keyId);
      const version = versionOf(current, keyVersion);
      // A process that died while it destroyed may have left the material.
      if (version.state === 'destroyed') await engine.erase({ keyId, keyVersion });
      if (version.state === 'destroyed') checkUsable(current, version);
      const record = withChange(current, keyVersion, to);
      if (await records.writeRecord(record)) return record;
    }
    throw contended(keyId);
  }

  function contended(keyId: string): SealingError {
    return new SealingError(
      'sealing/provider-unavailable',
      `Other processes keep changing ${name}/${keyId}.`,
    );
  }

  return {
    name,
    kind,
    warnings: keys.warnings,
    generateDataKey: async (keyId, context, signal) => {
      signal?.throwIfAborted();
      const version = await newestOf(keyId, 'wrap');
      const plaintext = random(32);
      const aad = wrappedKeyAad(keyId, version.keyVersion, context);
      try {
        const ciphertext = await using(version, engine.seal(version, plaintext, aad));
        return { plaintext, wrapped: { provider: name, ...version, ciphertext } };
      } catch (cause) {
        plaintext.fill(0);
        throw cause;
      }
    },
    unwrap: async ({ keyId, keyVersion, ciphertext }, context, signal) => {
      signal?.throwIfAborted();
      const version = await unwrapping(keyId, keyVersion);
      return using(version, engine.open(version, ciphertext, wrappedKeyAad(keyId, keyVersion, context)));
    },
    sign: async (keyId, message, signal) => {
      signal?.throwIfAborted();
      const version = await newestOf(keyId, 'sign');
      const signed = await using(version, engine.sign(version, message));
      return { ...signed, keyVersion: version.keyVersion };
    },
    publicKey: async (keyId, keyVersion, signal) => {
      signal?.throwIfAborted();
      const version = versionOf(await recordOf(keyId), keyVersion);
      if (version.publicKey !== undefined) return { ...version.publicKey, keyVersion: version.keyVersion };
      const words = `${name}/${keyId} is for ${useWords.wrap} and has no public key.`;
      throw new SealingError('sealing/key-unsupported', words);
    },
    listKeys: async (signal) => {
      const infos: KeyInfo[] = [];
      for (const keyId of (await records.keyIds()).toSorted()) {
        signal?.throwIfAborted();
        const record = await records.readRecord(keyId);
        if (record !== undefined) infos.push(keyInfo(record));
      }
      return infos;
    },
    createKey: (keyId, key, signal) =>
      inTurn(async () => {
        signal?.throwIfAborted();
        checkKeyName(keyId, key);
        return addVersion(keyId, async () => {
          if ((await records.readRecord(keyId)) === undefined) return newRecord(keyId, key);
          throw new SealingError('sealing/key-exists', `${name} has a key ${keyId} already.`);
        });
      }),
    rotateKey: (keyId, signal) =>
      inTurn(async () => {
        signal?.throwIfAborted();
        return addVersion(keyId, () => recordOf(keyId));
      }),
    setVersionState: (keyId, keyVersion, state, signal) =>
      inTurn(async () => {
        signal?.throwIfAborted();
        return keyInfo(await change({ keyId, keyVersion }, { state }));
      }),
    destroyVersion: (keyId, keyVersion, signal) =>
      inTurn(async () => {
        signal?.throwIfAborted();
        const at = clock.now();
        const record = await change({ keyId, keyVersion }, { state: 'destroyed', destroyedAt: at });
        await engine.erase({ keyId, keyVersion });
        const { fingerprint } = versionOf(record, keyVersion);
        return { provider: name, kind, keyId, keyVersion, requestedAt: at, effectiveAt: at, fingerprint };
      }),
    close: () => engine.close(),
  };
}

/** Finishes what a process that was killed while it destroyed a version left undone. */
export async function finishDestructions(records: KeyRecords, engine: KeyEngine): Promise<void> {
  for (const keyId of await records.keyIds()) {
    const { versions = [] } = (await records.readRecord(keyId)) ?? {};
    for (const { keyVersion, state } of versions) {
      if (state === 'destroyed') await engine.erase({ keyId, keyVersion });
    }
  }
}

function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
