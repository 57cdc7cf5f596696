import { Users } from 'lucide-react';
import type { Action } from '../api/action.ts';
import { asApiError } from '../api/problem.ts';
import { CopyButton } from './copy-button.tsx';

/** What went wrong with what was just asked for, beside where it was asked. */
export function ProblemText({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  const { message, advice } = asApiError(error);
  return (
    <p role="alert" className="text-block [overflow-wrap:anywhere]">
      {message} {advice === undefined ? null : <span className="text-sm text-muted">{advice}</span>}
    </p>
  );
}

/** Why an action did not go through; for one that takes two persons, how to go on. */
export function ActionProblem({ action }: { action: Pick<Action<never, unknown>, 'error' | 'approval'> }) {
  if (action.approval === undefined) return <ProblemText error={action.error} />;
  return (
    <div
      role="alert"
      className="flex gap-2.5 rounded-md border border-approval/50 bg-approval-tint px-3 py-2"
    >
      <Users size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-approval" />
      <div className="min-w-0">
        <p>
          This takes two persons. Somebody else approves it under Approvals; then press the button again, or
          do it from there.
        </p>
        <p className="flex items-center gap-1 font-mono text-sm text-muted">
          <span className="truncate">{action.approval}</span>
          <CopyButton text={action.approval} label="approval id" />
        </p>
      </div>
    </div>
  );
}
