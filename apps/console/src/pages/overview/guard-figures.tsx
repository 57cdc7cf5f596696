import type { OverviewReply } from 'ringwall';
import { formatMs } from '../../ui/format.ts';

/** What the detectors take of the time of a request. */
export function GuardFigures({ totals: { guardP50Ms, guardP95Ms } }: Pick<OverviewReply, 'totals'>) {
  if (guardP50Ms === undefined || guardP95Ms === undefined) return null;
  return (
    <p className="px-1 text-sm text-muted">
      Detectors take <span className="text-text">{formatMs(guardP50Ms)}</span> of a request in the median,{' '}
      <span className="text-text">{formatMs(guardP95Ms)}</span> at the 95th percentile.
    </p>
  );
}
