import type { Migration } from '@ringwall/core';

/** What the console lists: one row a request, projected from its two records, and sums of them by the hour. */
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
    /** The user, service or agent it spoke for; of a key that belongs to nobody the key. */
    who: string;
    /** What it counts for under limits: what is set aside for it while it is open, what it used after that. */
    spent_tokens: number;
    /** Billionths of a US dollar. */
    spent_nano: number;
    /** Digest of the conversation the caller says it belongs to. */
    conversation: string | null;
  };
  request_rules: { intent: number; rule: string; time: number };
  /** Requests that have ended, by the hour in which they began. */
  traffic_hours: {
    /** Its beginning, in milliseconds since the Unix epoch. */
    hour: number;
    project: string;
    route: string;
    key: string;
    model: string;
    provider: string;
    state: string;
    /** Empty where none was made. */
    decision: string;
    requests: number;
    input_tokens: number;
    output_tokens: number;
    /** Whole microseconds, which add up exactly. */
    total_us: number;
    guard_us: number;
  };
  /** What requests count for under limits, by the hour in which they began; those that are open too. */
  spent_hours: {
    hour: number;
    project: string;
    route: string;
    key: string;
    who: string;
    model: string;
    requests: number;
    tokens: number;
    nano: number;
  };
  /** How long the detectors took: how many of the requests of an hour lie in which class of `guardClass`. */
  guard_hours: { hour: number; project: string; class: number; requests: number };
  /** Rows of `request_rules`, by the hour of their time. */
  rule_hours: { hour: number; rule: string; requests: number };
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
  {
    // Made anew from the ledger: found by intent first, and summed up by the hour.
    id: 'gateway/0002-traffic-hours',
    statements: (dialect) => [
      'drop table requests',
      'delete from request_rules',
      `create table requests (
        intent ${dialect === 'sqlite' ? 'integer' : 'bigint'} primary key, request text not null unique,
        outcome bigint, changed bigint not null,
        time bigint not null, project text not null, key text not null, route text not null,
        protocol text not null, provider text not null, model text not null, stream integer not null,
        state text not null, decision text, rules text not null, http_status integer,
        input_tokens bigint, output_tokens bigint, total_ms double precision, guard_ms double precision
      )`,
      'create index requests_changed on requests (changed)',
      'create index requests_time on requests (time)',
      "create index requests_open on requests (intent) where state = 'open'",
      `create table traffic_hours (
        hour bigint not null, project text not null, route text not null, key text not null,
        model text not null, provider text not null, state text not null, decision text not null,
        requests bigint not null, input_tokens bigint not null, output_tokens bigint not null,
        total_us bigint not null, guard_us bigint not null,
        primary key (hour, project, route, key, model, provider, state, decision)
      )`,
      `create table guard_hours (
        hour bigint not null, project text not null, class integer not null, requests bigint not null,
        primary key (hour, project, class)
      )`,
      `create table rule_hours (
        hour bigint not null, rule text not null, requests bigint not null, primary key (hour, rule)
      )`,
      "delete from projection_state where name = 'traffic'",
    ],
  },
  {
    // There were no limits before, and nobody had said who a key belongs to.
    id: 'gateway/0003-spending',
    statements: () => [
      "alter table requests add column who text not null default ''",
      'alter table requests add column spent_tokens bigint not null default 0',
      'alter table requests add column spent_nano bigint not null default 0',
      `update requests set who = key,
        spent_tokens = coalesce(input_tokens, 0) + coalesce(output_tokens, 0)`,
      `create table spent_hours (
        hour bigint not null, project text not null, route text not null, key text not null, who text not null,
        model text not null, requests bigint not null, tokens bigint not null, nano bigint not null,
        primary key (hour, project, route, key, who, model)
      )`,
      `insert into spent_hours (hour, project, route, key, who, model, requests, tokens, nano)
        select hour, project, route, key, key, model, sum(requests), sum(input_tokens + output_tokens), 0
        from traffic_hours group by hour, project, route, key, model`,
      `insert into spent_hours (hour, project, route, key, who, model, requests, tokens, nano)
        select time - time % 3600000, project, route, key, key, model, count(*), 0, 0
        from requests where state = 'open' group by time - time % 3600000, project, route, key, model
        on conflict (hour, project, route, key, who, model)
          do update set requests = spent_hours.requests + excluded.requests`,
    ],
  },
  {
    // Of what people look for: what is rare is found without looking at everything, and what is slow or dear at once.
    id: 'gateway/0004-finding',
    statements: () => [
      'alter table requests add column conversation text',
      'create index requests_conversation on requests (conversation) where conversation is not null',
      "create index requests_decision on requests (decision, intent) where decision <> 'allow'",
      // Those that are open are among them.
      'drop index requests_open',
      "create index requests_state on requests (state, intent) where state <> 'completed'",
      'create index requests_key on requests (key, intent)',
      'create index requests_latency on requests (total_ms)',
      'create index requests_cost on requests (spent_nano)',
    ],
  },
];
