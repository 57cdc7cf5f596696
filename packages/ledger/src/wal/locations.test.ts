import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Locations } from './locations.ts';
import { segmentName } from './segments.ts';

const segment = (first: number) => ({ name: segmentName(first), first });

test('finds every entry that was not forgotten in its segment, and no other', () => {
  const runs = fc.array(fc.integer({ min: 1, max: 6000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.nat(10_000), runs, fc.double({ min: 0, max: 1, noNaN: true }), (first, sizes, share) => {
      const locations = new Locations(first);
      const starts: number[] = [];
      let size = first;
      for (const count of sizes) {
        starts.push(size);
        const current = segment(size);
        for (let i = 0; i < count; i++) locations.push(current, 8 * size++);
      }
      const kept = first + Math.floor((size - first) * share);
      locations.forget(kept);
      expect(locations.segments.map((each) => each.first)).toEqual(
        starts.filter((_, i) => (starts[i + 1] ?? Number.POSITIVE_INFINITY) > kept),
      );
      for (let index = Math.max(0, first - 2); index < size + 2; index += index % 97 === 0 ? 1 : 13) {
        const holder = starts.findLast((start) => start <= index) ?? 0;
        const expected =
          index >= kept && index < size ? { segment: segment(holder), offset: 8 * index } : undefined;
        expect(locations.of(index)).toEqual(expected);
      }
    }),
    { numRuns: 40 },
  );
});
