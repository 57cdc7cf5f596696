import type { Migration } from '@ringwall/core';

export type IdempotencyTables = {
  kept_answers: {
    /** The credential that asked: `shell:local`, `session:ses_…`. */
    caller: string;
    /** Keyed digest of the key that came with the request, base64url. */
    key_digest: string;
    /** Keyed digest of the request, base64url. */
    request_digest: string;
    /** `running` until it is answered; `done` with an answer; `unknown` where none is kept. */
    state: string;
    /** Sealed; empty where there is none. */
    answer: string;
    created_at: number;
  };
};

export const idempotencyMigrations: readonly Migration[] = [
  {
    id: 'identity/0018-kept-answers',
    statements: () => [
      `create table kept_answers (
        caller text not null, key_digest text not null, request_digest text not null, state text not null,
        answer text not null, created_at bigint not null,
        primary key (caller, key_digest)
      )`,
      'create index kept_answers_by_age on kept_answers (created_at)',
      'create index kept_answers_by_caller on kept_answers (caller, created_at)',
    ],
  },
];
