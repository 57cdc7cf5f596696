import { type Actor, parseBoundedJson } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { ApprovalTables } from './tables.ts';

export type ApprovalRow = ApprovalTables['approvals'];

/** `pending` waits for a second person; `approved` may be used once; `expired` came to nothing in its time. */
export type ApprovalState = 'pending' | 'approved' | 'refused' | 'withdrawn' | 'used' | 'expired';

/** One exact request that takes two persons. */
export interface ApprovalSummary {
  readonly id: string;
  readonly state: ApprovalState;
  readonly action: string;
  /** `kind:id`. */
  readonly resource: string;
  /** Absent where it is about the whole installation. */
  readonly project?: string;
  readonly method: string;
  readonly path: string;
  /** Query and body as canonical JSON; where a person was named it says so instead. */
  readonly request: string;
  /** SHA-256 over the exact request, hexadecimal. */
  readonly digest: string;
  readonly reason: string;
  readonly requestedBy: Actor;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly decidedBy?: Actor;
  readonly decidedAt?: string;
  readonly decisionReason?: string;
}

const storedActor = z.strictObject({
  kind: z.enum(['key', 'token', 'certificate', 'session', 'shell', 'server', 'anonymous']),
  id: z.string(),
  who: z.string().optional(),
});
const storedStates = ['pending', 'approved', 'refused', 'withdrawn', 'used'] as const;

/** The row as lists show it at that time. @throws IdentityError identity/row-damaged */
export function summarize(row: ApprovalRow, nowMs: number): ApprovalSummary {
  const { id, action, resource, method, path, request, digest, reason } = row;
  return {
    ...{ id, action, resource, method, path, request, digest, reason },
    state: stateOf(row, nowMs),
    ...(row.project !== null && { project: row.project }),
    requestedBy: actorIn(row, row.requester),
    requestedAt: new Date(row.requested_at).toISOString(),
    expiresAt: new Date(row.expires_at).toISOString(),
    ...(row.decider !== null && { decidedBy: actorIn(row, row.decider) }),
    ...(row.decided_at !== null && { decidedAt: new Date(row.decided_at).toISOString() }),
    ...(row.decision_reason !== null && { decisionReason: row.decision_reason }),
  };
}

/** @throws IdentityError identity/row-damaged */
export function stateOf(row: ApprovalRow, nowMs: number): ApprovalState {
  const state = storedStates.find((known) => known === row.state);
  if (state === undefined) throw damaged(row);
  return (state === 'pending' || state === 'approved') && nowMs >= row.expires_at ? 'expired' : state;
}

function actorIn(row: ApprovalRow, text: string): Actor {
  const parsed = storedActor.safeParse(parseBoundedJson(text));
  if (!parsed.success) throw damaged(row);
  return parsed.data;
}

function damaged(row: ApprovalRow): IdentityError {
  return new IdentityError('identity/row-damaged', `The approval ${row.id} cannot be read.`);
}
