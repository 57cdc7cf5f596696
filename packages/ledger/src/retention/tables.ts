import type { Migration } from '@ringwall/core';

export type RetentionTables = {
  /** When each class was last cut back, as the ledger says. */
  readonly retention_runs: {
    readonly class: string;
    /** Ledger index of the last `retention.applied`. */
    readonly idx: number;
    /** Milliseconds since the Unix epoch. */
    readonly applied_at: number;
    readonly before: number;
    readonly removed: number;
    readonly held: number;
  };
  /** Restored ledgers and databases whose missing erasures nobody has supplied or waived: bodies stay closed meanwhile. */
  readonly body_locks: {
    /** Ledger index of the `ledger.restored`; where a database was put back, the size of the log when that was found. */
    readonly idx: number;
    /** Verifier key of the log that has the erasures; empty for this one. */
    readonly log: string;
    /** Entries it was restored with, and those that a witness is known to have seen. */
    readonly size: number;
    readonly witnessed_size: number | null;
    /** When the ledger was restored; null where a database was put back. */
    readonly locked_at: number | null;
  };
};

export const retentionMigrations: readonly Migration[] = [
  {
    id: 'ledger/0022-retention',
    statements: () => [
      `create table retention_runs (
        class text primary key,
        idx bigint not null,
        applied_at bigint not null,
        before bigint not null,
        removed bigint not null,
        held bigint not null
      )`,
      `create table body_locks (
        idx bigint primary key,
        log text not null,
        size bigint not null,
        witnessed_size bigint,
        locked_at bigint
      )`,
    ],
  },
];
