import type { OverviewReply } from 'ringwall';

type Bucket = OverviewReply['buckets'][number];
type Window = Pick<OverviewReply, 'from' | 'to' | 'bucketMs' | 'buckets'>;

/** From the bottom of a bar to its top: what matters most is on top, where the eye compares. */
export const series = ['allow', 'flag', 'redact', 'block', 'failed'] as const;
export type Series = (typeof series)[number];

export interface Segment {
  readonly series: Series;
  readonly y: number;
  readonly height: number;
}

export interface Bar {
  readonly bucket: Bucket;
  readonly total: number;
  readonly x: number;
  readonly width: number;
  readonly segments: readonly Segment[];
}

/** Every bucket of the window, also those in which nothing happened, which the server may leave out. */
export function wholeWindow({ from, to, bucketMs, buckets }: Window): Bucket[] {
  const known = new Map(buckets.map((bucket) => [Date.parse(bucket.time), bucket]));
  const whole: Bucket[] = [];
  for (let time = Date.parse(from); time < Date.parse(to); time += bucketMs) {
    const empty = { time: new Date(time).toISOString(), allow: 0, flag: 0, redact: 0, block: 0, failed: 0 };
    whole.push(known.get(time) ?? empty);
  }
  return whole;
}

/** Lays stacked bars into `width` by `height` pixels, bottom at `height`, scaled to `max`. */
export function layOutBars(
  buckets: readonly Bucket[],
  size: { readonly width: number; readonly height: number; readonly max: number },
): Bar[] {
  const step = size.width / Math.max(1, buckets.length);
  const gap = step >= 6 ? 2 : step >= 3 ? 1 : 0;
  return buckets.map((bucket, i) => {
    let y = size.height;
    const segments: Segment[] = [];
    for (const name of series) {
      const value = bucket[name];
      if (value <= 0) continue;
      // One blocked request among thousands must still be seen.
      const height = Math.max(1.5, (value / size.max) * size.height);
      y -= height;
      segments.push({ series: name, y, height });
    }
    return {
      bucket,
      total: totalOf(bucket),
      x: i * step + gap / 2,
      width: Math.max(1, step - gap),
      segments,
    };
  });
}

export function totalOf(bucket: Bucket): number {
  return series.reduce((sum, name) => sum + bucket[name], 0);
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
 * Which buckets get a label, as indexes: spread evenly over hours, at the first bucket of each local day over days;
 * never more than one for each `minGapPx`.
 */
export function labelled(
  times: readonly Date[],
  options: { readonly width: number; readonly minGapPx: number; readonly span: 'hours' | 'days' },
): number[] {
  const candidates = times.flatMap((time, i) => {
    const newDay = i > 0 && time.getDate() !== times[i - 1]?.getDate();
    return options.span === 'hours' || newDay ? [i] : [];
  });
  const fit = Math.max(1, Math.floor(options.width / options.minGapPx));
  const every = Math.max(1, Math.ceil(candidates.length / fit));
  return candidates.filter((_, position) => position % every === 0);
}
