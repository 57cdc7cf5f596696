import type { Action } from '@ringwall/core';

/**
 * What can be made to take two persons: changes that somebody asks for once and can wait with. Reading, signing in and
 * deciding on approvals cannot, nor what traffic does.
 */
export const approvableActions = [
  'body.open',
  'ledger.export',
  'project.create',
  'key.create',
  'key.rotate',
  'key.revoke',
  'user.create',
  'user.update',
  'user.invite',
  'service.create',
  'service.update',
  'grant.create',
  'grant.revoke',
  'policy.change',
  'limit.set',
  'certificate.issue',
  'certificate.revoke',
  'kek.rotate',
  'ledger-key.rotate',
  'backup.create',
  'subject.erase',
  'hold.place',
  'hold.release',
  'retention.apply',
  'erasures.waive',
  'session.revoke',
] as const satisfies readonly Action[];
export type ApprovableAction = (typeof approvableActions)[number];

/** Which actions take two persons, and how long a request for the second one stands. */
export interface ApprovalPolicy {
  readonly actions: readonly ApprovableAction[];
  readonly validForMs: number;
}
