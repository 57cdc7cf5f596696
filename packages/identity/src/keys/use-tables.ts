import type { Migration } from '@ringwall/core';

export type KeyUseTables = {
  /** From where a key was used: enough to tell a new place from a known one, and to name none. */
  key_addresses: { key_id: string; digest: string; seen_at: number };
};

export const keyUseMigrations: readonly Migration[] = [
  {
    id: 'identity/0009-key-use',
    statements: () => [
      `create table key_addresses (
        key_id text not null references api_keys (id), digest text not null, seen_at bigint not null,
        primary key (key_id, digest)
      )`,
      'create unique index services_name on services (project, lower(name))',
    ],
  },
];
