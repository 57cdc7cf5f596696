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
  /** Restored ledgers whose missing erasures nobody has supplied or waived: bodies stay closed while there is one. */
  readonly body_locks: {
    /** Ledger index of the `ledger.restored`. */
    readonly idx: number;
    /** Verifier key of the log it was restored from. */
    readonly log: string;
    /** Entries it was restored with, and those that a witness is known to have seen. */
    readonly size: number;
    readonly witnessed_size: number | null;
    readonly locked_at: number;
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
        locked_at bigint not null
      )`,
    ],
  },
];
