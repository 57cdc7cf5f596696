import { ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import { isObject, readJson } from '../../../api/json.ts';
import { asApiError } from '../../../api/problem.ts';
import { useAudit } from '../../../api/queries.ts';
import type { EntryAudit } from '../../../proof/auditor.ts';
import { formatCount } from '../../../ui/format.ts';
import { AuditBadge } from '../../ledger/audit-badge.tsx';
import { Checklist } from '../../ledger/checklist.tsx';

/** One of the two records of a request, verified in this browser. */
export function ProofBlock({
  title,
  index,
  request,
  type,
}: {
  title: string;
  index: number;
  request: string;
  type: 'llm.intent' | 'llm.outcome';
}) {
  const audit = useAudit(index);
  const { data } = audit;
  const about = data ? isAbout(data, request, type) : true;
  const shown = data && !about ? { data: { ...data, ok: false }, error: undefined } : audit;
  return (
    <div className="rounded-md border border-line bg-bg">
      <div className="flex items-center gap-3 px-3 py-2">
        <span className="min-w-0 flex-1 truncate">
          {title} <span className="text-muted">#{formatCount(index)}</span>
        </span>
        <AuditBadge audit={shown} />
        <Link
          href={`/ledger/${index}`}
          className="flex items-center gap-1 rounded-md text-accent hover:underline"
        >
          Entry<span className="sr-only"> {index} in the ledger</span>{' '}
          <ArrowRight size={14} aria-hidden="true" />
        </Link>
      </div>
      {about ? null : (
        <p className="px-3 pb-2 text-block">The entry at this index is not the {type} of this request.</p>
      )}
      {audit.error && data === undefined ? (
        <p className="px-3 pb-2 text-muted">{asApiError(audit.error).message} It is asked again.</p>
      ) : null}
      {data ? (
        <details className="border-t border-line" open={!shown.data?.ok}>
          <summary className="px-3 py-1.5 text-sm text-muted hover:text-text">What was checked</summary>
          <div className="px-3 pb-2">
            <Checklist audit={data} />
          </div>
        </details>
      ) : null}
    </div>
  );
}

/** A proof of some entry proves nothing about this request: the leaf itself must name it. */
function isAbout(audit: EntryAudit, request: string, type: string): boolean {
  const event = readJson(audit.entry.leaf)?.value;
  return isObject(event) && event.type === type && isObject(event.data) && event.data.request === request;
}
