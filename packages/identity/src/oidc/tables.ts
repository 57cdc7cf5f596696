import type { Migration } from '@ringwall/core';

export type ExternalIdentityTables = {
  external_identities: {
    /** Keyed digest of issuer and subject, so that neither a name nor an address of the provider's lies here. */
    digest: string;
    user: string;
    created_at: number;
  };
};

export const externalIdentityMigrations: readonly Migration[] = [
  {
    id: 'identity/0013-external-identities',
    statements: () => [
      `create table external_identities (
        digest text primary key, "user" text not null references users (id), created_at bigint not null
      )`,
    ],
  },
];
