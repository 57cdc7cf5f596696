import {
  type DataKey,
  type KeyContext,
  type ProviderPublicKey,
  type ProviderSignature,
  randomBytes,
  type WrappedKey,
} from '@ringwall/core';
import { z } from 'zod';
import { SealingError } from '../../errors.ts';
import { contextBytes } from '../key-context.ts';
import type {
  Destruction,
  KeyInfo,
  KeyProviderKind,
  KeyUse,
  ManagedKeyProvider,
  NewKey,
  ProviderDependencies,
} from '../key-provider-kind.ts';
import { decodeBase64, encodeBase64 } from '../remote/base64.ts';
import { bearerClient, type RestOptions } from '../remote/bearer-client.ts';
import { bindKey, unbindKey, wrappedPart } from '../remote/bound-key.ts';
import { readPublicPem } from '../remote/public-pem.ts';
import { ServiceFault } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import { tokenSource } from '../remote/token-source.ts';
import { unlessRefused } from '../remote/unless-refused.ts';
import { wholeKey } from '../remote/whole-key.ts';
import { type VaultTransitConfig, vaultTransitConfigSchema } from './config.ts';
import { vaultSession } from './login.ts';
import {
  refuseUnlessEnabled,
  stateOf,
  type TransitKey,
  transitKeyInfo,
  transitKeyShape,
  useOf,
  versionNumber,
} from './transit-key.ts';
import { readTransitText } from './transit-text.ts';
import { vaultHeaders, vaultOptions } from './vault-client.ts';

const text = z.string().max(16_384);
const encrypted = z.object({ data: z.object({ ciphertext: text }) });
const decrypted = z.object({ data: z.object({ plaintext: text }) });
const signed = z.object({ data: z.object({ signature: text }) });
const listed = z.object({ data: z.object({ keys: z.array(z.string().max(256)).max(100_000) }) });
const written = z.object({ warnings: z.array(z.string()).nullish() });

const kind = 'vault-transit';
/** No type of key: where Vault would create a key that it does not find, it refuses instead. */
const neverCreate = 'not-to-be-created';

/**
 * The transit engine of HashiCorp Vault and OpenBao (HTTP API, "Transit secrets engine"). Vault encrypts 32 random bytes
 * with the context as associated data; `bindKey` binds the data key as well, since releases before 1.9 ignore associated
 * data without a word. Vault destroys the oldest versions of a key by trimming, or the key as a whole, at once;
 * its backups and snapshots may still hold what was destroyed. It disables from the oldest version up.
 */
export const vaultTransit: KeyProviderKind<VaultTransitConfig> = {
  kind,
  title: 'HashiCorp Vault transit',
  configSchema: vaultTransitConfigSchema,
  open: async (provider, config, dependencies) => openVaultTransit(provider, config, dependencies),
};

/** As `vaultTransit.open`, with the waiting between attempts in the caller's hands. */
export function openVaultTransit(
  provider: string,
  config: VaultTransitConfig,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): ManagedKeyProvider {
  const { clock, random = randomBytes } = dependencies;
  const session = vaultSession(provider, config, dependencies);
  const call = bearerClient(
    vaultOptions(provider, dependencies),
    tokenSource(clock, session.fetch),
    (token) => ({ ...vaultHeaders(config), 'x-vault-token': token }),
  );
  const base = `${config.address}/v1/${config.mount}`;

  const answerIsWrong = (what: string) =>
    new SealingError('sealing/provider-answer', `${provider}: Vault answered with ${what}.`);
  const unsupported = (words: string) => new SealingError('sealing/key-unsupported', `${provider}: ${words}`);

  function path(verb: string, keyId: string, rest = ''): string {
    if (/^\w([\w.-]{0,254}\w)?$/.test(keyId)) return `${base}/${verb}/${keyId}${rest}`;
    throw new SealingError('sealing/key-unknown', 'Not a name of a Vault transit key.');
  }

  function post<Shape>(
    operation: string,
    url: string,
    json: Readonly<Record<string, unknown>>,
    shape: z.ZodType<Shape>,
    options?: RestOptions,
  ): Promise<Shape> {
    return call(operation, { method: 'POST', url, json }, shape, options);
  }

  const readKey = async (keyId: string, signal?: AbortSignal): Promise<TransitKey> =>
    (await call('read key', { method: 'GET', url: path('keys', keyId) }, transitKeyShape, { signal })).data;

  /**
   * For `catch`: Vault says 400 for all that is wrong with a key, so `look` is given the key to say it, or nothing where
   * reading it is not allowed. Where it finds nothing, the error stays what it was.
   */
  function explain(keyId: string, signal: AbortSignal | undefined, look: (key?: TransitKey) => void) {
    return async (error: unknown): Promise<never> => {
      if (error instanceof ServiceFault && error.fault.reason === 'bad-request') {
        look(await unlessRefused(readKey(keyId, signal)));
      }
      throw error;
    };
  }

  function requireUse(key: TransitKey, use: KeyUse): void {
    if (useOf(key) !== use)
      throw unsupported(`Vault's key is not one for ${use === 'wrap' ? 'wrapping' : 'signing'}.`);
  }

  async function generateDataKey(keyId: string, context: KeyContext, signal?: AbortSignal): Promise<DataKey> {
    const secret = random(32);
    try {
      const json = {
        plaintext: encodeBase64(secret),
        associated_data: encodeBase64(contextBytes(context)),
        type: neverCreate,
      };
      const answer = await post('encrypt', path('encrypt', keyId), json, encrypted, { signal }).catch(
        explain(keyId, signal, (key) => key && requireUse(key, 'wrap')),
      );
      const read = readTransitText(answer.data.ciphertext);
      if (!read) throw answerIsWrong('something that is no ciphertext');
      const { keyVersion } = read;
      const wrapped = new TextEncoder().encode(answer.data.ciphertext);
      const { plaintext, ciphertext } = bindKey(secret, wrapped, { kind, keyId, keyVersion, context });
      return { plaintext, wrapped: { provider, keyId, keyVersion, ciphertext } };
    } finally {
      secret.fill(0);
    }
  }

  async function unwrap(wrapped: WrappedKey, context: KeyContext, signal?: AbortSignal): Promise<Uint8Array> {
    const { keyId, keyVersion, ciphertext } = wrapped;
    const url = path('decrypt', keyId);
    const failed = () =>
      new SealingError('sealing/unwrap-failed', `${provider}: Vault cannot decrypt this with that version.`);
    const transit = Buffer.from(wrappedPart(ciphertext)).toString('latin1');
    if (readTransitText(transit)?.keyVersion !== keyVersion) {
      // Says so where it is the key that does not exist.
      versionNumber(await readKey(keyId, signal), keyVersion);
      throw failed();
    }
    const json = { ciphertext: transit, associated_data: encodeBase64(contextBytes(context)) };
    const answer = await post('decrypt', url, json, decrypted, { signal }).catch(
      explain(keyId, signal, (key) => {
        if (key) {
          requireUse(key, 'wrap');
          refuseUnlessEnabled(key, versionNumber(key, keyVersion));
        }
        throw failed();
      }),
    );
    const secret = decodeBase64(answer.data.plaintext);
    if (secret?.length === 32) return unbindKey(secret, ciphertext, { kind, keyId, keyVersion, context });
    secret?.fill(0);
    throw answerIsWrong('a plaintext that is not 32 bytes');
  }

  async function sign(keyId: string, message: Uint8Array, signal?: AbortSignal): Promise<ProviderSignature> {
    const key = await readKey(keyId, signal);
    requireUse(key, 'sign');
    const edwards = key.type === 'ed25519';
    const json = {
      input: encodeBase64(message),
      ...(!edwards && { hash_algorithm: 'sha2-256', marshaling_algorithm: 'jws' }),
    };
    const answer = await post('sign', path('sign', keyId), json, signed, { signal });
    const read = readTransitText(answer.data.signature, edwards ? 'base64' : 'base64url');
    if (read?.bytes.length !== 64) throw answerIsWrong('something that is no signature');
    return { algorithm: edwards ? 'Ed25519' : 'ES256', keyVersion: read.keyVersion, signature: read.bytes };
  }

  async function publicKey(
    keyId: string,
    keyVersion?: string,
    signal?: AbortSignal,
  ): Promise<ProviderPublicKey> {
    const key = await readKey(keyId, signal);
    requireUse(key, 'sign');
    const number = keyVersion === undefined ? key.latest_version : versionNumber(key, keyVersion);
    refuseUnlessEnabled(key, number);
    const found = key.keys[number];
    const spelled = typeof found === 'object' ? found.public_key : '';
    if (key.type !== 'ed25519') {
      const read = readPublicPem(spelled);
      if (read?.algorithm !== 'ES256') throw answerIsWrong('something that is no public key');
      return { ...read, keyVersion: String(number) };
    }
    const bytes = decodeBase64(spelled);
    if (bytes?.length !== 32) throw answerIsWrong('something that is no public key');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: encodeBase64(bytes, 'base64url') };
    return { algorithm: 'Ed25519', keyVersion: String(number), jwk };
  }

  async function listKeys(signal?: AbortSignal): Promise<KeyInfo[]> {
    const request = { method: 'GET', url: `${base}/keys?list=true` } as const;
    const names = await call('list keys', request, listed, { signal }).catch((error: unknown) => {
      // An engine without keys has no list.
      if (error instanceof SealingError && error.code === 'sealing/key-unknown') return undefined;
      throw error;
    });
    const infos: KeyInfo[] = [];
    for (const keyId of names?.data.keys ?? []) {
      const key = await readKey(keyId, signal);
      if (useOf(key) !== undefined) infos.push(transitKeyInfo(keyId, key));
    }
    return infos;
  }

  async function createKey(keyId: string, key: NewKey, signal?: AbortSignal): Promise<KeyInfo> {
    const exists = () => new SealingError('sealing/key-exists', `${provider}: Vault has a key of this name.`);
    const found = await readKey(keyId, signal).catch((error: unknown) => {
      if (error instanceof SealingError && error.code === 'sealing/key-unknown') return undefined;
      throw error;
    });
    if (found) throw exists();
    const { use, rotateEveryDays: days } = key;
    const json = {
      type: use === 'wrap' ? 'aes256-gcm96' : 'ed25519',
      ...(days !== undefined && { auto_rotate_period: `${days * 24}h` }),
    };
    const answer = await post('create key', path('keys', keyId), json, written, {
      repeatable: false,
      signal,
    });
    if (answer.warnings?.some((warning) => warning.includes('already existed'))) throw exists();
    return transitKeyInfo(keyId, await readKey(keyId, signal));
  }

  async function rotateKey(keyId: string, signal?: AbortSignal): Promise<KeyInfo> {
    await readKey(keyId, signal);
    await post('rotate key', path('keys', keyId, '/rotate'), {}, written, { repeatable: false, signal });
    return transitKeyInfo(keyId, await readKey(keyId, signal));
  }

  /** Everything below `number` is refused from now on; the minimum for encryption may not stay behind. */
  async function setMinimum(
    keyId: string,
    key: TransitKey,
    number: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const behind = key.min_encryption_version > 0 && key.min_encryption_version < number;
    const json = { min_decryption_version: number, ...(behind && { min_encryption_version: number }) };
    await post('configure key', path('keys', keyId, '/config'), json, written, { signal });
  }

  async function setVersionState(
    keyId: string,
    keyVersion: string,
    state: 'enabled' | 'disabled',
    signal?: AbortSignal,
  ): Promise<KeyInfo> {
    const key = await readKey(keyId, signal);
    const number = versionNumber(key, keyVersion);
    const now = stateOf(key, number);
    if (now === 'destroyed') refuseUnlessEnabled(key, number);
    if (now !== state) {
      const next = state === 'disabled' ? number + 1 : number;
      const isNeighbour = Math.abs(next - key.min_decryption_version) === 1;
      if (!isNeighbour || next > key.latest_version) {
        throw unsupported(
          'Vault disables from the oldest version up, but the newest, and enables from the newest down.',
        );
      }
      await setMinimum(keyId, key, next, signal);
    }
    return transitKeyInfo(keyId, await readKey(keyId, signal));
  }

  async function destroyVersion(
    keyId: string,
    keyVersion: string,
    signal?: AbortSignal,
  ): Promise<Destruction> {
    const requestedAt = clock.now();
    const key = await readKey(keyId, signal);
    const once = { repeatable: false, signal };
    if (keyVersion === wholeKey) {
      await post('configure key', path('keys', keyId, '/config'), { deletion_allowed: true }, written, {
        signal,
      });
      await call('delete key', { method: 'DELETE', url: path('keys', keyId) }, written, once);
    } else {
      const number = versionNumber(key, keyVersion);
      if (stateOf(key, number) === 'destroyed') refuseUnlessEnabled(key, number);
      if (number === key.latest_version) {
        throw unsupported(
          `Vault cannot destroy the newest version: rotate first, or name the version ${wholeKey}.`,
        );
      }
      if (number > Math.max(1, key.min_available_version)) {
        throw unsupported('Vault destroys from the oldest version up: destroy the older ones first.');
      }
      const minimum = number + 1;
      const json = {
        min_decryption_version: Math.max(minimum, key.min_decryption_version),
        min_encryption_version: Math.max(minimum, key.min_encryption_version),
      };
      await post('configure key', path('keys', keyId, '/config'), json, written, { signal });
      const trim = { min_available_version: minimum };
      await post('trim key', path('keys', keyId, '/trim'), trim, written, once);
    }
    return { provider, kind, keyId, keyVersion, requestedAt, effectiveAt: clock.now() };
  }

  return {
    name: provider,
    kind,
    warnings: [],
    generateDataKey,
    unwrap,
    sign,
    publicKey,
    listKeys,
    createKey,
    rotateKey,
    setVersionState,
    destroyVersion,
    close: () => session.end(),
  };
}
