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
import { contextBytes } from '../key-context.ts';
import type {
  Destruction,
  KeyInfo,
  KeyProviderKind,
  ManagedKeyProvider,
  NewKey,
  ProviderDependencies,
} from '../key-provider-kind.ts';
import { bindKey, unbindKey, wrappedPart } from '../remote/bound-key.ts';
import { es256FromDer } from '../remote/ecdsa-signature.ts';
import { readPublicPem } from '../remote/public-pem.ts';
import { type Sleep, sleepMs } from '../remote/sleep.ts';
import { unlessRefused } from '../remote/unless-refused.ts';
import { checked, crcShape, unchecked } from './checked-bytes.ts';
import { type GoogleKmsConfig, googleKmsConfigSchema } from './config.ts';
import { crc32c } from './crc32c.ts';
import { explain, refuseUnlessEnabled, refuseUnlessUse } from './explain.ts';
import { googleClient } from './google-client.ts';
import {
  type GoogleVersion,
  keyInfo,
  keyShape,
  lastPart,
  listGoogleKeys,
  listVersions,
  stateOf,
  versionShape,
} from './key-listing.ts';

const name = z.string().max(1024);
const text = z.string().max(131_072);
const verified = z.boolean().default(false);
const encrypted = z.object({
  name,
  ciphertext: text,
  ciphertextCrc32c: crcShape,
  verifiedPlaintextCrc32c: verified,
  verifiedAdditionalAuthenticatedDataCrc32c: verified,
});
const decrypted = z.object({ plaintext: text, plaintextCrc32c: crcShape });
const signed = z.object({
  name,
  signature: text,
  signatureCrc32c: crcShape,
  verifiedDigestCrc32c: verified,
  verifiedDataCrc32c: verified,
});
const publicKeyAnswer = z.object({ name, pem: text, pemCrc32c: crcShape });

const dayMs = 86_400_000;
/** What keys have that were not given a duration of their own (destroyScheduledDuration). */
const usualDestroyDelayDays = 30;
const kind = 'google-kms';

/**
 * Google Cloud Key Management Service (REST reference, v1): ENCRYPT_DECRYPT keys wrap, EC_SIGN_P256_SHA256 and
 * EC_SIGN_ED25519 keys sign. The context is the additional authenticated data; since the service does not say which
 * version decrypted, the data key is also bound to it (`bindKey`). A key id is a key's name in the key ring, a version
 * its number. Google destroys single versions, after a waiting period.
 */
export const googleKms: KeyProviderKind<GoogleKmsConfig> = {
  kind,
  title: 'Google Cloud KMS',
  configSchema: googleKmsConfigSchema,
  open: async (provider, config, dependencies) => openGoogleKms(provider, config, dependencies),
};

/** As `googleKms.open`, with the waiting between attempts in the caller's hands. */
export function openGoogleKms(
  provider: string,
  config: GoogleKmsConfig,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): ManagedKeyProvider {
  const { clock, random = randomBytes, sleep = sleepMs } = dependencies;
  const call = googleClient(provider, config, dependencies);
  const ring = `${config.endpoint}/v1/${config.keyRing}`;

  const answerIsWrong = (what: string) =>
    new SealingError('sealing/provider-answer', `${provider}: Google Cloud KMS answered with ${what}.`);

  function keyUrl(keyId: string): string {
    if (/^[\w-]{1,63}$/.test(keyId)) return `${ring}/cryptoKeys/${keyId}`;
    throw new SealingError('sealing/key-unknown', 'Not a name of a Google Cloud KMS key.');
  }

  function versionUrl(keyId: string, keyVersion: string): string {
    if (/^[1-9]\d{0,9}$/.test(keyVersion)) return `${keyUrl(keyId)}/cryptoKeyVersions/${keyVersion}`;
    throw new SealingError('sealing/key-unknown', 'Not a version of a Google Cloud KMS key.');
  }

  /** The version a resource name ends in, which must belong to the key that was asked. */
  function versionIn(resource: string, keyId: string): string {
    const prefix = `${config.keyRing}/cryptoKeys/${keyId}/cryptoKeyVersions/`;
    const version = resource.slice(prefix.length);
    if (resource.startsWith(prefix) && /^[1-9]\d{0,9}$/.test(version)) return version;
    throw answerIsWrong('another key than was asked for');
  }

  const getKey = (keyId: string, signal?: AbortSignal) =>
    call('cryptoKeys.get', { method: 'GET', url: keyUrl(keyId) }, keyShape, { signal });
  const getVersion = (keyId: string, keyVersion: string, signal?: AbortSignal) =>
    call('cryptoKeyVersions.get', { method: 'GET', url: versionUrl(keyId, keyVersion) }, versionShape, {
      signal,
    });

  async function generateDataKey(keyId: string, context: KeyContext, signal?: AbortSignal): Promise<DataKey> {
    const secret = random(32);
    try {
      return await wrap(secret, keyId, context, signal);
    } finally {
      secret.fill(0);
    }
  }

  async function wrap(
    secret: Uint8Array,
    keyId: string,
    context: KeyContext,
    signal: AbortSignal | undefined,
  ): Promise<DataKey> {
    const json = {
      ...checked('plaintext', secret),
      ...checked('additionalAuthenticatedData', contextBytes(context)),
    };
    const request = { method: 'POST', url: `${keyUrl(keyId)}:encrypt`, json } as const;
    const answer = await call('cryptoKeys.encrypt', request, encrypted, { signal }).catch(
      explain(async () => {
        const key = await unlessRefused(getKey(keyId, signal));
        if (key) refuseUnlessUse(key, 'wrap');
        if (key?.primary) refuseUnlessEnabled(key.primary);
      }),
    );
    if (!answer.verifiedPlaintextCrc32c || !answer.verifiedAdditionalAuthenticatedDataCrc32c) {
      throw answerIsWrong('no word that it checked what it was sent');
    }
    const wrapped = unchecked(answer.ciphertext, answer.ciphertextCrc32c);
    if (!wrapped || wrapped.length === 0)
      throw answerIsWrong('a ciphertext that does not match its checksum');
    const keyVersion = versionIn(answer.name, keyId);
    const { plaintext, ciphertext } = bindKey(secret, wrapped, { kind, keyId, keyVersion, context });
    return { plaintext, wrapped: { provider, keyId, keyVersion, ciphertext } };
  }

  async function unwrap(wrapped: WrappedKey, context: KeyContext, signal?: AbortSignal): Promise<Uint8Array> {
    const { keyId, keyVersion, ciphertext } = wrapped;
    versionUrl(keyId, keyVersion);
    const json = {
      ...checked('ciphertext', wrappedPart(ciphertext)),
      ...checked('additionalAuthenticatedData', contextBytes(context)),
    };
    const request = { method: 'POST', url: `${keyUrl(keyId)}:decrypt`, json } as const;
    const answer = await call('cryptoKeys.decrypt', request, decrypted, { signal }).catch(
      explain(async ({ reason }) => {
        const key = await unlessRefused(getKey(keyId, signal));
        if (key) refuseUnlessUse(key, 'wrap');
        const version = await unlessRefused(getVersion(keyId, keyVersion, signal));
        if (version) refuseUnlessEnabled(version);
        if (reason !== 'INVALID_ARGUMENT') return;
        throw new SealingError('sealing/unwrap-failed', `${provider}: Google Cloud KMS cannot decrypt this.`);
      }),
    );
    const secret = unchecked(answer.plaintext, answer.plaintextCrc32c);
    if (secret?.length === 32) return unbindKey(secret, ciphertext, { kind, keyId, keyVersion, context });
    secret?.fill(0);
    throw answerIsWrong('a plaintext that is not 32 bytes or does not match its checksum');
  }

  /** Signing keys have no primary: the newest version signs. */
  async function newestVersion(keyId: string, signal?: AbortSignal): Promise<GoogleVersion> {
    refuseUnlessUse(await getKey(keyId, signal), 'sign');
    const newest = (await listVersions(call, keyUrl(keyId), signal)).at(-1);
    if (newest) return newest;
    throw new SealingError('sealing/key-unknown', `${provider}: the key has no version.`);
  }

  async function sign(keyId: string, message: Uint8Array, signal?: AbortSignal): Promise<ProviderSignature> {
    const version = await newestVersion(keyId, signal);
    refuseUnlessEnabled(version);
    const keyVersion = versionIn(version.name, keyId);
    const edwards = version.algorithm === 'EC_SIGN_ED25519';
    if (!edwards && version.algorithm !== 'EC_SIGN_P256_SHA256') {
      throw new SealingError('sealing/key-unsupported', `${provider}: the key signs with another algorithm.`);
    }
    const { digest, digestCrc32c } = checked('digest', sha256(message));
    const json = edwards ? checked('data', message) : { digest: { sha256: digest }, digestCrc32c };
    const url = `${versionUrl(keyId, keyVersion)}:asymmetricSign`;
    const operation = 'cryptoKeyVersions.asymmetricSign';
    const answer = await call(operation, { method: 'POST', url, json }, signed, { signal });
    if (versionIn(answer.name, keyId) !== keyVersion) throw answerIsWrong('another version');
    if (!(edwards ? answer.verifiedDataCrc32c : answer.verifiedDigestCrc32c)) {
      throw answerIsWrong('no word that it checked what it was sent');
    }
    const bytes = unchecked(answer.signature, answer.signatureCrc32c);
    const signature = edwards ? bytes : bytes && es256FromDer(bytes);
    if (signature?.length !== 64) throw answerIsWrong('something that is no signature');
    return { algorithm: edwards ? 'Ed25519' : 'ES256', keyVersion, signature };
  }

  async function publicKey(
    keyId: string,
    keyVersion?: string,
    signal?: AbortSignal,
  ): Promise<ProviderPublicKey> {
    const version = keyVersion ?? versionIn((await newestVersion(keyId, signal)).name, keyId);
    const url = `${versionUrl(keyId, version)}/publicKey`;
    const answer = await call('getPublicKey', { method: 'GET', url }, publicKeyAnswer, { signal }).catch(
      explain(async () => {
        refuseUnlessUse(await getKey(keyId, signal), 'sign');
        refuseUnlessEnabled(await getVersion(keyId, version, signal));
      }),
    );
    if (versionIn(answer.name, keyId) !== version) throw answerIsWrong('another version');
    if (crc32c(new TextEncoder().encode(answer.pem)) !== answer.pemCrc32c) {
      throw answerIsWrong('a public key that does not match its checksum');
    }
    const key = readPublicPem(answer.pem);
    if (!key) throw new SealingError('sealing/key-unsupported', `${provider}: not a key for signing.`);
    return { ...key, keyVersion: version };
  }

  async function infoOf(keyId: string, signal?: AbortSignal): Promise<KeyInfo> {
    const key = await getKey(keyId, signal);
    return keyInfo(key, await listVersions(call, keyUrl(keyId), signal));
  }

  /** Signing keys and those in hardware are made in the background. */
  async function untilMade(keyId: string, version: GoogleVersion, signal?: AbortSignal): Promise<void> {
    let { state } = version;
    for (let attempts = 0; state === 'PENDING_GENERATION' && attempts < 20; attempts++) {
      await sleep(500, signal);
      ({ state } = await getVersion(keyId, versionIn(version.name, keyId), signal));
    }
    if (state === 'ENABLED') return;
    throw new SealingError(
      'sealing/provider-unavailable',
      `${provider}: the new version is ${stateWord(state)}.`,
    );
  }

  async function createKey(keyId: string, key: NewKey, signal?: AbortSignal): Promise<KeyInfo> {
    const wraps = key.use === 'wrap';
    if (key.rotateEveryDays !== undefined && !wraps) {
      const words = 'Google Cloud KMS rotates wrapping keys only by itself: rotate signing keys by hand.';
      throw new SealingError('sealing/key-unsupported', words);
    }
    keyUrl(keyId);
    const json = {
      purpose: wraps ? 'ENCRYPT_DECRYPT' : 'ASYMMETRIC_SIGN',
      versionTemplate: {
        algorithm: wraps ? 'GOOGLE_SYMMETRIC_ENCRYPTION' : 'EC_SIGN_P256_SHA256',
        protectionLevel: config.protectionLevel,
      },
      destroyScheduledDuration: `${config.destroyAfterDays * 86_400}s`,
      ...(key.rotateEveryDays !== undefined && {
        rotationPeriod: `${key.rotateEveryDays * 86_400}s`,
        nextRotationTime: new Date(clock.now() + key.rotateEveryDays * dayMs).toISOString(),
      }),
    };
    const url = `${ring}/cryptoKeys?cryptoKeyId=${keyId}`;
    await call('cryptoKeys.create', { method: 'POST', url, json }, keyShape, { repeatable: false, signal });
    const first = (await listVersions(call, keyUrl(keyId), signal)).at(-1);
    if (first) await untilMade(keyId, first, signal);
    return infoOf(keyId, signal);
  }

  async function rotateKey(keyId: string, signal?: AbortSignal): Promise<KeyInfo> {
    const url = `${keyUrl(keyId)}/cryptoKeyVersions`;
    const request = { method: 'POST', url, json: {} } as const;
    const once = { repeatable: false, signal };
    const made = await call('cryptoKeyVersions.create', request, versionShape, once);
    await untilMade(keyId, made, signal);
    if ((await getKey(keyId, signal)).purpose === 'ENCRYPT_DECRYPT') {
      const json = { cryptoKeyVersionId: lastPart(made.name) };
      const primary = { method: 'POST', url: `${keyUrl(keyId)}:updatePrimaryVersion`, json } as const;
      await call('cryptoKeys.updatePrimaryVersion', primary, keyShape, { signal });
    }
    return infoOf(keyId, signal);
  }

  async function setVersionState(
    keyId: string,
    keyVersion: string,
    state: 'enabled' | 'disabled',
    signal?: AbortSignal,
  ): Promise<KeyInfo> {
    const url = `${versionUrl(keyId, keyVersion)}?updateMask=state`;
    const request = { method: 'PATCH', url, json: { state: state.toUpperCase() } } as const;
    await call('cryptoKeyVersions.patch', request, versionShape, { signal }).catch(
      explain(async () => refuseIfGone(await getVersion(keyId, keyVersion, signal))),
    );
    return infoOf(keyId, signal);
  }

  async function destroyVersion(
    keyId: string,
    keyVersion: string,
    signal?: AbortSignal,
  ): Promise<Destruction> {
    const requestedAt = clock.now();
    refuseIfGone(await getVersion(keyId, keyVersion, signal));
    const request = { method: 'POST', url: `${versionUrl(keyId, keyVersion)}:destroy`, json: {} } as const;
    const answer = await call('cryptoKeyVersions.destroy', request, versionShape, { signal });
    if (versionIn(answer.name, keyId) !== keyVersion) throw answerIsWrong('another version');
    const effectiveAt = answer.destroyTime ?? answer.destroyEventTime;
    if (effectiveAt === undefined || effectiveAt < requestedAt) throw answerIsWrong('no time of destruction');
    return { provider, kind, keyId, keyVersion, requestedAt, effectiveAt };
  }

  return {
    name: provider,
    kind,
    warnings: [],
    destroyDelayMs: usualDestroyDelayDays * dayMs,
    generateDataKey,
    unwrap,
    sign,
    publicKey,
    listKeys: (signal) => listGoogleKeys(call, ring, signal),
    createKey,
    rotateKey,
    setVersionState,
    destroyVersion,
    close: async () => undefined,
  };
}

function refuseIfGone(version: GoogleVersion): void {
  if (stateOf(version).startsWith('destroy')) refuseUnlessEnabled(version);
}

function stateWord(state: string): string {
  return /^[A-Z_]{1,64}$/.test(state) ? state : 'in an unknown state';
}
