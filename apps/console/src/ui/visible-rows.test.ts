import { describe, expect, test } from 'vitest';
import { visibleRows } from './visible-rows.ts';

describe('the rows to draw', () => {
  test('are those in sight and a few around them', () => {
    expect(visibleRows({ scrollTop: 3_200, height: 320, rowHeight: 32, count: 1_000 })).toEqual({
      from: 92,
      to: 118,
    });
  });

  test('stay within the list at both ends', () => {
    expect(visibleRows({ scrollTop: 0, height: 320, rowHeight: 32, count: 5 })).toEqual({ from: 0, to: 5 });
    expect(visibleRows({ scrollTop: 31_900, height: 320, rowHeight: 32, count: 1_000 }).to).toBe(1_000);
    expect(visibleRows({ scrollTop: 0, height: 0, rowHeight: 32, count: 0 })).toEqual({ from: 0, to: 0 });
  });

  test('are some even after a long list became short under the scroll position', () => {
    const { from, to } = visibleRows({ scrollTop: 31_900, height: 320, rowHeight: 32, count: 20 });
    expect(to - from).toBeGreaterThan(0);
  });
});
