import type { Clock } from '@ringwall/core';
import type { Guard } from '@ringwall/guard';
import type { Identity } from '@ringwall/identity';
import type { Bodies, Ledger } from '@ringwall/ledger';
import type { Containments } from './containment/containments.ts';
import type { Gaps } from './gaps/gaps.ts';
import type { Metering } from './metering/metering.ts';
import type { GatewayRoute } from './routing.ts';
import type { Stall } from './stall.ts';
import type { Unclosed } from './unclosed.ts';
import type { Pools } from './upstream/pools.ts';

export interface GatewayLimits {
  readonly maxBodyBytes: number;
  readonly maxAnswerBytes: number;
  /** How long a record may take to become durable before the caller is told 503. */
  readonly recordDeadlineMs: number;
  readonly guardDeadlineMs: number;
  /** Silence of an upstream, before its answer and within it. */
  readonly upstreamTimeoutMs: number;
  /** A whole exchange. */
  readonly maxExchangeMs: number;
  /** How long a client may leave its answer unread. */
  readonly clientStallMs: number;
  /** How long a client may take to send its headers, and then its whole request. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Each carries one request at a time, so this bounds the exchanges too. */
  readonly maxConnections: number;
}

export const defaultLimits: GatewayLimits = {
  maxBodyBytes: 4 << 20,
  maxAnswerBytes: 16 << 20,
  recordDeadlineMs: 1_000,
  guardDeadlineMs: 1_000,
  upstreamTimeoutMs: 120_000,
  maxExchangeMs: 900_000,
  clientStallMs: 30_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  maxConnections: 2_048,
};

/** What every exchange works with. */
export interface GatewayContext {
  readonly identity: Identity;
  readonly guard: Guard;
  readonly ledger: Ledger;
  readonly bodies: Bodies;
  readonly routes: readonly GatewayRoute[];
  readonly pools: Pools;
  readonly containments: Pick<Containments, 'of'>;
  readonly unclosed: Unclosed;
  readonly metering: Metering;
  readonly gaps: Gaps;
  readonly stall: Stall;
  readonly clock: Clock;
  /** What the times of an exchange are taken with: nobody sets it. */
  readonly stopwatch: Clock;
  readonly limits: GatewayLimits;
  readonly startedAtMs: number;
  /** For what a person running the server should know; never bodies or credentials. */
  readonly log: (level: 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>) => void;
}
