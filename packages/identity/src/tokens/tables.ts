import type { Migration } from '@ringwall/core';

export type TokenTables = {
  token_revocations: {
    /** Id of a token, or of the user or service that tokens speak for. */
    target: string;
    revoked_at: number;
  };
};

export const tokenMigrations: readonly Migration[] = [
  {
    id: 'identity/0014-token-revocations',
    statements: () => [
      'create table token_revocations (target text primary key, revoked_at bigint not null)',
    ],
  },
];
