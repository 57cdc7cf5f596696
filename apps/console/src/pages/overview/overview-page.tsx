import type { OverviewReply, RequestRow, StatusReply } from 'ringwall';
import { useNewestRequest, useOverview, useStatus } from '../../api/queries.ts';
import { formatCompact, formatMs } from '../../ui/format.ts';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Ago } from '../../ui/time.tsx';
import { readWindow, type TimeWindow, WindowLinks, windowHours } from '../../ui/window-links.tsx';
import { href, useUrlState } from '../../url-state.ts';
import { FirstRequest } from './first-request.tsx';
import { LedgerCard } from './ledger-card.tsx';
import { Posture } from './posture.tsx';
import { Risks } from './risks.tsx';
import { TopList } from './top-list.tsx';
import { Totals } from './totals.tsx';
import { VerdictChart } from './verdict-chart.tsx';

/** What happened in the window, what is defended, and whether the record of it holds. */
export function OverviewPage() {
  const [params] = useUrlState();
  const window: TimeWindow = readWindow(params) ?? '24h';
  const overview = useOverview(windowHours[window]);
  const status = useStatus();
  const quiet = overview.data?.totals.requests === 0;
  const newest = useNewestRequest(quiet);

  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 px-4 pb-8 md:px-6">
      <PageHeader title="Overview">
        <WindowLinks path="/" current={window} />
      </PageHeader>
      {status.data?.demo ? <DemoNotice /> : null}
      <Posture />
      {quiet && status.data && newest.data ? (
        <NoRequests status={status.data} newest={newest.data.rows[0]} />
      ) : null}
      {overview.data === undefined && overview.error ? (
        <ErrorState error={overview.error} retry={overview.refetch} />
      ) : (
        <>
          <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_300px]">
            <Panel title="Requests by verdict">
              <div className="flex flex-col gap-3 p-4 pt-3">
                {overview.data ? (
                  <>
                    <div className="-mx-2">
                      <Totals overview={overview.data} window={window} />
                    </div>
                    <VerdictChart overview={overview.data} />
                  </>
                ) : (
                  <>
                    <span className="skeleton h-14" />
                    <span className="skeleton h-42" />
                  </>
                )}
              </div>
            </Panel>
            <LedgerCard />
          </div>
          <Figures totals={overview.data?.totals} />
          <div className="grid gap-4 md:grid-cols-2 lg:grid-cols-3">
            <Tops overview={overview.data} window={window} />
          </div>
          <Risks risks={status.data?.risks ?? []} />
        </>
      )}
    </div>
  );
}

function NoRequests({ status, newest }: { status: StatusReply; newest: RequestRow | undefined }) {
  if (newest === undefined) return <FirstRequest status={status} />;
  return (
    <p className="rounded-lg border border-line bg-surface px-4 py-2.5 text-muted">
      No requests in this window; the last one came <Ago at={newest.time} />.
    </p>
  );
}

function DemoNotice() {
  return (
    <p className="rounded-lg border border-flag/40 bg-flag/8 px-4 py-2.5">
      <strong className="font-strong tracking-wide text-flag">DEMO ASSISTANT</strong>{' '}
      <span className="text-muted">
        answers: no upstream is configured. Set{' '}
        <code className="font-mono text-sm text-text">OPENAI_API_KEY</code> or{' '}
        <code className="font-mono text-sm text-text">ANTHROPIC_API_KEY</code> and restart to make it real.
      </span>
    </p>
  );
}

function Figures({ totals }: { totals: OverviewReply['totals'] | undefined }) {
  const figures = [
    ['Tokens in', totals && formatCompact(totals.inputTokens)],
    ['Tokens out', totals && formatCompact(totals.outputTokens)],
    ['Detectors, median', totals && formatOptionalMs(totals.guardP50Ms)],
    ['Detectors, 95th percentile', totals && formatOptionalMs(totals.guardP95Ms)],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-clip rounded-lg border border-line bg-line lg:grid-cols-4">
      {figures.map(([name, value]) => (
        <div key={name} className="flex flex-col gap-0.5 bg-surface px-4 py-2.5">
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="text-lg font-strong">{value ?? <span className="skeleton block h-6 w-16" />}</dd>
        </div>
      ))}
    </dl>
  );
}

function formatOptionalMs(ms: number | undefined): string {
  return ms === undefined ? '–' : formatMs(ms);
}

function Tops({ overview, window }: { overview: OverviewReply | undefined; window: TimeWindow }) {
  if (overview === undefined) {
    return ['rules', 'routes', 'keys'].map((name) => (
      <span key={name} className="skeleton h-42 rounded-lg" />
    ));
  }
  return (
    <>
      <TopList
        title="Top rules"
        none="No rule fired in this window."
        items={overview.topRules.map(({ rule, count }) => ({
          id: rule,
          name: rule,
          count,
          href: href('/traffic', { rule, window }),
        }))}
      />
      <TopList
        title="Top routes"
        none="No route was used in this window."
        items={overview.topRoutes.map(({ route, count, blocked }) => ({
          id: route,
          name: route,
          count,
          blocked,
          href: href('/traffic', { route, window }),
        }))}
      />
      <TopList
        title="Top keys"
        none="No key was used in this window."
        items={overview.topKeys.map(({ key, keyName, count, blocked }) => ({
          id: key,
          name: keyName,
          count,
          blocked,
          href: href('/traffic', { key, window }),
        }))}
      />
    </>
  );
}
