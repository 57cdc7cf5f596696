import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CoreError } from '../../errors.ts';
import { randomBytes } from '../random.ts';
import { floeLayout } from './layout.ts';
import { OpeningPipe } from './opening-pipe.ts';
import { sealBytes, unsealBytes } from './sealed-bytes.ts';
import { SealingPipe } from './sealing-pipe.ts';
import { asBytes, type SegmentPipe } from './segment-pipe.ts';

const key = randomBytes(32);
const aad = Buffer.from('here');
const segmentBytes = 4096;
const full = segmentBytes - 32;
const misused = expect.objectContaining({ code: 'core/sealed-misused' });

/** Pushes through one buffer that is overwritten after every push, as a file reader may do. */
function through(pipe: SegmentPipe, input: Uint8Array, chunkBytes: readonly number[]): Buffer {
  const out: Uint8Array[] = [];
  for (let at = 0, turn = 0; at < input.length; turn++) {
    const count = chunkBytes[turn % chunkBytes.length] ?? 1;
    const chunk = Uint8Array.from(input.subarray(at, at + count));
    out.push(...pipe.push(chunk));
    chunk.fill(0xee);
    at += count;
  }
  out.push(...pipe.finish());
  return Buffer.concat(out);
}

const chunkings = fc.array(
  fc.oneof(fc.nat(9_000), fc.constantFrom(0, 1, 74, full, segmentBytes, 2 * segmentBytes)),
  { minLength: 1, maxLength: 5 },
);
const lengths = fc.oneof(fc.nat(20_000), fc.constantFrom(0, 1, full - 1, full, full + 1, 2 * full, 3 * full));

describe('a payload in pieces', () => {
  test('is the same in any pieces, both ways, as it is in one', () => {
    fc.assert(
      fc.property(lengths, chunkings, chunkings, (length, sealedIn, openedIn) => {
        fc.pre(sealedIn.some((count) => count > 0) && openedIn.some((count) => count > 0));
        const plaintext = randomBytes(length);
        const sealed = through(new SealingPipe(key, aad, { segmentBytes }), plaintext, sealedIn);
        expect(sealed).toHaveLength(floeLayout(segmentBytes).sealedSize(length));
        expect(Buffer.from(unsealBytes(key, aad, sealed)).equals(plaintext)).toBe(true);
        expect(through(new OpeningPipe(key, aad), sealed, openedIn).equals(plaintext)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('goes through a byte at a time', () => {
    const plaintext = randomBytes(full + 3);
    const sealed = through(new SealingPipe(key, aad, { segmentBytes }), plaintext, [1]);
    expect(through(new OpeningPipe(key, aad), sealed, [1]).equals(plaintext)).toBe(true);
  });

  test('gives a segment out with the byte that completes it, except for the last', () => {
    const sealed = sealBytes(key, aad, randomBytes(2 * full), { segmentBytes });
    const pipe = new OpeningPipe(key, aad);
    expect(pipe.push(sealed.subarray(0, 74 + segmentBytes - 1))).toEqual([]);
    expect(pipe.push(sealed.subarray(74 + segmentBytes - 1, 74 + segmentBytes))).toHaveLength(1);
    expect(pipe.push(sealed.subarray(74 + segmentBytes))).toEqual([]);
    expect(pipe.finish().map((bytes) => bytes.length)).toEqual([full]);
  });

  test('is refused at its header before anything of the body has come', () => {
    const code = codeOf(() => new OpeningPipe(key, Buffer.from('there')).push(sealBytes(key, aad, aad)));
    expect(code).toBe('core/sealed-key-mismatch');
  });

  test('takes nothing more once it was refused, finished or closed', () => {
    const refusedOne = new OpeningPipe(key, aad);
    expect(() => refusedOne.push(new Uint8Array(74))).toThrow();
    expect(() => refusedOne.push(sealBytes(key, aad, aad))).toThrow(misused);
    expect(() => refusedOne.finish()).toThrow(misused);
    for (const pipe of [new OpeningPipe(key, aad), new SealingPipe(key, aad, {})]) {
      pipe.close();
      expect(() => pipe.finish()).toThrow(misused);
    }
    const finished = new SealingPipe(key, aad, {});
    finished.finish();
    expect(() => finished.finish()).toThrow(misused);
  });

  test('that says of its last segment what no segment is, is refused before it is waited for', () => {
    for (const length of [0, 31, segmentBytes + 1, 0xffff_fffe]) {
      const sealed = sealBytes(key, aad, aad, { segmentBytes });
      new DataView(sealed.buffer).setUint32(74, length);
      const pipe = new OpeningPipe(key, aad);
      expect(codeOf(() => pipe.push(sealed.subarray(0, 78)))).toBe('core/sealed-altered');
    }
  });
});

test.each(['text', 7, null, [1, 2], new ArrayBuffer(3)])(
  'a chunk that is no bytes is refused: %o',
  (chunk) => {
    expect(() => asBytes(chunk)).toThrow(misused);
  },
);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CoreError) return error.code;
    throw error;
  }
  return 'none';
}
