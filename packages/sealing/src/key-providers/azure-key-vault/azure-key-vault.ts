import {
  type DataKey,
  type KeyContext,
  type ProviderPublicKey,
  type ProviderSignature,
  randomBytes,
  sha256,
  type WrappedKey,
} from '@ringwall/core';
import { z } from 'zod';
import { SealingError } from '../../errors.ts';
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
import type { RestOptions, RestRequest } from '../remote/bearer-client.ts';
import { bindKey, unbindKey, wrappedPart } from '../remote/bound-key.ts';
import { ServiceFault } from '../remote/service-client.ts';
import { type Sleep, sleepMs } from '../remote/sleep.ts';
import { requireWholeKey } from '../remote/whole-key.ts';
import { azureClient } from './azure-client.ts';
import { type AzureKeyVaultConfig, azureKeyVaultConfigSchema } from './config.ts';
import {
  apiVersion,
  bundleShape,
  type KeyBundle,
  keyInfo,
  listAzureKeys,
  readKid,
  useOf,
} from './key-listing.ts';

const operationResult = z.object({ kid: z.string().max(2048), value: z.string().max(16_384) });
const nothing = z.object({});
const kind = 'azure-key-vault';
/** What vaults have that were not given another at their creation. */
const usualRetentionDays = 90;
const algorithm = 'RSA-OAEP-256';

/**
 * Azure Key Vault and Managed HSM (Keys REST reference, api-version 7.4): RSA keys wrap with RSA-OAEP-256, P-256 keys
 * sign with ES256. RSA-OAEP authenticates no context, so the data key is bound to key, version and context on our side
 * (`bindKey`): the vault wraps 32 random bytes from which data key and tag are derived. As with any public key, whoever
 * may use or read the wrapping key can make new wrapped keys; nobody can move one to another context. The vault deletes
 * a key only with all its versions, and keeps it recoverable for its retention period unless told to purge.
 */
export const azureKeyVault: KeyProviderKind<AzureKeyVaultConfig> = {
  kind,
  title: 'Azure Key Vault',
  configSchema: azureKeyVaultConfigSchema,
  open: async (provider, config, dependencies) => openAzureKeyVault(provider, config, dependencies),
};

/** As `azureKeyVault.open`, with the waiting between attempts in the caller's hands. */
export function openAzureKeyVault(
  provider: string,
  config: AzureKeyVaultConfig,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): ManagedKeyProvider {
  const { clock, random = randomBytes, sleep = sleepMs } = dependencies;
  const { vault } = config;
  const plainCall = azureClient(provider, config, dependencies);

  const answerIsWrong = (what: string) =>
    new SealingError('sealing/provider-answer', `${provider}: Azure Key Vault answered with ${what}.`);
  const gone = (cause?: unknown) =>
    new SealingError('sealing/key-destroyed', `${provider}: Azure Key Vault has deleted the key.`, { cause });

  function path(keyId: string, ...rest: string[]): string {
    return pathIn('keys', keyId, ...rest);
  }

  function pathIn(collection: 'keys' | 'deletedkeys', keyId: string, ...rest: string[]): string {
    if (/^[0-9A-Za-z-]{1,127}$/.test(keyId)) {
      return `${[vault, collection, keyId, ...rest].join('/')}?${apiVersion}`;
    }
    throw new SealingError('sealing/key-unknown', 'Not a name of an Azure Key Vault key.');
  }

  function versionPath(keyId: string, keyVersion: string, ...rest: string[]): string {
    if (/^[0-9a-f]{32}$/.test(keyVersion)) return path(keyId, keyVersion, ...rest);
    throw new SealingError('sealing/key-unknown', 'Not a version of an Azure Key Vault key.');
  }

  const deletedPath = (keyId: string) => pathIn('deletedkeys', keyId);

  /** A key that is not found may have been deleted and not be purged yet. */
  async function call<Shape>(
    keyId: string,
    operation: string,
    request: RestRequest,
    shape: z.ZodType<Shape>,
    options?: RestOptions,
  ): Promise<Shape> {
    try {
      return await plainCall(operation, request, shape, options);
    } catch (error) {
      if (!(error instanceof ServiceFault) || error.code !== 'sealing/key-unknown') throw error;
      const deleted = await deletedKey(keyId, options?.signal);
      throw deleted ? gone(error) : error;
    }
  }

  const deletedKey = (keyId: string, signal?: AbortSignal): Promise<KeyBundle | undefined> =>
    plainCall('Get Deleted Key', { method: 'GET', url: deletedPath(keyId) }, bundleShape, { signal }).catch(
      (error: unknown) => {
        const codes = ['sealing/key-unknown', 'sealing/provider-refused'];
        if (error instanceof SealingError && codes.includes(error.code)) return undefined;
        throw error;
      },
    );

  /** The current version, of a key for `use`; its identifier is checked. */
  async function current(keyId: string, use: KeyUse, signal?: AbortSignal) {
    const bundle = await call(keyId, 'Get Key', { method: 'GET', url: path(keyId) }, bundleShape, { signal });
    requireUse(bundle, use);
    if (!bundle.attributes.enabled) {
      throw new SealingError('sealing/key-disabled', `${provider}: the current version is disabled.`);
    }
    return { bundle, keyVersion: versionIn(bundle.key.kid, keyId) };
  }

  function requireUse(bundle: KeyBundle, use: KeyUse): void {
    if (useOf(bundle) === use) return;
    const words = use === 'wrap' ? 'wrapping' : 'signing with ES256';
    throw new SealingError('sealing/key-unsupported', `${provider}: the key is not one for ${words}.`);
  }

  function versionIn(kid: string, keyId: string, expected?: string): string {
    const read = readKid(kid);
    const right = read?.keyId === keyId && read.keyVersion !== '';
    if (!right || (expected !== undefined && read.keyVersion !== expected)) {
      throw answerIsWrong('another key than was asked for');
    }
    return read.keyVersion;
  }

  async function generateDataKey(keyId: string, context: KeyContext, signal?: AbortSignal): Promise<DataKey> {
    const { keyVersion } = await current(keyId, 'wrap', signal);
    const secret = random(32);
    try {
      const url = versionPath(keyId, keyVersion, 'wrapkey');
      const json = { alg: algorithm, value: encodeBase64(secret, 'base64url') };
      const answer = await call(keyId, 'Wrap Key', { method: 'POST', url, json }, operationResult, {
        signal,
      });
      versionIn(answer.kid, keyId, keyVersion);
      const wrapped = decodeBase64(answer.value, 'base64url');
      if (!wrapped || wrapped.length < 256) throw answerIsWrong('something no RSA key wraps to');
      const { plaintext, ciphertext } = bindKey(secret, wrapped, { kind, keyId, keyVersion, context });
      return { plaintext, wrapped: { provider, keyId, keyVersion, ciphertext } };
    } finally {
      secret.fill(0);
    }
  }

  async function unwrap(wrapped: WrappedKey, context: KeyContext, signal?: AbortSignal): Promise<Uint8Array> {
    const { keyId, keyVersion, ciphertext } = wrapped;
    const url = versionPath(keyId, keyVersion, 'unwrapkey');
    const json = { alg: algorithm, value: encodeBase64(wrappedPart(ciphertext), 'base64url') };
    const request = { method: 'POST', url, json } as const;
    const answer = await call(keyId, 'Unwrap Key', request, operationResult, { signal }).catch(
      (error: unknown) => {
        // BadParameter is all the vault says of a ciphertext that does not decrypt.
        if (!(error instanceof ServiceFault) || error.fault.reason !== 'BadParameter') throw error;
        throw new SealingError('sealing/unwrap-failed', `${provider}: Azure Key Vault cannot unwrap this.`);
      },
    );
    versionIn(answer.kid, keyId, keyVersion);
    const secret = decodeBase64(answer.value, 'base64url');
    if (secret?.length === 32) return unbindKey(secret, ciphertext, { kind, keyId, keyVersion, context });
    secret?.fill(0);
    throw answerIsWrong('a key that is not 32 bytes');
  }

  async function sign(keyId: string, message: Uint8Array, signal?: AbortSignal): Promise<ProviderSignature> {
    const { keyVersion } = await current(keyId, 'sign', signal);
    const url = versionPath(keyId, keyVersion, 'sign');
    const json = { alg: 'ES256', value: encodeBase64(sha256(message), 'base64url') };
    const answer = await call(keyId, 'Sign', { method: 'POST', url, json }, operationResult, { signal });
    versionIn(answer.kid, keyId, keyVersion);
    const signature = decodeBase64(answer.value, 'base64url');
    if (signature?.length !== 64) throw answerIsWrong('something that is no signature');
    return { algorithm: 'ES256', keyVersion, signature };
  }

  async function publicKey(
    keyId: string,
    keyVersion?: string,
    signal?: AbortSignal,
  ): Promise<ProviderPublicKey> {
    const url = keyVersion === undefined ? path(keyId) : versionPath(keyId, keyVersion);
    const bundle = await call(keyId, 'Get Key', { method: 'GET', url }, bundleShape, { signal });
    requireUse(bundle, 'sign');
    const version = versionIn(bundle.key.kid, keyId, keyVersion);
    const { x, y } = bundle.key;
    if (x === undefined || y === undefined) throw answerIsWrong('a public key without coordinates');
    return { algorithm: 'ES256', keyVersion: version, jwk: { kty: 'EC', crv: 'P-256', x, y } };
  }

  async function infoOf(keyId: string, signal?: AbortSignal): Promise<KeyInfo> {
    const bundle = await call(keyId, 'Get Key', { method: 'GET', url: path(keyId) }, bundleShape, { signal });
    return keyInfo(plainCall, vault, bundle, signal);
  }

  async function createKey(keyId: string, key: NewKey, signal?: AbortSignal): Promise<KeyInfo> {
    const { rotateEveryDays: days } = key;
    if (days !== undefined && (days < 7 || days > 3650)) {
      const words = 'Azure Key Vault rotates keys by itself every 7 to 3650 days.';
      throw new SealingError('sealing/key-unsupported', words);
    }
    // Creating a key that exists would make a new version of it.
    const found = await call(keyId, 'Get Key', { method: 'GET', url: path(keyId) }, bundleShape, {
      signal,
    }).catch((error: unknown) => {
      const codes = ['sealing/key-unknown', 'sealing/key-destroyed'];
      if (error instanceof SealingError && codes.includes(error.code)) return undefined;
      throw error;
    });
    if (found) throw new SealingError('sealing/key-exists', `${provider}: the vault has a key of this name.`);
    const suffix = config.hardware ? '-HSM' : '';
    const json =
      key.use === 'wrap'
        ? { kty: `RSA${suffix}`, key_size: config.rsaBits, key_ops: ['wrapKey', 'unwrapKey'] }
        : { kty: `EC${suffix}`, crv: 'P-256', key_ops: ['sign', 'verify'] };
    const once = { repeatable: false, signal };
    await call(keyId, 'Create Key', { method: 'POST', url: path(keyId, 'create'), json }, bundleShape, once);
    if (days !== undefined) {
      const rotate = { trigger: { timeAfterCreate: `P${days}D` }, action: { type: 'Rotate' } };
      const url = path(keyId, 'rotationpolicy');
      const request = { method: 'PUT', url, json: { lifetimeActions: [rotate] } } as const;
      await call(keyId, 'Update Key Rotation Policy', request, nothing, { signal });
    }
    return infoOf(keyId, signal);
  }

  async function setVersionState(
    keyId: string,
    keyVersion: string,
    state: 'enabled' | 'disabled',
    signal?: AbortSignal,
  ): Promise<KeyInfo> {
    const json = { attributes: { enabled: state === 'enabled' } };
    const request = { method: 'PATCH', url: versionPath(keyId, keyVersion), json } as const;
    await call(keyId, 'Update Key', request, bundleShape, { signal });
    return infoOf(keyId, signal);
  }

  async function destroyVersion(
    keyId: string,
    keyVersion: string,
    signal?: AbortSignal,
  ): Promise<Destruction> {
    const requestedAt = clock.now();
    const { versions } = await infoOf(keyId, signal);
    requireWholeKey('Azure Key Vault', 'destroy', keyVersion, versions);
    const request = { method: 'DELETE', url: path(keyId) } as const;
    const deleted = await call(keyId, 'Delete Key', request, bundleShape, { repeatable: false, signal });
    if (readKid(deleted.key.kid)?.keyId !== keyId) throw answerIsWrong('another key');
    if (config.purge) await purge(keyId, signal);
    const effectiveAt = (config.purge ? undefined : deleted.scheduledPurgeDate) ?? clock.now();
    return { provider, kind, keyId, keyVersion, requestedAt, effectiveAt };
  }

  /** Deleting goes on in the background; until it is done there is nothing to purge. */
  async function purge(keyId: string, signal?: AbortSignal): Promise<void> {
    for (let attempts = 0; (await deletedKey(keyId, signal)) === undefined; attempts++) {
      if (attempts === 20) {
        const words = `${provider}: the key was deleted but not purged yet: purge it with the vault's own tools.`;
        throw new SealingError('sealing/provider-unavailable', words);
      }
      await sleep(500, signal);
    }
    await plainCall('Purge Deleted Key', { method: 'DELETE', url: deletedPath(keyId) }, nothing, { signal });
  }

  return {
    name: provider,
    kind,
    warnings: [],
    ...(config.purge ? {} : { destroyDelayMs: usualRetentionDays * 86_400_000 }),
    generateDataKey,
    unwrap,
    sign,
    publicKey,
    listKeys: (signal) => listAzureKeys(plainCall, vault, signal),
    createKey,
    async rotateKey(keyId, signal) {
      const request = { method: 'POST', url: path(keyId, 'rotate') } as const;
      await call(keyId, 'Rotate Key', request, bundleShape, { repeatable: false, signal });
      return infoOf(keyId, signal);
    },
    setVersionState,
    destroyVersion,
    close: async () => undefined,
  };
}
