import { type KeyboardEvent, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useTimes } from '../../preferences/preferences-provider.tsx';
import { useWidth } from '../use-width.ts';
import { type Bar, type Bucket, labelled, layOutBars, niceMax, totalOf } from './bar-layout.ts';
import { Readout } from './readout.tsx';
import type { ChartSeries } from './series.ts';

const height = 168;
const plot = { top: 8, bottom: 144 } as const;
const moves: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowLeft: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** Stacked bars over time. One stop for the keyboard: arrows walk the bars, Enter opens what is behind one. */
export function TimeBars<Series extends string>({
  label,
  buckets,
  span,
  series,
  periodOf,
  hrefOf,
}: {
  /** What is counted, e.g. `Requests`. */
  label: string;
  buckets: readonly Bucket<Series>[];
  span: 'hours' | 'days';
  series: ChartSeries<Series>;
  periodOf: (bucket: Bucket<Series>) => string;
  hrefOf: (bucket: Bucket<Series>) => string;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 640);
  const [active, setActive] = useState<number>();
  const [, navigate] = useLocation();
  const names = series.looks.map(({ id }) => id);
  const max = niceMax(Math.max(0, ...buckets.map((bucket) => totalOf(bucket, names))));
  const left = Math.max(36, series.format(max).length * 7 + 8);
  const plotWidth = Math.max(40, width - left);
  const size = { width: plotWidth, height: plot.bottom - plot.top, max };
  const bars = layOutBars(buckets, names, size);
  const last = bars.length - 1;
  const activeBar = active === undefined ? undefined : bars[active];

  function onKeyDown(event: KeyboardEvent): void {
    const next = moves[event.key]?.(active ?? last, last);
    if (next !== undefined) {
      event.preventDefault();
      setActive(Math.min(last, Math.max(0, next)));
    } else if (event.key === 'Enter' && activeBar) {
      navigate(hrefOf(activeBar.bucket));
    }
  }

  function describe(bar: Bar<Series> | undefined): string {
    if (bar === undefined) return 'No data';
    const parts = series.looks
      .filter(({ id }) => bar.bucket.values[id] > 0)
      .map(({ id, word }) => `${series.format(bar.bucket.values[id])} ${word.toLowerCase()}`);
    return `${periodOf(bar.bucket)}: ${parts.length > 0 ? parts.join(', ') : series.none}`;
  }

  return (
    <div ref={frame} className="relative">
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${label} over time; arrow keys walk through them, Enter opens the requests`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={active ?? Math.max(0, last)}
        aria-valuetext={describe(activeBar ?? bars.at(-1))}
        onKeyDown={onKeyDown}
        onFocus={() => setActive((now) => now ?? last)}
        onBlur={() => setActive(undefined)}
        onMouseLeave={() => setActive(undefined)}
      >
        <svg width={width} height={height} aria-hidden="true" className="block">
          <Hatch />
          <Axis buckets={buckets} span={span} format={series.format} max={max} left={left} width={width} />
          <g transform={`translate(${left} ${plot.top})`}>
            {bars.map((bar, i) => (
              <g key={bar.bucket.time} opacity={active === undefined || active === i ? 1 : 0.55}>
                {bar.segments.map((segment) => (
                  <rect
                    key={segment.series}
                    x={bar.x}
                    y={segment.y}
                    width={bar.width}
                    height={segment.height}
                    className={series.looks.find(({ id }) => id === segment.series)?.fill}
                  />
                ))}
                {/* biome-ignore lint/a11y/noStaticElementInteractions: the mouse's way to what the keys above do */}
                <rect
                  x={(i * plotWidth) / bars.length}
                  y={0}
                  width={plotWidth / bars.length}
                  height={size.height}
                  fill="transparent"
                  className="cursor-pointer"
                  onMouseEnter={() => setActive(i)}
                  onClick={() => navigate(hrefOf(bar.bucket))}
                />
              </g>
            ))}
          </g>
        </svg>
      </div>
      {activeBar ? (
        <Readout
          bar={activeBar}
          series={series}
          period={periodOf(activeBar.bucket)}
          left={left + activeBar.x}
          width={width}
        />
      ) : null}
    </div>
  );
}

/** What failed carries no verdict: it is hatched rather than coloured. */
function Hatch() {
  return (
    <pattern
      id="failed-hatch"
      width="4"
      height="4"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <rect width="1.75" height="4" className="fill-failed" />
    </pattern>
  );
}

function Axis({
  buckets,
  span,
  format,
  max,
  left,
  width,
}: {
  buckets: readonly { readonly time: string }[];
  span: 'hours' | 'days';
  format: (value: number) => string;
  max: number;
  left: number;
  width: number;
}) {
  const { clock, day } = useTimes();
  const times = buckets.map(({ time }) => new Date(time));
  const plotWidth = width - left;
  const labels = labelled(times, { width: plotWidth, minGapPx: 76, span, dayOf: day });
  return (
    <>
      {[0, 0.5, 1].map((part) => {
        const y = plot.bottom - part * (plot.bottom - plot.top);
        return (
          <g key={part}>
            <line
              x1={left}
              x2={width}
              y1={y}
              y2={y}
              className={part === 0 ? 'stroke-line-strong' : 'stroke-line'}
            />
            <text x={left - 8} y={y + 4} textAnchor="end" className="fill-faint text-xs">
              {format(max * part)}
            </text>
          </g>
        );
      })}
      {labels.map((i) => {
        const time = times[i];
        const x = left + (i * plotWidth) / buckets.length;
        // The last one must not be cut off at the edge.
        return time === undefined || x > width - 40 ? null : (
          <text key={i} x={x} y={plot.bottom + 18} className="fill-faint text-xs">
            {clock(time, span)}
          </text>
        );
      })}
    </>
  );
}
