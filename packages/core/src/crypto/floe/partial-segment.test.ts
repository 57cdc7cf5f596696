import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PartialSegment } from './partial-segment.ts';

const size = 40;

test('knows at every step which bytes have come, and has them', () => {
  const puts = fc.array(
    fc.record({ start: fc.nat(size - 1), bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }) }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(puts, (steps) => {
      const partial = new PartialSegment(size);
      const model: (number | undefined)[] = Array.from({ length: size }, () => undefined);
      for (const { start, bytes: all } of steps) {
        const bytes = all.subarray(0, size - start);
        const end = start + bytes.length;
        const overlaps = model.slice(start, end).some((byte) => byte !== undefined);
        expect(partial.overlaps(start, end)).toBe(overlaps);
        if (overlaps) continue;
        partial.put(start, bytes);
        for (const [index, byte] of bytes.entries()) model[start + index] = byte;
        const known = model.filter((byte) => byte !== undefined).length;
        for (let length = 0; length <= size; length++) {
          const exact = known === length && model.slice(0, length).every((byte) => byte !== undefined);
          expect(partial.isExactly(length)).toBe(exact);
        }
      }
      expect([...partial.first(size)]).toEqual(model.map((byte) => byte ?? 0));
    }),
    { numRuns: 300 },
  );
});

test('is exactly nothing before any byte has come', () => {
  expect(new PartialSegment(size).isExactly(0)).toBe(true);
  expect(new PartialSegment(size).isExactly(1)).toBe(false);
});

test('is overwritten when it is wiped', () => {
  const partial = new PartialSegment(size);
  partial.put(3, Uint8Array.of(1, 2, 3));
  const held = partial.first(size);
  partial.wipe();
  expect(held).toEqual(new Uint8Array(size));
});
