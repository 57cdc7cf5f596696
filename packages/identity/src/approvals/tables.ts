import type { Migration } from '@ringwall/core';

export type ApprovalTables = {
  approvals: {
    id: string;
    action: string;
    /** `kind:id`. */
    resource: string;
    /** Null where it is about the whole installation. */
    project: string | null;
    method: string;
    path: string;
    /** SHA-256 of the exact request, hexadecimal. */
    digest: string;
    /** What whoever decides is shown of it: JSON without names of persons. */
    request: string;
    reason: string;
    /** The person who asked, as `personOf` says it; and kind, id and who of the actor as JSON. */
    person: string;
    requester: string;
    requested_at: number;
    expires_at: number;
    /** `pending`, `approved`, `refused`, `withdrawn` or `used`. */
    state: string;
    /** Like `person` and `requester`. */
    decided_person: string | null;
    decider: string | null;
    decided_at: number | null;
    decision_reason: string | null;
  };
};

export const approvalMigrations: readonly Migration[] = [
  {
    id: 'identity/0015-approvals',
    statements: () => [
      `create table approvals (
        id text primary key, action text not null, resource text not null, project text,
        method text not null, path text not null, digest text not null, request text not null, reason text not null,
        person text not null, requester text not null, requested_at bigint not null, expires_at bigint not null,
        state text not null, decided_person text, decider text, decided_at bigint, decision_reason text
      )`,
      'create index approvals_requested on approvals (requested_at)',
    ],
  },
];
