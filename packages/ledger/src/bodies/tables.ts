import type { Migration } from '@ringwall/core';

export type BodyTables = {
  readonly body_keys: {
    readonly id: string;
    readonly project: string;
    /** UTC, `YYYY-MM-DD`. */
    readonly day: string;
    /** Where in `body_key_secrets` the key is, sealed under the key-encryption key with the id as its place. */
    readonly slot: number;
    /** Version of the key-encryption key that wraps it. */
    readonly key_version: number;
    /** Pseudonym of the person its bodies are about; null where none was named. */
    readonly subject: string | null;
  };
  /** Keys that are gone and whose sealed bodies are still to be removed. */
  readonly destroyed_body_keys: { readonly id: string };
};

export const bodyMigrations: readonly Migration[] = [
  {
    id: 'ledger/0002-body-keys',
    statements: () => [
      `create table body_keys (
        id text primary key,
        project text not null,
        day text not null,
        wrapped text not null
      )`,
      'create index body_keys_by_day on body_keys (day)',
    ],
  },
  {
    id: 'ledger/0003-key-versions',
    statements: () => [
      'alter table body_keys add column key_version integer not null default 1',
      'create index body_keys_by_key_version on body_keys (key_version)',
    ],
  },
];
