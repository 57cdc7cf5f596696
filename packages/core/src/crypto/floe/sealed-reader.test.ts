import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { sealBytes } from './sealed-bytes.ts';
import { openSealedReader, type RandomAccessSource } from './sealed-reader.ts';
import { beginFloe } from './sealer.ts';
import { patternAt, sparsePayload } from './testing/sparse-payload.ts';

const key = randomBytes(32);
const aad = Buffer.from('here');
const full = 4096 - 32;
const refused = (code: string) => expect.objectContaining({ code });

interface CountedSource extends RandomAccessSource {
  readonly reads: { readonly offset: number; readonly length: number }[];
}

function sourceOf(bytes: Uint8Array): CountedSource {
  const reads: { offset: number; length: number }[] = [];
  return {
    size: bytes.length,
    reads,
    read: async (offset, length) => {
      reads.push({ offset, length });
      return bytes.subarray(offset, offset + length);
    },
  };
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}

describe('reading anywhere', () => {
  const plaintext = Buffer.from(randomBytes(20 * full + 77));
  const sealed = sealBytes(key, aad, plaintext, { segmentBytes: 4096 });

  test('gives the bytes of any range, in any order, with any cache, many at once', async () => {
    const ranges = fc.array(fc.tuple(fc.nat(21 * full), fc.nat(6 * full)), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(ranges, fc.nat(100_000), async (asked, cacheBytes) => {
        const reader = await openSealedReader(sourceOf(sealed), key, aad, { cacheBytes });
        expect(reader.size).toBe(plaintext.length);
        const read = await Promise.all(asked.map(([offset, length]) => reader.read(offset, length)));
        for (const [index, [offset, length]] of asked.entries()) {
          const expected = plaintext.subarray(offset, offset + length);
          if (!expected.equals(read[index] ?? new Uint8Array(1))) expect.fail(`${offset}, ${length}`);
        }
      }),
      { numRuns: 80 },
    );
  });

  test('stops where the plaintext does', async () => {
    const reader = await openSealedReader(sourceOf(sealed), key, aad);
    expect(await reader.read(plaintext.length, 10)).toHaveLength(0);
    expect(await reader.read(plaintext.length + 10_000, 10)).toHaveLength(0);
    expect(await reader.read(plaintext.length - 3, Number.MAX_SAFE_INTEGER)).toHaveLength(3);
    expect(await reader.read(5, 0)).toHaveLength(0);
    for (const [offset, length] of [
      [-1, 5],
      [0, -1],
      [0.5, 1],
      [0, Number.NaN],
    ] as const) {
      await expect(reader.read(offset, length)).rejects.toEqual(refused('core/sealed-misused'));
      await expect(collect(reader.stream(offset, length))).rejects.toEqual(refused('core/sealed-misused'));
    }
  });

  test('streams a range, in pieces of at most 1 MiB', async () => {
    const large = Buffer.from(randomBytes(3_500_000));
    const reader = await openSealedReader(sourceOf(sealBytes(key, aad, large)), key, aad);
    expect((await collect(reader.stream())).equals(large)).toBe(true);
    expect((await collect(reader.stream(70_000))).equals(large.subarray(70_000))).toBe(true);
    const range = await collect(reader.stream(1_000_001, 1_234_567));
    expect(range.equals(large.subarray(1_000_001, 2_234_568))).toBe(true);
    expect(await collect(reader.stream(large.length, 5))).toHaveLength(0);
    for await (const piece of reader.stream()) expect(piece.length).toBeLessThanOrEqual(1_048_576);
  });

  test.each([0, 1, full, 2 * full])('reads all of %d bytes', async (length) => {
    const text = Buffer.from(randomBytes(length));
    const source = sourceOf(sealBytes(key, aad, text, { segmentBytes: 4096 }));
    const reader = await openSealedReader(source, key, aad);
    expect(reader.size).toBe(length);
    expect(text.equals(await reader.read(0, length + 1))).toBe(true);
    expect((await collect(reader.stream())).equals(text)).toBe(true);
  });

  test('reads a payload that ends with an empty segment behind a full one', async () => {
    const sealer = beginFloe(key, aad, { segmentBytes: 4096 });
    const payload = new Uint8Array(74 + 4096 + 32);
    payload.set(sealer.header);
    sealer.sealInto(0, new Uint8Array(full).fill(5), false, payload, 74);
    sealer.sealInto(1, new Uint8Array(0), true, payload, 74 + 4096);
    const reader = await openSealedReader(sourceOf(payload), key, aad);
    expect(reader.size).toBe(full);
    expect(await reader.read(full - 1, 9)).toEqual(Uint8Array.of(5));
  });
});

describe('the source', () => {
  const plaintext = Buffer.from(randomBytes(40 * 65_504));
  const sealed = sealBytes(key, aad, plaintext);

  test('is asked for header and last segment first, and for no more to open', async () => {
    const source = sourceOf(sealed);
    await openSealedReader(source, key, aad);
    expect(source.reads).toEqual([
      { offset: 0, length: 74 },
      { offset: 74 + 39 * 65_536, length: 65_536 },
    ]);
  });

  test('is not asked again for a segment that was read in part', async () => {
    const source = sourceOf(sealed);
    const reader = await openSealedReader(source, key, aad);
    for (let offset = 0; offset < 60_000; offset += 4096) await reader.read(offset, 4096);
    expect(source.reads).toHaveLength(3);
    await reader.read(39 * 65_504 + 5, 10);
    expect(source.reads).toHaveLength(3);
  });

  test('is asked for many segments at once, but for at most 1 MiB', async () => {
    const source = sourceOf(sealed);
    const reader = await openSealedReader(source, key, aad);
    source.reads.length = 0;
    expect(plaintext.subarray(10, 30 * 65_504).equals(await reader.read(10, 30 * 65_504 - 10))).toBe(true);
    expect(source.reads.map(({ length }) => length)).toEqual([1_048_576, 14 * 65_536]);
  });

  test('is not asked for what is held in the middle of a range', async () => {
    const source = sourceOf(sealed);
    const reader = await openSealedReader(source, key, aad);
    await reader.read(2 * 65_504, 10);
    source.reads.length = 0;
    await reader.read(0, 5 * 65_504);
    expect(source.reads).toEqual([
      { offset: 74, length: 2 * 65_536 },
      { offset: 74 + 3 * 65_536, length: 2 * 65_536 },
    ]);
  });

  test('is told of the signal', async () => {
    const told: (AbortSignal | undefined)[] = [];
    const source: RandomAccessSource = {
      size: sealed.length,
      read: async (offset, length, signal) => {
        told.push(signal);
        return sealed.subarray(offset, offset + length);
      },
    };
    const { signal } = new AbortController();
    const reader = await openSealedReader(source, key, aad, { signal });
    await reader.read(0, 10, signal);
    for await (const piece of reader.stream(70_000, 10, signal)) expect(piece).toHaveLength(10);
    expect(told).toEqual([signal, signal, signal, signal]);
  });

  test('that grew shorter, or gives too little or too much, is refused', async () => {
    const short = { size: sealed.length, read: async () => new Uint8Array(10) };
    await expect(openSealedReader(short, key, aad)).rejects.toEqual(refused('core/sealed-truncated'));
    let extra = 0;
    const odd = {
      size: sealed.length,
      read: async (offset: number, length: number) => sealed.subarray(offset, offset + length + extra),
    };
    const reader = await openSealedReader(odd, key, aad);
    extra = 1;
    await expect(reader.read(0, 10)).rejects.toEqual(refused('core/sealed-truncated'));
    extra = -1;
    await expect(reader.read(0, 10)).rejects.toEqual(refused('core/sealed-truncated'));
  });

  test('that fails, fails the read alone; the next one succeeds', async () => {
    let broken = false;
    const source = sourceOf(sealed);
    const flaky: RandomAccessSource = {
      size: source.size,
      read: (offset, length) =>
        broken ? Promise.reject(new Error('the network is down')) : source.read(offset, length),
    };
    const reader = await openSealedReader(flaky, key, aad);
    broken = true;
    await expect(reader.read(0, 10)).rejects.toThrow('the network is down');
    broken = false;
    expect(plaintext.subarray(0, 10).equals(await reader.read(0, 10))).toBe(true);
  });

  test('is asked for nothing once the signal says so', async () => {
    const source = sourceOf(sealed);
    const reader = await openSealedReader(source, key, aad);
    const reads = source.reads.length;
    await expect(reader.read(0, 10, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    expect(source.reads).toHaveLength(reads);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(openSealedReader(source, key, aad, { signal })).rejects.toThrow('enough');
  });
});

describe('a closed reader', () => {
  test('gives nothing out, of what it held or of what is on its way', async () => {
    const sealed = sealBytes(key, aad, randomBytes(3 * 65_504));
    const reader = await openSealedReader(sourceOf(sealed), key, aad);
    await reader.read(0, 10);
    const underWay = reader.read(65_504, 10);
    reader.close();
    await expect(underWay).rejects.toEqual(refused('core/sealed-misused'));
    await expect(reader.read(0, 10)).rejects.toEqual(refused('core/sealed-misused'));
  });

  test('does not take back what it gave', async () => {
    const sealed = sealBytes(key, aad, Buffer.from('what it gave'));
    const reader = await openSealedReader(sourceOf(sealed), key, aad);
    const bytes = await reader.read(0, 12);
    reader.close();
    expect(Buffer.from(bytes).toString()).toBe('what it gave');
  });
});

describe('a terabyte and more', () => {
  const tera = 10 ** 12;

  test.each([
    { size: tera, segmentBytes: 65_536 },
    { size: 2 ** 40 + 1, segmentBytes: 65_536 },
    { size: 4 * tera, segmentBytes: 4_096 },
    { size: 2 ** 52, segmentBytes: 2 ** 20 },
  ])('is read at any offset: $size bytes in segments of $segmentBytes', async ({ size, segmentBytes }) => {
    const source = sparsePayload({ key, aad, size, segmentBytes });
    const reader = await openSealedReader(source, key, aad);
    expect(reader.size).toBe(size);
    // Where the AES key changes, every 2^20 segments.
    const changes = Math.floor(size / (2 ** 20 * (segmentBytes - 32)));
    const offsets = fc.oneof(
      fc.integer({ min: 0, max: size - 1 }),
      fc
        .tuple(fc.nat(changes), fc.integer({ min: -50, max: 50 }))
        .map(([change, around]) => Math.max(0, change * 2 ** 20 * (segmentBytes - 32) + around)),
      fc.nat(100).map((before) => size - 1 - before),
    );
    await fc.assert(
      fc.asyncProperty(offsets, fc.nat(100), async (offset, length) => {
        const bytes = await reader.read(offset, length);
        const expected = Array.from({ length: Math.max(0, Math.min(length, size - offset)) }, (_, index) =>
          patternAt(offset + index, segmentBytes - 32),
        );
        expect([...bytes]).toEqual(expected);
      }),
      { numRuns: segmentBytes > 65_536 ? 15 : 60 },
    );
  });
});
