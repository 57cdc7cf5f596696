import type { Migration } from '@ringwall/core';

/** Routes that are out of service. */
export type ContainmentTables = {
  route_containments: {
    route: string;
    project: string;
    since: number;
    /** When it ends by itself, in milliseconds since the Unix epoch. */
    until: number;
    reason: string;
    /** Who said so: kind and id of the credential, and whom it speaks for. */
    by_kind: string;
    by_id: string;
    by_who: string | null;
  };
};

export const containmentMigrations: readonly Migration[] = [
  {
    id: 'gateway/0005-containment',
    statements: () => [
      `create table route_containments (
        route text primary key, project text not null, since bigint not null, until bigint not null,
        reason text not null, by_kind text not null, by_id text not null, by_who text
      )`,
    ],
  },
];
