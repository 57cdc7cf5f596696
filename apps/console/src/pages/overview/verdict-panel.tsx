import type { OverviewReply } from 'ringwall';
import { TimeChart } from '../../ui/chart/time-chart.tsx';
import { formatCompact } from '../../ui/format.ts';
import { Panel } from '../../ui/panel.tsx';
import { comparedWith, type TimeRange, trafficHref } from './time-range.ts';
import { Total } from './total.tsx';
import { type VerdictId, verdictSeries } from './verdict-series.ts';

/** Requests by verdict over time; the totals above are the legend and lead into the requests. */
export function VerdictPanel({ overview, range }: { overview: OverviewReply; range: TimeRange }) {
  return (
    <Panel title="Requests by verdict">
      <div className="p-4 pt-3">
        <TimeChart
          label="Requests"
          window={{
            ...overview,
            buckets: overview.buckets.map(({ time, ...values }) => ({ time, values })),
          }}
          series={verdictSeries}
          hrefOf={(period) => trafficHref({ patch: period })}
        >
          <Totals overview={overview} range={range} />
        </TimeChart>
      </div>
    </Panel>
  );
}

function Totals({ overview, range }: { overview: OverviewReply; range: TimeRange }) {
  const { totals, before } = overview;
  const shown = { period: comparedWith(range, overview) };
  return (
    <ul className="-mx-2 flex flex-wrap gap-x-1 gap-y-2">
      <li>
        <Total
          {...shown}
          href={trafficHref(range)}
          word="Requests"
          value={formatCompact(totals.requests)}
          now={totals.requests}
          before={before.requests}
        />
      </li>
      {verdictSeries.looks.map(({ id, word, dot }) => (
        <li key={id}>
          <Total
            {...shown}
            href={trafficHref(range, filterOf[id])}
            word={word}
            dot={dot}
            value={formatCompact(countOf(totals, id))}
            now={countOf(totals, id)}
            before={countOf(before, id)}
          />
        </li>
      ))}
    </ul>
  );
}

/** The requests that the server counts as this: what failed has a verdict too. */
const filterOf: Readonly<Record<VerdictId, Readonly<Record<string, string>>>> = {
  allow: { decision: 'allow', state: 'completed' },
  flag: { decision: 'flag', state: 'completed' },
  redact: { decision: 'redact', state: 'completed' },
  block: { state: 'blocked' },
  failed: { state: 'failed' },
};

function countOf(totals: OverviewReply['totals'], id: VerdictId): number {
  const { blocked, redacted, flagged, failed } = totals;
  if (id === 'flag') return flagged;
  if (id === 'redact') return redacted;
  if (id === 'block') return blocked;
  if (id === 'failed') return failed;
  return totals.allowed;
}
