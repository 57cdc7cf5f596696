import { useStatus } from '../../api/queries.ts';
import { ListPage } from '../../ui/list-page.tsx';
import { ErrorState } from '../../ui/notice.tsx';
import { useUrlState } from '../../url-state.ts';
import { FirstStepsPanel } from '../first-steps/first-steps-panel.tsx';
import { useOnRecord } from '../first-steps/use-progress.ts';
import { Peek } from '../traffic/peek/peek.tsx';
import { DemoNotice } from './demo-notice.tsx';
import { GuardFigures } from './guard-figures.tsx';
import { LedgerCard } from './ledger-card.tsx';
import { NearLimits, useNearLimits } from './near-limits.tsx';
import { Posture } from './posture.tsx';
import { Quiet } from './quiet.tsx';
import { RangeLinks } from './range-links.tsx';
import { Risks } from './risks.tsx';
import { SpendingPanels } from './spending-panels.tsx';
import { readRange, type TimeRange } from './time-range.ts';
import { Tops } from './tops.tsx';
import { useOverview, usePosture } from './use-overview.ts';
import { VerdictPanel } from './verdict-panel.tsx';

/** What is defended, what happened in the window, what it cost, and whether the record of it holds. */
export function OverviewPage() {
  const [params, patch] = useUrlState();
  const range = readRange(params);
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
        <Content range={range} />
      </div>
    </ListPage>
  );
}

function Content({ range }: { range: TimeRange }) {
  const overview = useOverview(range);
  const status = useStatus();
  const posture = usePosture(range);
  const onRecord = useOnRecord();
  const limits = useNearLimits();
  // All at once: what comes later would push away what somebody has begun to read.
  if ([overview, status, posture, onRecord].some(({ isPending }) => isPending) || limits === undefined)
    return <Placeholders />;
  const quiet = overview.data?.totals.requests === 0;
  return (
    <>
      {status.data?.demo ? <DemoNotice /> : null}
      <FirstStepsPanel />
      <Posture posture={posture.data} range={range} />
      {overview.data === undefined ? (
        <ErrorState error={overview.error} retry={overview.refetch} />
      ) : (
        <>
          <div className="grid gap-4 @min-[860px]:grid-cols-[minmax(0,1fr)_300px]">
            <VerdictPanel overview={overview.data} range={range} />
            <LedgerCard />
          </div>
          <NearLimits limits={limits} />
          {quiet && status.data && onRecord.data ? (
            <Quiet status={status.data} onRecord={onRecord.data} />
          ) : (
            <>
              <GuardFigures totals={overview.data.totals} />
              <SpendingPanels overview={overview.data} range={range} />
              <Tops overview={overview.data} range={range} />
            </>
          )}
          <Risks risks={status.data?.risks ?? []} />
        </>
      )}
    </>
  );
}

function Placeholders() {
  return (
    <>
      <span className="skeleton h-36 rounded-lg" />
      <span className="skeleton h-46 rounded-lg" />
      <div className="grid gap-4 @min-[860px]:grid-cols-[minmax(0,1fr)_300px]">
        <span className="skeleton h-78 rounded-lg" />
        <span className="skeleton h-78 rounded-lg" />
      </div>
    </>
  );
}
