import { useState } from 'react';
import { useAction } from '../../../api/action.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { ActionProblem } from '../../../ui/problem-text.tsx';
import type { Approval } from './approval-state.tsx';

const minReason = 3;

/** Where the second person decides, or the first takes it back. */
export function Decide({ approval, own }: { approval: Approval; own: boolean }) {
  const may = useMay();
  const [reason, setReason] = useState('');
  const decide = useAction(
    (client, { verb, why }: { verb: 'approve' | 'refuse'; why: string }) =>
      client.post(`/api/approvals/{id}/${verb}`, { path: { id: approval.id }, body: { reason: why } }),
    { changes: ['approvals'] },
  );
  if (!may('approval.decide')) {
    return <p className="p-4 text-muted">It waits for somebody who may decide on approvals.</p>;
  }
  const ready = reason.trim().length >= minReason && !decide.isPending;
  const run = (verb: 'approve' | 'refuse') => decide.run({ verb, why: reason.trim() });
  return (
    <section aria-label="Decision" className="flex flex-col gap-3">
      {own ? (
        <p className="text-muted">You asked for this yourself: somebody else has to approve it.</p>
      ) : null}
      <TextField
        label="Reason, which is recorded"
        value={reason}
        onChange={setReason}
        placeholder={own ? 'Why it is not needed any more' : 'Why it is right, or why not'}
        maxLength={200}
      />
      <ActionProblem action={decide} />
      <div className="flex gap-2">
        {own ? null : (
          <Button tone="accent" onClick={() => run('approve')} disabled={!ready}>
            Approve
          </Button>
        )}
        <Button tone="danger" onClick={() => run('refuse')} disabled={!ready}>
          {own ? 'Withdraw' : 'Refuse'}
        </Button>
      </div>
    </section>
  );
}
