/** What one stretch of time has of each series. */
export interface Bucket<Series extends string> {
  /** Its beginning, RFC 3339. */
  readonly time: string;
  readonly values: Readonly<Record<Series, number>>;
}

export interface Segment<Series extends string> {
  readonly series: Series;
  readonly y: number;
  readonly height: number;
}

export interface Bar<Series extends string> {
  readonly bucket: Bucket<Series>;
  readonly total: number;
  readonly x: number;
  readonly width: number;
  readonly segments: readonly Segment<Series>[];
}

/** Every bucket of the window, also those in which nothing happened, which the server may leave out. */
export function wholeWindow<Series extends string>(
  window: {
    readonly from: string;
    readonly to: string;
    readonly bucketMs: number;
    readonly buckets: readonly Bucket<Series>[];
  },
  nothing: Readonly<Record<Series, number>>,
): Bucket<Series>[] {
  const known = new Map(window.buckets.map((bucket) => [Date.parse(bucket.time), bucket]));
  const whole: Bucket<Series>[] = [];
  for (let time = Date.parse(window.from); time < Date.parse(window.to); time += window.bucketMs) {
    whole.push(known.get(time) ?? { time: new Date(time).toISOString(), values: nothing });
  }
  return whole;
}

/** Lays stacked bars into `width` by `height` pixels, bottom at `height`, scaled to `max`; the first series is lowest. */
export function layOutBars<Series extends string>(
  buckets: readonly Bucket<Series>[],
  series: readonly Series[],
  size: { readonly width: number; readonly height: number; readonly max: number },
): Bar<Series>[] {
  const step = size.width / Math.max(1, buckets.length);
  const gap = step >= 6 ? 2 : step >= 3 ? 1 : 0;
  return buckets.map((bucket, i) => {
    let y = size.height;
    const segments: Segment<Series>[] = [];
    for (const name of series) {
      const value = bucket.values[name];
      if (value <= 0) continue;
      // One blocked request among thousands must still be seen.
      const height = Math.max(1.5, (value / size.max) * size.height);
      y -= height;
      segments.push({ series: name, y, height });
    }
    return {
      bucket,
      total: totalOf(bucket, series),
      x: i * step + gap / 2,
      width: Math.max(1, step - gap),
      segments,
    };
  });
}

export function totalOf<Series extends string>(bucket: Bucket<Series>, series: readonly Series[]): number {
  return series.reduce((sum, name) => sum + bucket.values[name], 0);
}

/** The next round number that is not below `value`, at least 4 and even: half of it is a line of the chart, too. */
export function niceMax(value: number): number {
  for (let power = 1; ; power *= 10) {
    for (const digit of [1, 2, 3, 4, 5, 6, 8]) {
      const candidate = digit * power;
      if (candidate >= value && candidate >= 4 && candidate % 2 === 0) return candidate;
    }
  }
}

/**
 * Which buckets get a label, as indexes: spread evenly over hours, at the first bucket of each day (as `dayOf` names
 * it) over days; never more than one for each `minGapPx`.
 */
export function labelled(
  times: readonly Date[],
  options: {
    readonly width: number;
    readonly minGapPx: number;
    readonly span: 'hours' | 'days';
    readonly dayOf: (time: Date) => string;
  },
): number[] {
  const { dayOf } = options;
  const candidates = times.flatMap((time, i) => {
    const before = times[i - 1];
    const newDay = before !== undefined && dayOf(time) !== dayOf(before);
    return options.span === 'hours' || newDay ? [i] : [];
  });
  const fit = Math.max(1, Math.floor(options.width / options.minGapPx));
  const every = Math.max(1, Math.ceil(candidates.length / fit));
  return candidates.filter((_, position) => position % every === 0);
}
