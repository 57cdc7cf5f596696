import type { Migration } from '@ringwall/core';

/** What people sign in with. Times are milliseconds since the epoch. */
export type SignInTables = {
  user_passwords: {
    user_id: string;
    /** `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`. */
    hash: string;
    set_at: number;
  };
  user_totp: {
    user_id: string;
    /** Under the key of the secret box. */
    secret: string;
    /** The newest step whose code was accepted: it and older ones are used up. */
    last_step: number;
    added_at: number;
  };
  user_passkeys: {
    /** The credential's id, base64url. */
    id: string;
    user_id: string;
    name: string;
    /** The host name it was made for and is good for. */
    rp_id: string;
    /** COSE key, base64url. */
    public_key: string;
    counter: number;
    /** JSON array, as the browser told. */
    transports: string;
    added_at: number;
    last_used_at: number | null;
  };
  user_recovery_codes: {
    /** Keyed digest. */
    digest: string;
    user_id: string;
  };
  invitations: {
    /** SHA-256 of the token. */
    hash: string;
    user_id: string;
    created_at: number;
    expires_at: number;
  };
};

/** What `sessions` and `users` have beside what their own tables say. */
export type SessionFactorTables = {
  users: { id: string; last_sign_in_at: number | null };
  sessions: {
    id: string;
    hash: string;
    created_at: number;
    expires_at: number;
    ended_at: number | null;
    user: string;
    method: string;
    /** 1: a second factor was shown, or a passkey that knows its owner. */
    second_factor: number;
  };
};

export const signInMigrations: readonly Migration[] = [
  {
    id: 'identity/0011-local-sign-in',
    statements: () => [
      'create table identity_secrets (name text primary key, key_version integer not null, ciphertext text not null)',
      'create table user_passwords (user_id text primary key references users (id), hash text not null, set_at bigint not null)',
      `create table user_totp (
        user_id text primary key references users (id), secret text not null, last_step bigint not null, added_at bigint not null
      )`,
      `create table user_passkeys (
        id text primary key, user_id text not null references users (id), name text not null, rp_id text not null,
        public_key text not null, counter bigint not null, transports text not null, added_at bigint not null, last_used_at bigint
      )`,
      'create table user_recovery_codes (digest text primary key, user_id text not null references users (id))',
      `create table invitations (
        hash text primary key, user_id text not null references users (id), created_at bigint not null, expires_at bigint not null
      )`,
    ],
  },
  {
    id: 'identity/0012-session-factors',
    statements: () => [
      'alter table sessions add column second_factor integer not null default 0',
      'alter table users add column last_sign_in_at bigint',
    ],
  },
];
