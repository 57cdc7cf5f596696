import { ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import { useHead, useHeadAudit, useStatus } from '../../api/queries.ts';
import { keyId } from '../../proof/audit.ts';
import { formatCount } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { Ago } from '../../ui/time.tsx';
import { AuditBadge } from '../ledger/audit-badge.tsx';

/** The head of the ledger, verified here up to its newest signed root. */
export function LedgerCard() {
  const head = useHead();
  const audit = useHeadAudit();
  const pin = audit.data?.pin;
  return (
    <Panel title="Ledger" aside={<AuditBadge audit={audit} />} className="flex flex-col">
      {head === undefined ? (
        <div className="flex flex-col gap-3 p-4">
          <span className="skeleton h-8 w-32" />
          <span className="skeleton h-5 w-56" />
          <span className="skeleton h-5 w-48" />
        </div>
      ) : (
        <div className="flex flex-1 flex-col gap-3 p-4">
          <p>
            <span className="text-2xl font-strong tracking-tight">{formatCount(head.size)}</span>{' '}
            <span className="text-muted">{head.size === 1 ? 'entry' : 'entries'}</span>
          </p>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            <dt className="text-muted">Under a signed root</dt>
            <dd className="text-right">{formatCount(head.checkpointSize)}</dd>
            <dt className="text-muted">Waiting for the next root</dt>
            <dd className="text-right">{formatCount(Math.max(0, head.size - head.checkpointSize))}</dd>
            <dt className="text-muted">Signing key</dt>
            <dd className="text-right font-mono text-sm leading-5">{pin ? keyId(pin.verifierKey) : '–'}</dd>
            <dt className="text-muted">Pinned here</dt>
            <dd className="text-right">{pin ? <Ago at={pin.since} /> : '–'}</dd>
            <Witnessed size={head.size} />
            <dt className="text-muted">Origin</dt>
            <dd className="col-span-2 font-mono text-sm leading-5 [overflow-wrap:anywhere]">{head.origin}</dd>
          </dl>
          <Link
            href="/ledger"
            className="mt-auto flex items-center gap-1.5 self-start rounded-md text-accent hover:underline"
          >
            Open the ledger <ArrowRight size={14} aria-hidden="true" />
          </Link>
        </div>
      )}
    </Panel>
  );
}

/** How far others have put their names to it. */
function Witnessed({ size }: { size: number }) {
  const witnessing = useStatus().data?.witnessing;
  if (witnessing === undefined) return null;
  const { witnesses, witnessedSize } = witnessing;
  const troubled = witnesses.filter(({ state }) => state === 'failing' || state === 'refusing').length;
  return (
    <>
      <dt className="text-muted">Witnessed</dt>
      <dd className="text-right">
        {witnesses.length === 0 ? (
          <span className="text-faint">no witness</span>
        ) : troubled > 0 ? (
          <span className="text-flag">
            {troubled} of {witnesses.length} silent
          </span>
        ) : witnessedSize >= size ? (
          'up to the head'
        ) : (
          `up to ${formatCount(witnessedSize)}`
        )}
      </dd>
    </>
  );
}
