import type { Migration } from '@ringwall/core';

export type ProjectionTables = {
  readonly events: {
    readonly idx: number;
    readonly uid: string;
    readonly type: string;
    /** Milliseconds since the Unix epoch. */
    readonly time: number;
    readonly project: string;
    /** The leaf. */
    readonly json: string;
  };
  readonly projection_state: {
    readonly name: string;
    /** Entries applied: the index of the next one. */
    readonly position: number;
  };
};

export const projectionMigrations: readonly Migration[] = [
  {
    id: 'ledger/0001-events',
    statements: () => [
      `create table events (
        idx bigint primary key,
        uid text not null unique,
        type text not null,
        time bigint not null,
        project text not null,
        json text not null
      )`,
      'create index events_by_type on events (type, idx)',
      'create table projection_state (name text primary key, position bigint not null)',
    ],
  },
];
