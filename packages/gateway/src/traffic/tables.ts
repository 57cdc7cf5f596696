import type { Migration } from '@ringwall/core';

/** What the console lists: one row a request, projected from its two records. */
export type TrafficTables = {
  requests: {
    request: string;
    /** Ledger index of the intent. */
    intent: number;
    outcome: number | null;
    /** Index of the last record that changed the row. */
    changed: number;
    time: number;
    project: string;
    key: string;
    route: string;
    protocol: string;
    provider: string;
    model: string;
    stream: number;
    state: string;
    decision: string | null;
    rules: string;
    http_status: number | null;
    input_tokens: number | null;
    output_tokens: number | null;
    total_ms: number | null;
    guard_ms: number | null;
  };
  request_rules: { intent: number; rule: string; time: number };
};

export const trafficMigrations: readonly Migration[] = [
  {
    id: 'gateway/0001-traffic',
    statements: () => [
      `create table requests (
        request text primary key, intent bigint not null, outcome bigint, changed bigint not null,
        time bigint not null, project text not null, key text not null, route text not null,
        protocol text not null, provider text not null, model text not null, stream integer not null,
        state text not null, decision text, rules text not null, http_status integer,
        input_tokens bigint, output_tokens bigint, total_ms double precision, guard_ms double precision
      )`,
      'create unique index requests_intent on requests (intent)',
      'create index requests_changed on requests (changed)',
      'create index requests_time on requests (time)',
      "create index requests_open on requests (intent) where state = 'open'",
      `create table request_rules (
        intent bigint not null, rule text not null, time bigint not null, primary key (intent, rule)
      )`,
      'create index request_rules_rule on request_rules (rule, time)',
    ],
  },
];
