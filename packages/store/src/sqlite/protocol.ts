/** What SQLite can bind and answer. Integers come back as numbers where they are safe ones, else as bigints. */
export type SqlValue = null | number | bigint | string | Uint8Array;

export interface StorageInput {
  readonly file: string;
}

/** Main thread to storage thread; answered in the order sent. */
export type StorageRequest =
  | {
      readonly kind: 'query';
      readonly id: number;
      readonly sql: string;
      readonly parameters: readonly SqlValue[];
    }
  /** Ends an open transaction; does nothing where SQLite has already ended it. */
  | { readonly kind: 'rollback'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number };

export interface StorageFailure {
  readonly message: string;
  /** SQLite's extended result code; absent where the failure is not SQLite's. */
  readonly errcode?: number;
}

export interface StorageResult {
  readonly rows: readonly Readonly<Record<string, SqlValue>>[];
  /** Rows inserted, updated or deleted by a statement that returns none. */
  readonly changes?: number;
}

/** Storage thread to main thread. Id 0 says how opening went. */
export type StorageReply =
  | { readonly kind: 'done'; readonly id: number; readonly result: StorageResult }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: StorageFailure };
