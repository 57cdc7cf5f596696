import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CoreError } from '../../errors.ts';
import { randomBytes } from '../random.ts';
import { OpeningPipe } from './opening-pipe.ts';
import { sealBytes, unsealBytes } from './sealed-bytes.ts';
import { openSealedReader } from './sealed-reader.ts';

const key = randomBytes(32);
const aad = Buffer.from('here');
const segmentBytes = 4096;
const full = segmentBytes - 32;
const refusals = [
  'core/sealed-malformed',
  'core/sealed-key-mismatch',
  'core/sealed-altered',
  'core/sealed-truncated',
];

const seal = (plaintext: Uint8Array) => sealBytes(key, aad, plaintext, { segmentBytes });
const segmentsOf = (sealed: Uint8Array) =>
  Array.from({ length: Math.ceil((sealed.length - 74) / segmentBytes) }, (_, position) =>
    sealed.subarray(74 + position * segmentBytes, 74 + (position + 1) * segmentBytes),
  );
const headerOf = (sealed: Uint8Array) => sealed.subarray(0, 74);

/** How a way of opening ended, and every byte that came out before. */
interface Outcome {
  readonly code: string;
  readonly released: Buffer;
}

function outcome(released: readonly Uint8Array[], error: unknown): Outcome {
  if (error !== undefined && !(error instanceof CoreError)) throw error;
  return { code: error?.code ?? 'opened', released: Buffer.concat(released) };
}

function inMemory(sealed: Uint8Array): Outcome {
  try {
    return outcome([unsealBytes(key, aad, sealed)], undefined);
  } catch (error) {
    return outcome([], error);
  }
}

function streamed(sealed: Uint8Array, chunkBytes = 1000): Outcome {
  const pipe = new OpeningPipe(key, aad);
  const released: Uint8Array[] = [];
  try {
    for (let at = 0; at < sealed.length; at += chunkBytes) {
      released.push(...pipe.push(sealed.subarray(at, at + chunkBytes)));
    }
    released.push(...pipe.finish());
    return outcome(released, undefined);
  } catch (error) {
    return outcome(released, error);
  }
}

/** Asks for each byte's segment by itself, so that one that is refused does not hide the others. */
async function readAnywhere(sealed: Uint8Array): Promise<Outcome> {
  const source = { size: sealed.length, read: async (at: number, n: number) => sealed.subarray(at, at + n) };
  const released: Uint8Array[] = [];
  let refusal: unknown;
  try {
    const reader = await openSealedReader(source, key, aad);
    for (let at = 0; at < reader.size; at += full) {
      await reader.read(at, full).then(
        (bytes) => released.push(bytes),
        (error: unknown) => {
          refusal = error;
        },
      );
    }
  } catch (error) {
    refusal = error;
  }
  return outcome(released, refusal);
}

/** Refused in every way of opening. A stream has released whole segments from the front, and no others. */
async function expectRefused(altered: Uint8Array, plaintext: Uint8Array): Promise<void> {
  const original = Buffer.from(plaintext);
  expect(refusals).toContain(inMemory(altered).code);
  const { code, released } = streamed(altered);
  expect(refusals).toContain(code);
  expect(released.length % full).toBe(0);
  expect(original.subarray(0, released.length).equals(released)).toBe(true);
  const random = await readAnywhere(altered);
  expect(refusals).toContain(random.code);
  for (let at = 0; at < random.released.length; at += full) {
    expect(original.includes(random.released.subarray(at, at + full))).toBe(true);
  }
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const bent = Uint8Array.from(bytes);
  bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bent;
}

const concat = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));

describe('a payload of three segments', () => {
  const plaintext = randomBytes(2 * full + 150);
  const sealed = seal(plaintext);

  test('opens in every way before anything is done to it', async () => {
    for (const { code, released } of [inMemory(sealed), streamed(sealed), await readAnywhere(sealed)]) {
      expect(code).toBe('opened');
      expect(released.equals(plaintext)).toBe(true);
    }
  });

  test('is refused in memory with any byte of it changed, and with any bit that is not ciphertext', () => {
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const inSegment = ((bit >> 3) - 74) % segmentBytes;
      const inCiphertext = inSegment >= 16 && inSegment < segmentBytes - 16 && bit >> 3 < sealed.length - 16;
      if (inCiphertext && bit % 8 !== (bit >> 3) % 8) continue;
      const { code } = inMemory(flipped(sealed, bit));
      if (!refusals.includes(code)) expect.fail(`bit ${bit}: ${code}`);
    }
  });

  test('with any byte of it changed streams nothing but segments before it', () => {
    const original = Buffer.from(plaintext);
    for (let byte = 0; byte < sealed.length; byte++) {
      const { code, released } = streamed(flipped(sealed, byte * 8 + (byte % 8)));
      const untouched = Math.max(0, Math.floor((byte - 74) / segmentBytes)) * full;
      const right = released.length <= untouched && original.subarray(0, released.length).equals(released);
      if (!refusals.includes(code) || !right) expect.fail(`byte ${byte}: ${code}, ${released.length} bytes`);
    }
  });

  test('with any byte of it changed is read everywhere but there', async () => {
    const original = Buffer.from(plaintext);
    for (let byte = 0; byte < sealed.length; byte++) {
      const { code, released } = await readAnywhere(flipped(sealed, byte * 8 + ((byte + 3) % 8)));
      const position = Math.floor((byte - 74) / segmentBytes);
      const expected =
        position < 0 || position === 2
          ? Buffer.alloc(0)
          : Buffer.concat([original.subarray(0, position * full), original.subarray((position + 1) * full)]);
      const right = expected.equals(released);
      if (!refusals.includes(code) || !right) expect.fail(`byte ${byte}: ${code}, ${released.length} bytes`);
    }
  });

  test('is refused cut off at any length', async () => {
    for (let length = 0; length < sealed.length; length++) {
      const cut = sealed.subarray(0, length);
      if (length % 61 === 0 || length % segmentBytes === 74) await expectRefused(cut, plaintext);
      const codes = [inMemory(cut).code, streamed(cut).code];
      if (!codes.every((code) => refusals.includes(code))) expect.fail(`${length} bytes: ${codes}`);
    }
  });

  test('is refused with bytes behind it, and its end is not released', async () => {
    const [, , last = new Uint8Array(0)] = segmentsOf(sealed);
    const tails = [1, 31, 32, 33, segmentBytes - last.length, segmentBytes, 3 * segmentBytes];
    for (const tail of [...tails.map((n) => new Uint8Array(n)), last, sealed, headerOf(sealed)]) {
      const longer = concat(sealed, tail);
      await expectRefused(longer, plaintext);
      for (const chunkBytes of [1, 4096, longer.length]) {
        expect(streamed(longer, chunkBytes)).toMatchObject({ code: 'core/sealed-truncated' });
        expect(streamed(longer, chunkBytes).released.length).toBeLessThanOrEqual(2 * full);
      }
    }
  });

  test('is refused with bytes missing from, or put into, its middle', async () => {
    for (const at of [0, 10, 42, 74, 78, 90, 74 + segmentBytes, 74 + 2 * segmentBytes, sealed.length - 16]) {
      for (const count of [1, 16, segmentBytes]) {
        await expectRefused(concat(sealed.subarray(0, at), sealed.subarray(at + count)), plaintext);
        await expectRefused(
          concat(sealed.subarray(0, at), new Uint8Array(count), sealed.subarray(at)),
          plaintext,
        );
      }
    }
  });
});

describe('segments that are whole, but not where they belong, are refused:', () => {
  const plaintext = randomBytes(4 * full);
  const sealed = seal(plaintext);
  const other = seal(plaintext);

  test('in any other order, left out or repeated', async () => {
    const segments = segmentsOf(sealed);
    const orders = fc.array(fc.nat(3), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        fc.pre(order.join() !== '0,1,2,3');
        const parts = order.map((index) => segments[index] ?? new Uint8Array(0));
        await expectRefused(concat(headerOf(sealed), ...parts), plaintext);
      }),
      { numRuns: 300, examples: [[[0, 1, 3, 2]], [[1, 0, 2, 3]], [[0, 1, 3]], [[0, 1, 2, 3, 3]], [[3]]] },
    );
  });

  test('taken from another payload under the same key, of the same plaintext', async () => {
    for (let taken = 1; taken < 15; taken++) {
      const parts = segmentsOf(sealed).map((segment, index) =>
        taken & (1 << index) ? (segmentsOf(other)[index] ?? segment) : segment,
      );
      await expectRefused(concat(headerOf(sealed), ...parts), plaintext);
    }
    await expectRefused(concat(headerOf(other), sealed.subarray(74)), plaintext);
  });

  test('a last one passed off as one of many, and one of many as the last', async () => {
    const short = concat(sealed.subarray(0, 74 + 2 * segmentBytes));
    await expectRefused(short, plaintext);
    const view = new DataView(short.buffer);
    view.setUint32(74 + segmentBytes, segmentBytes);
    await expectRefused(short, plaintext);
    const long = concat(sealed, segmentsOf(sealed)[3] ?? new Uint8Array(0));
    new DataView(long.buffer).setUint32(74 + 3 * segmentBytes, 0xffff_ffff);
    await expectRefused(long, plaintext);
  });
});

describe('the wrong key, place or header', () => {
  const plaintext = randomBytes(full + 10);
  const sealed = seal(plaintext);
  const mismatch = expect.objectContaining({ code: 'core/sealed-key-mismatch' });

  test.each([
    { what: 'key', wrongKey: randomBytes(32), wrongAad: aad },
    { what: 'place', wrongKey: key, wrongAad: Buffer.from('there') },
  ])('of which it is the $what opens nothing', async ({ wrongKey, wrongAad }) => {
    expect(() => unsealBytes(wrongKey, wrongAad, sealed)).toThrow(mismatch);
    expect(() => new OpeningPipe(wrongKey, wrongAad).push(sealed)).toThrow(mismatch);
    const source = {
      size: sealed.length,
      read: async (at: number, n: number) => sealed.subarray(at, at + n),
    };
    await expect(openSealedReader(source, wrongKey, wrongAad)).rejects.toEqual(mismatch);
  });

  test('of another segment size opens nothing', async () => {
    const larger = sealBytes(key, aad, plaintext, { segmentBytes: 8192 });
    await expectRefused(concat(headerOf(larger), sealed.subarray(74)), plaintext);
    await expectRefused(concat(headerOf(sealed), larger.subarray(74)), plaintext);
  });
});

test('a large payload is refused with any of many sampled bits changed', async () => {
  const plaintext = randomBytes(3_000_000);
  const sealed = sealBytes(key, aad, plaintext);
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length * 8 - 1), async (bit) => {
      const bent = flipped(sealed, bit);
      expect(refusals).toContain(inMemory(bent).code);
      const { code, released } = streamed(bent, 65_536);
      expect(refusals).toContain(code);
      const untouched = Math.max(0, Math.floor(((bit >> 3) - 74) / 65_536)) * 65_504;
      expect(released.length).toBeLessThanOrEqual(untouched);
      expect(released.equals(plaintext.subarray(0, released.length))).toBe(true);
    }),
    { numRuns: 60 },
  );
});
