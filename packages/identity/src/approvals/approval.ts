import { type Actor, actorSchema, parseBoundedJson, type Shown } from '@ringwall/core';
import { z } from 'zod';
import { IdentityError } from '../errors.ts';
import type { ApprovalTables } from './tables.ts';

export type ApprovalRow = ApprovalTables['approvals'];

const approvalStates = ['pending', 'approved', 'refused', 'withdrawn', 'used', 'expired'] as const;
export type ApprovalState = (typeof approvalStates)[number];
export const approvalState = z
  .enum(approvalStates)
  .describe(
    '`pending` waits for a second person; `approved` may be used once; `expired` came to nothing in its time.',
  );

/** One exact request that takes two persons. */
export const approvalSummary = z
  .object({
    id: z.string(),
    state: approvalState,
    action: z.string(),
    resource: z.string().describe('`kind:id`.'),
    project: z.string().exactOptional().describe('Absent where it is about the whole installation.'),
    method: z.string(),
    path: z.string(),
    request: z
      .string()
      .describe('Query and body as canonical JSON; where a person was named it says so instead.'),
    digest: z.string().describe('SHA-256 over the exact request, hexadecimal.'),
    reason: z.string(),
    requestedBy: actorSchema,
    requestedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    decidedBy: actorSchema.exactOptional(),
    decidedAt: z.iso.datetime().exactOptional(),
    decisionReason: z.string().exactOptional(),
  })
  .meta({ id: 'ApprovalSummary' });
export type ApprovalSummary = Shown<typeof approvalSummary>;

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
  const parsed = actorSchema.safeParse(parseBoundedJson(text));
  if (!parsed.success) throw damaged(row);
  return parsed.data;
}

function damaged(row: ApprovalRow): IdentityError {
  return new IdentityError('identity/row-damaged', `The approval ${row.id} cannot be read.`);
}
