import { CircleAlert, LoaderCircle, ShieldAlert, ShieldCheck } from 'lucide-react';
import type { Audit } from '../../proof/audit.ts';

/** The part of a query this badge reads. */
export interface AuditState {
  readonly data: Audit | null | undefined;
  readonly error: unknown;
}

/** Whether what was asked for could be verified in this browser, in one icon and word. */
export function AuditBadge({ audit }: { audit: AuditState }) {
  const { icon: Icon, word, color } = lookOf(audit);
  return (
    <span className={`inline-flex shrink-0 items-center gap-1.5 ${color}`}>
      <Icon size={14} aria-hidden="true" />
      {word}
    </span>
  );
}

function lookOf({ data, error }: AuditState) {
  if (data === null) return { icon: CircleAlert, word: 'Nothing signed yet', color: 'text-muted' };
  if (data !== undefined) {
    return data.ok
      ? { icon: ShieldCheck, word: 'Verified here', color: 'text-accent' }
      : { icon: ShieldAlert, word: 'Verification failed', color: 'font-strong text-block' };
  }
  return error
    ? { icon: CircleAlert, word: 'Not checked', color: 'text-flag' }
    : { icon: LoaderCircle, word: 'Checking', color: 'pulse text-muted' };
}
