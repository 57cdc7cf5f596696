import type { DataKey, KeyContext, ProviderPublicKey, ProviderSignature, WrappedKey } from '@ringwall/core';
import { sha256 } from '@ringwall/core';
import { z } from 'zod';
import { SealingError } from '../../errors.ts';
import type {
  Destruction,
  KeyInfo,
  KeyProviderKind,
  ManagedKeyProvider,
  NewKey,
  ProviderDependencies,
} from '../key-provider-kind.ts';
import { decodeBase64, encodeBase64 } from '../remote/base64.ts';
import { es256FromDer } from '../remote/ecdsa-signature.ts';
import { ServiceFault } from '../remote/service-client.ts';
import type { Sleep } from '../remote/sleep.ts';
import { readSpki } from '../remote/spki.ts';
import { unlessRefused } from '../remote/unless-refused.ts';
import { requireWholeKey } from '../remote/whole-key.ts';
import { type AwsKmsConfig, awsKmsConfigSchema } from './config.ts';
import { describeKey, keyInfo, listKmsKeys, useOfSpec } from './key-listing.ts';
import { idOfArn, kmsName, readVersion, spellVersion } from './key-name.ts';
import { type KmsCaller, kmsClient } from './kms-client.ts';

const text = z.string().max(16_384);
const material = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .optional();
const nothing = z.object({});
const generated = z.object({ CiphertextBlob: text, Plaintext: text, KeyId: text, KeyMaterialId: material });
const decrypted = z.object({ Plaintext: text, KeyId: text, KeyMaterialId: material });
const signed = z.object({ Signature: text, KeyId: text });
const publicKeyAnswer = z.object({ PublicKey: text, KeyId: text });
const created = z.object({ KeyMetadata: z.object({ KeyId: text, Arn: text }) });
const scheduled = z.object({ DeletionDate: z.number().min(0).max(1e11), KeyId: text });

/**
 * AWS Key Management Service (API Reference, version 2014-11-01): symmetric keys wrap, ECC_NIST_P256 and
 * ECC_NIST_EDWARDS25519 keys sign. The context is the encryption context, which AWS writes to CloudTrail. A key id
 * is a key's id, an ARN, or an alias with or without `alias/`; a version names the key behind an alias and its
 * material. AWS rotates symmetric keys only, finishes a rotation in the background, and disables or destroys a key
 * only with all its versions.
 */
export const awsKms: KeyProviderKind<AwsKmsConfig> = {
  kind: 'aws-kms',
  title: 'AWS KMS',
  configSchema: awsKmsConfigSchema,
  open: async (name, config, dependencies) => openAwsKms(name, config, dependencies),
};

/** As `awsKms.open`, with the waiting between attempts in the caller's hands. */
export function openAwsKms(
  name: string,
  config: AwsKmsConfig,
  dependencies: ProviderDependencies & { readonly sleep?: Sleep },
): ManagedKeyProvider {
  const { clock } = dependencies;
  const call = explaining(kmsClient(name, config, dependencies));

  const answerIsWrong = (what: string) =>
    new SealingError('sealing/provider-answer', `${name}: AWS KMS answered with ${what}.`);

  /** The id of the key that answered, which must be the one that was asked where that was named by id. */
  function answeringId(arn: string, asked: string): string {
    const id = idOfArn(arn);
    const askedId = asked.includes('alias/') ? id : asked.slice(asked.lastIndexOf('/') + 1);
    if (id === undefined || id !== askedId) throw answerIsWrong('another key than was asked for');
    return id;
  }

  function plaintextOf(encoded: string): Uint8Array {
    const plaintext = decodeBase64(encoded);
    if (plaintext?.length === 32) return plaintext;
    plaintext?.fill(0);
    throw answerIsWrong('a data key that is not 32 bytes');
  }

  async function generateDataKey(keyId: string, context: KeyContext, signal?: AbortSignal): Promise<DataKey> {
    const asked = kmsName(keyId);
    const fields = { KeyId: asked, KeySpec: 'AES_256', EncryptionContext: context };
    const answer = await call('GenerateDataKey', fields, generated, { signal });
    const keyVersion = spellVersion(answeringId(answer.KeyId, asked), answer.KeyMaterialId);
    const ciphertext = decodeBase64(answer.CiphertextBlob);
    if (!ciphertext || ciphertext.length === 0) throw answerIsWrong('no ciphertext');
    const plaintext = plaintextOf(answer.Plaintext);
    return { plaintext, wrapped: { provider: name, keyId, keyVersion, ciphertext } };
  }

  async function unwrap(wrapped: WrappedKey, context: KeyContext, signal?: AbortSignal): Promise<Uint8Array> {
    const version = readVersion(wrapped.keyVersion);
    if (!version) throw new SealingError('sealing/key-unknown', 'Not a version of an AWS KMS key.');
    if (wrapped.ciphertext.length === 0 || wrapped.ciphertext.length > 6144) {
      throw new SealingError('sealing/unwrap-failed', 'The wrapped key is empty or too long for AWS KMS.');
    }
    const decrypt = (KeyId: string) => {
      const CiphertextBlob = encodeBase64(wrapped.ciphertext);
      return call('Decrypt', { KeyId, CiphertextBlob, EncryptionContext: context }, decrypted, { signal });
    };
    const asked = kmsName(wrapped.keyId);
    const answer = await decrypt(asked).catch((error: unknown) => {
      // An alias may have come to mean another key since: the version names the one that was meant then.
      const moved = error instanceof ServiceFault && error.fault.reason === 'IncorrectKeyException';
      if (moved && asked.startsWith('alias/')) return decrypt(version.id);
      throw error;
    });
    if (answeringId(answer.KeyId, version.id) !== version.id) throw answerIsWrong('another key');
    if (version.material !== undefined && answer.KeyMaterialId !== undefined) {
      if (version.material !== answer.KeyMaterialId) {
        throw new SealingError('sealing/unwrap-failed', 'Another version of the key wrapped this.');
      }
    }
    return plaintextOf(answer.Plaintext);
  }

  async function sign(keyId: string, message: Uint8Array, signal?: AbortSignal): Promise<ProviderSignature> {
    const asked = kmsName(keyId);
    const key = await describeKey(call, asked, signal);
    if (useOfSpec(key.KeySpec) !== 'sign') throw notFor(name, 'signing');
    const edwards = key.KeySpec === 'ECC_NIST_EDWARDS25519';
    if (edwards && message.length > 4096) {
      throw new SealingError('sealing/key-unsupported', 'AWS KMS signs at most 4096 bytes with Ed25519.');
    }
    const fields = edwards
      ? { Message: encodeBase64(message), MessageType: 'RAW', SigningAlgorithm: 'ED25519_SHA_512' }
      : { Message: encodeBase64(sha256(message)), MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' };
    const answer = await call('Sign', { KeyId: key.KeyId, ...fields }, signed, { signal });
    const keyVersion = answeringId(answer.KeyId, key.KeyId);
    const bytes = decodeBase64(answer.Signature);
    const signature = edwards ? bytes : bytes && es256FromDer(bytes);
    if (signature?.length !== 64) throw answerIsWrong('something that is no signature');
    return { algorithm: edwards ? 'Ed25519' : 'ES256', keyVersion, signature };
  }

  async function publicKey(
    keyId: string,
    keyVersion?: string,
    signal?: AbortSignal,
  ): Promise<ProviderPublicKey> {
    const asked = keyVersion ?? kmsName(keyId);
    if (keyVersion !== undefined && readVersion(keyVersion) === undefined) {
      throw new SealingError('sealing/key-unknown', 'Not a version of an AWS KMS key.');
    }
    const answer = await call('GetPublicKey', { KeyId: asked }, publicKeyAnswer, { signal });
    const id = answeringId(answer.KeyId, asked);
    const key = readSpki(decodeBase64(answer.PublicKey) ?? new Uint8Array(0));
    if (!key) throw notFor(name, 'signing');
    return { ...key, keyVersion: id };
  }

  async function infoOf(keyId: string, signal?: AbortSignal): Promise<KeyInfo> {
    const info = await keyInfo(call, keyId, await describeKey(call, kmsName(keyId), signal), signal);
    if (!info) throw notFor(name, 'wrapping or signing');
    return info;
  }

  async function createKey(keyId: string, key: NewKey, signal?: AbortSignal): Promise<KeyInfo> {
    const alias = kmsName(keyId);
    if (key.rotateEveryDays !== undefined) requirePeriod(key.rotateEveryDays, key.use);
    const found = await describeKey(call, alias, signal).catch((error: unknown) => {
      if (error instanceof SealingError && error.code === 'sealing/key-unknown') return undefined;
      throw error;
    });
    if (found) throw new SealingError('sealing/key-exists', `${name}: AWS KMS has a key of this name.`);
    if (!alias.startsWith('alias/')) {
      throw new SealingError('sealing/key-unsupported', 'AWS KMS chooses key ids itself: give an alias.');
    }
    const spec =
      key.use === 'wrap'
        ? { KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' }
        : { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };
    const { KeyMetadata } = await call('CreateKey', spec, created, { repeatable: false, signal });
    const once = { repeatable: false, signal };
    try {
      await call('CreateAlias', { AliasName: alias, TargetKeyId: KeyMetadata.KeyId }, nothing, once);
      if (key.rotateEveryDays !== undefined) {
        const fields = { KeyId: KeyMetadata.KeyId, RotationPeriodInDays: key.rotateEveryDays };
        await call('EnableKeyRotation', fields, nothing, { signal });
      }
    } catch (error) {
      // A key nobody can name would be paid for forever; whoever is named in the error made the other one.
      const fields = { KeyId: KeyMetadata.KeyId, PendingWindowInDays: 7 };
      await call('ScheduleKeyDeletion', fields, scheduled).catch(() => undefined);
      throw error;
    }
    return infoOf(keyId, signal);
  }

  async function rotateKey(keyId: string, signal?: AbortSignal): Promise<KeyInfo> {
    const key = await describeKey(call, kmsName(keyId), signal);
    if (useOfSpec(key.KeySpec) !== 'wrap') {
      throw new SealingError(
        'sealing/key-unsupported',
        'AWS KMS rotates symmetric keys only: make a new signing key under another alias.',
      );
    }
    await call('RotateKeyOnDemand', { KeyId: key.KeyId }, nothing, { repeatable: false, signal });
    return infoOf(keyId, signal);
  }

  async function destroyVersion(
    keyId: string,
    keyVersion: string,
    signal?: AbortSignal,
  ): Promise<Destruction> {
    const requestedAt = clock.now();
    const { versions } = await infoOf(keyId, signal);
    requireWholeKey('AWS KMS', 'destroy', keyVersion, versions);
    if (versions.every(({ state }) => state === 'destroy-scheduled')) throw gone(name);
    const KeyId = readVersion(versions[0]?.keyVersion ?? '')?.id;
    const fields = { KeyId, PendingWindowInDays: config.pendingDeletionDays };
    const answer = await call('ScheduleKeyDeletion', fields, scheduled, { repeatable: false, signal });
    const effectiveAt = Math.round(answer.DeletionDate * 1000);
    if (effectiveAt < requestedAt) throw answerIsWrong('a date of deletion that has passed');
    return { provider: name, kind: 'aws-kms', keyId, keyVersion, requestedAt, effectiveAt };
  }

  return {
    name,
    kind: 'aws-kms',
    warnings: [],
    destroyDelayMs: config.pendingDeletionDays * 86_400_000,
    generateDataKey,
    unwrap,
    sign,
    publicKey,
    listKeys: (signal) => listKmsKeys(call, signal),
    createKey,
    rotateKey,
    async setVersionState(keyId, keyVersion, state, signal) {
      const { versions } = await infoOf(keyId, signal);
      requireWholeKey('AWS KMS', 'disable', keyVersion, versions);
      const KeyId = readVersion(versions[0]?.keyVersion ?? '')?.id;
      await call(state === 'enabled' ? 'EnableKey' : 'DisableKey', { KeyId }, nothing, { signal });
      return infoOf(keyId, signal);
    },
    destroyVersion,
    close: async () => undefined,
  };
}

/** A key in the wrong state may be disabled or going to be destroyed: only the key itself says which. */
function explaining(call: KmsCaller): KmsCaller {
  return async (operation, fields, shape, options) => {
    try {
      return await call(operation, fields, shape, options);
    } catch (error) {
      const keyId = fields.KeyId;
      if (!(error instanceof ServiceFault) || error.fault.reason !== 'KMSInvalidStateException') throw error;
      if (typeof keyId !== 'string') throw error;
      const key = await unlessRefused(describeKey(call, keyId, options?.signal));
      if (key === undefined) throw error;
      if (key.KeyState.endsWith('Deletion')) throw gone(error.message, error);
      throw new SealingError('sealing/key-disabled', error.message, { cause: error });
    }
  };
}

function gone(words: string, cause?: unknown): SealingError {
  return new SealingError('sealing/key-destroyed', `${words} The key is scheduled for deletion.`, { cause });
}

function notFor(name: string, use: string): SealingError {
  return new SealingError('sealing/key-unsupported', `${name}: this AWS KMS key is not one for ${use}.`);
}

/** API Reference, EnableKeyRotation: symmetric keys, 90 to 2560 days. */
function requirePeriod(days: number, use: NewKey['use']): void {
  if (use === 'wrap' && days >= 90 && days <= 2560) return;
  throw new SealingError(
    'sealing/key-unsupported',
    'AWS KMS rotates wrapping keys by itself, every 90 to 2560 days.',
  );
}
