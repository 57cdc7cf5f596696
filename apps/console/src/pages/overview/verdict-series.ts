import type { ChartSeries } from '../../ui/chart/series.ts';
import { formatCompact } from '../../ui/format.ts';

export type VerdictId = 'allow' | 'flag' | 'redact' | 'block' | 'failed';

/** What matters most is on top, where the eye compares. */
export const verdictSeries: ChartSeries<VerdictId> = {
  looks: [
    { id: 'allow', word: 'Allowed', fill: 'fill-allow', dot: 'bg-allow' },
    { id: 'flag', word: 'Flagged', fill: 'fill-flag', dot: 'bg-flag' },
    { id: 'redact', word: 'Redacted', fill: 'fill-redact', dot: 'bg-redact' },
    { id: 'block', word: 'Blocked', fill: 'fill-block', dot: 'bg-block' },
    { id: 'failed', word: 'Failed', fill: 'fill-[url(#failed-hatch)]', dot: 'hatched' },
  ],
  format: formatCompact,
  none: 'No requests',
};
