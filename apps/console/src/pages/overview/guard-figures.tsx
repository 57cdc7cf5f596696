import type { OverviewReply } from 'ringwall';
import { formatMs } from '../../ui/format.ts';

/** What the detectors take of the time of a request. */
export function GuardFigures({ totals }: { totals: OverviewReply['totals'] | undefined }) {
  const write = (ms: number | undefined) => (ms === undefined ? '–' : formatMs(ms));
  return (
    <p className="flex flex-wrap gap-x-1.5 px-1 text-sm text-muted">
      {totals === undefined ? (
        <span className="skeleton h-4 w-80 max-w-full" />
      ) : (
        <>
          <span>Detectors take</span>
          <span className="text-text">{write(totals.guardP50Ms)}</span>
          <span>of a request in the median,</span>
          <span className="text-text">{write(totals.guardP95Ms)}</span>
          <span>at the 95th percentile.</span>
        </>
      )}
    </p>
  );
}
