import type { Migration } from '@ringwall/core';

/** Every set of own policies there was, whole: the one with the highest version decides. */
export type PolicyTables = {
  policy_sets: {
    version: number;
    text: string;
    /** SHA-256 of the text, hexadecimal. */
    digest: string;
    /** Whoever applied it: a user, a service, `local` for the shell. */
    applied_by: string;
    created_at: number;
  };
};

export const policyMigrations: readonly Migration[] = [
  {
    id: 'identity/0010-policies',
    statements: () => [
      `create table policy_sets (
        version integer primary key, text text not null, digest text not null,
        applied_by text not null, created_at bigint not null
      )`,
    ],
  },
];
