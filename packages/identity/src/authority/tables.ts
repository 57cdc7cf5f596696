import type { Migration } from '@ringwall/core';

export type AuthorityTables = {
  authorities: {
    /** SHA-256 of its certificate, hexadecimal. */
    fingerprint: string;
    trust_domain: string;
    /** PEM. */
    certificate: string;
    /** JSON: `Permitted`. */
    permitted: string;
    /** Its private key, sealed; PKCS #8. */
    sealed_key: string;
    created_at: number;
  };
  certificates: {
    /** `crt_` and half of its SHA-256. */
    id: string;
    serial: string;
    fingerprint: string;
    authority: string;
    /** `server` or `client`. */
    purpose: string;
    /** JSON array. */
    names: string;
    issued_at: number;
    not_after: number;
    revoked_at: number | null;
    reason: string | null;
  };
};

export const authorityMigrations: readonly Migration[] = [
  {
    id: 'identity/0016-authority',
    statements: () => [
      `create table authorities (
        fingerprint text primary key, trust_domain text not null, certificate text not null, permitted text not null,
        sealed_key text not null, created_at bigint not null
      )`,
      `create table certificates (
        id text primary key, serial text not null, fingerprint text not null,
        authority text not null references authorities (fingerprint), purpose text not null, names text not null,
        issued_at bigint not null, not_after bigint not null, revoked_at bigint, reason text
      )`,
      'create index certificates_issued on certificates (issued_at)',
      'create index certificates_revoked on certificates (revoked_at)',
    ],
  },
];
