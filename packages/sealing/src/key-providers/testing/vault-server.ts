import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { z } from 'zod';
import { aesUnwrap, aesWrap } from './aes-wrapping.ts';
import {
  type LocalService,
  type ServiceReply,
  type ServiceRequest,
  startLocalService,
} from './local-service.ts';
import type { TestClock } from './test-dependencies.ts';
import { type VaultSessions, vaultSessions } from './vault-sessions.ts';

interface Version {
  readonly createdAt: number;
  readonly secret: Uint8Array;
  readonly pair: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;
}

interface Key {
  readonly type: string;
  readonly versions: Version[];
  readonly autoRotateSeconds: number;
  minAvailable: number;
  minDecryption: number;
  minEncryption: number;
  deletionAllowed: boolean;
}

const whole = z.int().min(0);
const fields = z.object({
  type: z.string().default('aes256-gcm96'),
  auto_rotate_period: z
    .string()
    .regex(/^\d+h$/)
    .default('0h'),
  plaintext: z.base64().optional(),
  ciphertext: z.string().default(''),
  associated_data: z.base64().default(''),
  input: z.base64().default(''),
  hash_algorithm: z.string().default('sha2-256'),
  marshaling_algorithm: z.enum(['asn1', 'jws']).default('asn1'),
  min_available_version: whole.optional(),
  min_decryption_version: whole.optional(),
  min_encryption_version: whole.optional(),
  deletion_allowed: z.boolean().optional(),
});
type Fields = z.output<typeof fields>;

class VaultError extends Error {
  readonly status: number;
  constructor(status: number, message = '') {
    super(message);
    this.status = status;
  }
}

export interface VaultServer extends LocalService, VaultSessions {
  readonly keys: Map<string, Key>;
  /** As releases before 1.9 do. */
  ignoresAssociatedData: boolean;
}

/**
 * HashiCorp Vault as far as a key provider sees it, on loopback: the transit engine with its rules about versions,
 * upserts and trimming, AppRole, token lifetimes and one namespace, all of which it enforces.
 */
export async function startVaultServer(
  clock: TestClock,
  mount: string,
  namespace: string | undefined,
): Promise<VaultServer> {
  const keys = new Map<string, Key>();
  const sessions = vaultSessions(clock);

  const local = await startLocalService((request) => {
    try {
      return route(request);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      return { status: error.status, body: { errors: error.message === '' ? [] : [error.message] } };
    }
  });

  function route(request: ServiceRequest): ServiceReply {
    const { headers, url } = request;
    if (headers['x-vault-request'] !== 'true') throw new VaultError(412, 'missing the request header');
    if (headers['x-vault-namespace'] !== namespace) throw new VaultError(404, 'no handler for route');
    const path = url.pathname.replace(/^\/v1\//, '');
    const session = sessions.answer(request, path);
    if (session) return session;
    if (!sessions.valid(headers['x-vault-token'])) throw new VaultError(403, 'permission denied');
    if (!path.startsWith(`${mount}/`)) throw new VaultError(404, 'no handler for route');
    const given = fields.safeParse(JSON.parse(Buffer.from(request.body).toString() || '{}'));
    if (!given.success) throw new VaultError(400, 'error parsing');
    const body = dispatch(request, path.slice(mount.length + 1), given.data);
    return body === undefined ? { status: 204 } : { status: 200, body };
  }

  function dispatch({ method, url }: ServiceRequest, path: string, given: Fields): object | undefined {
    if (path === 'keys' && url.searchParams.get('list') === 'true') {
      if (keys.size === 0) throw new VaultError(404);
      return { data: { keys: [...keys.keys()] } };
    }
    const [verb = '', name = '', action] = path.split('/');
    if (verb === 'encrypt') return encrypt(name, given);
    const key = keys.get(name);
    if (verb === 'keys' && action === undefined && method === 'POST') return create(name, key, given);
    if (key === undefined)
      throw new VaultError(verb === 'keys' && method === 'GET' ? 404 : 400, 'key not found');
    switch (`${method} ${verb} ${action ?? ''}`) {
      case 'GET keys ':
        return { data: keyBody(name, key) };
      case 'DELETE keys ':
        if (!key.deletionAllowed) throw new VaultError(400, 'deletion is not allowed for this key');
        keys.delete(name);
        return undefined;
      case 'POST keys rotate':
        key.versions.push(newVersion(key.type));
        return undefined;
      case 'POST keys config':
        return configure(key, given);
      case 'POST keys trim':
        return trim(key, given.min_available_version ?? 0);
      case 'POST decrypt ':
        return decrypt(key, given);
      case 'POST sign ':
        return signWith(key, given);
    }
    throw new VaultError(404);
  }

  /** Encrypting with a key that is not there creates it, where the type asked for is one. */
  function encrypt(name: string, given: Fields): object {
    if (!keys.has(name)) create(name, undefined, given);
    const key = keys.get(name);
    const version = key?.versions.at(-1);
    if (key === undefined || version === undefined) throw new VaultError(400, 'encryption key not found');
    if (!key.type.startsWith('aes')) throw new VaultError(400, `unsupported key type ${key.type}`);
    if (given.plaintext === undefined) throw new VaultError(400, 'missing plaintext to encrypt');
    const aad = server.ignoresAssociatedData ? '' : given.associated_data;
    const wrapped = aesWrap(
      version.secret,
      Buffer.from(given.plaintext, 'base64'),
      Buffer.from(aad, 'base64'),
    );
    const number = key.versions.length;
    return { data: { ciphertext: `vault:v${number}:${wrapped.toString('base64')}`, key_version: number } };
  }

  function decrypt(key: Key, given: Fields): object {
    const [, number, encoded = ''] = /^vault:v(\d+):(.+)$/.exec(given.ciphertext) ?? [];
    if (number === undefined) throw new VaultError(400, 'invalid ciphertext: no prefix');
    if (Number(number) < key.minDecryption) {
      throw new VaultError(400, 'ciphertext or signature version is disallowed by policy (too old)');
    }
    const version = key.versions[Number(number) - 1];
    if (version === undefined) throw new VaultError(400, 'invalid ciphertext: version is too new');
    const aad = server.ignoresAssociatedData ? '' : given.associated_data;
    const plaintext = aesUnwrap(version.secret, Buffer.from(encoded, 'base64'), Buffer.from(aad, 'base64'));
    if (plaintext === undefined) throw new VaultError(400, 'cipher: message authentication failed');
    return { data: { plaintext: plaintext.toString('base64') } };
  }

  function signWith(key: Key, given: Fields): object {
    const number = key.versions.length;
    const pair = key.versions.at(-1)?.pair;
    if (pair === undefined) throw new VaultError(400, `key type ${key.type} does not support signing`);
    const input = Buffer.from(given.input, 'base64');
    if (key.type === 'ed25519') {
      const signature = sign(null, input, pair.privateKey).toString('base64');
      return { data: { signature: `vault:v${number}:${signature}`, key_version: number } };
    }
    const jws = given.marshaling_algorithm === 'jws';
    const dsaEncoding = jws ? 'ieee-p1363' : 'der';
    const signature = sign('sha256', input, { key: pair.privateKey, dsaEncoding });
    const encoded = signature.toString(jws ? 'base64url' : 'base64');
    return { data: { signature: `vault:v${number}:${encoded}`, key_version: number } };
  }

  function create(name: string, found: Key | undefined, given: Fields): object | undefined {
    if (found) return { data: keyBody(name, found), warnings: [`key ${name} already existed`] };
    if (!['aes256-gcm96', 'ed25519', 'ecdsa-p256'].includes(given.type)) {
      throw new VaultError(400, `unknown key type ${given.type}`);
    }
    keys.set(name, {
      type: given.type,
      versions: [newVersion(given.type)],
      autoRotateSeconds: Number.parseInt(given.auto_rotate_period, 10) * 3600,
      minAvailable: 0,
      minDecryption: 1,
      minEncryption: 0,
      deletionAllowed: false,
    });
    return undefined;
  }

  function newVersion(type: string): Version {
    const pair =
      type === 'ed25519'
        ? generateKeyPairSync('ed25519')
        : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return {
      createdAt: clock.now(),
      secret: randomBytes(32),
      pair: type.startsWith('aes') ? undefined : pair,
    };
  }

  function configure(key: Key, given: Fields): undefined {
    const decryption = given.min_decryption_version ?? key.minDecryption;
    const encryption = given.min_encryption_version ?? key.minEncryption;
    const latest = key.versions.length;
    if (decryption > latest || encryption > latest)
      throw new VaultError(400, 'higher than the latest version');
    if (encryption !== 0 && encryption < decryption) {
      throw new VaultError(400, 'minimum encryption version below that for decryption');
    }
    if (decryption < key.minAvailable) throw new VaultError(400, 'below the minimum available version');
    key.minDecryption = Math.max(1, decryption);
    key.minEncryption = encryption;
    key.deletionAllowed = given.deletion_allowed ?? key.deletionAllowed;
    return undefined;
  }

  function trim(key: Key, minimum: number): undefined {
    const allowed = Math.min(key.minDecryption, key.minEncryption);
    if (minimum < Math.max(1, key.minAvailable) || minimum > allowed) {
      throw new VaultError(400, 'minimum available version is out of range');
    }
    key.minAvailable = minimum;
    for (const version of key.versions.slice(0, minimum - 1)) version.secret.fill(0);
    return undefined;
  }

  function keyBody(name: string, key: Key): object {
    const symmetric = key.type.startsWith('aes');
    const shown = key.versions
      .map((version, index) => [index + 1, version] as const)
      .filter(([number]) => number >= key.minDecryption);
    return {
      name,
      type: key.type,
      derived: false,
      keys: Object.fromEntries(
        shown.map(([number, { createdAt, pair }]) => [
          number,
          symmetric || pair === undefined
            ? Math.floor(createdAt / 1000)
            : {
                creation_time: new Date(createdAt).toISOString(),
                public_key: publicOf(key.type, pair.publicKey),
              },
        ]),
      ),
      latest_version: key.versions.length,
      min_available_version: key.minAvailable,
      min_decryption_version: key.minDecryption,
      min_encryption_version: key.minEncryption,
      supports_encryption: symmetric,
      supports_decryption: symmetric,
      supports_signing: !symmetric,
      deletion_allowed: key.deletionAllowed,
      auto_rotate_period: key.autoRotateSeconds,
    };
  }

  const server: VaultServer = { ...local, ...sessions, keys, ignoresAssociatedData: false };
  return server;
}

function publicOf(type: string, key: KeyObject): string {
  if (type !== 'ed25519') return key.export({ format: 'pem', type: 'spki' }).toString();
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');
}
