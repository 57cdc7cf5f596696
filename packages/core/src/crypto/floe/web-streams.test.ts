import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { sealBytes, unsealBytes } from './sealed-bytes.ts';
import { sealStream, unsealStream, webStream } from './web-streams.ts';

const key = randomBytes(32);
const aad = Buffer.from('here');
const refused = (code: string) => expect.objectContaining({ code });

function streamOf(bytes: Uint8Array, chunkBytes: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + chunkBytes));
      at += chunkBytes;
    },
  });
}

/** What a stream of bytes should not be given; its type does not say so until it is read. */
const text: UnderlyingDefaultSource = {
  start(controller) {
    controller.enqueue('text');
    controller.close();
  },
};

async function collect(stream: ReadableStream<Uint8Array>, into: Uint8Array[] = []): Promise<Buffer> {
  for await (const chunk of stream) into.push(chunk);
  return Buffer.concat(into);
}

describe('Web streams', () => {
  test.each([0, 1, 65_504, 65_505, 3 * 65_504, 500_000])('seal and open %d bytes', async (length) => {
    const plaintext = randomBytes(length);
    const sealed = await collect(streamOf(plaintext, 10_007).pipeThrough(sealStream(key, aad)));
    expect(Buffer.from(unsealBytes(key, aad, sealed)).equals(plaintext)).toBe(true);
    const opened = await collect(streamOf(sealed, 70_001).pipeThrough(unsealStream(key, aad)));
    expect(opened.equals(plaintext)).toBe(true);
  });

  test('end with an error where the payload was cut off, after the segments that verified', async () => {
    const plaintext = randomBytes(200_000);
    const sealed = sealBytes(key, aad, plaintext);
    for (const length of [0, 73, 74, 78, 100, 74 + 65_536, 74 + 2 * 65_536, sealed.length - 1]) {
      const released: Uint8Array[] = [];
      const opening = streamOf(sealed.subarray(0, length), 5_000).pipeThrough(unsealStream(key, aad));
      await expect(collect(opening, released)).rejects.toEqual(refused('core/sealed-truncated'));
      const whole = Math.max(0, Math.floor((length - 74) / 65_536)) * 65_504;
      expect(Buffer.concat(released).equals(plaintext.subarray(0, whole))).toBe(true);
    }
  });

  test('refuse a chunk that is text, instead of sealing something else', async () => {
    await expect(collect(new ReadableStream(text).pipeThrough(sealStream(key, aad)))).rejects.toEqual(
      refused('core/sealed-misused'),
    );
  });

  test('refuse a key or a segment size that cannot be used at once', () => {
    expect(() => sealStream(new Uint8Array(16), aad)).toThrow(refused('core/sealed-options-invalid'));
    expect(() => sealStream(key, aad, { segmentBytes: 5000 })).toThrow(
      refused('core/sealed-options-invalid'),
    );
    expect(() => unsealStream(new Uint8Array(16), aad)).toThrow(refused('core/sealed-options-invalid'));
  });

  test.each([
    { name: 'seal', make: () => sealStream(key, aad), input: new Uint8Array(0) },
    { name: 'open', make: () => unsealStream(key, aad), input: sealBytes(key, aad, randomBytes(8_000_000)) },
  ])('take no more than a few chunks while nobody reads: $name', async ({ make, input }) => {
    let taken = 0;
    const stream = make();
    const source = new ReadableStream({
      pull(controller) {
        taken++;
        const at = input.length === 0 ? 0 : (taken - 1) * 65_536;
        controller.enqueue(input.length === 0 ? new Uint8Array(65_536) : input.subarray(at, at + 65_536));
      },
    });
    const piping = source.pipeTo(stream.writable);
    const ended = expect(piping).rejects.toBeDefined();
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    const before = taken;
    expect(before).toBeLessThan(6);
    const reader = stream.readable.getReader();
    for (let reads = 0; reads < 10; reads++) expect((await reader.read()).done).toBe(false);
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    expect(taken).toBeGreaterThan(before);
    expect(taken - before).toBeLessThan(16);
    await reader.cancel('enough');
    await ended;
  });

  test('close what they seal with when reading or writing is given up, or goes wrong', async () => {
    let closed = 0;
    const make = () => webStream({ push: () => [], finish: () => [], close: () => closed++ });
    const cancelled = make();
    await cancelled.readable.cancel('enough');
    expect(closed).toBe(1);
    const aborted = make();
    const reading = expect(aborted.readable.getReader().read()).rejects.toBe('enough');
    await Promise.all([reading, aborted.writable.abort('enough')]);
    expect(closed).toBe(2);
    const wrong = make();
    const failed = expect(new ReadableStream(text).pipeTo(wrong.writable)).rejects.toEqual(
      refused('core/sealed-misused'),
    );
    await expect(collect(wrong.readable)).rejects.toEqual(refused('core/sealed-misused'));
    await failed;
    expect(closed).toBe(3);
  });
});
