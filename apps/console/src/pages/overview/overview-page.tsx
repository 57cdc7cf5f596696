import { useStatus } from '../../api/queries.ts';
import { ErrorState } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useUrlState } from '../../url-state.ts';
import { DemoNotice } from './demo-notice.tsx';
import { GuardFigures } from './guard-figures.tsx';
import { LedgerCard } from './ledger-card.tsx';
import { NearLimits } from './near-limits.tsx';
import { Posture } from './posture.tsx';
import { RangeLinks } from './range-links.tsx';
import { Risks } from './risks.tsx';
import { SpendingPanels } from './spending-panels.tsx';
import { readRange } from './time-range.ts';
import { Tops } from './tops.tsx';
import { useOverview } from './use-overview.ts';
import { VerdictPanel } from './verdict-panel.tsx';

/** What is defended, what happened in the window, what it cost, and whether the record of it holds. */
export function OverviewPage() {
  const [params, patch] = useUrlState();
  const range = readRange(params);
  const overview = useOverview(range);
  const status = useStatus();
  return (
    <div className="mx-auto flex max-w-360 flex-col gap-4 px-4 pb-8 md:px-6">
      <PageHeader title="Overview">
        <RangeLinks range={range} patch={patch} />
      </PageHeader>
      {status.data?.demo ? <DemoNotice /> : null}
      <Posture range={range} />
      {overview.data === undefined && overview.error ? (
        <ErrorState error={overview.error} retry={overview.refetch} />
      ) : (
        <>
          <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_300px]">
            <VerdictPanel overview={overview.data} range={range} />
            <LedgerCard />
          </div>
          <GuardFigures totals={overview.data?.totals} />
          <NearLimits />
          <SpendingPanels overview={overview.data} range={range} />
          <div className="grid gap-4 md:grid-cols-2 lg:grid-cols-3">
            <Tops overview={overview.data} range={range} />
          </div>
          <Risks risks={status.data?.risks ?? []} />
        </>
      )}
    </div>
  );
}
