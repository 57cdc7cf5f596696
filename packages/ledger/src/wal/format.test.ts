import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batchBytes, decodeBatch, decodeHeader, encodeBatch, headerBytes } from './format.ts';

const root = Buffer.alloc(32, 9);

function encoded(first: number, leaves: readonly Uint8Array[]): Buffer {
  const target = Buffer.alloc(1 << 20);
  return target.subarray(0, encodeBatch({ first, leaves, root }, target).length);
}

function decoded(bytes: Buffer) {
  const header = decodeHeader(bytes.subarray(0, headerBytes));
  if (header === undefined || batchBytes(header) !== bytes.length) return undefined;
  return decodeBatch(bytes, header);
}

test('a batch is read back as it was written', () => {
  fc.assert(
    fc.property(
      fc.nat(Number.MAX_SAFE_INTEGER - 100),
      fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 }),
      (first, leaves) => {
        const batch = decoded(encoded(first, leaves));
        expect(batch).toMatchObject({
          ok: true,
          first,
          size: first + leaves.length,
          root: new Uint8Array(root),
        });
        if (batch?.ok) expect(batch.leaves.map((leaf) => [...leaf])).toEqual(leaves.map((leaf) => [...leaf]));
      },
    ),
  );
});

test('the largest leaf fits', () => {
  expect(decoded(encoded(0, [Buffer.alloc(65_535, 1)]))).toMatchObject({ ok: true });
});

test('every single flipped bit is noticed, and one in an entry names that entry', () => {
  const leaves = [Buffer.from('first leaf'), Buffer.from(''), Buffer.from('the third leaf')];
  const bytes = encoded(7, leaves);
  const { offsets } = encodeBatch({ first: 7, leaves, root }, Buffer.alloc(1000));
  const entryEnd = bytes.length - 44;
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const at = bit >> 3;
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (bit & 7));
    const batch = decoded(flipped);
    if (at < headerBytes) expect(batch).toBeUndefined();
    else expect(batch).toMatchObject({ ok: false });
    if (at >= headerBytes && at < entryEnd) {
      const entry = offsets.findLastIndex((offset) => offset <= at);
      expect(batch).toMatchObject({ index: 7 + entry });
    }
  }
});

test('a header that promises no entries, or more bytes than a batch may have, is none', () => {
  const target = Buffer.alloc(1 << 10);
  encodeBatch({ first: 0, leaves: [], root }, target);
  expect(decodeHeader(target.subarray(0, headerBytes))).toBeUndefined();
});
