import { z } from 'zod';
import { SealingError } from '../../errors.ts';
import type { KeyInfo, KeyUse, KeyVersionInfo, KeyVersionState } from '../key-provider-kind.ts';
import type { RestCaller } from '../remote/bearer-client.ts';

const resource = z.string().min(1).max(1024);
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** REST reference, CryptoKeyVersion. */
export const versionShape = z.object({
  name: resource,
  state: z.string().max(64),
  algorithm: z.string().max(64).optional(),
  createTime: time.optional(),
  destroyTime: time.optional(),
  destroyEventTime: time.optional(),
});
export type GoogleVersion = z.output<typeof versionShape>;

/** REST reference, CryptoKey. */
export const keyShape = z.object({
  name: resource,
  purpose: z.string().max(64),
  primary: versionShape.optional(),
  nextRotationTime: time.optional(),
  rotationPeriod: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,9})?s$/)
    .optional(),
});
export type GoogleKey = z.output<typeof keyShape>;

const page = { nextPageToken: z.string().max(4096).optional() };
const keyPage = z.object({ ...page, cryptoKeys: z.array(keyShape).max(1000).default([]) });
const versionPage = z.object({ ...page, cryptoKeyVersions: z.array(versionShape).max(1000).default([]) });

const maxPages = 1000;

/** Every key of the ring that wraps or signs, with all its versions, the destroyed ones included. */
export async function listGoogleKeys(
  call: RestCaller,
  ring: string,
  signal?: AbortSignal,
): Promise<KeyInfo[]> {
  const keys = await pagesOf(
    (token) =>
      call('cryptoKeys.list', { method: 'GET', url: `${ring}/cryptoKeys?${token}` }, keyPage, { signal }),
    ({ cryptoKeys }) => cryptoKeys,
  );
  const infos: KeyInfo[] = [];
  for (const key of keys) {
    if (useOf(key) === undefined) continue;
    const url = `${ring}/cryptoKeys/${lastPart(key.name)}`;
    infos.push(keyInfo(key, await listVersions(call, url, signal)));
  }
  return infos;
}

export async function listVersions(
  call: RestCaller,
  keyUrl: string,
  signal?: AbortSignal,
): Promise<GoogleVersion[]> {
  const versions = await pagesOf(
    (token) =>
      call(
        'cryptoKeyVersions.list',
        { method: 'GET', url: `${keyUrl}/cryptoKeyVersions?${token}` },
        versionPage,
        { signal },
      ),
    ({ cryptoKeyVersions }) => cryptoKeyVersions,
  );
  return versions.sort((a, b) => Number(lastPart(a.name)) - Number(lastPart(b.name)));
}

/** The primary version wraps, whatever its number: it stands last. */
export function keyInfo(key: GoogleKey, versions: readonly GoogleVersion[]): KeyInfo {
  const use = useOf(key);
  if (use === undefined)
    throw new SealingError('sealing/key-unsupported', 'The key neither wraps nor signs.');
  const primary = key.primary?.name;
  const ordered = versions.toSorted((a, b) => Number(a.name === primary) - Number(b.name === primary));
  const days = key.rotationPeriod && Number.parseFloat(key.rotationPeriod) / 86_400;
  return {
    keyId: lastPart(key.name),
    use,
    ...(days && { rotateEveryDays: days }),
    ...(key.nextRotationTime !== undefined && { nextRotation: key.nextRotationTime }),
    versions: ordered.map(versionInfo),
  };
}

function versionInfo(version: GoogleVersion): KeyVersionInfo {
  const destroyedAt = version.destroyEventTime ?? version.destroyTime;
  return {
    keyVersion: lastPart(version.name),
    createdAt: version.createTime ?? 0,
    state: stateOf(version),
    ...(destroyedAt !== undefined && { destroyedAt }),
  };
}

export function stateOf({ state }: GoogleVersion): KeyVersionState {
  if (state === 'ENABLED') return 'enabled';
  if (state === 'DESTROYED') return 'destroyed';
  return state === 'DESTROY_SCHEDULED' ? 'destroy-scheduled' : 'disabled';
}

export function useOf({ purpose }: GoogleKey): KeyUse | undefined {
  if (purpose === 'ENCRYPT_DECRYPT') return 'wrap';
  return purpose === 'ASYMMETRIC_SIGN' ? 'sign' : undefined;
}

export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

async function pagesOf<Page extends { nextPageToken?: string | undefined }, Item>(
  fetch: (query: string) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  let query = 'pageSize=1000';
  for (let pages = 0; pages < maxPages; pages++) {
    const answer = await fetch(query);
    items.push(...itemsOf(answer));
    if (!answer.nextPageToken) return items;
    query = `pageSize=1000&pageToken=${encodeURIComponent(answer.nextPageToken)}`;
  }
  throw new SealingError('sealing/provider-answer', 'Google Cloud KMS: a list that does not end.');
}
