import { z } from 'zod';
import { SealingError } from '../../errors.ts';
import type { KeyInfo, KeyUse, KeyVersionInfo } from '../key-provider-kind.ts';
import type { RestCaller } from '../remote/bearer-client.ts';
import { unlessRefused } from '../remote/unless-refused.ts';
import { nextRotation } from '../rotation-schedule.ts';

/** Key Vault sends dates as whole seconds. */
const date = z
  .int()
  .min(0)
  .max(1e11)
  .transform((seconds) => seconds * 1000);
const kid = z.string().min(1).max(2048);
const attributes = z.object({ enabled: z.boolean(), created: date });
const coordinate = z.string().regex(/^[\w-]{43}$/);

/** REST reference, KeyBundle; a deleted one is a DeletedKeyBundle. */
export const bundleShape = z.object({
  key: z.object({
    kid,
    kty: z.string().max(32),
    key_ops: z.array(z.string().max(32)).max(32).default([]),
    crv: z.string().max(32).optional(),
    x: coordinate.optional().catch(undefined),
    y: coordinate.optional().catch(undefined),
  }),
  attributes,
  scheduledPurgeDate: date.optional(),
});
export type KeyBundle = z.output<typeof bundleShape>;

const page = z.object({
  value: z.array(z.object({ kid, attributes })).max(1000),
  nextLink: z.string().max(4096).nullish(),
});
type KeyItem = z.output<typeof page>['value'][number];

const policyShape = z.object({
  lifetimeActions: z
    .array(
      z.object({
        trigger: z.object({ timeAfterCreate: z.string().max(32).nullish() }).default({}),
        action: z.object({ type: z.string().max(32) }),
      }),
    )
    .max(16)
    .default([]),
});

export const apiVersion = 'api-version=7.4';
const maxPages = 10_000;

/** Name and version at the end of a key identifier; undefined where it is none. */
export function readKid(identifier: string): { keyId: string; keyVersion: string } | undefined {
  const [, keyId, keyVersion] =
    /\/(?:deleted)?keys\/([0-9A-Za-z-]{1,127})(?:\/([0-9a-f]{32}))?$/.exec(identifier) ?? [];
  return keyId === undefined ? undefined : { keyId, keyVersion: keyVersion ?? '' };
}

/** RSA keys wrap, P-256 keys sign, if they may do that; a key that may do both counts as what it wraps. */
export function useOf({ key }: KeyBundle): KeyUse | undefined {
  const may = (...operations: string[]) => operations.every((operation) => key.key_ops.includes(operation));
  if (key.kty.startsWith('RSA') && may('wrapKey', 'unwrapKey')) return 'wrap';
  return key.kty.startsWith('EC') && key.crv === 'P-256' && may('sign') ? 'sign' : undefined;
}

/** Every key that wraps or signs, and those deleted that the vault still keeps, of which only the last version shows. */
export async function listAzureKeys(
  call: RestCaller,
  vault: string,
  signal?: AbortSignal,
): Promise<KeyInfo[]> {
  const infos: KeyInfo[] = [];
  for (const item of await itemsOf(call, vault, '/keys', signal)) {
    const keyId = readKid(item.kid)?.keyId;
    if (keyId === undefined) continue;
    const bundle = await call('Get Key', { method: 'GET', url: keyUrl(vault, keyId) }, bundleShape, {
      signal,
    });
    if (useOf(bundle) !== undefined) infos.push(await keyInfo(call, vault, bundle, signal));
  }
  for (const item of await itemsOf(call, vault, '/deletedkeys', signal)) {
    const keyId = readKid(item.kid)?.keyId;
    const url = keyId && `${vault}/deletedkeys/${keyId}?${apiVersion}`;
    const bundle = url && (await call('Get Deleted Key', { method: 'GET', url }, bundleShape, { signal }));
    const info = bundle && deletedKeyInfo(bundle);
    if (info) infos.push(info);
  }
  return infos;
}

export async function keyInfo(
  call: RestCaller,
  vault: string,
  bundle: KeyBundle,
  signal?: AbortSignal,
): Promise<KeyInfo> {
  const use = useOf(bundle);
  const current = readKid(bundle.key.kid);
  if (use === undefined || current === undefined) {
    throw new SealingError('sealing/key-unsupported', 'Azure Key Vault: the key neither wraps nor signs.');
  }
  const items = await itemsOf(call, vault, `/keys/${current.keyId}/versions`, signal);
  const versions = items.flatMap(versionInfo);
  // Several may be made within one second: the vault says which is the current one.
  const isCurrent = ({ keyVersion }: KeyVersionInfo) => Number(keyVersion === current.keyVersion);
  versions.sort((a, b) => isCurrent(a) - isCurrent(b) || a.createdAt - b.createdAt);
  const rotateEveryDays = await rotationDays(call, vault, current.keyId, signal);
  const next = nextRotation(rotateEveryDays, versions);
  return {
    keyId: current.keyId,
    use,
    ...(rotateEveryDays !== undefined && { rotateEveryDays }),
    ...(next !== undefined && { nextRotation: next }),
    versions,
  };
}

function deletedKeyInfo(bundle: KeyBundle): KeyInfo | undefined {
  const use = useOf(bundle);
  const last = readKid(bundle.key.kid);
  if (use === undefined || last === undefined) return undefined;
  const { scheduledPurgeDate: destroyedAt } = bundle;
  const version: KeyVersionInfo = {
    keyVersion: last.keyVersion,
    createdAt: bundle.attributes.created,
    state: 'destroy-scheduled',
    ...(destroyedAt !== undefined && { destroyedAt }),
  };
  return { keyId: last.keyId, use, versions: [version] };
}

function versionInfo({ kid: identifier, attributes: { enabled, created } }: KeyItem): KeyVersionInfo[] {
  const keyVersion = readKid(identifier)?.keyVersion;
  return keyVersion ? [{ keyVersion, createdAt: created, state: enabled ? 'enabled' : 'disabled' }] : [];
}

/** Undefined without a schedule, for one in a spelling we do not write, and where reading it is not allowed. */
async function rotationDays(
  call: RestCaller,
  vault: string,
  keyId: string,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const url = `${vault}/keys/${keyId}/rotationpolicy?${apiVersion}`;
  const policy = await unlessRefused(
    call('Get Key Rotation Policy', { method: 'GET', url }, policyShape, { signal }),
  );
  const rotation = policy?.lifetimeActions.find(({ action }) => action.type.toLowerCase() === 'rotate');
  const [, count, unit] = /^P(\d{1,5})([DMY])$/.exec(rotation?.trigger.timeAfterCreate ?? '') ?? [];
  return count === undefined ? undefined : Number(count) * (unit === 'Y' ? 365 : unit === 'M' ? 30 : 1);
}

function keyUrl(vault: string, keyId: string): string {
  return `${vault}/keys/${keyId}?${apiVersion}`;
}

async function itemsOf(
  call: RestCaller,
  vault: string,
  path: string,
  signal?: AbortSignal,
): Promise<KeyItem[]> {
  const items: KeyItem[] = [];
  let url = `${vault}${path}?${apiVersion}&maxresults=25`;
  for (let pages = 0; pages < maxPages; pages++) {
    const { value, nextLink } = await call('Get Keys', { method: 'GET', url }, page, { signal });
    items.push(...value);
    if (!nextLink) return items;
    // The token goes along: only to where it belongs.
    if (!nextLink.startsWith(`${vault}${path}?`)) {
      throw new SealingError('sealing/provider-answer', 'Azure Key Vault: a list that goes on elsewhere.');
    }
    url = nextLink;
  }
  throw new SealingError('sealing/provider-answer', 'Azure Key Vault: a list that does not end.');
}
