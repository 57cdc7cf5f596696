import type { Action, Principal, RingwallEvent, Role } from '@ringwall/core';
import type {
  OpenedBodies,
  Overview,
  RequestDetail,
  RequestPage,
  RequestRow,
  RequestState,
} from '@ringwall/gateway';
import type {
  AccountView,
  ApprovalSummary,
  AuthoritySummary,
  CertificateSummary,
  Explanation,
  GrantSummary,
  KeyCreated,
  KeySummary,
  LimitSummary,
  LimitUse,
  PermittedAction,
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
import type {
  Erased,
  Hold,
  Lock,
  RetentionRun,
  RetentionState,
  SubjectSummary,
  Supplied,
  WitnessingState,
} from '@ringwall/ledger';
import type { BackupHeader } from './backup/header.ts';

/** What the admin API answers, operation by operation. The console and the command line read it through these. */

/** GET /api/session (200 signed in, 401 not). POST /api/session { token } signs in and says less. */
export interface SessionReply {
  readonly principal: Principal;
  /** Absent where it is not a person who calls. */
  readonly user?: UserSummary;
  readonly expiresAt?: string;
  /** What they hold now. */
  readonly grants: readonly Pick<GrantSummary, 'role' | 'project' | 'on' | 'expiresAt'>[];
  /** What they may do in some project, or in all. */
  readonly may: readonly Action[];
}

/** GET /api/roles */
export interface RolesReply {
  readonly roles: readonly Role[];
  /** What each role permits by the policies that ship with the product; own ones may narrow or widen it. */
  readonly actions: readonly PermittedAction[];
}

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

export interface LedgerHead {
  readonly origin: string;
  /** Durable entries. */
  readonly size: number;
  /** Entries the newest signed checkpoint covers. */
  readonly checkpointSize: number;
  /** Public key of the log in C2SP's spelling, to be pinned by whoever verifies. */
  readonly verifierKey: string;
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

/** GET /api/ledger/witness */
export interface WitnessReply extends WitnessingState {
  /** The newest checkpoint that was cosigned, a note with all cosignatures over it. */
  readonly checkpoint?: string;
}

/** GET /api/ledger/key/changes: how each key of the log follows from the one before it, oldest first. */
export interface KeyChangesReply {
  /** The event `ledger-key.rotated`, and a C2SP tlog-proof of it under a checkpoint that the older key signed. */
  readonly changes: readonly { readonly leaf: string; readonly proof: string }[];
}

/** GET /api/overview?hours=1|24|168 */
export type OverviewReply = Overview;

/**
 * GET /api/ledger/entries?before=&limit=&type=&project=&actor=&from=&to=&text= (newest first)
 * All that is given must hold. `type` may be repeated, and `llm.` stands for all types that begin so; `actor` is an
 * id; `from` (included) and `to` (excluded) are RFC 3339 times; `text` is found letter by letter in the leaf. `next`
 * is the `before` of the next page. With `text` a page may hold fewer entries than asked for, or none, and still have
 * a `next`: so far was looked.
 */
export interface LedgerPage {
  readonly head: LedgerHead;
  readonly entries: readonly LedgerEntry[];
  readonly next?: number;
}

/**
 * GET /api/ledger/entries/:index
 * GET /api/ledger/events?from=&type=&project=&actor= (server-sent events): entries from index `from` on, in order, then
 * those to come; without `from` only those to come. `id` is the index; send it back as Last-Event-ID. event `entry`: a
 * LedgerEntry. event `position`: a number; below it nothing else passes.
 */
export interface LedgerEntry {
  readonly index: number;
  /** The leaf as it was hashed: canonical JSON, to be taken byte for byte as UTF-8. */
  readonly leaf: string;
  readonly event: RingwallEvent;
}

/** GET /api/ledger/proof/:index?size= (in the newest checkpoint, or in the one signed over that size) */
export interface ProofReply {
  readonly index: number;
  readonly size: number;
  /** Hexadecimal SHA-256 values. */
  readonly leafHash: string;
  readonly hashes: readonly string[];
  /** Signed note (C2SP tlog-checkpoint) over the tree of `size` entries. */
  readonly checkpoint: string;
  readonly verifierKey: string;
}

/**
 * POST /api/ledger/export { from?, to?, filter?: { types?, project?, actor?, request?, subject?, since?, until? } }
 * Answers a case slice as a file; `from` and `to` are indexes, `since` and `until` RFC 3339 times. That it was made is
 * recorded, and part of it.
 */

/** GET /api/ledger/consistency?from=&to= */
export interface ConsistencyReply {
  readonly from: number;
  readonly to: number;
  readonly hashes: readonly string[];
  readonly checkpoint: string;
}

/** GET /api/keys */
/** POST /api/users { name, displayName? }, POST /api/users/:id/disable, /enable */
/** GET /api/users */
export type { KeySummary, PersonSummary, UserSummary };

/** POST /api/users/:id/invite { reset? }: signs them in once, as the fragment `#login=` of the console's address. */
export interface Invitation {
  readonly token: string;
  readonly expiresAt: string;
}

/** GET and POST /api/services { name, project?, onBehalfOf?, spiffeId? }, POST /api/services/:id/disable, /enable */
/** GET and POST /api/projects { id, name? } */
/** GET and POST /api/grants { to, role, project, on?, expiresAt? } */
/** GET /api/sessions, GET /api/account/sessions */
/** GET /api/account */
export type { AccountView, GrantSummary, ProjectSummary, ServiceSummary, SessionSummary };

/** GET /api/limits; POST /api/limits { of, metric, amount, per?, queueMs?, project? } answers without `uses`. */
export interface LimitReply extends LimitSummary {
  /** Who has used most of it, the most first. */
  readonly uses: readonly LimitUse[];
}

/** GET /api/policies; POST /api/policies { text, replaces? } answers without the policies one by one. */
/** GET /api/policies/versions, newest first */
export type { PoliciesInForce, PolicyVersion };

/** POST /api/policies/check { text } */
export interface PolicyCheckReply {
  readonly problems: readonly PolicyProblem[];
}

/** POST /api/policies/why { request } or { principal, action, resource, … } */
export type { Explanation, RequestExplanation };

/** GET /api/approvals; POST /api/approvals/:id/approve, /refuse { reason } answer one. */
export interface ApprovalsReply {
  readonly approvals: readonly ApprovalSummary[];
}

/** GET /api/authority; 404 identity/authority-missing */
/** GET /api/certificates; POST /api/certificates/:id/revoke { reason } answers one. */
export type { AuthoritySummary, CertificateSummary };

/** GET /api/sign-in/methods */
export interface SignInMethods {
  /** Whether anybody has a password or a passkey here. */
  readonly password: boolean;
  /** Whether passkeys can be used at the address that was asked. */
  readonly passkey: boolean;
  readonly oidc: readonly { readonly title: string }[];
}

/** POST /api/sign-in/password { name, password }, /totp { ticket, code }, /passkey { ticket, response } */
export type SignInReply =
  | { readonly state: 'signed-in' }
  | {
      readonly state: 'second-factor';
      readonly ticket: string;
      readonly factors: readonly ('totp' | 'passkey' | 'recovery-code')[];
    };

/** POST /api/keys { name, project?, … }, POST /api/keys/:id/rotate { overlapMs? }: the only answers with the key itself. */
export type { KeyCreated };

/**
 * GET /api/events (server-sent events). `id` is the ledger index; send it back as Last-Event-ID.
 * event `request`: a RequestRow, whenever one opens or closes. event `head`: a LedgerHead.
 */
export type FeedEvent =
  | { readonly event: 'request'; readonly data: RequestRow }
  | { readonly event: 'head'; readonly data: LedgerHead };

/** POST /api/subjects/find { name, project? } or { subject }; 404 ledger/subject-unknown */
export type PersonReply = SubjectSummary;

/** POST /api/subjects/erase { name, project?, reason } or { subject, reason }; 409 ledger/held under a legal hold */
export type SubjectErased = Erased;

/** GET /api/holds?released=true */
export interface HoldsReply {
  readonly holds: readonly HoldReply[];
}

/**
 * POST /api/holds { project?, name?, subject?, from?, to?, request?, reason } and
 * POST /api/holds/:hold/release { reason }
 */
export type HoldReply = Hold;

/** GET /api/retention */
export interface RetentionReply extends RetentionState {
  /** While there is one, kept bodies stay closed (423 ledger/bodies-locked). */
  readonly locks: readonly Lock[];
}

/** POST /api/retention/apply { dryRun? } */
export type RetentionApplied = RetentionRun;

/** POST /api/erasures/supply { slice }: the text of an excerpt (`ringwall/case-slice/1`) of the earlier log */
export type ErasuresSupplied = Supplied;

/** POST /api/erasures/waive { reason } */
export type ErasuresWaived = Pick<RetentionReply, 'locks'>;
