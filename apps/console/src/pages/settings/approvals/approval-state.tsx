import type { ApprovalsReply } from 'ringwall';
import { Tag } from '../../../ui/tag.tsx';

export type Approval = ApprovalsReply['approvals'][number];

export const approvalStates = [
  'pending',
  'approved',
  'refused',
  'withdrawn',
  'used',
  'expired',
] as const satisfies readonly Approval['state'][];

const tones = {
  pending: 'flag',
  approved: 'accent',
  refused: 'block',
  withdrawn: 'plain',
  used: 'plain',
  expired: 'plain',
} as const;

export function ApprovalStateTag({ state }: { state: Approval['state'] }) {
  return <Tag tone={tones[state]}>{state}</Tag>;
}
