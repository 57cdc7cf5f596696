import { z } from 'zod';
import { SealingError } from '../../errors.ts';
import type { KeyInfo, KeyUse, KeyVersionInfo, KeyVersionState } from '../key-provider-kind.ts';
import { spellVersion } from './key-name.ts';
import type { KmsCaller } from './kms-client.ts';

/** AWS sends dates as seconds with fractions. */
const date = z
  .number()
  .min(0)
  .max(1e11)
  .transform((seconds) => Math.round(seconds * 1000));
const id = z.string().min(1).max(2048);

const metadata = z.object({
  KeyMetadata: z.object({
    KeyId: id,
    Arn: id,
    CreationDate: date,
    KeyState: z.string().max(64),
    KeyManager: z.string().max(64).optional(),
    KeySpec: z.string().max(64).optional(),
    DeletionDate: date.optional(),
  }),
});
export type KeyMetadata = z.output<typeof metadata>['KeyMetadata'];

const page = { NextMarker: z.string().max(4096).optional(), Truncated: z.boolean().optional() };
const keyPage = z.object({ ...page, Keys: z.array(z.object({ KeyId: id })).max(1000) });
const aliasPage = z.object({
  ...page,
  Aliases: z.array(z.object({ AliasName: id, TargetKeyId: id.optional() })).max(1000),
});
const rotationPage = z.object({
  ...page,
  Rotations: z
    .array(
      z.object({
        KeyMaterialId: z.string().max(64).optional(),
        KeyMaterialState: z.string().max(64).optional(),
        RotationDate: date.optional(),
      }),
    )
    .max(1000),
});
const rotationStatus = z.object({
  KeyRotationEnabled: z.boolean(),
  RotationPeriodInDays: z.int().min(1).max(10_000).optional(),
  NextRotationDate: date.optional(),
});

/** AWS allows 100,000 keys in an account; more pages than this is an answer that never ends. */
const maxPages = 1100;

export async function describeKey(
  call: KmsCaller,
  keyId: string,
  signal?: AbortSignal,
): Promise<KeyMetadata> {
  return (await call('DescribeKey', { KeyId: keyId }, metadata, { signal })).KeyMetadata;
}

export function useOfSpec(spec: string | undefined): KeyUse | undefined {
  if (spec === 'SYMMETRIC_DEFAULT') return 'wrap';
  return spec === 'ECC_NIST_P256' || spec === 'ECC_NIST_EDWARDS25519' ? 'sign' : undefined;
}

/** Every key that the customer made and that can wrap or sign, under each of its aliases or else its id. */
export async function listKmsKeys(call: KmsCaller, signal?: AbortSignal): Promise<KeyInfo[]> {
  const aliases = new Map<string, string[]>();
  for (const { AliasName, TargetKeyId } of await aliasesOf(call, signal)) {
    if (TargetKeyId === undefined || AliasName.startsWith('alias/aws/')) continue;
    const names = aliases.get(TargetKeyId) ?? [];
    aliases.set(TargetKeyId, [...names, AliasName.replace(/^alias\//, '')]);
  }
  const keys: KeyInfo[] = [];
  for (const KeyId of await keyIdsOf(call, signal)) {
    const key = await describeKey(call, KeyId, signal);
    const info = key.KeyManager === 'AWS' ? undefined : await keyInfo(call, KeyId, key, signal);
    if (info === undefined) continue;
    for (const keyId of aliases.get(KeyId) ?? [KeyId]) keys.push({ ...info, keyId });
  }
  return keys;
}

/** Undefined for a key that neither wraps nor signs for us. */
export async function keyInfo(
  call: KmsCaller,
  keyId: string,
  key: KeyMetadata,
  signal?: AbortSignal,
): Promise<KeyInfo | undefined> {
  const use = useOfSpec(key.KeySpec);
  if (use === undefined) return undefined;
  const state = stateOf(key);
  const version = (keyVersion: string, createdAt: number): KeyVersionInfo => ({
    keyVersion,
    createdAt,
    state,
    ...(key.DeletionDate !== undefined && { destroyedAt: key.DeletionDate }),
  });
  if (use === 'sign') return { keyId, use, versions: [version(key.KeyId, key.CreationDate)] };
  const materials = await materialsOf(call, key, signal);
  const versions = materials.map(({ material, createdAt }) =>
    version(spellVersion(key.KeyId, material), createdAt),
  );
  if (state === 'destroy-scheduled') return { keyId, use, versions };
  const rotation = await call('GetKeyRotationStatus', { KeyId: key.KeyId }, rotationStatus, { signal });
  const { KeyRotationEnabled: rotates, RotationPeriodInDays: days = 365, NextRotationDate: next } = rotation;
  return {
    keyId,
    use,
    ...(rotates && { rotateEveryDays: days, ...(next !== undefined && { nextRotation: next }) }),
    versions,
  };
}

/** Oldest first; the current one last. An endpoint that names no material shows one version without a name. */
async function materialsOf(
  call: KmsCaller,
  key: KeyMetadata,
  signal?: AbortSignal,
): Promise<{ material?: string; createdAt: number }[]> {
  const found = await pagesOf(
    (marker) =>
      call(
        'ListKeyRotations',
        { KeyId: key.KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL', ...marker },
        rotationPage,
        { signal },
      ),
    ({ Rotations }) => Rotations,
  );
  const named = found.flatMap(({ KeyMaterialId, KeyMaterialState, RotationDate }) =>
    KeyMaterialId === undefined || KeyMaterialState?.startsWith('PENDING')
      ? []
      : [{ material: KeyMaterialId, createdAt: RotationDate ?? key.CreationDate, state: KeyMaterialState }],
  );
  if (named.length === 0) return [{ createdAt: key.CreationDate }];
  return named
    .sort(
      (a, b) => Number(a.state === 'CURRENT') - Number(b.state === 'CURRENT') || a.createdAt - b.createdAt,
    )
    .map(({ material, createdAt }) => ({ material, createdAt }));
}

/** AWS KMS Developer Guide, "Key states of AWS KMS keys". */
function stateOf({ KeyState }: KeyMetadata): KeyVersionState {
  if (KeyState === 'Enabled') return 'enabled';
  return KeyState === 'PendingDeletion' || KeyState === 'PendingReplicaDeletion'
    ? 'destroy-scheduled'
    : 'disabled';
}

async function keyIdsOf(call: KmsCaller, signal?: AbortSignal): Promise<string[]> {
  const keys = await pagesOf(
    (marker) => call('ListKeys', { Limit: 1000, ...marker }, keyPage, { signal }),
    ({ Keys }) => Keys,
  );
  return keys.map(({ KeyId }) => KeyId);
}

async function aliasesOf(call: KmsCaller, signal?: AbortSignal) {
  return pagesOf(
    (marker) => call('ListAliases', { Limit: 100, ...marker }, aliasPage, { signal }),
    ({ Aliases }) => Aliases,
  );
}

async function pagesOf<
  Page extends { NextMarker?: string | undefined; Truncated?: boolean | undefined },
  Item,
>(
  fetch: (marker: { Marker?: string }) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  let marker: { Marker?: string } = {};
  for (let pages = 0; pages < maxPages; pages++) {
    const answer = await fetch(marker);
    items.push(...itemsOf(answer));
    if (answer.Truncated !== true || answer.NextMarker === undefined) return items;
    marker = { Marker: answer.NextMarker };
  }
  throw new SealingError('sealing/provider-answer', 'AWS KMS: a list that does not end.');
}
