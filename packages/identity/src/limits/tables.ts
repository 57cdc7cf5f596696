import type { Migration } from '@ringwall/core';

export type LimitTables = {
  limits: {
    id: string;
    /** `key:key_…`, `project:default`, `key:*`. */
    subject: string;
    metric: string;
    amount: number;
    /** Empty for concurrency. */
    period: string;
    queue_ms: number;
    /** Empty for every project. */
    project: string;
    created_at: number;
  };
};

export const limitMigrations: readonly Migration[] = [
  {
    id: 'identity/0017-limits',
    statements: () => [
      `create table limits (
        id text primary key, subject text not null, metric text not null, amount bigint not null,
        period text not null, queue_ms bigint not null, project text not null, created_at bigint not null,
        unique (subject, metric, period, project)
      )`,
    ],
  },
];
