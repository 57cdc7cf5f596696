import { canonicalJson } from '@ringwall/core';
import { z } from 'zod';
import type { KeyInfo, NewKey } from '../key-provider-kind.ts';
import { nextRotation } from '../rotation-schedule.ts';

const milliseconds = z.int().nonnegative();

const versionSchema = z.strictObject({
  keyVersion: z.string().min(1).max(300),
  createdAt: milliseconds,
  state: z.enum(['enabled', 'disabled', 'destroyed']),
  destroyedAt: milliseconds.optional(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  /** Kept past the destruction of the private half, so that old signatures can still be checked. */
  publicKey: z
    .strictObject({
      algorithm: z.enum(['Ed25519', 'ES256', 'PS256']),
      jwk: z.record(z.string().max(10), z.string().max(2048)),
    })
    .optional(),
});

const recordSchema = z.strictObject({
  format: z.literal('ringwall/key/1'),
  keyId: z.string(),
  use: z.enum(['wrap', 'sign']),
  rotateEveryDays: z.int().min(1).max(3650).optional(),
  /** 1 for a new key, one more with every change. */
  revision: z.int().min(1),
  versions: z.array(versionSchema).max(10_000),
});

/** One version of a key, without its material. What was destroyed stays listed: a tombstone. */
export type VersionRecord = Readonly<z.infer<typeof versionSchema>>;

/** All there is to know of a key except its material; stored beside it and changed as a whole. */
export type KeyRecord = Readonly<Omit<z.infer<typeof recordSchema>, 'versions'>> & {
  readonly versions: readonly VersionRecord[];
};

/** A record as it is before its first version. */
export function newRecord(keyId: string, { use, rotateEveryDays }: NewKey): KeyRecord {
  return {
    format: 'ringwall/key/1',
    keyId,
    use,
    revision: 0,
    versions: [],
    ...(rotateEveryDays !== undefined && { rotateEveryDays }),
  };
}

export function withVersion(record: KeyRecord, version: VersionRecord): KeyRecord {
  return { ...record, revision: record.revision + 1, versions: [...record.versions, version] };
}

/** The record with one version changed; the others and their order stay. */
export function withChange(
  record: KeyRecord,
  keyVersion: string,
  change: Pick<VersionRecord, 'state' | 'destroyedAt'>,
): KeyRecord {
  const versions = record.versions.map((version) =>
    version.keyVersion === keyVersion ? { ...version, ...change } : version,
  );
  return { ...record, revision: record.revision + 1, versions };
}

export function keyInfo({ keyId, use, rotateEveryDays, versions }: KeyRecord): KeyInfo {
  const next = nextRotation(rotateEveryDays, versions);
  return {
    keyId,
    use,
    ...(rotateEveryDays !== undefined && { rotateEveryDays }),
    ...(next !== undefined && { nextRotation: next }),
    versions: versions.map(({ keyVersion, createdAt, state, destroyedAt, fingerprint }) => ({
      keyVersion,
      createdAt,
      state,
      fingerprint,
      ...(destroyedAt !== undefined && { destroyedAt }),
    })),
  };
}

/** A record as it is stored: RFC 8785. */
export function encodeRecord(record: KeyRecord): Uint8Array {
  return new TextEncoder().encode(canonicalJson(record));
}

/** The record, or undefined where a value is no record of this key. */
export function parseRecord(value: unknown, keyId: string): KeyRecord | undefined {
  const parsed = recordSchema.safeParse(value);
  return parsed.success && parsed.data.keyId === keyId ? parsed.data : undefined;
}

/** The limits of the JSON a record is read from: some thousands of versions; one level may be around it. */
export const recordLimits = { maxBytes: 4 << 20, maxDepth: 6 } as const;
