import type { Migration } from '@ringwall/core';

/** Times are milliseconds since the Unix epoch; hashes are SHA-256 in hexadecimal. */
export type IdentityTables = {
  projects: { id: string; name: string; created_at: number };
  api_keys: {
    id: string;
    project: string;
    name: string;
    prefix: string;
    hash: string;
    /** JSON array of route names. */
    routes: string;
    created_at: number;
    expires_at: number | null;
    revoked_at: number | null;
    /** The person it is bound to, as the ledger looks persons up; null for none. */
    subject: string | null;
  };
  sessions: { id: string; hash: string; created_at: number; expires_at: number; ended_at: number | null };
};

/** The project of everything that belongs to no other. */
export const defaultProject = 'default';

export const identityMigrations: readonly Migration[] = [
  {
    id: 'identity/0001-projects',
    statements: () => [
      'create table projects (id text primary key, name text not null, created_at bigint not null)',
      // It is as old as the installation and has no moment of its own.
      `insert into projects (id, name, created_at) values ('${defaultProject}', 'Default', 0)`,
    ],
  },
  {
    id: 'identity/0002-api-keys',
    statements: () => [
      `create table api_keys (
        id text primary key,
        project text not null references projects (id),
        name text not null,
        prefix text not null,
        hash text not null unique,
        routes text not null,
        created_at bigint not null,
        expires_at bigint,
        revoked_at bigint
      )`,
    ],
  },
  {
    id: 'identity/0003-sessions',
    statements: () => [
      `create table sessions (
        id text primary key,
        hash text not null unique,
        created_at bigint not null,
        expires_at bigint not null,
        ended_at bigint
      )`,
    ],
  },
  {
    id: 'identity/0004-key-subjects',
    statements: () => ['alter table api_keys add column subject text'],
  },
];
