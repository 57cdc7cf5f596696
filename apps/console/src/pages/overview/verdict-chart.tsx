import { type KeyboardEvent, useRef, useState } from 'react';
import type { OverviewReply } from 'ringwall';
import { useLocation } from 'wouter';
import { formatClock, formatCount } from '../../ui/format.ts';
import { useWidth } from '../../ui/use-width.ts';
import { href } from '../../url-state.ts';
import {
  type Bar,
  labelled,
  layOutBars,
  niceMax,
  type Series,
  series,
  totalOf,
  wholeWindow,
} from './chart-bars.ts';

export const seriesLooks: Readonly<
  Record<Series, { readonly word: string; readonly fill: string; readonly dot: string }>
> = {
  allow: { word: 'Allowed', fill: 'fill-allow', dot: 'bg-allow' },
  flag: { word: 'Flagged', fill: 'fill-flag', dot: 'bg-flag' },
  redact: { word: 'Redacted', fill: 'fill-redact', dot: 'bg-redact' },
  block: { word: 'Blocked', fill: 'fill-block', dot: 'bg-block' },
  failed: { word: 'Failed', fill: 'fill-[url(#failed-hatch)]', dot: 'hatched' },
};

const height = 168;
const plot = { top: 8, bottom: 144, left: 36 } as const;

/**
 * Requests by verdict over time. One stop for the keyboard: arrows walk the bars, Enter opens the requests of one.
 */
export function VerdictChart({ overview }: { overview: OverviewReply }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 640);
  const [active, setActive] = useState<number>();
  const [, navigate] = useLocation();
  const { bucketMs } = overview;
  const buckets = wholeWindow(overview);
  const max = niceMax(Math.max(0, ...buckets.map(totalOf)));
  const plotWidth = Math.max(40, width - plot.left);
  const bars = layOutBars(buckets, { width: plotWidth, height: plot.bottom - plot.top, max });
  const span = bucketMs * buckets.length > 36 * 3_600_000 ? 'days' : 'hours';
  const labels = labelled(
    buckets.map((bucket) => new Date(bucket.time)),
    { width: plotWidth, minGapPx: 76, span },
  );
  const activeBar = active === undefined ? undefined : bars[active];

  function open(bar: Bar): void {
    const from = Date.parse(bar.bucket.time);
    navigate(
      href('/traffic', { from: new Date(from).toISOString(), to: new Date(from + bucketMs).toISOString() }),
    );
  }

  function onKeyDown(event: KeyboardEvent): void {
    const last = bars.length - 1;
    const at = active ?? last;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: last,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      setActive(Math.min(last, Math.max(0, next)));
    } else if (event.key === 'Enter' && activeBar) {
      open(activeBar);
    }
  }

  return (
    <div ref={frame} className="relative">
      <div
        role="slider"
        tabIndex={0}
        aria-label="Requests over time; arrow keys walk through them, Enter opens them in Traffic"
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bars.length - 1)}
        aria-valuenow={active ?? Math.max(0, bars.length - 1)}
        aria-valuetext={describe(activeBar ?? bars.at(-1), bucketMs)}
        onKeyDown={onKeyDown}
        onFocus={() => setActive((now) => now ?? bars.length - 1)}
        onBlur={() => setActive(undefined)}
        onMouseLeave={() => setActive(undefined)}
      >
        <svg width={width} height={height} aria-hidden="true" className="block">
          <pattern
            id="failed-hatch"
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="1.75" height="4" className="fill-failed" />
          </pattern>
          {[0, 0.5, 1].map((part) => {
            const y = plot.bottom - part * (plot.bottom - plot.top);
            return (
              <g key={part}>
                <line
                  x1={plot.left}
                  x2={width}
                  y1={y}
                  y2={y}
                  className={part === 0 ? 'stroke-line-strong' : 'stroke-line'}
                />
                <text x={plot.left - 8} y={y + 4} textAnchor="end" className="fill-faint text-xs">
                  {formatCount(max * part)}
                </text>
              </g>
            );
          })}
          <g transform={`translate(${plot.left} ${plot.top})`}>
            {bars.map((bar, i) => (
              <g key={bar.bucket.time} opacity={active === undefined || active === i ? 1 : 0.55}>
                {bar.segments.map((segment) => (
                  <rect
                    key={segment.series}
                    x={bar.x}
                    y={segment.y}
                    width={bar.width}
                    height={segment.height}
                    className={seriesLooks[segment.series].fill}
                  />
                ))}
                {/* biome-ignore lint/a11y/noStaticElementInteractions: the mouse's way to what the keys above do */}
                <rect
                  x={(i * plotWidth) / bars.length}
                  y={0}
                  width={plotWidth / bars.length}
                  height={plot.bottom - plot.top}
                  fill="transparent"
                  className="cursor-pointer"
                  onMouseEnter={() => setActive(i)}
                  onClick={() => open(bar)}
                />
              </g>
            ))}
          </g>
          {labels.map((i) => (
            <text
              key={i}
              x={plot.left + (bars[i]?.x ?? 0)}
              y={plot.bottom + 18}
              className="fill-faint text-xs"
            >
              {formatClock(new Date(buckets[i]?.time ?? 0), span)}
            </text>
          ))}
        </svg>
      </div>
      {activeBar ? (
        <Readout bar={activeBar} bucketMs={bucketMs} left={plot.left + activeBar.x} width={width} />
      ) : null}
    </div>
  );
}

function Readout({
  bar,
  bucketMs,
  left,
  width,
}: {
  bar: Bar;
  bucketMs: number;
  left: number;
  width: number;
}) {
  const right = left > width / 2;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 z-10 min-w-36 rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-sm"
      style={right ? { right: width - left + 8 } : { left: left + bar.width + 8 }}
    >
      <p className="text-muted">{periodOf(bar, bucketMs)}</p>
      {series.map((name) =>
        bar.bucket[name] > 0 ? (
          <p key={name} className="flex items-center gap-2">
            <span className={`size-2 rounded-sm ${seriesLooks[name].dot}`} />
            {seriesLooks[name].word}
            <span className="ml-auto pl-3">{formatCount(bar.bucket[name])}</span>
          </p>
        ) : null,
      )}
      {bar.total === 0 ? <p className="text-faint">No requests</p> : null}
    </div>
  );
}

function periodOf(bar: Bar, bucketMs: number): string {
  const from = new Date(bar.bucket.time);
  const to = new Date(from.getTime() + bucketMs);
  const day = from.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });
  return `${day}, ${formatClock(from, 'hours')} – ${formatClock(to, 'hours')}`;
}

function describe(bar: Bar | undefined, bucketMs: number): string {
  if (bar === undefined) return 'No data';
  const parts = series
    .filter((name) => bar.bucket[name] > 0)
    .map((name) => `${formatCount(bar.bucket[name])} ${seriesLooks[name].word.toLowerCase()}`);
  return `${periodOf(bar, bucketMs)}: ${parts.length > 0 ? parts.join(', ') : 'no requests'}`;
}
