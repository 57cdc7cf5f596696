import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barWindow, windowQuery } from './time-window.ts';

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 0, 31, 12, 34, 56);
const read = (query: Readonly<Record<string, string>>) => barWindow(windowQuery.parse(query), nowMs);

describe('the window of an overview', () => {
  test('is the last day by the hour where nothing is asked', () => {
    expect(read({})).toEqual({
      fromMs: Date.UTC(2026, 0, 30, 13),
      toMs: Date.UTC(2026, 0, 31, 13),
      bucketMs: hourMs,
    });
  });

  test.each([
    ['1', 60_000],
    ['6', 10 * 60_000],
    ['12', hourMs],
    ['24', hourMs],
    ['168', 3 * hourMs],
    ['720', 12 * hourMs],
    ['2208', 48 * hourMs],
  ])('of %s hours has bars of %i milliseconds', (hours, bucketMs) => {
    expect(read({ hours }).bucketMs).toBe(bucketMs);
  });

  test('takes an exact beginning and end, widened to whole bars', () => {
    const window = read({ from: '2026-01-31T10:00:30Z', to: '2026-01-31T11:00:10+00:00' });
    expect(window).toEqual({
      fromMs: Date.UTC(2026, 0, 31, 10),
      toMs: Date.UTC(2026, 0, 31, 11, 1),
      bucketMs: 60_000,
    });
  });

  test.each([
    { from: '2026-01-31T10:00:00Z', to: '2026-01-31T10:00:00Z' },
    { from: '2026-01-31T10:00:00Z', to: '2025-01-31T10:00:00Z' },
    { from: '2020-01-31T10:00:00Z', to: '2026-01-31T10:00:00Z' },
    { from: 'yesterday' },
    { hours: '0' },
    { hours: '1e9' },
    { since: '1' },
  ])('refuses %j', (query) => {
    expect(windowQuery.safeParse(query).success).toBe(false);
  });

  test('always has bars, holds what was asked for, and of half a day and more is of whole hours', () => {
    const minutes = fc.integer({ min: 1, max: 92 * 24 * 60 });
    fc.assert(
      fc.property(fc.nat(1e9), minutes, fc.boolean(), (seconds, length, isUntilNow) => {
        const toMs = isUntilNow ? nowMs : nowMs - seconds * 1000;
        const fromMs = toMs - length * 60_000;
        const window = read({
          from: new Date(fromMs).toISOString(),
          ...(!isUntilNow && { to: new Date(toMs).toISOString() }),
        });
        const bars = (window.toMs - window.fromMs) / window.bucketMs;
        expect(Number.isInteger(bars) && bars >= 1 && bars <= 63).toBe(true);
        expect(window.fromMs <= fromMs && window.toMs >= toMs).toBe(true);
        if (length >= 12 * 60) expect(window.bucketMs % hourMs).toBe(0);
      }),
    );
  });
});
