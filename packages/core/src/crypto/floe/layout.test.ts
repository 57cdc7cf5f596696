import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { floeLayout } from './layout.ts';

const refused = (code: string) => expect.objectContaining({ code });
const segmentSizes = fc.integer({ min: 12, max: 20 }).map((bits) => 2 ** bits);

/** Sizes up to the largest that a payload of safe length can hold, and those about a multiple of a segment. */
const sizes = (segmentBytes: number) =>
  fc.oneof(
    fc.nat(5 * segmentBytes),
    fc.integer({ min: 0, max: Math.floor(Number.MAX_SAFE_INTEGER * 0.99) }).filter(addressable(segmentBytes)),
    fc
      .tuple(fc.nat(2 ** 32), fc.integer({ min: -1, max: 1 }))
      .map(([count, around]) => Math.max(0, count * (segmentBytes - 32) + around)),
  );

/** FLOE ends at 2^40 segments, which small segments reach before numbers stop being exact. */
const addressable = (segmentBytes: number) => (size: number) => size <= 2 ** 40 * (segmentBytes - 32);

describe('the layout', () => {
  test('finds the size of what it sealed, up to numbers that are no longer exact', () => {
    fc.assert(
      fc.property(
        segmentSizes.chain((bytes) => fc.tuple(fc.constant(bytes), sizes(bytes))),
        ([segmentBytes, size]) => {
          const layout = floeLayout(segmentBytes);
          const sealed = layout.sealedSize(size);
          expect(Number.isSafeInteger(sealed)).toBe(true);
          expect(layout.plainSize(sealed)).toBe(size);
          const last = layout.segmentCount(size) - 1;
          const lastBytes = sealed - layout.segmentOffset(last);
          expect(lastBytes).toBeGreaterThanOrEqual(32);
          expect(lastBytes).toBeLessThanOrEqual(segmentBytes);
          expect(BigInt(layout.segmentOffset(last))).toBe(74n + BigInt(last) * BigInt(segmentBytes));
          const exact = BigInt(last) * BigInt(layout.plaintextBytes) + BigInt(lastBytes - 32);
          expect(exact).toBe(BigInt(size));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('has 74 bytes of header, and 32 for every segment', () => {
    const layout = floeLayout();
    expect(layout).toMatchObject({ segmentBytes: 65_536, plaintextBytes: 65_504, headerBytes: 74 });
    expect(layout.sealedSize(0)).toBe(74 + 32);
    expect(layout.sealedSize(65_504)).toBe(74 + 65_536);
    expect(layout.sealedSize(65_505)).toBe(74 + 65_536 + 33);
    expect(layout.sealedSize(10 ** 12)).toBe(10 ** 12 + 74 + 32 * Math.ceil(10 ** 12 / 65_504));
  });

  test('reads an empty last segment behind a full one, which others may write', () => {
    expect(floeLayout().plainSize(74 + 65_536 + 32)).toBe(65_504);
  });

  test('refuses every length that no payload has', () => {
    const layout = floeLayout(4096);
    for (let rest = 0; rest < 32; rest++) {
      expect(() => layout.plainSize(74 + rest)).toThrow(refused('core/sealed-truncated'));
      if (rest > 0) {
        expect(() => layout.plainSize(74 + 4096 + rest)).toThrow(refused('core/sealed-truncated'));
      }
    }
    for (let short = 0; short < 74; short++) {
      expect(() => layout.plainSize(short)).toThrow(refused('core/sealed-truncated'));
    }
  });

  test('refuses what cannot be addressed: 2^40 segments, inexact and impossible sizes', () => {
    const layout = floeLayout(4096);
    const most = 2 ** 40 * 4064;
    expect(layout.segmentCount(most)).toBe(2 ** 40);
    for (const size of [most + 1, Number.MAX_SAFE_INTEGER, 2 ** 53, -1, 0.5, Number.NaN]) {
      expect(() => layout.sealedSize(size)).toThrow(refused('core/sealed-options-invalid'));
    }
    expect(() => floeLayout(2 ** 20).sealedSize(Number.MAX_SAFE_INTEGER - 74)).toThrow(
      refused('core/sealed-options-invalid'),
    );
    expect(() => layout.plainSize(74 + 2 ** 40 * 4096 + 32)).toThrow(refused('core/sealed-truncated'));
  });

  test.each([0, 1, 2048, 4095, 4097, 6144, 2 ** 21, -4096, 4096.5, Number.NaN, Infinity])(
    'refuses segments of %d bytes',
    (segmentBytes) => {
      expect(() => floeLayout(segmentBytes)).toThrow(refused('core/sealed-options-invalid'));
    },
  );
});
