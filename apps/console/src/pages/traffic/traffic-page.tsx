import { ArrowUp, Pause, Play } from 'lucide-react';
import { useCallback, useMemo, useRef } from 'react';
import { useLocation } from 'wouter';
import { useFeedState } from '../../api/queries.ts';
import { useCommands } from '../../commands/commands.tsx';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format.ts';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import type { VirtualTableHandle } from '../../ui/virtual-table.tsx';
import { href, patchSearch, useUrlState } from '../../url-state.ts';
import { ExportMenu } from './export-menu.tsx';
import { FilterBar } from './filter-bar.tsx';
import { NoRows } from './no-rows.tsx';
import { Peek } from './peek/peek.tsx';
import { useRows } from './rows/use-rows.ts';
import { filterKey, isFiltered, readSort, type Sort } from './traffic-filters.ts';
import { TrafficTable } from './traffic-table.tsx';
import { ViewsMenu } from './views-menu.tsx';

/** Every request as it comes, and one of them in depth. */
export function TrafficPage() {
  const [params, patch] = useUrlState();
  const [, navigate] = useLocation();
  const traffic = useRows(params);
  const { rows } = traffic;
  const table = useRef<VirtualTableHandle>(null);
  const selected = params.get('request') ?? undefined;
  const search = params.toString();
  const hrefOf = useCallback(
    (request: string | undefined) => href('/traffic', patchSearch(search, { request })),
    [search],
  );
  const hrefOfSort = (sort: Sort) =>
    href('/traffic', patchSearch(search, { sort: sort === 'newest' ? undefined : sort }));
  const rules = useKnownRules(rows.at, rows.count);

  const move = (by: number) => {
    const open = selected === undefined ? undefined : rows.indexOf(selected);
    const from = open ?? table.current?.focusedRow();
    const next = Math.max(0, Math.min((rows.count ?? 1) - 1, from === undefined ? 0 : from + by));
    const row = rows.at(next);
    // What is open goes along; the keys stay with it, and the browser's history does not fill up.
    if (open !== undefined && row !== undefined) navigate(hrefOf(row.request), { replace: true });
    else table.current?.focusRow(next);
  };
  useCommands([
    { title: 'Next request', group: 'This page', keys: 'j', by: 'keys', run: () => move(1) },
    { title: 'Previous request', group: 'This page', keys: 'k', by: 'keys', run: () => move(-1) },
    {
      title: traffic.paused ? 'Resume live traffic' : 'Pause live traffic',
      ...{ group: 'This page', keys: 'p', run: traffic.togglePause },
    },
  ]);
  const close = () => {
    const at = selected === undefined ? undefined : rows.indexOf(selected);
    navigate(hrefOf(undefined));
    if (at !== undefined) table.current?.focusRow(at);
  };

  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="px-4 md:px-6">
          <PageHeader title="Traffic">
            <div className="flex flex-wrap items-center gap-2">
              <LiveState traffic={traffic} />
              <ViewsMenu search={filterKey(params)} />
              <ExportMenu params={params} />
            </div>
          </PageHeader>
        </div>
        <FilterBar params={params} patch={patch} rules={rules} />
        {rows.error === undefined || rows.count !== undefined ? null : (
          <ErrorState error={rows.error} retry={traffic.refresh} />
        )}
        {rows.count === 0 ? (
          <NoRows filtered={isFiltered(params)} />
        ) : rows.count === undefined ? (
          rows.error === undefined ? (
            <Skeleton />
          ) : null
        ) : (
          <TrafficTable
            {...{ rows, selected, hrefOf, hrefOfSort }}
            sort={readSort(params)}
            onSight={traffic.see}
            handle={table}
          />
        )}
        <Footer traffic={traffic} />
      </div>
      {selected === undefined ? null : <Peek key={selected} request={selected} close={close} />}
    </div>
  );
}

const liveWords = { live: 'Live', connecting: 'Connecting', lost: 'Connection lost' } as const;

function LiveState({ traffic: { paused, waiting, togglePause } }: { traffic: ReturnType<typeof useRows> }) {
  const feedState = useFeedState();
  return (
    <>
      {/* Of one width, whatever it says: nothing beside it moves. */}
      <span className="flex min-w-36 items-center gap-2 text-sm text-muted max-md:sr-only" role="status">
        <span
          aria-hidden="true"
          className={`pulse size-2 shrink-0 rounded-full bg-accent ${paused || feedState !== 'live' ? 'invisible' : ''}`}
        />
        {paused ? `Paused${waiting > 0 ? `, ${formatCount(waiting)} waiting` : ''}` : liveWords[feedState]}
      </span>
      <Button onClick={togglePause} pressed={paused}>
        {paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
        {paused ? 'Resume' : 'Pause'}
      </Button>
    </>
  );
}

/** How many there are; of a list that does not take in what comes, how many came since. */
function Footer({ traffic: { rows, refresh } }: { traffic: ReturnType<typeof useRows> }) {
  const { count = 0, news, error } = rows;
  return (
    <div className="flex h-9 shrink-0 items-center gap-3 border-t border-line px-4 text-sm text-muted md:px-6">
      <span aria-live="off">
        {rows.count === undefined ? '' : `${formatCount(count)} ${count === 1 ? 'request' : 'requests'}`}
      </span>
      {news > 0 ? (
        <Button onClick={refresh}>
          <ArrowUp size={14} aria-hidden="true" />
          {formatCount(news)} new
        </Button>
      ) : null}
      {error !== undefined && rows.count !== undefined ? (
        <>
          <span className="text-block">Some rows could not be read.</span>
          <Button onClick={refresh}>Try again</Button>
        </>
      ) : null}
    </div>
  );
}

/** Rules of the rows on top, to be suggested as filters. */
function useKnownRules(
  at: ReturnType<typeof useRows>['rows']['at'],
  count: number | undefined,
): readonly string[] {
  const found = Array.from({ length: Math.min(100, count ?? 0) }, (_, i) => at(i)?.rules ?? []).flat();
  const spelled = [...new Set(found)].sort().join(' ');
  return useMemo(() => (spelled === '' ? [] : spelled.split(' ')), [spelled]);
}

function Skeleton() {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-hidden px-4 pt-10 md:px-6">
      {Array.from({ length: 16 }, (_, i) => `row-${i}`).map((key) => (
        <span key={key} className="skeleton h-5 shrink-0" />
      ))}
    </div>
  );
}
