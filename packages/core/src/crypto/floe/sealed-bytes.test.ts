import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { floeLayout } from './layout.ts';
import { sealBytes, unsealBytes } from './sealed-bytes.ts';
import { beginFloe } from './sealer.ts';

const key = randomBytes(32);
const aad = Buffer.from('here');
const full = 4096 - 32;
const refused = (code: string) => expect.objectContaining({ code });

describe('bytes in memory', () => {
  test.each([0, 1, full - 1, full, full + 1, 2 * full - 1, 2 * full, 2 * full + 1, 10 * full])(
    'open again, %d of them',
    (length) => {
      const plaintext = randomBytes(length);
      const sealed = sealBytes(key, aad, plaintext, { segmentBytes: 4096 });
      expect(sealed).toHaveLength(floeLayout(4096).sealedSize(length));
      expect(Buffer.from(unsealBytes(key, aad, sealed)).equals(plaintext)).toBe(true);
    },
  );

  test('open again for any size of segment, and leave what they were made from alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 20 }), fc.nat(300_000), (bits, length) => {
        const plaintext = randomBytes(length);
        const before = Buffer.from(plaintext);
        const sealed = sealBytes(key, aad, plaintext, { segmentBytes: 2 ** bits });
        const sealedBefore = Buffer.from(sealed);
        expect(before.equals(unsealBytes(key, aad, sealed))).toBe(true);
        expect(before.equals(plaintext)).toBe(true);
        expect(sealedBefore.equals(sealed)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('are in segments of 64 KiB unless told otherwise', () => {
    expect(sealBytes(key, aad, new Uint8Array(70_000))).toHaveLength(74 + 65_536 + 32 + 70_000 - 65_504);
  });

  test('are another payload each time', () => {
    const sealed = new Set(
      Array.from({ length: 100 }, () => Buffer.from(sealBytes(key, aad, new Uint8Array(8))).toString('hex')),
    );
    expect(sealed.size).toBe(100);
  });

  test('open with an empty last segment behind a full one, as others may write it', () => {
    const sealer = beginFloe(key, aad, { segmentBytes: 4096 });
    const sealed = new Uint8Array(74 + 4096 + 32);
    sealed.set(sealer.header);
    sealer.sealInto(0, new Uint8Array(full).fill(5), false, sealed, 74);
    sealer.sealInto(1, new Uint8Array(0), true, sealed, 74 + 4096);
    expect(unsealBytes(key, aad, sealed)).toEqual(new Uint8Array(full).fill(5));
  });

  test('that are no payload are refused as such', () => {
    for (const length of [0, 1, 73]) {
      expect(() => unsealBytes(key, aad, new Uint8Array(length))).toThrow(refused('core/sealed-malformed'));
    }
    expect(() => unsealBytes(key, aad, randomBytes(500))).toThrow(refused('core/sealed-malformed'));
    const { header } = beginFloe(key, aad);
    expect(() => unsealBytes(key, aad, header)).toThrow(refused('core/sealed-truncated'));
  });
});
