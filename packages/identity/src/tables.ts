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
    /** The user, service or agent it belongs to; null: it speaks for itself, as a service of its project. */
    owner: string | null;
    /** JSON arrays; `["*"]` stands for everything. */
    models: string;
    datasets: string;
    purposes: string;
    /** JSON array of CIDR networks; null: any. */
    networks: string | null;
    /** `sha256:<hex>` or `spiffe://…`; null: none is needed. */
    certificate: string | null;
    administration: number;
    /** The secret before the last rotation, while it is good too. */
    previous_hash: string | null;
    previous_until: number | null;
    last_used_at: number | null;
  };
  sessions: {
    id: string;
    hash: string;
    created_at: number;
    expires_at: number;
    ended_at: number | null;
    user: string;
    /** `link`, `password`, `passkey` or `oidc`. */
    method: string;
    last_seen_at: number | null;
  };
  users: {
    id: string;
    /** What they sign in with; unique without regard to case. */
    name: string;
    display_name: string;
    /** `local` or `directory`. */
    source: string;
    created_at: number;
    disabled_at: number | null;
  };
  services: {
    id: string;
    /** `service` or `agent`. */
    type: string;
    name: string;
    project: string;
    on_behalf_of: string | null;
    spiffe_id: string | null;
    created_at: number;
    disabled_at: number | null;
  };
  grants: {
    id: string;
    /** A user, service or agent. */
    holder: string;
    role: string;
    /** `*` for every project. */
    project: string;
    on_kind: string | null;
    on_id: string | null;
    /** `manual`, `directory` or `recovery`. */
    source: string;
    created_at: number;
    expires_at: number | null;
    revoked_at: number | null;
  };
};

/** Whoever has signed in with a link from the machine's own shell, and nobody else, on a new installation. */
export const localAdministrator = 'usr_local';

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
  {
    id: 'identity/0005-principals',
    statements: () => [
      `create table users (
        id text primary key, name text not null, display_name text not null, source text not null,
        created_at bigint not null, disabled_at bigint
      )`,
      'create unique index users_name on users (lower(name))',
      `create table services (
        id text primary key, type text not null, name text not null, project text not null references projects (id),
        on_behalf_of text references users (id), spiffe_id text unique, created_at bigint not null, disabled_at bigint
      )`,
      // As old as the installation, like its first project.
      `insert into users (id, name, display_name, source, created_at)
        values ('${localAdministrator}', 'local', 'Local administrator', 'local', 0)`,
    ],
  },
  {
    id: 'identity/0006-grants',
    statements: () => [
      `create table grants (
        id text primary key, holder text not null, role text not null, project text not null,
        on_kind text, on_id text, source text not null,
        created_at bigint not null, expires_at bigint, revoked_at bigint
      )`,
      'create index grants_holder on grants (holder)',
      `insert into grants (id, holder, role, project, source, created_at)
        values ('gra_local', '${localAdministrator}', 'admin', '*', 'manual', 0)`,
    ],
  },
  {
    id: 'identity/0007-key-scopes',
    statements: () => [
      'alter table api_keys add column owner text',
      `alter table api_keys add column models text not null default '["*"]'`,
      `alter table api_keys add column datasets text not null default '["*"]'`,
      `alter table api_keys add column purposes text not null default '["*"]'`,
      'alter table api_keys add column networks text',
      'alter table api_keys add column certificate text',
      'alter table api_keys add column administration integer not null default 0',
      'alter table api_keys add column previous_hash text',
      'alter table api_keys add column previous_until bigint',
      'alter table api_keys add column last_used_at bigint',
      'create unique index api_keys_previous on api_keys (previous_hash)',
    ],
  },
  {
    id: 'identity/0008-session-users',
    statements: () => [
      `alter table sessions add column "user" text not null default '${localAdministrator}'`,
      `alter table sessions add column method text not null default 'link'`,
      'alter table sessions add column last_seen_at bigint',
    ],
  },
];
