import type { Bar } from './bar-layout.ts';
import type { ChartSeries } from './series.ts';

/** The numbers of one bar beside it, on the side where there is room. */
export function Readout<Series extends string>({
  bar,
  series,
  period,
  left,
  width,
}: {
  bar: Bar<Series>;
  series: ChartSeries<Series>;
  /** The stretch of time in words. */
  period: string;
  /** Where the bar begins. */
  left: number;
  /** Of the whole chart. */
  width: number;
}) {
  const right = left > width / 2;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 z-10 min-w-36 rounded-md border border-line-strong bg-raised px-2.5 py-1.5 text-sm shadow-pop"
      style={right ? { right: width - left + 8 } : { left: left + bar.width + 8 }}
    >
      <p className="whitespace-nowrap text-muted">{period}</p>
      {series.looks.toReversed().map(({ id, word, dot }) =>
        bar.bucket.values[id] > 0 ? (
          <p key={id} className="flex items-center gap-2">
            <span className={`size-2 rounded-sm ${dot}`} />
            {word}
            <span className="ml-auto pl-3">{series.format(bar.bucket.values[id])}</span>
          </p>
        ) : null,
      )}
      {bar.total === 0 ? <p className="text-faint">{series.none}</p> : null}
    </div>
  );
}
