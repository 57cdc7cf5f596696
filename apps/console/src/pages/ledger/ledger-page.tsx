import { ArrowLeft, ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import type { Schema } from '../../api/operations.ts';
import { useHead, useHeadAudit, useLedgerPage, useStatus } from '../../api/queries.ts';
import { formatCount } from '../../ui/format.ts';
import { EmptyState, ErrorState } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Ago } from '../../ui/time.tsx';
import { readWindow, WindowLinks } from '../../ui/window-links.tsx';
import { href, patchSearch, useUrlState } from '../../url-state.ts';
import { AuditBadge } from './audit-badge.tsx';
import { describeEvent } from './describe-event.ts';
import { EntryFilterBar, readEntryFilters } from './entry-filters.tsx';
import { ExportButton } from './export-button.tsx';
import { KeyPanel } from './key-panel.tsx';
import { WitnessPanel } from './witness-panel.tsx';

const pageSize = 50;

/** The ledger: its head, the key it rests on, and its entries, newest first. */
export function LedgerPage() {
  const [params, patch] = useUrlState();
  const cursor = params.get('cursor') ?? undefined;
  const filters = readEntryFilters(params, Date.now());
  const filtered = Object.keys(filters).length > 0;
  const page = useLedgerPage({ ...filters, cursor, limit: pageSize });
  const head = useHead();
  const audit = useHeadAudit();
  const status = useStatus();
  const search = params.toString();
  const shown = page.data?.items;
  // What stands one under the other comes at once, so that nothing moves.
  const settled = status.data !== undefined && (audit.data !== undefined || audit.error !== null);
  const fresh = cursor === undefined && head && page.data ? head.size - page.data.head.size : 0;

  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 px-4 pb-8 md:px-6">
      <PageHeader title="Ledger">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <WindowLinks
            path="/ledger"
            current={params.get('from') || params.get('to') ? undefined : readWindow(params)}
            all
          />
          <ExportButton filters={filters} />
          <span className="flex w-36 justify-end max-md:justify-start">
            <AuditBadge audit={audit} />
          </span>
        </div>
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_300px]">
        <section aria-label="Entries" className="min-w-0 rounded-lg border border-line bg-surface">
          <div className="flex min-h-11 flex-wrap items-center gap-2 border-b border-line px-3 py-2">
            <EntryFilterBar params={params} patch={patch} />
            {fresh > 0 && !filtered ? (
              <button
                type="button"
                onClick={() => void page.refetch()}
                className="rounded-md px-2 py-0.5 text-accent hover:underline"
              >
                Show {formatCount(fresh)} newer
              </button>
            ) : null}
            <nav aria-label="Pages" className="ml-auto flex items-center gap-3 text-muted">
              {cursor === undefined ? null : (
                <Link
                  href={href('/ledger', patchSearch(search, { cursor: undefined }))}
                  className="flex items-center gap-1 rounded-md px-1 hover:text-text"
                >
                  <ArrowLeft size={14} aria-hidden="true" /> Newest
                </Link>
              )}
              {page.data?.next === undefined ? null : (
                <Link
                  href={href('/ledger', patchSearch(search, { cursor: page.data.next }))}
                  className="flex items-center gap-1 rounded-md px-1 hover:text-text"
                >
                  Older <ArrowRight size={14} aria-hidden="true" />
                </Link>
              )}
            </nav>
          </div>
          {shown === undefined ? (
            page.error ? (
              <ErrorState error={page.error} retry={page.refetch} />
            ) : (
              <Skeleton />
            )
          ) : shown.length === 0 ? (
            <EmptyState title={filtered ? 'No entry fits these filters' : 'The ledger is empty'}>
              <p className="text-muted">
                {page.data?.searchedTo !== undefined
                  ? `Searched back to entry ${formatCount(page.data.searchedTo)}; older ones may fit.`
                  : filtered
                    ? 'Clear a filter, or widen the time.'
                    : 'The first entry is written when the server starts.'}
              </p>
            </EmptyState>
          ) : (
            <Entries entries={shown} />
          )}
        </section>
        {/* Where it is narrow it stands below the entries, whose number is not known before. */}
        <div className={`flex min-w-0 flex-col gap-4 ${shown === undefined ? 'max-lg:hidden' : ''}`}>
          <dl className="grid grid-cols-2 gap-px overflow-clip rounded-lg border border-line bg-line">
            <Figure name="Entries" value={head && formatCount(head.size)} />
            <Figure name="Under a signed root" value={head && formatCount(head.checkpointSize)} />
          </dl>
          {settled ? (
            <>
              <WitnessPanel />
              <KeyPanel pin={audit.data?.pin} />
            </>
          ) : (
            <span className="skeleton h-96 rounded-lg" />
          )}
        </div>
      </div>
    </div>
  );
}

function Figure({ name, value }: { name: string; value: string | undefined }) {
  return (
    <div className="bg-surface px-4 py-2.5">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-lg font-strong">{value ?? <span className="skeleton block h-6 w-16" />}</dd>
    </div>
  );
}

function Entries({ entries }: { entries: readonly Schema<'LedgerEntry'>[] }) {
  return (
    <table aria-label="Ledger entries" className="w-full table-fixed border-collapse text-left">
      <thead>
        <tr className="border-b border-line text-sm text-muted">
          <th scope="col" className="w-18 px-3 py-2">
            Index
          </th>
          <th scope="col" className="w-34 px-3 py-2">
            Type
          </th>
          <th scope="col" className="px-3 py-2 max-sm:hidden">
            What
          </th>
          <th scope="col" className="w-24 px-3 py-2 max-2xl:hidden">
            Actor
          </th>
          <th scope="col" className="w-24 px-3 py-2 max-2xl:hidden">
            Project
          </th>
          <th scope="col" className="w-24 px-3 py-2 text-right">
            Time
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ index, event }) => (
          <tr key={index} className="relative h-8 border-b border-line last:border-b-0 hover:bg-raised">
            <td className="px-3">
              <Link href={`/ledger/${index}`} className="row-link font-mono text-sm text-accent">
                {index}
              </Link>
            </td>
            <td className="truncate px-3">{event.type}</td>
            <td className="truncate px-3 text-muted max-sm:hidden">{describeEvent(event)}</td>
            <td className="truncate px-3 text-muted max-2xl:hidden" title={event.actor.id}>
              {event.actor.kind}
            </td>
            <td className="truncate px-3 text-muted max-2xl:hidden">{event.project}</td>
            <td className="truncate px-3 text-right text-muted">
              <Ago at={event.time} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Skeleton() {
  return (
    <div className="flex flex-col gap-3 p-3">
      {Array.from({ length: 12 }, (_, i) => `row-${i}`).map((key) => (
        <span key={key} className="skeleton h-5" />
      ))}
    </div>
  );
}
