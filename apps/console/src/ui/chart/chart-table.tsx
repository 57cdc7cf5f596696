import { Link } from 'wouter';
import { ScrollArea } from '../scroll-area.tsx';
import { type Bucket, totalOf } from './bar-layout.ts';
import type { ChartSeries } from './series.ts';

/** The numbers of a chart, for whoever reads rather than looks. What is empty is left out. */
export function ChartTable<Series extends string>({
  label,
  buckets,
  series,
  periodOf,
  hrefOf,
}: {
  label: string;
  buckets: readonly Bucket<Series>[];
  series: ChartSeries<Series>;
  /** A stretch of time in words. */
  periodOf: (bucket: Bucket<Series>) => string;
  hrefOf: (bucket: Bucket<Series>) => string;
}) {
  const names = series.looks.map(({ id }) => id);
  const filled = buckets.filter((bucket) => totalOf(bucket, names) > 0).toReversed();
  return (
    <ScrollArea label={`${label}, as a table`} className="h-42">
      {filled.length === 0 ? <p className="py-3 text-faint">{series.none}</p> : null}
      <table aria-label={label} className="w-full border-collapse text-right">
        <thead>
          <tr className="sticky top-0 bg-surface text-sm text-muted">
            <th scope="col" className="py-1 text-left">
              Time
            </th>
            {series.looks.map(({ id, word }) => (
              <th key={id} scope="col" className="py-1 pl-3">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.map((bucket) => (
            <tr key={bucket.time} className="relative border-t border-line hover:bg-raised">
              <td className="py-1 text-left whitespace-nowrap">
                <Link href={hrefOf(bucket)} className="row-link">
                  {periodOf(bucket)}
                </Link>
              </td>
              {names.map((name) => (
                <td key={name} className={`py-1 pl-3 ${bucket.values[name] === 0 ? 'text-faint' : ''}`}>
                  {series.format(bucket.values[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}
