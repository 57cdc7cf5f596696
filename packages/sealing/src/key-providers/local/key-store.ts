import type { KeyRecord } from './key-record.ts';

/** Where records and material of keys lie when this software does the cryptography itself. */
export interface KeyStore {
  keyIds(): Promise<readonly string[]>;
  /** The newest revision; undefined where there is no such key. */
  readRecord(keyId: string): Promise<KeyRecord | undefined>;
  /**
   * Puts a record in the place of its predecessor, durable when resolved. False where that is no longer the newest
   * revision, because another process was faster.
   */
  writeRecord(record: KeyRecord): Promise<boolean>;
  /** 32 bytes, which the caller overwrites; undefined where there is none. */
  readMaterial(keyId: string, keyVersion: string): Promise<Uint8Array | undefined>;
  /** Durable when resolved: what it wraps must not outlive it. */
  writeMaterial(keyId: string, keyVersion: string, material: Uint8Array): Promise<void>;
  /** Overwrites and removes; nothing happens where there is none. */
  eraseMaterial(keyId: string, keyVersion: string): Promise<void>;
  /** True where `writeRecord` cannot exclude other processes: a version may then lack its record and still be good. */
  readonly racy: boolean;
  close(): Promise<void>;
}
