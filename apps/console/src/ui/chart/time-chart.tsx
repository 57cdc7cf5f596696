import { ChartColumn, Table2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTimes } from '../../preferences/preferences-provider.tsx';
import { Segmented } from '../segmented.tsx';
import { type Bucket, wholeWindow } from './bar-layout.ts';
import { ChartTable } from './chart-table.tsx';
import type { ChartSeries } from './series.ts';
import { TimeBars } from './time-bars.tsx';

const dayMs = 86_400_000;
const forms = [
  { value: 'chart', word: 'Chart', icon: <ChartColumn size={14} aria-hidden="true" /> },
  { value: 'table', word: 'Table', icon: <Table2 size={14} aria-hidden="true" /> },
] as const;

/** Numbers over a time window, drawn as bars or written as a table, each of them a way to what is behind it. */
export function TimeChart({
  label,
  window,
  series,
  hrefOf,
  children,
}: {
  label: string;
  window: {
    readonly from: string;
    readonly to: string;
    readonly bucketMs: number;
    readonly buckets: readonly Bucket<string>[];
  };
  series: ChartSeries<string>;
  /** Where the requests of a stretch of time are. */
  hrefOf: (period: { readonly from: string; readonly to: string }) => string;
  /** What stands above: the totals, which are at once the legend. */
  children: ReactNode;
}) {
  const [form, setForm] = useState<'chart' | 'table'>('chart');
  const { clock, day } = useTimes();
  const { bucketMs } = window;
  const nothing = Object.fromEntries(series.looks.map(({ id }) => [id, 0]));
  const buckets = wholeWindow(window, nothing);
  const isLong = bucketMs * buckets.length > 1.5 * dayMs;
  const endOf = ({ time }: { readonly time: string }) => new Date(Date.parse(time) + bucketMs);
  const given = {
    ...{ label, buckets, series },
    periodOf: (bucket: { readonly time: string }) => {
      const from = new Date(bucket.time);
      if (bucketMs >= dayMs) return `${day(from)} – ${day(endOf(bucket))}`;
      return `${day(from)}, ${clock(from, 'hours')} – ${clock(endOf(bucket), 'hours')}`;
    },
    hrefOf: (bucket: { readonly time: string }) =>
      hrefOf({ from: new Date(bucket.time).toISOString(), to: endOf(bucket).toISOString() }),
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0 flex-1">{children}</div>
        <Segmented label={`${label} as`} value={form} segments={forms} onChange={setForm} shows="icon" />
      </div>
      {form === 'chart' ? (
        <TimeBars {...given} span={isLong ? 'days' : 'hours'} />
      ) : (
        <ChartTable {...given} />
      )}
    </div>
  );
}
