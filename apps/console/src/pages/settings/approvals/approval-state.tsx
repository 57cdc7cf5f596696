import type { Schema } from '../../../api/operations.ts';
import { Tag } from '../../../ui/tag.tsx';

export type Approval = Schema<'ApprovalSummary'>;

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
