import { parseBoundedJson } from '@ringwall/core';
import type { KeyUse } from '../key-provider-kind.ts';
import {
  encodeRecord,
  type KeyRecord,
  newRecord,
  parseRecord,
  recordLimits,
  type VersionRecord,
} from '../local/key-record.ts';
import type { KeyRecords, NewMaterial } from '../local/key-store.ts';
import { CryptokiError } from './cryptoki-error.ts';
import { attribute, objectClass } from './cryptoki-names.ts';
import { ecPublicKey } from './ec-public-key.ts';
import { placeFingerprint } from './pkcs11-engine.ts';
import type { Token } from './token.ts';
import { keyTemplate, labelsOf, nameTemplate, versionOfId } from './token-objects.ts';
import type { Attribute, Handle, TokenSession } from './token-session.ts';

const utf8 = new TextEncoder();

/** CKA_APPLICATION of the data objects that hold records. */
const records: readonly Attribute[] = [
  [attribute.class, objectClass.data],
  [attribute.application, utf8.encode('ringwall')],
];

const maxLooks = 8;

interface StoredRecord {
  readonly object: Handle;
  readonly record: KeyRecord;
}

/**
 * Records as data objects of the token (PKCS #11 v2.40, section 4.4), beside the keys they are about. Keys of the
 * token that no record names, made by other tools or by a process that lost a race, count as the oldest versions of
 * the key of their label, so nothing they wrapped is lost.
 */
export function pkcs11Records(token: Token): KeyRecords {
  return {
    racy: false,
    keyIds: () =>
      token.run(async (session) => {
        const labels = [
          ...(await labelsOf(session, records)),
          ...(await labelsOf(session, keyTemplate('wrap'))),
          ...(await labelsOf(session, keyTemplate('sign'))),
        ];
        return [...new Set(labels)];
      }),
    readRecord: (keyId) =>
      token.run(async (session) => {
        const stored = newest(await storedRecords(session, keyId))?.record;
        return withUnrecorded(session, token.serial, stored, keyId);
      }),
    writeRecord: (record) =>
      token.run(async (session) => {
        const before = await storedRecords(session, record.keyId);
        if ((newest(before)?.record.revision ?? 0) !== record.revision - 1) return false;
        await session.create([
          ...records,
          [attribute.token, true],
          [attribute.private, true],
          [attribute.label, utf8.encode(record.keyId)],
          [attribute.value, encodeRecord(record)],
        ]);
        for (const { object } of before) await session.destroy(object).catch(unlessLeft);
        return true;
      }),
  };
}

/** A record that was replaced may stay: the newest counts, and the next write removes the others. */
function unlessLeft(cause: unknown): void {
  if (!(cause instanceof CryptokiError)) throw cause;
}

/** Another process that replaces a record makes the new one first: where one is gone, another look finds the other. */
async function storedRecords(session: TokenSession, keyId: string): Promise<readonly StoredRecord[]> {
  for (let look = 1; ; look++) {
    const found = await session.find([...records, [attribute.label, utf8.encode(keyId)]]);
    const stored: StoredRecord[] = [];
    let gone = false;
    for (const object of found) {
      const value = await session.attribute(object, attribute.value);
      gone ||= value === undefined;
      const record =
        value === undefined ? undefined : parseRecord(parseBoundedJson(value, recordLimits), keyId);
      if (record !== undefined) stored.push({ object, record });
    }
    if (!gone || look === maxLooks) return stored;
  }
}

function newest(stored: readonly StoredRecord[]): StoredRecord | undefined {
  return stored.toSorted((a, b) => a.record.revision - b.record.revision).at(-1);
}

async function withUnrecorded(
  session: TokenSession,
  serial: string,
  record: KeyRecord | undefined,
  keyId: string,
): Promise<KeyRecord | undefined> {
  const wrapping = await versionsOn(session, 'wrap', keyId);
  const use: KeyUse = record?.use ?? (wrapping.length > 0 ? 'wrap' : 'sign');
  const present = use === 'wrap' ? wrapping : await versionsOn(session, 'sign', keyId);
  const recorded = new Set(record?.versions.map(({ keyVersion }) => keyVersion));
  const others: VersionRecord[] = [];
  for (const keyVersion of present.filter((version) => !recorded.has(version))) {
    const version = { keyId, keyVersion };
    const material: NewMaterial | undefined =
      use === 'wrap'
        ? { fingerprint: placeFingerprint(serial, version) }
        : await ecPublicKey(session, nameTemplate(version) ?? []);
    if (material !== undefined) others.push({ keyVersion, createdAt: 0, state: 'enabled', ...material });
  }
  if (record === undefined && others.length === 0) return undefined;
  const known = record ?? newRecord(keyId, { use });
  return { ...known, versions: [...others, ...known.versions] };
}

async function versionsOn(session: TokenSession, use: KeyUse, keyId: string): Promise<readonly string[]> {
  const versions: string[] = [];
  for (const object of await session.find([...keyTemplate(use), [attribute.label, utf8.encode(keyId)]])) {
    const id = await session.attribute(object, attribute.id);
    if (id !== undefined && id.length <= 128) versions.push(versionOfId(id));
  }
  return versions.toSorted();
}
