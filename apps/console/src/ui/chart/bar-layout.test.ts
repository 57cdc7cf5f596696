import { describe, expect, test } from 'vitest';
import { labelled, layOutBars, niceMax, totalOf, wholeWindow } from './bar-layout.ts';

const series = ['allow', 'flag', 'redact', 'block', 'failed'] as const;
const nothing = { allow: 0, flag: 0, redact: 0, block: 0, failed: 0 };
const bucket = (counts: Partial<Record<(typeof series)[number], number>>) => ({
  time: '2026-01-01T00:00:00.000Z',
  values: { ...nothing, ...counts },
});
const lay = (buckets: readonly ReturnType<typeof bucket>[], max: number) =>
  layOutBars(buckets, series, { width: 100, height: 80, max });

describe('stacked bars', () => {
  test('stand on the ground, one segment on the other, in proportion', () => {
    const [bar] = lay([bucket({ allow: 6, block: 2 })], 10);
    expect(bar?.segments).toEqual([
      { series: 'allow', y: 32, height: 48 },
      { series: 'block', y: 16, height: 16 },
    ]);
    expect(bar?.total).toBe(8);
  });

  test('share the width without touching', () => {
    const bars = lay([bucket({}), bucket({ allow: 1 })], 4);
    expect(bars.map(({ x, width }) => [x, width])).toEqual([
      [1, 48],
      [51, 48],
    ]);
  });

  test('show a single blocked request among thousands', () => {
    const [bar] = lay([bucket({ allow: 9_999, block: 1 })], 10_000);
    expect(bar?.segments.at(-1)?.height).toBeGreaterThanOrEqual(1.5);
  });

  test('count everything once', () => {
    expect(totalOf(bucket({ allow: 1, flag: 2, redact: 3, block: 4, failed: 5 }), series)).toBe(15);
  });
});

describe('the window', () => {
  test('is whole, also where the server left out what was empty', () => {
    const from = Date.UTC(2026, 0, 1);
    const at = (minutes: number) => new Date(from + minutes * 60_000).toISOString();
    const known = { ...bucket({ allow: 3 }), time: at(20) };
    const whole = wholeWindow({ from: at(0), to: at(40), bucketMs: 600_000, buckets: [known] }, nothing);
    expect(whole.map(({ time, values }) => [time, values.allow])).toEqual([
      [at(0), 0],
      [at(10), 0],
      [at(20), 3],
      [at(30), 0],
    ]);
  });
});

describe('the axes', () => {
  const dayOf = (time: Date) => time.toDateString();

  test('end on a round number not below the largest bar, whose half is a whole one', () => {
    expect([0, 1, 4, 5, 9, 21, 50, 51, 1_234].map(niceMax)).toEqual([4, 4, 4, 6, 10, 30, 50, 60, 2_000]);
  });

  test('carry no more labels than fit', () => {
    const minutes = Array.from({ length: 60 }, (_, i) => new Date(2026, 0, 1, 12, i));
    const at = (width: number) => labelled(minutes, { width, minGapPx: 100, span: 'hours', dayOf });
    expect(at(600)).toEqual([0, 10, 20, 30, 40, 50]);
    expect(at(10)).toEqual([0]);
    expect(labelled([], { width: 600, minGapPx: 100, span: 'hours', dayOf })).toEqual([]);
  });

  test('name each day once, where it begins', () => {
    const times = Array.from({ length: 12 }, (_, i) => new Date(2026, 0, 1, 12 + i * 7));
    const days = labelled(times, { width: 600, minGapPx: 50, span: 'days', dayOf });
    expect(days.map((i) => times[i]?.getDate())).toEqual([2, 3, 4]);
  });
});
