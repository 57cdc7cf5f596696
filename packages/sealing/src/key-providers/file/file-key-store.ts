import { join } from 'node:path';
import {
  CoreError,
  canonicalJson,
  deriveKey,
  equalConstantTime,
  hmacSha256,
  openAesGcm,
  parseBoundedJson,
  sealAesGcm,
} from '@ringwall/core';
import { z } from 'zod';
import { isKeyName } from '../local/key-name.ts';
import { encodeRecord, type KeyRecord, parseRecord, recordLimits } from '../local/key-record.ts';
import type { KeyRecords, MaterialStore, VersionName } from '../local/key-store.ts';
import {
  erasePrivate,
  namesIn,
  placePrivate,
  privateFolder,
  readPrivate,
  removeLeftovers,
  writePrivate,
} from './private-files.ts';

const recordName = /^(\d{8})\.json$/;
const fileSchema = z.strictObject({ record: z.unknown(), mac: z.string() });

/**
 * A folder (0700) of keys: `<key>/<revision>.json`, every revision of its record with an HMAC-SHA-256 over its
 * canonical form, and `<key>/<version>.key`, the material of a version, sealed with AES-256-GCM for that place.
 * Revisions are only ever added, each under a name that one process alone can take, so two processes lose nothing to
 * each other and need no lock that one of them could leave behind. Who can write the folder can still put an
 * older state of it back.
 */
export async function openFileKeyStore(
  folder: string,
  master: Uint8Array,
): Promise<KeyRecords & MaterialStore> {
  const materialKey = deriveKey(master, 'ringwall/file-keys/material');
  const recordKey = deriveKey(master, 'ringwall/file-keys/record');
  const materialPath = ({ keyId, keyVersion }: VersionName): string =>
    join(folder, keyId, `${keyVersion}.key`);

  const store: KeyRecords & MaterialStore = {
    racy: false,
    keyIds: async () => (await namesIn(folder)).filter(isKeyName),
    readRecord: async (keyId) => {
      const newest = (await namesIn(join(folder, keyId)))
        .filter((name) => recordName.test(name))
        .sort()
        .at(-1);
      if (newest === undefined) return undefined;
      const path = join(folder, keyId, newest);
      const bytes = await readPrivate(path, recordLimits.maxBytes);
      if (bytes === undefined) return undefined;
      const record = authentic(bytes, keyId, recordKey);
      if (record === undefined || newest !== revisionName(record)) throw damaged(path);
      return record;
    },
    writeRecord: async (record) => {
      await privateFolder(join(folder, record.keyId));
      const file = canonicalJson({ record, mac: macOf(record, recordKey) });
      return placePrivate(join(folder, record.keyId, revisionName(record)), new TextEncoder().encode(file));
    },
    readMaterial: async (version) => {
      const path = materialPath(version);
      const sealed = await readPrivate(path, 256);
      if (sealed === undefined) return undefined;
      try {
        return openAesGcm(materialKey, sealed, placeOf(version));
      } catch (cause) {
        throw damaged(path, cause);
      }
    },
    writeMaterial: async (version, material) => {
      await privateFolder(join(folder, version.keyId));
      const sealed = sealAesGcm(materialKey, material, placeOf(version));
      await writePrivate(materialPath(version), sealed);
    },
    eraseMaterial: (version) => erasePrivate(materialPath(version)),
    close: async () => {
      materialKey.fill(0);
      recordKey.fill(0);
    },
  };
  for (const keyId of await store.keyIds()) await removeLeftovers(join(folder, keyId));
  return store;
}

function revisionName({ revision }: KeyRecord): string {
  return `${String(revision).padStart(8, '0')}.json`;
}

/** Key and version of a material file are authenticated with it: one cannot take the place of another. */
function placeOf({ keyId, keyVersion }: VersionName): string {
  return canonicalJson(['ringwall/key-file/1', keyId, keyVersion]);
}

function macOf(record: KeyRecord, key: Uint8Array): string {
  return Buffer.from(hmacSha256(key, encodeRecord(record))).toString('base64url');
}

function authentic(bytes: Uint8Array, keyId: string, key: Uint8Array): KeyRecord | undefined {
  const file = fileSchema.safeParse(parseBoundedJson(bytes, recordLimits));
  const record = file.success ? parseRecord(file.data.record, keyId) : undefined;
  if (file.data === undefined || record === undefined) return undefined;
  const mac = new TextEncoder().encode(macOf(record, key));
  return equalConstantTime(mac, new TextEncoder().encode(file.data.mac)) ? record : undefined;
}

function damaged(path: string, cause?: unknown): CoreError {
  return new CoreError('core/crypto-failed', `${path} is not what was written there.`, { cause });
}
