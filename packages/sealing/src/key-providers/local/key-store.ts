import type { ProviderPublicKey, SignatureAlgorithm } from '@ringwall/core';
import type { KeyUse } from '../key-provider-kind.ts';
import type { KeyRecord } from './key-record.ts';

/** Where the records of keys lie. */
export interface KeyRecords {
  keyIds(): Promise<readonly string[]>;
  /** The newest revision; undefined where there is no such key. */
  readRecord(keyId: string): Promise<KeyRecord | undefined>;
  /**
   * Puts a record in the place of its predecessor, durable when resolved. False where that is no longer the newest
   * revision, because another process was faster.
   */
  writeRecord(record: KeyRecord): Promise<boolean>;
  /** True where `writeRecord` cannot exclude other processes: a version may then lack its record and still be good. */
  readonly racy: boolean;
}

/** One version of one key. */
export interface VersionName {
  readonly keyId: string;
  readonly keyVersion: string;
}

/** What is known of new key material. */
export interface NewMaterial {
  readonly fingerprint: string;
  /** Of a signing key. */
  readonly publicKey?: Pick<ProviderPublicKey, 'algorithm' | 'jwk'>;
}

/** What does the cryptography: this software, or a module that lets no key out. Undefined: there is no material. */
export interface KeyEngine {
  /** Makes the material of a version, durable when resolved: what it wraps must not outlive it. */
  generate(version: VersionName, use: KeyUse): Promise<NewMaterial>;
  /** @throws SealingError sealing/provider-answer where the material is not the one of the fingerprint */
  seal(version: VersionName, plaintext: Uint8Array, aad: Uint8Array): Promise<Uint8Array | undefined>;
  /** @throws SealingError sealing/unwrap-failed */
  open(version: VersionName, sealed: Uint8Array, aad: Uint8Array): Promise<Uint8Array | undefined>;
  sign(
    version: VersionName,
    message: Uint8Array,
  ): Promise<{ readonly algorithm: SignatureAlgorithm; readonly signature: Uint8Array } | undefined>;
  holds(version: VersionName): Promise<boolean>;
  /** Overwrites and removes as far as the place allows; nothing happens where there is none. */
  erase(version: VersionName): Promise<void>;
  close(): Promise<void>;
}

/** Where material lies that this software works with itself. */
export interface MaterialStore {
  /** 32 bytes, which the caller overwrites; undefined where there is none. */
  readMaterial(version: VersionName): Promise<Uint8Array | undefined>;
  /** Durable when resolved. */
  writeMaterial(version: VersionName, material: Uint8Array): Promise<void>;
  /** Nothing happens where there is none. */
  eraseMaterial(version: VersionName): Promise<void>;
  close(): Promise<void>;
}
