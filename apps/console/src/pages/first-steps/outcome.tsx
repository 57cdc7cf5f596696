import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { AskProblem } from '../../gateway/ask-problem.tsx';
import type { Asked } from '../../gateway/use-gateway.ts';
import type { EntryAudit } from '../../proof/auditor.ts';
import { formatCount } from '../../ui/format.ts';
import { ProblemText } from '../../ui/problem-text.tsx';
import { Checklist } from '../ledger/checklist.tsx';
import { RedactedText } from '../playground/redacted-text.tsx';

/** What came of the sample that was sent last. */
export function SampleOutcome({
  asked,
  observes = false,
}: {
  asked: Asked;
  /** It was an attack, and went through a route that stops none. */
  observes?: boolean;
}) {
  if (asked.state === 'failed') return <AskProblem error={asked.error} />;
  if (asked.state !== 'answered') return null;
  const { text, error } = asked.answer;
  return (
    <div className="flex flex-col gap-1">
      <p className="text-sm text-muted">
        Sent: <q className="text-text">{asked.question.user}</q>
      </p>
      {error === undefined ? (
        <p className="[overflow-wrap:anywhere]">
          <RedactedText text={text} />
        </p>
      ) : (
        <p className="text-block [overflow-wrap:anywhere]">{error}</p>
      )}
      {observes ? (
        <p className="text-flag">
          Every route that can be tried only observes: the attack was recorded and went through. A route with
          the profile “balanced” stops it.
        </p>
      ) : null}
    </div>
  );
}

/** How the proof came out, check by check. */
export function VerificationOutcome({ audit, error }: { audit: EntryAudit | undefined; error: unknown }) {
  if (audit === undefined) return <ProblemText error={error} />;
  const Icon = audit.ok ? ShieldCheck : ShieldAlert;
  return (
    <div className="flex flex-col gap-1">
      <p className="flex items-start gap-2.5">
        <Icon
          size={16}
          aria-hidden="true"
          className={`mt-0.5 shrink-0 ${audit.ok ? 'text-accent' : 'text-block'}`}
        />
        {audit.ok
          ? `Entry ${formatCount(audit.index)} is in the log as it was written: verified in this browser, not by the server.`
          : `Entry ${formatCount(audit.index)} could not be verified.`}
      </p>
      <Checklist audit={audit} />
    </div>
  );
}
