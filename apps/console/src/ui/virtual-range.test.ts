import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsInSight, rowsToDraw, scrollTopFor, spaceAbove, totalHeight } from './virtual-range.ts';

const view = fc
  .record({
    count: fc.integer({ min: 1, max: 3_000_000 }),
    height: fc.integer({ min: 100, max: 3_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ count, height, share }) => {
    const of = { count, height };
    return { ...of, scrollTop: Math.round(share * Math.max(0, totalHeight(of) - height)) };
  });

describe('the rows that are drawn', () => {
  test('have in them all rows in sight, and not many more', () => {
    fc.assert(
      fc.property(view, (of) => {
        const sight = rowsInSight(of);
        const drawn = rowsToDraw(of);
        expect(drawn.from).toBeLessThanOrEqual(sight.from);
        expect(drawn.to).toBeGreaterThanOrEqual(sight.to);
        expect(drawn.to - drawn.from).toBeLessThanOrEqual(of.height / 32 + 44);
        expect(sight.to).toBeLessThanOrEqual(of.count);
      }),
    );
  });

  test('stand where they are scrolled to, also in a list that is longer than a scrollbar can be', () => {
    fc.assert(
      fc.property(view, (of) => {
        const { from } = rowsInSight(of);
        const drawn = rowsToDraw(of);
        const top = spaceAbove(of, drawn) + (from - drawn.from) * 32;
        expect(Math.abs(top - of.scrollTop)).toBeLessThanOrEqual(32);
      }),
    );
  });

  test('reach every row, the last one too, within what a browser can scroll', () => {
    fc.assert(
      fc.property(view, fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
        const index = Math.floor(share * (of.count - 1));
        const scrollTop = scrollTopFor(index, of) ?? of.scrollTop;
        const { from, to } = rowsInSight({ ...of, scrollTop });
        expect(index).toBeGreaterThanOrEqual(from);
        expect(index).toBeLessThan(to);
        expect(totalHeight(of)).toBeLessThanOrEqual(12_000_001);
      }),
    );
  });
});
