import type { OverviewReply } from 'ringwall';
import { Link } from 'wouter';
import { formatCompact } from '../../ui/format.ts';
import { href } from '../../url-state.ts';
import { type Series, series } from './chart-bars.ts';
import { seriesLooks } from './verdict-chart.tsx';

/** The totals of the window; at once the legend of the chart below and the way into the requests. */
export function Totals({ overview, window }: { overview: OverviewReply; window: string }) {
  const { totals, buckets } = overview;
  const counts: Readonly<Record<Series, number>> = {
    allow: buckets.reduce((sum, bucket) => sum + bucket.allow, 0),
    flag: totals.flagged,
    redact: totals.redacted,
    block: totals.blocked,
    failed: totals.failed,
  };
  return (
    <ul className="flex flex-wrap gap-x-1 gap-y-2">
      <li>
        <Total href={href('/traffic', { window })} word="Requests" count={totals.requests} />
      </li>
      {series.map((name) => (
        <li key={name}>
          <Total
            // What failed ended in one of several states; Traffic filters by one.
            href={href('/traffic', name === 'failed' ? { window } : { window, decision: name })}
            word={seriesLooks[name].word}
            dot={seriesLooks[name].dot}
            count={counts[name]}
          />
        </li>
      ))}
    </ul>
  );
}

function Total({ href, word, count, dot }: { href: string; word: string; count: number; dot?: string }) {
  return (
    <Link href={href} className="flex min-w-22 flex-col rounded-md px-2 py-1 hover:bg-raised">
      <span className="flex items-center gap-1.5 text-sm text-muted">
        {dot ? <span aria-hidden="true" className={`size-2 rounded-sm ${dot}`} /> : null}
        {word}
      </span>
      <span className="text-2xl font-strong tracking-tight">{formatCompact(count)}</span>
    </Link>
  );
}
