import {
  constants,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import { z } from 'zod';
import { bearerOf, type IssuedTokens, issuedTokens } from './issued-tokens.ts';
import {
  type LocalService,
  type ServiceReply,
  type ServiceRequest,
  startLocalService,
} from './local-service.ts';
import { signDigest } from './sign-digest.ts';
import type { TestClock } from './test-dependencies.ts';

export const retentionDays = 90;
const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

interface Version {
  readonly id: string;
  readonly createdAt: number;
  enabled: boolean;
  readonly pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

interface Key {
  readonly kty: string;
  readonly operations: readonly string[];
  readonly versions: Version[];
  policy: object;
  purgeAt?: number;
}

const fields = z.object({
  kty: z.enum(['RSA', 'EC', 'RSA-HSM', 'EC-HSM']).default('RSA'),
  key_size: z.union([z.literal(2048), z.literal(3072), z.literal(4096)]).optional(),
  crv: z.literal('P-256').optional(),
  key_ops: z.array(z.string()).default([]),
  alg: z.string().default(''),
  value: z.base64url().default(''),
  attributes: z.object({ enabled: z.boolean() }).optional(),
  lifetimeActions: z
    .array(z.object({ trigger: z.object({}).loose(), action: z.object({ type: z.string() }) }))
    .optional(),
});
type Fields = z.output<typeof fields>;

class VaultError extends Error {
  readonly status: number;
  readonly inner: string | undefined;
  constructor(status: number, code: string, inner?: string) {
    super(code);
    this.status = status;
    this.inner = inner;
  }
}

export interface AzureKeyVaultServer extends LocalService {
  readonly tokens: IssuedTokens;
  readonly keys: Map<string, Key>;
  readonly deleted: Map<string, Key>;
  /** Looks at a deleted key before it shows. */
  deletingLooks: number;
  pageLength: number;
}

export const tenant = {
  tenantId: '00000000-0000-0000-0000-00000000aaaa',
  clientId: '00000000-0000-0000-0000-00000000bbbb',
};
/** What the token endpoint takes as proof of the client. */
export const clientSecret = 'a.client~secret';
export const clientAssertion = 'e30.e30.c2lnbmVk';

/**
 * Azure Key Vault as far as a key provider sees it (api-version 7.4), with Entra's token endpoint and the machine's
 * token service, on loopback: checks tokens, tenant, client and scope; wraps with RSA-OAEP-256 and signs with ES256;
 * keeps versions, policies and deleted keys.
 */
export async function startAzureKeyVaultServer(clock: TestClock): Promise<AzureKeyVaultServer> {
  const tokens = issuedTokens(clock);
  const keys = new Map<string, Key>();
  const deleted = new Map<string, Key>();
  // Making RSA keys is slow: versions take turns with a few, neighbours never share one.
  const rsaPairs = Array.from({ length: 5 }, () => generateKeyPairSync('rsa', { modulusLength: 2048 }));
  let made = 0;

  const local = await startLocalService((request) => {
    try {
      return route(request);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      const inner = error.inner && { innererror: { code: error.inner } };
      return {
        status: error.status,
        body: { error: { code: error.message, message: 'as told', ...inner } },
      };
    }
  });

  function route(request: ServiceRequest): ServiceReply {
    const { pathname, searchParams } = request.url;
    if (pathname === `/${tenant.tenantId}/oauth2/v2.0/token`) return entra(request);
    if (pathname === '/metadata/identity/oauth2/token') return machine(request);
    if (!tokens.valid(bearerOf(request.headers))) throw new VaultError(401, 'Unauthorized');
    if (searchParams.get('api-version') !== '7.4') throw new VaultError(400, 'BadParameter');
    const given = fields.safeParse(JSON.parse(Buffer.from(request.body).toString() || '{}'));
    if (!given.success) throw new VaultError(400, 'BadParameter');
    const [, collection = '', keyId, ...rest] = pathname.split('/');
    const body = dispatch(request, collection, keyId, rest.join('/'), given.data);
    return body === undefined ? { status: 204 } : { status: 200, body };
  }

  function entra({ body }: ServiceRequest): ServiceReply {
    const form = new URLSearchParams(Buffer.from(body).toString());
    const asserted =
      form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' &&
      form.get('client_assertion') === clientAssertion;
    const right =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === tenant.clientId &&
      form.get('scope') === 'https://vault.azure.net/.default' &&
      (form.get('client_secret') === clientSecret || asserted);
    if (!right) return { status: 401, body: { error: 'invalid_client' } };
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: 3599, access_token: tokens.issue(3_599_000) },
    };
  }

  function machine({ url, headers }: ServiceRequest): ServiceReply {
    const { searchParams } = url;
    const right =
      headers.metadata === 'true' &&
      searchParams.get('api-version') === '2018-02-01' &&
      searchParams.get('resource') === 'https://vault.azure.net' &&
      [null, tenant.clientId].includes(searchParams.get('client_id'));
    if (!right) return { status: 400, body: { error: 'invalid_request' } };
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: '86400', access_token: tokens.issue(86_400_000) },
    };
  }

  function dispatch(
    { method, url }: ServiceRequest,
    collection: string,
    keyId: string | undefined,
    rest: string,
    given: Fields,
  ): object | undefined {
    const found = collection === 'keys' ? keys : deleted;
    if (keyId === undefined) {
      return page(url, [...found], ([name, key]) => itemOf(name, key.versions.at(-1), collection));
    }
    if (collection === 'keys' && method === 'POST' && rest === 'create') return create(keyId, given);
    const key = found.get(keyId);
    const hidden = collection === 'deletedkeys' && server.deletingLooks-- > 0;
    if (key === undefined || hidden) throw new VaultError(404, 'KeyNotFound');
    if (collection === 'deletedkeys') {
      if (method === 'GET') return bundleOf(keyId, key, key.versions.at(-1));
      deleted.delete(keyId);
      return undefined;
    }
    switch (`${method} ${rest}`) {
      case 'GET ':
        return bundleOf(keyId, key, key.versions.at(-1));
      case 'DELETE ':
        return remove(keyId, key);
      case 'GET versions':
        return page(url, key.versions, (version) => itemOf(keyId, version, 'keys'));
      case 'POST rotate':
        return bundleOf(keyId, key, addVersion(key));
      case 'GET rotationpolicy':
        return key.policy;
      case 'PUT rotationpolicy':
        key.policy = { lifetimeActions: given.lifetimeActions };
        return key.policy;
    }
    const [versionId, verb] = rest.split('/');
    const version = key.versions.find(({ id }) => id === versionId);
    if (version === undefined) throw new VaultError(404, 'KeyNotFound');
    if (method === 'PATCH') version.enabled = given.attributes?.enabled ?? version.enabled;
    return verb === undefined ? bundleOf(keyId, key, version) : operate(keyId, key, version, verb, given);
  }

  function create(keyId: string, given: Fields): object {
    if (deleted.has(keyId)) throw new VaultError(409, 'Conflict', 'ObjectIsDeletedButRecoverable');
    const key = keys.get(keyId) ?? {
      kty: given.kty,
      operations: given.key_ops,
      versions: [],
      policy: { lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } }] },
    };
    keys.set(keyId, key);
    return bundleOf(keyId, key, addVersion(key));
  }

  function addVersion(key: Key): Version {
    const rsa = rsaPairs[made++ % rsaPairs.length];
    const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const version: Version = {
      id: randomBytes(16).toString('hex'),
      createdAt: Math.floor(clock.now() / 1000),
      enabled: true,
      pair: key.kty.startsWith('RSA') && rsa ? rsa : ec(),
    };
    key.versions.push(version);
    return version;
  }

  function remove(keyId: string, key: Key): object {
    keys.delete(keyId);
    deleted.set(keyId, key);
    key.purgeAt = Math.floor(clock.now() / 1000) + retentionDays * 86_400;
    return bundleOf(keyId, key, key.versions.at(-1));
  }

  function operate(keyId: string, key: Key, version: Version, verb: string, given: Fields): object {
    const needs = { wrapkey: 'wrapKey', unwrapkey: 'unwrapKey', sign: 'sign' }[verb];
    if (needs === undefined || !key.operations.includes(needs)) throw new VaultError(403, 'Forbidden');
    if (!version.enabled) throw new VaultError(403, 'Forbidden', 'KeyDisabled');
    const value = Buffer.from(given.value, 'base64url');
    const reply = (result: Uint8Array) => ({
      kid: kidOf('keys', keyId, version),
      value: Buffer.from(result).toString('base64url'),
    });
    if (verb === 'sign') {
      if (given.alg !== 'ES256' || value.length !== 32) throw new VaultError(400, 'BadParameter');
      return reply(signDigest(version.pair.privateKey, value));
    }
    if (given.alg !== 'RSA-OAEP-256') throw new VaultError(400, 'BadParameter');
    try {
      return reply(
        verb === 'wrapkey'
          ? publicEncrypt({ key: version.pair.publicKey, ...oaep }, value)
          : privateDecrypt({ key: version.pair.privateKey, ...oaep }, value),
      );
    } catch {
      throw new VaultError(400, 'BadParameter');
    }
  }

  const kidOf = (collection: string, keyId: string, version?: Version) =>
    `${local.url}/${collection}/${keyId}${version ? `/${version.id}` : ''}`;

  function attributesOf({ enabled, createdAt }: Version): object {
    return { enabled, created: createdAt, updated: createdAt, recoveryLevel: 'Recoverable+Purgeable' };
  }

  function itemOf(keyId: string, version: Version | undefined, collection: string): object {
    const named = collection === 'keys' ? version : undefined;
    return {
      kid: kidOf('keys', keyId, named),
      attributes: version && attributesOf(version),
    };
  }

  function bundleOf(keyId: string, key: Key, version: Version | undefined): object {
    if (version === undefined) throw new VaultError(404, 'KeyNotFound');
    const { kty: _, ...jwk } = version.pair.publicKey.export({ format: 'jwk' });
    return {
      key: { kid: kidOf('keys', keyId, version), kty: key.kty, key_ops: key.operations, ...jwk },
      attributes: attributesOf(version),
      ...(key.purgeAt !== undefined && {
        recoveryId: kidOf('deletedkeys', keyId),
        deletedDate: key.purgeAt - retentionDays * 86_400,
        scheduledPurgeDate: key.purgeAt,
      }),
    };
  }

  function page<Item>(url: URL, items: readonly Item[], itemBody: (item: Item) => object): object {
    const start = Number(url.searchParams.get('$skiptoken') ?? 0);
    const end = start + server.pageLength;
    const next = `${local.url}${url.pathname}?api-version=7.4&$skiptoken=${end}`;
    return { value: items.slice(start, end).map(itemBody), nextLink: end < items.length ? next : null };
  }

  const server: AzureKeyVaultServer = { ...local, tokens, keys, deleted, deletingLooks: 0, pageLength: 25 };
  return server;
}
