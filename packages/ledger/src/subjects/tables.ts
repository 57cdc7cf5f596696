import type { Migration } from '@ringwall/core';

export type SubjectTables = {
  /** Who a pseudonym stands for: findable by whoever can name the person, and by nobody else. */
  readonly subjects: {
    /** The pseudonym: `sub_` and 32 random hexadecimal digits. */
    readonly subject: string;
    readonly project: string;
    /** The first 16 bits of the keyed digest of project and name, and where in `subject_lookups` all of it is. */
    readonly bucket: number;
    readonly slot: number;
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
    statements: (dialect) => [
      ...['body_key_secrets', 'subject_lookups'].map(
        (name) =>
          `create table ${name} (
            slot ${dialect === 'sqlite' ? 'integer' : 'bigint'} primary key,
            secret text not null
          )`,
      ),
      'create table free_slots (store text not null, slot bigint not null, primary key (store, slot))',
      `create table subjects (
        subject text primary key,
        project text not null,
        bucket integer not null,
        slot bigint not null,
        created_at bigint not null
      )`,
      'create index subjects_by_bucket on subjects (bucket)',
      `create table subject_lookup_keys (
        id text primary key,
        wrapped text not null,
        key_version integer not null
      )`,
      `insert into body_key_secrets (slot, secret)
        select row_number() over (order by id), wrapped from body_keys`,
      `create table keys_in_slots (
        id text primary key,
        project text not null,
        day text not null,
        key_version integer not null,
        subject text,
        slot bigint not null
      )`,
      `insert into keys_in_slots (id, project, day, key_version, slot)
        select id, project, day, key_version, row_number() over (order by id) from body_keys`,
      'drop table body_keys',
      'alter table keys_in_slots rename to body_keys',
      'create index body_keys_by_day on body_keys (day)',
      'create index body_keys_by_key_version on body_keys (key_version)',
      'create index body_keys_by_subject on body_keys (subject)',
      // Keys that are gone and whose sealed bodies are still to be removed.
      'create table destroyed_body_keys (id text primary key)',
    ],
  },
];
