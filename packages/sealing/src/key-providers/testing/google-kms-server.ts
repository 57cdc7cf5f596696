import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { z } from 'zod';
import { crc32c } from '../google-kms/crc32c.ts';
import { aesUnwrap, aesWrap } from './aes-wrapping.ts';
import { bearerOf, type IssuedTokens, issuedTokens } from './issued-tokens.ts';
import { assertionHolds } from './jwt-bearer-check.ts';
import {
  type LocalService,
  type ServiceReply,
  type ServiceRequest,
  startLocalService,
} from './local-service.ts';
import { derOf, signDigest } from './sign-digest.ts';
import type { TestClock } from './test-dependencies.ts';

interface Version {
  readonly number: number;
  state: string;
  readonly createdAt: number;
  destroyAt?: number;
  readonly secret: Uint8Array;
  readonly pair: { privateKey: KeyObject; publicKey: KeyObject } | undefined;
}

interface Key {
  readonly purpose: string;
  readonly algorithm: string;
  readonly destroyMs: number;
  readonly rotation: object;
  readonly versions: Version[];
  primary: number;
}

const bytes = z.base64().default('');
const crc = z.string().regex(/^\d+$/).optional();
const fields = z.object({
  plaintext: bytes,
  plaintextCrc32c: crc,
  additionalAuthenticatedData: bytes,
  additionalAuthenticatedDataCrc32c: crc,
  ciphertext: bytes,
  ciphertextCrc32c: crc,
  digest: z.object({ sha256: z.base64() }).optional(),
  digestCrc32c: crc,
  data: bytes,
  dataCrc32c: crc,
  purpose: z.string().default('ENCRYPT_DECRYPT'),
  versionTemplate: z.object({ algorithm: z.string(), protectionLevel: z.string() }).optional(),
  destroyScheduledDuration: z
    .string()
    .regex(/^\d+s$/)
    .default('2592000s'),
  rotationPeriod: z.string().optional(),
  nextRotationTime: z.iso.datetime().optional(),
  cryptoKeyVersionId: z.string().default(''),
  state: z.string().default(''),
});
type Fields = z.output<typeof fields>;

class RpcError extends Error {
  readonly status: number;
  constructor(code: string, status: number) {
    super(code);
    this.status = status;
  }
}
const invalid = () => new RpcError('INVALID_ARGUMENT', 400);
const precondition = () => new RpcError('FAILED_PRECONDITION', 400);

export interface GoogleKmsServer extends LocalService {
  readonly tokens: IssuedTokens;
  readonly keys: Map<string, Key>;
  /** The key file of the one account there is. */
  readonly accountKey: string;
  /** New versions of signing keys are PENDING_GENERATION for as many looks. */
  pendingLooks: number;
  pageLength: number;
}

/**
 * Google Cloud KMS as far as a key provider sees it (REST v1), with the token endpoint and the metadata server, on
 * loopback: checks assertions, tokens and checksums, wraps with AES-256-GCM under versions, signs, keeps states.
 */
export async function startGoogleKmsServer(ring: string, clock: TestClock): Promise<GoogleKmsServer> {
  const tokens = issuedTokens(clock);
  const keys = new Map<string, Key>();
  const account = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const email = 'ringwall@project.example';

  const local = await startLocalService((request) => {
    try {
      return route(request);
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return { status: error.status, body: { error: { code: error.status, status: error.message } } };
    }
  });

  function route(request: ServiceRequest): ServiceReply {
    const { pathname } = request.url;
    const granted = () => ({ access_token: tokens.issue(3_600_000), expires_in: 3600, token_type: 'Bearer' });
    if (pathname === '/token') return exchange(request) ? { status: 200, body: granted() } : { status: 400 };
    if (pathname === '/computeMetadata/v1/instance/service-accounts/default/token') {
      return request.headers['metadata-flavor'] === 'Google'
        ? { status: 200, body: granted() }
        : { status: 403 };
    }
    if (!tokens.valid(bearerOf(request.headers))) throw new RpcError('UNAUTHENTICATED', 401);
    const base = `/v1/${ring}/cryptoKeys`;
    if (!pathname.startsWith(base)) throw new RpcError('PERMISSION_DENIED', 403);
    const given = fields.safeParse(JSON.parse(Buffer.from(request.body).toString() || '{}'));
    if (!given.success) throw invalid();
    const [, keyId, verb, versions, number, versionVerb, publicKey] =
      /^(?:\/([\w-]+))?(?::(\w+))?(\/cryptoKeyVersions)?(?:\/(\d+))?(?::(\w+))?(\/publicKey)?$/.exec(
        pathname.slice(base.length),
      ) ?? [];
    const body = (() => {
      if (keyId === undefined)
        return request.method === 'GET' ? listKeys(request.url) : createKey(request.url, given.data);
      const key = keys.get(keyId);
      if (key === undefined) throw new RpcError('NOT_FOUND', 404);
      if (verb !== undefined) return keyVerbs[verb]?.(keyId, key, given.data);
      if (versions === undefined) return keyBody(keyId, key);
      if (number === undefined) {
        return request.method === 'GET' ? listVersions(request.url, keyId, key) : createVersion(keyId, key);
      }
      const version = key.versions[Number(number) - 1];
      if (version === undefined) throw new RpcError('NOT_FOUND', 404);
      if (publicKey !== undefined) return publicKeyOf(keyId, version);
      if (versionVerb !== undefined) return versionVerbs[versionVerb]?.(keyId, key, version, given.data);
      return request.method === 'PATCH' ? patch(keyId, version, given.data) : look(keyId, version);
    })();
    if (body === undefined) throw new RpcError('UNIMPLEMENTED', 501);
    return { status: 200, body };
  }

  function exchange({ method, headers, body }: ServiceRequest): boolean {
    const form = new URLSearchParams(Buffer.from(body).toString());
    return (
      method === 'POST' &&
      headers['content-type'] === 'application/x-www-form-urlencoded' &&
      form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
      assertionHolds(form.get('assertion') ?? '', {
        keys: new Map([['key-1', account.publicKey]]),
        issuer: email,
        audience: `${local.url}/token`,
        scope: 'https://www.googleapis.com/auth/cloudkms',
        now: clock.now() / 1000,
      })
    );
  }

  const nameOf = (keyId: string, version?: Version) =>
    `${ring}/cryptoKeys/${keyId}${version ? `/cryptoKeyVersions/${version.number}` : ''}`;

  function keyBody(keyId: string, key: Key): object {
    const primary = key.versions[key.primary - 1];
    const wraps = key.purpose === 'ENCRYPT_DECRYPT';
    return {
      name: nameOf(keyId),
      purpose: key.purpose,
      ...key.rotation,
      ...(wraps && primary && { primary: versionBody(keyId, primary, key.algorithm) }),
    };
  }

  function versionBody(keyId: string, version: Version, algorithm?: string): object {
    return {
      name: nameOf(keyId, version),
      state: version.state,
      algorithm: algorithm ?? keys.get(keyId)?.algorithm,
      createTime: new Date(version.createdAt).toISOString(),
      ...(version.destroyAt !== undefined && { destroyTime: new Date(version.destroyAt).toISOString() }),
    };
  }

  /** Reading a version that is being made brings it nearer. */
  function look(keyId: string, version: Version): object {
    if (version.state === 'PENDING_GENERATION' && --server.pendingLooks <= 0) version.state = 'ENABLED';
    return versionBody(keyId, version);
  }

  function page<Item>(
    url: URL,
    name: string,
    items: readonly Item[],
    bodyOf: (item: Item) => object,
  ): object {
    const start = Number(url.searchParams.get('pageToken') ?? 0);
    const end = start + server.pageLength;
    const more = end < items.length && { nextPageToken: `${end}` };
    return { [name]: items.slice(start, end).map(bodyOf), ...more };
  }

  const listKeys = (url: URL) => page(url, 'cryptoKeys', [...keys], ([keyId, key]) => keyBody(keyId, key));
  const listVersions = (url: URL, keyId: string, key: Key) =>
    page(url, 'cryptoKeyVersions', key.versions, (version) => versionBody(keyId, version));

  function createKey(url: URL, given: Fields): object {
    const keyId = url.searchParams.get('cryptoKeyId') ?? '';
    if (keys.has(keyId)) throw new RpcError('ALREADY_EXISTS', 409);
    const algorithm = given.versionTemplate?.algorithm ?? 'GOOGLE_SYMMETRIC_ENCRYPTION';
    const { rotationPeriod, nextRotationTime } = given;
    const wraps = given.purpose === 'ENCRYPT_DECRYPT';
    if ((rotationPeriod === undefined) !== (nextRotationTime === undefined)) throw invalid();
    if (rotationPeriod !== undefined && !wraps) throw invalid();
    const key: Key = {
      purpose: given.purpose,
      algorithm,
      destroyMs: Number.parseInt(given.destroyScheduledDuration, 10) * 1000,
      rotation: { ...(rotationPeriod && { rotationPeriod, nextRotationTime }) },
      versions: [],
      primary: 1,
    };
    keys.set(keyId, key);
    createVersion(keyId, key);
    return keyBody(keyId, key);
  }

  function createVersion(keyId: string, key: Key): object {
    const curve = key.algorithm === 'EC_SIGN_ED25519' ? 'ed25519' : 'ec';
    const pair =
      curve === 'ed25519'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signs = key.purpose === 'ASYMMETRIC_SIGN';
    const version: Version = {
      number: key.versions.length + 1,
      state: signs && server.pendingLooks > 0 ? 'PENDING_GENERATION' : 'ENABLED',
      createdAt: clock.now(),
      secret: randomBytes(32),
      pair: signs ? pair : undefined,
    };
    key.versions.push(version);
    return versionBody(keyId, version);
  }

  function checkedBytes(text: string, checksum: string | undefined): Buffer {
    const decoded = Buffer.from(text, 'base64');
    if (checksum !== undefined && Number(checksum) !== crc32c(decoded)) throw invalid();
    return decoded;
  }

  function withCrc(name: string, value: Uint8Array): object {
    return { [name]: Buffer.from(value).toString('base64'), [`${name}Crc32c`]: String(crc32c(value)) };
  }

  function usable(version: Version | undefined): Version {
    if (version?.state !== 'ENABLED') throw precondition();
    return version;
  }

  const keyVerbs: Readonly<Record<string, (keyId: string, key: Key, given: Fields) => object>> = {
    encrypt(keyId, key, given) {
      if (key.purpose !== 'ENCRYPT_DECRYPT') throw precondition();
      const version = usable(key.versions[key.primary - 1]);
      const aad = checkedBytes(given.additionalAuthenticatedData, given.additionalAuthenticatedDataCrc32c);
      const plaintext = checkedBytes(given.plaintext, given.plaintextCrc32c);
      const head = Buffer.from([version.number]);
      return {
        name: nameOf(keyId, version),
        ...withCrc('ciphertext', Buffer.concat([head, aesWrap(version.secret, plaintext, aad)])),
        verifiedPlaintextCrc32c: given.plaintextCrc32c !== undefined,
        verifiedAdditionalAuthenticatedDataCrc32c: given.additionalAuthenticatedDataCrc32c !== undefined,
      };
    },
    decrypt(_, key, given) {
      if (key.purpose !== 'ENCRYPT_DECRYPT') throw precondition();
      const aad = checkedBytes(given.additionalAuthenticatedData, given.additionalAuthenticatedDataCrc32c);
      const ciphertext = checkedBytes(given.ciphertext, given.ciphertextCrc32c);
      const version = key.versions[(ciphertext[0] ?? 0) - 1];
      if (version === undefined) throw invalid();
      const plaintext = aesUnwrap(usable(version).secret, ciphertext.subarray(1), aad);
      if (plaintext === undefined) throw invalid();
      return { ...withCrc('plaintext', plaintext), usedPrimary: version.number === key.primary };
    },
    updatePrimaryVersion(keyId, key, given) {
      key.primary = usable(key.versions[Number(given.cryptoKeyVersionId) - 1]).number;
      return keyBody(keyId, key);
    },
  };

  const versionVerbs: Readonly<
    Record<string, (keyId: string, key: Key, version: Version, given: Fields) => object>
  > = {
    asymmetricSign(keyId, key, version, given) {
      const { pair } = usable(version);
      if (pair === undefined) throw precondition();
      if (key.algorithm === 'EC_SIGN_ED25519') {
        const data = checkedBytes(given.data, given.dataCrc32c);
        return {
          name: nameOf(keyId, version),
          ...withCrc('signature', sign(null, data, pair.privateKey)),
          verifiedDataCrc32c: given.dataCrc32c !== undefined,
        };
      }
      const digest = checkedBytes(given.digest?.sha256 ?? '', given.digestCrc32c);
      if (digest.length !== 32) throw invalid();
      return {
        name: nameOf(keyId, version),
        ...withCrc('signature', derOf(signDigest(pair.privateKey, digest))),
        verifiedDigestCrc32c: given.digestCrc32c !== undefined,
      };
    },
    destroy(keyId, key, version) {
      if (version.state.startsWith('DESTROY')) throw precondition();
      version.state = 'DESTROY_SCHEDULED';
      version.destroyAt = clock.now() + key.destroyMs;
      return versionBody(keyId, version);
    },
  };

  function patch(keyId: string, version: Version, { state }: Fields): object {
    if (version.state.startsWith('DESTROY')) throw precondition();
    if (state !== 'ENABLED' && state !== 'DISABLED') throw invalid();
    version.state = state;
    return versionBody(keyId, version);
  }

  function publicKeyOf(keyId: string, version: Version): object {
    const { pair } = usable(version);
    if (pair === undefined) throw precondition();
    const pem = createPublicKey(pair.publicKey.export({ format: 'pem', type: 'spki' }))
      .export({ format: 'pem', type: 'spki' })
      .toString();
    return { name: nameOf(keyId, version), pem, pemCrc32c: String(crc32c(Buffer.from(pem))) };
  }

  const accountKey = JSON.stringify({
    type: 'service_account',
    client_email: email,
    private_key_id: 'key-1',
    private_key: account.privateKey.export({ format: 'pem', type: 'pkcs8' }),
    token_uri: `${local.url}/token`,
  });
  const server: GoogleKmsServer = { ...local, tokens, keys, accountKey, pendingLooks: 0, pageLength: 1000 };
  return server;
}
