import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { floeLayout } from './layout.ts';
import { unsealBytes } from './sealed-bytes.ts';
import { createSealedWriter, type RandomAccessSink } from './sealed-writer.ts';

const key = randomBytes(32);
const aad = Buffer.from('here');
const segmentBytes = 4096;
const full = segmentBytes - 32;
const misused = expect.objectContaining({ code: 'core/sealed-misused' });

interface MemorySink extends RandomAccessSink {
  /** Where each write began, in order. */
  readonly offsets: number[];
  contents(): Buffer;
}

/** Takes writes after a turn of the event loop, and none that touches what was written before. */
function memorySink(): MemorySink {
  const pieces: { offset: number; bytes: Buffer }[] = [];
  return {
    offsets: [],
    async write(offset, bytes) {
      const copy = Buffer.from(bytes);
      this.offsets.push(offset);
      await new Promise(setImmediate);
      for (const piece of pieces) {
        const apart = offset >= piece.offset + piece.bytes.length || piece.offset >= offset + copy.length;
        if (!apart) throw new Error(`${offset} was written twice`);
      }
      pieces.push({ offset, bytes: copy });
    },
    contents() {
      return Buffer.concat(pieces.toSorted((a, b) => a.offset - b.offset).map(({ bytes }) => bytes));
    },
  };
}

/** A plaintext cut into pieces, in some order. */
const jumbles = fc
  .record({
    length: fc.oneof(fc.nat(30_000), fc.constantFrom(0, 1, full, full + 1, 2 * full, 5 * full)),
    cuts: fc.array(
      fc.oneof(
        fc.nat(30_000),
        fc.nat(7).map((n) => n * full),
      ),
      { maxLength: 12 },
    ),
    keys: fc.array(fc.nat(), { minLength: 14, maxLength: 14 }),
  })
  .map(({ length, cuts, keys }) => {
    const edges = [...new Set([0, ...cuts.filter((cut) => cut < length), length])].toSorted((a, b) => a - b);
    const ranges = edges.slice(1).map((end, index) => ({ start: edges[index] ?? 0, end }));
    return { length, ranges: ranges.toSorted((a, b) => order(keys, a.start) - order(keys, b.start)) };
  });

const order = (keys: readonly number[], start: number) => ((keys[start % 14] ?? 0) * 31 + start) % 97;

describe('writing in any order', () => {
  test('seals every byte once, whether writes wait for each other or not', async () => {
    await fc.assert(
      fc.asyncProperty(jumbles, fc.boolean(), async ({ length, ranges }, oneByOne) => {
        const plaintext = Buffer.from(randomBytes(length));
        const sink = memorySink();
        const writer = createSealedWriter(sink, key, aad, { segmentBytes });
        const writes: Promise<void>[] = [];
        for (const { start, end } of ranges) {
          const write = writer.write(start, plaintext.subarray(start, end));
          writes.push(write);
          if (oneByOne) await write;
        }
        await Promise.all(writes);
        const { sealedSize } = await writer.finish(length);
        expect(sealedSize).toBe(floeLayout(segmentBytes).sealedSize(length));
        const sealed = sink.contents();
        expect(sealed).toHaveLength(sealedSize);
        expect(plaintext.equals(unsealBytes(key, aad, sealed))).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  test('writes the header last: what was not finished is no payload', async () => {
    const sink = memorySink();
    const writer = createSealedWriter(sink, key, aad, { segmentBytes });
    await writer.write(0, new Uint8Array(3 * full));
    expect(sink.offsets).toEqual([74, 74 + segmentBytes]);
    await writer.finish(3 * full);
    expect(sink.offsets.slice(2)).toEqual([74 + 2 * segmentBytes, 0]);
  });

  test('puts segments far out where the layout says', async () => {
    const sink = memorySink();
    const writer = createSealedWriter(sink, key, aad, { segmentBytes });
    for (const position of [2 ** 20, 2 ** 33, 2 ** 39]) {
      await writer.write(position * full, new Uint8Array(full));
      await writer.write((position + 1) * full, Uint8Array.of(1));
      expect(sink.offsets.at(-1)).toBe(74 + position * segmentBytes);
    }
    await expect(writer.write(2 ** 40 * full, Uint8Array.of(1))).rejects.toEqual(
      expect.objectContaining({ code: 'core/sealed-options-invalid' }),
    );
  });

  test('seals nothing at all as one empty segment', async () => {
    const sink = memorySink();
    const { sealedSize } = await createSealedWriter(sink, key, aad).finish(0);
    expect(sealedSize).toBe(74 + 32);
    expect(unsealBytes(key, aad, sink.contents())).toHaveLength(0);
  });
});

describe('refused, with nothing taken:', () => {
  test('a byte that was written before, sealed or not', async () => {
    const plaintext = Buffer.from(randomBytes(3 * full));
    const sink = memorySink();
    const writer = createSealedWriter(sink, key, aad, { segmentBytes });
    await writer.write(0, plaintext.subarray(0, 2 * full + 100));
    const repeats = [
      [0, 1],
      [full - 1, full + 1],
      [2 * full + 99, 2 * full + 200],
      [2 * full, 3 * full],
      [0, 3 * full],
      [full, 2 * full],
    ] as const;
    for (const [start, end] of repeats) {
      await expect(writer.write(start, plaintext.subarray(start, end))).rejects.toEqual(misused);
    }
    await writer.write(2 * full + 100, plaintext.subarray(2 * full + 100));
    await writer.finish(3 * full);
    expect(plaintext.equals(unsealBytes(key, aad, sink.contents()))).toBe(true);
    expect(new Set(sink.offsets).size).toBe(sink.offsets.length);
  });

  test('the same segment in two writes under way at once', async () => {
    const writer = createSealedWriter(memorySink(), key, aad, { segmentBytes });
    const both = await Promise.allSettled([
      writer.write(0, new Uint8Array(3 * full)),
      writer.write(0, new Uint8Array(3 * full).fill(1)),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  test('more incomplete segments than may be held', async () => {
    const writer = createSealedWriter(memorySink(), key, aad, { segmentBytes, maxHeldBytes: 4 * full });
    for (let position = 0; position < 4; position++) await writer.write(position * full, Uint8Array.of(1));
    await expect(writer.write(4 * full, Uint8Array.of(1))).rejects.toEqual(misused);
    await writer.write(1, new Uint8Array(full - 1));
    await writer.write(4 * full, Uint8Array.of(1));
  });

  test('an end that is not where the bytes end, or that leaves some out', async () => {
    const writer = createSealedWriter(memorySink(), key, aad, { segmentBytes });
    await expect(writer.finish(1)).rejects.toEqual(misused);
    await writer.write(0, new Uint8Array(full + 10));
    await writer.write(full + 20, new Uint8Array(2 * full));
    const wrong = [0, 1, full, full + 10, 3 * full + 20, 3 * full + 19, 3 * full + 21, 4 * full];
    for (const size of wrong) await expect(writer.finish(size)).rejects.toEqual(misused);
    await writer.write(full + 10, new Uint8Array(10));
    for (const size of [3 * full + 19, 3 * full + 21, full + 10, 4 * full]) {
      await expect(writer.finish(size)).rejects.toEqual(misused);
    }
    await writer.finish(3 * full + 20);
  });

  test('an end before which whole segments are missing', async () => {
    const writer = createSealedWriter(memorySink(), key, aad, { segmentBytes });
    await writer.write(full, new Uint8Array(10));
    await expect(writer.finish(full + 10)).rejects.toEqual(misused);
    await writer.write(0, new Uint8Array(5));
    await expect(writer.finish(full + 10)).rejects.toEqual(misused);
    await writer.write(2 * full, new Uint8Array(full + 1));
    await expect(writer.finish(full + 10)).rejects.toEqual(misused);
  });

  test.each([-1, 0.5, Number.NaN])('bytes at %d', async (offset) => {
    const writer = createSealedWriter(memorySink(), key, aad);
    await expect(writer.write(offset, Uint8Array.of(1))).rejects.toEqual(misused);
  });

  test('an end while a write is under way, and anything after the end or close', async () => {
    const writer = createSealedWriter(memorySink(), key, aad, { segmentBytes });
    const write = writer.write(0, new Uint8Array(2 * full));
    await expect(writer.finish(2 * full)).rejects.toEqual(misused);
    await write;
    const end = writer.finish(2 * full);
    await expect(writer.write(2 * full, Uint8Array.of(1))).rejects.toEqual(misused);
    await expect(writer.finish(2 * full)).rejects.toEqual(misused);
    await end;
    await expect(writer.write(2 * full, Uint8Array.of(1))).rejects.toEqual(misused);
    const closed = createSealedWriter(memorySink(), key, aad);
    closed.close();
    await expect(closed.write(0, Uint8Array.of(1))).rejects.toEqual(misused);
    await expect(closed.finish(0)).rejects.toEqual(misused);
  });
});

test('a sink that fails ends the writer: no header is ever written', async () => {
  const offsets: number[] = [];
  const sink = {
    write: async (offset: number) => {
      offsets.push(offset);
      if (offsets.length === 2) throw new Error('the disk is full');
    },
  };
  const writer = createSealedWriter(sink, key, aad, { segmentBytes });
  await writer.write(0, new Uint8Array(full + 1));
  await expect(writer.write(full + 1, new Uint8Array(2 * full))).rejects.toThrow('the disk is full');
  await expect(writer.write(5 * full, Uint8Array.of(1))).rejects.toEqual(misused);
  await expect(writer.finish(3 * full + 1)).rejects.toEqual(misused);
  expect(offsets).not.toContain(0);
});
