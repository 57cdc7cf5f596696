import type { Migration } from '@ringwall/core';

export type SubjectTables = {
  /** Who a pseudonym stands for: findable by whoever can name the person, and by nobody else. */
  readonly subjects: {
    /** The pseudonym: `sub_` and 32 random hexadecimal digits. */
    readonly subject: string;
    readonly project: string;
    /** Keyed digest of project and name. One person may have several pseudonyms, one after the other. */
    readonly lookup: string;
    /** Milliseconds since the Unix epoch. */
    readonly created_at: number;
  };
  /** The key of the lookups, sealed like a body key. One row. */
  readonly subject_lookup_keys: {
    readonly id: string;
    readonly wrapped: string;
    readonly key_version: number;
  };
};

export const subjectMigrations: readonly Migration[] = [
  {
    id: 'ledger/0020-subjects',
    statements: () => [
      `create table subjects (
        subject text primary key,
        project text not null,
        lookup text not null,
        created_at bigint not null
      )`,
      'create index subjects_by_lookup on subjects (lookup)',
      `create table subject_lookup_keys (
        id text primary key,
        wrapped text not null,
        key_version integer not null
      )`,
      'alter table body_keys add column subject text',
      'create index body_keys_by_subject on body_keys (subject)',
      // Keys that are gone and whose sealed bodies are still to be removed.
      'create table destroyed_body_keys (id text primary key)',
    ],
  },
];
