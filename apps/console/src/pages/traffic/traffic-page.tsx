import { Pause, Play } from 'lucide-react';
import { useCallback } from 'react';
import { useLocation } from 'wouter';
import { useFeedState, useStatus } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Command } from '../../ui/command.tsx';
import { formatCount } from '../../ui/format.ts';
import { EmptyState, ErrorState } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { href, patchSearch, useUrlState } from '../../url-state.ts';
import { curlFor, keyCommand } from '../overview/first-request.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Peek } from './peek/peek.tsx';
import { filterKey } from './traffic-filters.ts';
import { TrafficTable } from './traffic-table.tsx';
import { useTraffic } from './use-traffic.ts';

const liveWords = { live: 'Live', connecting: 'Connecting', lost: 'Connection lost' } as const;

/** Every request as it comes, and one of them in depth. */
export function TrafficPage() {
  const [params, patch] = useUrlState();
  const [, navigate] = useLocation();
  const traffic = useTraffic(params);
  const { page, paused, waiting } = traffic;
  const feedState = useFeedState();
  const selected = params.get('request') ?? undefined;
  const search = params.toString();
  const hrefOf = useCallback(
    (request: string | undefined) => href('/traffic', patchSearch(search, { request })),
    [search],
  );
  const rows = page.data?.rows ?? [];

  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="px-4 md:px-6">
          <PageHeader title="Traffic">
            <div className="flex items-center gap-3">
              <span className="flex items-center gap-2 text-sm text-muted" role="status">
                {paused || feedState !== 'live' ? null : (
                  <span aria-hidden="true" className="pulse size-2 rounded-full bg-accent" />
                )}
                {paused
                  ? `Paused${waiting > 0 ? `, ${formatCount(waiting)} waiting` : ''}`
                  : liveWords[feedState]}
              </span>
              <Button onClick={traffic.togglePause} pressed={paused}>
                {paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
                {paused ? 'Resume' : 'Pause'}
              </Button>
            </div>
          </PageHeader>
        </div>
        <FilterBar params={params} patch={patch} rows={rows} />
        {page.data === undefined ? (
          page.error ? (
            <ErrorState error={page.error} retry={page.refetch} />
          ) : (
            <Skeleton />
          )
        ) : rows.length === 0 ? (
          <Empty filtered={filterKey(params) !== ''} />
        ) : (
          <TrafficTable
            rows={rows}
            selected={selected}
            hrefOf={hrefOf}
            footer={<Footer count={rows.length} more={page.data.next !== undefined} traffic={traffic} />}
          />
        )}
      </div>
      {selected === undefined ? null : (
        <Peek key={selected} request={selected} close={() => navigate(hrefOf(undefined))} />
      )}
    </div>
  );
}

function Footer({
  count,
  more,
  traffic,
}: {
  count: number;
  more: boolean;
  traffic: ReturnType<typeof useTraffic>;
}) {
  return (
    <div className="flex items-center gap-3 px-4 py-3 text-sm text-muted md:px-6">
      <span>
        {formatCount(count)} {count === 1 ? 'request' : 'requests'}
        {more ? '' : ', that is all'}
      </span>
      {more ? (
        <Button onClick={() => void traffic.loadOlder()} disabled={traffic.older === 'loading'}>
          {traffic.older === 'loading' ? 'Loading' : 'Load older'}
        </Button>
      ) : null}
      {traffic.older === 'failed' ? <span className="text-block">That did not work. Try again.</span> : null}
    </div>
  );
}

function Empty({ filtered }: { filtered: boolean }) {
  const status = useStatus();
  if (filtered) {
    return (
      <EmptyState title="No request matches these filters">
        <p className="text-muted">
          Clear a filter or widen the time window. New requests that match appear here.
        </p>
      </EmptyState>
    );
  }
  const gateway = status.data?.gateway.url;
  const route = status.data?.routes.find(({ protocol }) => protocol === 'openai') ?? status.data?.routes[0];
  return (
    <EmptyState title="No requests yet">
      <p className="text-muted">
        They appear here the moment they reach the gateway. Send one, with your key:
      </p>
      {gateway ? <Command text={curlFor(gateway, route)} label="first request" /> : null}
      <p className="text-muted">No key yet?</p>
      <Command text={keyCommand} label="key command" />
    </EmptyState>
  );
}

function Skeleton() {
  return (
    <div className="flex flex-col gap-3 px-4 pt-10 md:px-6">
      {Array.from({ length: 16 }, (_, i) => `row-${i}`).map((key) => (
        <span key={key} className="skeleton h-5" />
      ))}
    </div>
  );
}
