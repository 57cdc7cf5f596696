import type { OverviewReply } from 'ringwall';
import type { ChartSeries } from '../../ui/chart/series.ts';
import { TimeChart } from '../../ui/chart/time-chart.tsx';
import { formatCompact } from '../../ui/format.ts';
import { formatMoney } from '../../ui/money.ts';
import { Panel } from '../../ui/panel.tsx';
import { comparedWith, type TimeRange, trafficHref } from './time-range.ts';
import { Total } from './total.tsx';

type TokenKind = 'inputTokens' | 'outputTokens';

const tokenSeries: ChartSeries<TokenKind> = {
  looks: [
    { id: 'inputTokens', word: 'Tokens in', fill: 'fill-allow', dot: 'bg-allow' },
    { id: 'outputTokens', word: 'Tokens out', fill: 'fill-accent', dot: 'bg-accent' },
  ],
  format: formatCompact,
  none: 'No tokens',
};
const costSeries: ChartSeries<'nanoDollars'> = {
  looks: [{ id: 'nanoDollars', word: 'Cost', fill: 'fill-accent', dot: 'bg-accent' }],
  format: formatMoney,
  none: 'No cost',
};

/** What was used over time, and what it cost as far as prices are known. */
export function SpendingPanels({ overview, range }: { overview: OverviewReply; range: TimeRange }) {
  return (
    <div className="grid gap-4 @min-[720px]:grid-cols-2">
      <Panel title="Tokens">
        <div className="p-4 pt-3">
          <Tokens overview={overview} range={range} />
        </div>
      </Panel>
      <Panel title="Cost">
        <div className="p-4 pt-3">
          <Cost overview={overview} range={range} />
        </div>
      </Panel>
    </div>
  );
}

function Tokens({ overview, range }: { overview: OverviewReply; range: TimeRange }) {
  const { totals, before } = overview;
  return (
    <TimeChart
      label="Tokens"
      window={windowOf(overview, tokenSeries)}
      series={tokenSeries}
      hrefOf={(period) => trafficHref({ patch: period })}
    >
      <ul className="-mx-2 flex flex-wrap gap-x-1 gap-y-2">
        {tokenSeries.looks.map(({ id, word, dot }) => (
          <li key={id}>
            <Total
              href={trafficHref(range)}
              word={word}
              dot={dot}
              value={formatCompact(totals[id])}
              now={totals[id]}
              before={before[id]}
              period={comparedWith(range, overview)}
            />
          </li>
        ))}
      </ul>
    </TimeChart>
  );
}

function Cost({ overview, range }: { overview: OverviewReply; range: TimeRange }) {
  const { totals, before } = overview;
  const each = ({ requests, nanoDollars }: OverviewReply['totals']) =>
    requests === 0 ? 0 : nanoDollars / requests;
  const shown = {
    period: comparedWith(range, overview),
    href: trafficHref(range, { sort: 'costliest' }),
  };
  return (
    <TimeChart
      label="Cost"
      window={windowOf(overview, costSeries)}
      series={costSeries}
      hrefOf={(period) => trafficHref({ patch: period }, { sort: 'costliest' })}
    >
      <ul className="-mx-2 flex flex-wrap gap-x-1 gap-y-2">
        <li>
          <Total
            {...shown}
            word="Cost"
            dot="bg-accent"
            value={formatMoney(totals.nanoDollars)}
            now={totals.nanoDollars}
            before={before.nanoDollars}
          />
        </li>
        <li>
          <Total
            {...shown}
            word="Each request"
            value={formatMoney(each(totals))}
            now={each(totals)}
            before={each(before)}
          />
        </li>
      </ul>
    </TimeChart>
  );
}

function windowOf<Series extends TokenKind | 'nanoDollars'>(
  overview: OverviewReply,
  { looks }: ChartSeries<Series>,
) {
  const buckets = overview.buckets.map((bucket) => ({
    time: bucket.time,
    values: Object.fromEntries(looks.map(({ id }) => [id, bucket[id]])),
  }));
  return { ...overview, buckets };
}
