import type { Clock, KeyProvider } from '@ringwall/core';
import type { ZodType } from 'zod';
import type { HttpTransport } from './http-transport.ts';

/** Where a secret is found: configuration names places, it never holds secrets. */
export type SecretRef = { readonly file: string } | { readonly env: string };

/** What the application gives a provider. */
export interface ProviderDependencies {
  readonly transport: HttpTransport;
  readonly clock: Clock;
  /** Bytes from a cryptographic generator; the system's own when left out. */
  readonly random?: (count: number) => Uint8Array;
  /** The secret without a trailing line break. Whoever asked overwrites the bytes when done. */
  readonly readSecret: (ref: SecretRef, signal?: AbortSignal) => Promise<Uint8Array>;
  /** Absolute: what relative paths of the configuration start from. */
  readonly baseDirectory: string;
}

/** What a key is for: wrapping data keys, or signing. One key never does both (NIST SP 800-57, part 1, 5.2). */
export type KeyUse = 'wrap' | 'sign';

export type KeyVersionState = 'enabled' | 'disabled' | 'destroy-scheduled' | 'destroyed';

export interface KeyVersionInfo {
  readonly keyVersion: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly state: KeyVersionState;
  /** When the material went, or will go. */
  readonly destroyedAt?: number;
  /** Names the material without telling anything about it; left out where the provider shows nothing to take it from. */
  readonly fingerprint?: string;
}

export interface KeyInfo {
  readonly keyId: string;
  readonly use: KeyUse;
  readonly rotateEveryDays?: number;
  /** Milliseconds since the Unix epoch; in the past where the rotation is due. */
  readonly nextRotation?: number;
  /** Oldest first. The last one wraps and signs; where it is disabled or destroyed, nothing does. */
  readonly versions: readonly KeyVersionInfo[];
}

/** What became, or will become, of a key version. */
export interface Destruction {
  readonly provider: string;
  readonly kind: ProviderKindName;
  readonly keyId: string;
  readonly keyVersion: string;
  /** Milliseconds since the Unix epoch. */
  readonly requestedAt: number;
  /** As `requestedAt` where it is gone at once, later where the service keeps it for a waiting period. */
  readonly effectiveAt: number;
  readonly fingerprint?: string;
}

export interface NewKey {
  readonly use: KeyUse;
  readonly rotateEveryDays?: number;
}

/**
 * A key provider together with the care of its keys. Whatever a back end has no verb for rejects with
 * sealing/key-unsupported and says what to use instead.
 *
 * Errors all kinds share: sealing/key-unknown (no such key or version), sealing/key-disabled,
 * sealing/key-destroyed (its material is gone, or is scheduled to go and refused until then),
 * sealing/unwrap-failed (other context, other key or altered bytes), sealing/key-exists,
 * sealing/provider-unavailable (no answer), sealing/provider-refused (an answer: not for you),
 * sealing/provider-answer (an answer that cannot be right), sealing/provider-config.
 */
export interface ManagedKeyProvider extends KeyProvider {
  readonly kind: ProviderKindName;
  /** What a person should know about how safely the keys lie, one sentence each; empty where there is nothing. */
  readonly warnings: readonly string[];
  /** About how long a service keeps a version it was told to destroy: it may be set key by key. Left out where it is gone at once. */
  readonly destroyDelayMs?: number;
  listKeys(signal?: AbortSignal): Promise<readonly KeyInfo[]>;
  createKey(keyId: string, key: NewKey, signal?: AbortSignal): Promise<KeyInfo>;
  /** Makes a new newest version. Older ones go on unwrapping until they are destroyed. */
  rotateKey(keyId: string, signal?: AbortSignal): Promise<KeyInfo>;
  /** A disabled version neither wraps nor unwraps nor signs until it is enabled again. */
  setVersionState(
    keyId: string,
    keyVersion: string,
    state: 'enabled' | 'disabled',
    signal?: AbortSignal,
  ): Promise<KeyInfo>;
  /** Cannot be taken back, except within the waiting period of a service that has one, by its own tools. */
  destroyVersion(keyId: string, keyVersion: string, signal?: AbortSignal): Promise<Destruction>;
  /** Ends sessions and overwrites what is held in memory; nothing else may be called afterwards. */
  close(): Promise<void>;
}

export type ProviderKindName =
  | 'file'
  | 'os-keyring'
  | 'vault-transit'
  | 'aws-kms'
  | 'google-kms'
  | 'azure-key-vault'
  | 'pkcs11';

/** One kind of key provider: a folder here exports one, and `kinds.ts` lists it. */
export interface KeyProviderKind<Config = unknown> {
  readonly kind: ProviderKindName;
  /** For people: `AWS KMS`. */
  readonly title: string;
  /** The members of one entry of `keyProviders`, its `name` and `kind` apart; a strict object. */
  readonly configSchema: ZodType<Config>;
  /** @throws SealingError sealing/provider-config, sealing/provider-unavailable, sealing/provider-refused */
  open(name: string, config: Config, dependencies: ProviderDependencies): Promise<ManagedKeyProvider>;
}
