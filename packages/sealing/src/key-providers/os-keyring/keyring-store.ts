import { CoreError, canonicalJson, equalConstantTime, type Json, parseBoundedJson } from '@ringwall/core';
import { isKeyName } from '../local/key-name.ts';
import { encodeRecord, type KeyRecord, parseRecord, recordLimits } from '../local/key-record.ts';
import type { KeyRecords, MaterialStore, VersionName } from '../local/key-store.ts';
import type { SecretEntries } from './keyring-entries.ts';

const utf8 = new TextEncoder();
const keyVersionText = /^\d{1,6}-[0-9a-f]{8}$/;
const attempts = 8;

/**
 * Keys as entries of a keyring: `<provider>` lists the keys, `<provider>/<key>` is a record, and
 * `<provider>/<key>/<version>` the material of one version. A keyring cannot compare and set, so of two processes
 * that change one key at the same moment one may undo the record of the other; material has an entry of its own and
 * is found without its record, so nothing that was wrapped is lost.
 */
export function keyringStore(provider: string, entries: SecretEntries): KeyRecords & MaterialStore {
  const list = encodeURIComponent(provider);
  const recordAt = (keyId: string): string => `${list}/${keyId}`;
  const materialAt = ({ keyId, keyVersion }: VersionName): string | undefined =>
    isKeyName(keyId) && keyVersionText.test(keyVersion) ? `${list}/${keyId}/${keyVersion}` : undefined;

  async function readJson(account: string): Promise<Json | undefined> {
    const bytes = await entries.read(account);
    return bytes === undefined ? undefined : parseBoundedJson(bytes, recordLimits);
  }

  async function keyIds(): Promise<readonly string[]> {
    const names = await readJson(list);
    const texts = Array.isArray(names) ? names : [];
    return texts.flatMap((name: unknown) => (typeof name === 'string' && isKeyName(name) ? [name] : []));
  }

  async function addToList(keyId: string): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const names = await keyIds();
      if (names.includes(keyId)) return;
      await entries.write(list, utf8.encode(canonicalJson([...names, keyId])));
    }
  }

  async function readRecord(keyId: string): Promise<KeyRecord | undefined> {
    const value = await readJson(recordAt(keyId));
    const record = value === undefined ? undefined : parseRecord(value, keyId);
    if (value === undefined || record !== undefined) return record;
    throw new CoreError(
      'core/crypto-failed',
      `The keyring's entry ${recordAt(keyId)} is not what was written there.`,
    );
  }

  return {
    racy: true,
    keyIds,
    readRecord,
    writeRecord: async (record) => {
      if (((await readRecord(record.keyId))?.revision ?? 0) !== record.revision - 1) return false;
      const bytes = encodeRecord(record);
      await entries.write(recordAt(record.keyId), bytes);
      await addToList(record.keyId);
      const there = await entries.read(recordAt(record.keyId));
      return there !== undefined && equalConstantTime(there, bytes);
    },
    readMaterial: async (version) => {
      const account = materialAt(version);
      return account === undefined ? undefined : entries.read(account);
    },
    writeMaterial: async (version, material) => {
      const account = materialAt(version);
      if (account !== undefined) await entries.write(account, material);
    },
    eraseMaterial: async (version) => {
      const account = materialAt(version);
      if (account !== undefined) await entries.remove(account);
    },
    close: async () => {},
  };
}
