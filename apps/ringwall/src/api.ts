import type { Action, Principal, RingwallEvent, Role } from '@ringwall/core';
import type {
  OpenedBodies,
  Overview,
  RequestDetail,
  RequestPage,
  RequestRow,
  RequestState,
} from '@ringwall/gateway';
import type { LedgerHead, WitnessingState } from '@ringwall/ledger';
import type { BackupHeader } from './backup/header.ts';

/** What the admin API answers, operation by operation. The console and the command line read it through these. */

/** GET /api/status */
export interface StatusReply {
  readonly version: string;
  readonly startedAt: string;
  readonly gateway: { readonly url: string };
  readonly console: { readonly url: string };
  readonly ledger: LedgerHead & {
    readonly state: 'open' | 'failed' | 'closed';
    readonly setAsideBytes: number;
    /** The disk under the ledger. */
    readonly disk?: DiskState;
  };
  readonly keys: {
    /** What seals the key files, in words; absent where nothing does. */
    readonly sealedBy?: string;
    /** The version of the key-encryption key that wraps the body keys. */
    readonly encryptionKeyVersion: number;
    /** The key of the log that a newer one replaces, while both sign. */
    readonly replacedLedgerKey?: { readonly verifierKey: string; readonly until: string };
  };
  /** How far witnesses have cosigned the ledger. */
  readonly witnessing: WitnessingState;
  /** How far the tables behind the console have followed the ledger. */
  readonly projection: {
    readonly position: number;
    readonly state: 'following' | 'stopped' | 'closed';
    /** Entries that are not in them yet, and for how long the oldest of these is recorded. */
    readonly lag: { readonly entries: number; readonly ms: number };
  };
  readonly routes: readonly RouteSummary[];
  /** Routes that answer requests which are not on record now. */
  readonly gaps: readonly GapSummary[];
  /** What is wrong now. */
  readonly alarms: readonly Notice[];
  /** What was configured, or left out, and weakens what is promised. */
  readonly risks: readonly Notice[];
  /** True while the built-in demo assistant answers. */
  readonly demo: boolean;
  /** Present where the log holds a day of made-up traffic, and no record of real use. */
  readonly demoData?: { readonly seed: number; readonly hours: number };
}

export interface Notice {
  /** Stays the same while it lasts: `disk-low`, `gap:<route>`, `routes-available`. */
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
  readonly advice: string;
  readonly since?: string;
}

export interface DiskState {
  /** New requests are not recorded, and refused on strict routes. */
  readonly low: boolean;
  /** Milliseconds since the epoch. */
  readonly lowSince?: number;
  readonly freeBytes?: number;
  readonly minFreeBytes: number;
  readonly reserveBytes: number;
  readonly reserve: 'off' | 'missing' | 'held' | 'given-up';
}

export interface GapSummary {
  readonly route: string;
  readonly since: string;
  /** Code of the error that began it. */
  readonly cause: string;
  /** Answered while a record of theirs was not durable. */
  readonly requests: number;
  /** Of these a record waits in memory. */
  readonly waiting: number;
  /** Of these a record is missing for good. */
  readonly lost: number;
  readonly bodiesNotKept: number;
}

export interface RouteSummary {
  readonly name: string;
  readonly protocol: 'openai' | 'anthropic';
  readonly provider: string;
  readonly models: readonly string[];
  readonly profile: string;
  readonly strict: boolean;
  readonly keepBodies: boolean;
  readonly demo: boolean;
}

/** GET /api/requests, GET /api/requests/count, GET /api/requests/:request, POST /api/requests/:request/open { reason } */
export type { OpenedBodies, RequestDetail, RequestPage, RequestRow, RequestState };

/** POST /api/backups { directory, withKeys? }, GET /api/backups/latest */
export interface BackupReply {
  readonly state: 'running' | 'done' | 'failed';
  readonly startedAt: string;
  readonly doneBytes: number;
  /** Of one that is done: what the backup says of itself. */
  readonly header?: BackupHeader;
  /** Of one that failed. */
  readonly reason?: string;
}

/** GET /api/overview?hours=1|24|168 */
export type OverviewReply = Overview;

export type {
  AccountView,
  ApprovalSummary,
  AuthoritySummary,
  CertificateSummary,
  EntryToken,
  Explanation,
  GrantSummary,
  KeyCreated,
  KeySummary,
  LimitWithUses,
  PersonSummary,
  PoliciesInForce,
  PolicyProblem,
  PolicyVersion,
  ProjectSummary,
  RequestExplanation,
  ServiceSummary,
  SessionSummary,
  UserSummary,
} from '@ringwall/identity';
export type { OwnSession } from './admin/account-routes.ts';
export type { RolesReply } from './admin/role-routes.ts';
export type { SessionReply } from './admin/session-view.ts';
export type { SignInMethods, SignInReply } from './admin/sign-in-routes.ts';

/**
 * GET /api/events (server-sent events). `id` is the ledger index; send it back as Last-Event-ID.
 * event `request`: a RequestRow, whenever one opens or closes. event `head`: a LedgerHead.
 */
export type FeedEvent =
  | { readonly event: 'request'; readonly data: RequestRow }
  | { readonly event: 'head'; readonly data: LedgerHead };
