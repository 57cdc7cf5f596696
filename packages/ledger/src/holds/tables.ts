import type { Migration } from '@ringwall/core';

export type HoldTables = {
  /** Legal holds, as the ledger says: released ones too. */
  readonly legal_holds: {
    readonly hold: string;
    /** Ledger index of its `hold.placed`. */
    readonly idx: number;
    /** Milliseconds since the Unix epoch. */
    readonly placed_at: number;
    /** JSON of the event's scope. */
    readonly scope: string;
    readonly reason: string;
    /** Who placed it: kind and id. */
    readonly actor_kind: string;
    readonly actor: string;
    readonly released_at: number | null;
  };
};

export const holdMigrations: readonly Migration[] = [
  {
    id: 'ledger/0021-legal-holds',
    statements: () => [
      `create table legal_holds (
        hold text primary key,
        idx bigint not null,
        placed_at bigint not null,
        scope text not null,
        reason text not null,
        actor_kind text not null,
        actor text not null,
        released_at bigint
      )`,
    ],
  },
];
