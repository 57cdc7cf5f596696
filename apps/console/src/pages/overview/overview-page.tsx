import { useStatus } from '../../api/queries.ts';
import { ListPage } from '../../ui/list-page.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { useUrlState } from '../../url-state.ts';
import { FirstStepsPanel } from '../first-steps/first-steps-panel.tsx';
import { Peek } from '../traffic/peek/peek.tsx';
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
  const request = params.get('request') ?? undefined;
  return (
    <ListPage
      title="Overview"
      actions={<RangeLinks range={range} patch={patch} />}
      panel={
        request === undefined ? null : (
          <Peek key={request} request={request} close={() => patch({ request: undefined })} />
        )
      }
    >
      <div className="@container flex flex-col gap-4">
        {status.data?.demo ? <DemoNotice /> : null}
        <FirstStepsPanel />
        <Posture range={range} />
        {overview.data === undefined && overview.error ? (
          <ErrorState error={overview.error} retry={overview.refetch} />
        ) : (
          <>
            <div className="grid gap-4 @min-[860px]:grid-cols-[minmax(0,1fr)_300px]">
              <VerdictPanel overview={overview.data} range={range} />
              <LedgerCard />
            </div>
            <GuardFigures totals={overview.data?.totals} />
            <NearLimits />
            <SpendingPanels overview={overview.data} range={range} />
            <div className="grid gap-4 @min-[560px]:grid-cols-2 @min-[860px]:grid-cols-6 @min-[860px]:*:col-span-2 @min-[860px]:*:nth-[n+4]:col-span-3">
              <Tops overview={overview.data} range={range} />
            </div>
            <Risks risks={status.data?.risks ?? []} />
          </>
        )}
      </div>
    </ListPage>
  );
}
