import type { Migration } from '@ringwall/core';

export type ProjectionTables = {
  /** What events are found by. What they say is in the ledger, once. */
  readonly events: {
    readonly idx: number;
    readonly uid: string;
    readonly type: string;
    /** Milliseconds since the Unix epoch. */
    readonly time: number;
    readonly project: string;
    /** Id of the actor. */
    readonly actor: string;
  };
  /** Events by the hour of their time. */
  readonly event_hours: {
    /** Its beginning, in milliseconds since the Unix epoch. */
    readonly hour: number;
    readonly project: string;
    readonly type: string;
    readonly count: number;
  };
  /** Where the events of one minute lie; there may be others between them, for clocks are set. */
  readonly event_minutes: {
    readonly minute: number;
    readonly first_idx: number;
    readonly last_idx: number;
  };
  readonly projection_state: {
    readonly name: string;
    /** Entries applied: the index of the next one. */
    readonly position: number;
  };
};

export const projectionMigrations: readonly Migration[] = [
  {
    id: 'ledger/0001-events',
    statements: () => [
      `create table events (
        idx bigint primary key,
        uid text not null unique,
        type text not null,
        time bigint not null,
        project text not null,
        json text not null
      )`,
      'create index events_by_type on events (type, idx)',
      'create table projection_state (name text primary key, position bigint not null)',
    ],
  },
  {
    // Made anew from the ledger: without the leaves, with what events are searched by, and counted by the hour.
    id: 'ledger/0010-event-hours',
    statements: (dialect) => [
      'drop table events',
      `create table events (
        idx ${dialect === 'sqlite' ? 'integer' : 'bigint'} primary key,
        uid text not null unique,
        type text not null,
        time bigint not null,
        project text not null,
        actor text not null
      )`,
      'create index events_by_type on events (type, idx)',
      'create index events_by_project on events (project, idx)',
      'create index events_by_actor on events (actor, idx)',
      `create table event_hours (
        hour bigint not null,
        project text not null,
        type text not null,
        count bigint not null,
        primary key (hour, project, type)
      )`,
      `create table event_minutes (
        minute ${dialect === 'sqlite' ? 'integer' : 'bigint'} primary key,
        first_idx bigint not null,
        last_idx bigint not null
      )`,
      "delete from projection_state where name = 'events'",
    ],
  },
];
