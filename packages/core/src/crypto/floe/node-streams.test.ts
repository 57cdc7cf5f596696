import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { nodeStream, sealTransform, unsealTransform } from './node-streams.ts';
import { sealBytes, unsealBytes } from './sealed-bytes.ts';

const key = randomBytes(32);
const aad = Buffer.from('here');
const refused = (code: string) => expect.objectContaining({ code });

function* pieces(bytes: Uint8Array, chunkBytes: number): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

function collector(into: Uint8Array[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      into.push(chunk);
      done();
    },
  });
}

async function through(
  input: Uint8Array,
  chunkBytes: number,
  stream: NodeJS.ReadWriteStream,
): Promise<Buffer> {
  const out: Uint8Array[] = [];
  await pipeline(Readable.from(pieces(input, chunkBytes)), stream, collector(out));
  return Buffer.concat(out);
}

describe('Node streams', () => {
  test.each([0, 1, 65_504, 65_505, 3 * 65_504, 500_000])('seal and open %d bytes', async (length) => {
    const plaintext = randomBytes(length);
    const sealed = await through(plaintext, 10_007, sealTransform(key, aad));
    expect(Buffer.from(unsealBytes(key, aad, sealed)).equals(plaintext)).toBe(true);
    expect((await through(sealed, 70_001, unsealTransform(key, aad))).equals(plaintext)).toBe(true);
  });

  test('end with an error where the payload was cut off, and let out whole segments only', async () => {
    const plaintext = randomBytes(200_000);
    const sealed = sealBytes(key, aad, plaintext);
    for (const length of [0, 73, 74, 78, 100, 74 + 65_536, 74 + 2 * 65_536, sealed.length - 1]) {
      const out: Uint8Array[] = [];
      const source = Readable.from(pieces(sealed.subarray(0, length), 5_000));
      const opening = pipeline(source, unsealTransform(key, aad), collector(out));
      await expect(opening).rejects.toEqual(refused('core/sealed-truncated'));
      const released = Buffer.concat(out);
      expect(released.length % 65_504).toBe(0);
      expect(released.equals(plaintext.subarray(0, released.length))).toBe(true);
    }
  });

  test('end with an error where the payload was altered, and let nothing of the segment out', async () => {
    const plaintext = randomBytes(200_000);
    const sealed = sealBytes(key, aad, plaintext);
    sealed[74 + 65_536 + 100] = (sealed[74 + 65_536 + 100] ?? 0) ^ 1;
    const out: Uint8Array[] = [];
    const source = Readable.from(pieces(sealed, 5_000));
    const opening = pipeline(source, unsealTransform(key, aad), collector(out));
    await expect(opening).rejects.toEqual(refused('core/sealed-altered'));
    expect(Buffer.concat(out).equals(plaintext.subarray(0, Buffer.concat(out).length))).toBe(true);
    expect(Buffer.concat(out).length).toBeLessThanOrEqual(65_504);
  });

  test('take no more than a few chunks while nobody reads', async () => {
    let taken = 0;
    function* zeros(): Iterable<Uint8Array> {
      for (; taken < 1_000; taken++) yield new Uint8Array(65_536);
    }
    const stream = sealTransform(key, aad);
    const source = Readable.from(zeros(), { highWaterMark: 1 });
    source.pipe(stream);
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    expect(taken).toBeLessThan(12);
    source.destroy();
    stream.destroy();
  });

  test('close what they seal with when they are destroyed, and when they go wrong', async () => {
    let closed = 0;
    const make = () => nodeStream({ push: () => [], finish: () => [], close: () => closed++ });
    const destroyed = make();
    const ended = new Promise((resolve) => destroyed.once('close', resolve));
    destroyed.destroy();
    await ended;
    expect(closed).toBe(1);
    const failing = nodeStream({
      push() {
        throw new Error('broken');
      },
      finish: () => [],
      close: () => closed++,
    });
    await expect(through(new Uint8Array(5), 5, failing)).rejects.toThrow('broken');
    expect(closed).toBe(2);
  });
});
