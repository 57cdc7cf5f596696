import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../random.ts';
import { openFloe, startOpener } from './opener.ts';
import { beginFloe, continueFloe, startSealer } from './sealer.ts';
import { SegmentKeys } from './segment-keys.ts';
import {
  decryptSegment,
  encryptSegment,
  startDecryption,
  startEncryption,
} from './testing/reference-floe.ts';

const refused = (code: string) => expect.objectContaining({ code });
const key = randomBytes(32);
const aad = Buffer.from('here');
const full = 4096 - 32;

/** Segment sizes of 33 bytes and more, rotations after 1 to 16 segments, and positions that pass several. */
const shapes = fc.record({
  segmentBytes: fc.integer({ min: 33, max: 200 }),
  rotationBits: fc.nat(4),
  position: fc.oneof(fc.nat(40), fc.integer({ min: 2 ** 32 - 20, max: 2 ** 32 + 20 }), fc.nat(2 ** 40 - 1)),
  final: fc.boolean(),
  key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  aad: fc.uint8Array({ maxLength: 60 }),
  ivs: fc.tuple(
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.uint8Array({ minLength: 12, maxLength: 12 }),
  ),
  plaintext: fc.uint8Array({ minLength: 200, maxLength: 200 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('a segment', () => {
  test('is, byte for byte, what the specification written out gives, and opens in both', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { segmentBytes, rotationBits, position, final } = shape;
        const room = segmentBytes - 32;
        const plaintext = shape.plaintext.subarray(0, final ? Math.round(shape.share * room) : room);
        const reference = { ENC_SEG_LEN: segmentBytes, AEAD_ROTATION_MASK: rotationBits };
        const { state, header } = startEncryption(reference, shape.key, shape.aad, shape.ivs[0]);
        const expected = encryptSegment(state, plaintext, position, final, shape.ivs[1]);

        const random = (count: number) => (count === 32 ? shape.ivs[0] : shape.ivs[1]);
        const parameters = { segmentBytes, rotationBits };
        const sealer = startSealer(parameters, shape.key, shape.aad, random);
        const sealed = new Uint8Array(expected.length + 7);
        expect(sealer.sealInto(position, plaintext, final, sealed, 5)).toBe(expected.length);
        expect(Buffer.from(sealer.header).equals(header)).toBe(true);
        expect(expected.equals(sealed.subarray(5, -2))).toBe(true);

        const opened = startOpener(parameters, shape.key, shape.aad, header).open(position, expected, final);
        expect(Buffer.from(opened).equals(plaintext)).toBe(true);
        const theirs = startDecryption(reference, shape.key, shape.aad, sealer.header);
        expect(decryptSegment(theirs, expected, position, final).equals(plaintext)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('opens at its own position only, beyond 2^32 and across a change of key', () => {
    const sealer = beginFloe(key, aad, { segmentBytes: 4096 });
    const opener = openFloe(key, aad, sealer.header);
    const positions = [0, 1, 2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 2 ** 32, 2 ** 32 + 1, 2 ** 40 - 1];
    for (const position of positions) {
      const plaintext = randomBytes(full);
      const sealed = new Uint8Array(4096);
      sealer.sealInto(position, plaintext, false, sealed, 0);
      for (const other of positions) {
        if (other === position) expect(opener.open(other, sealed, false)).toEqual(Uint8Array.from(plaintext));
        else expect(() => opener.open(other, sealed, false)).toThrow(refused('core/sealed-altered'));
      }
    }
  });

  test('can be sealed in another thread that has the header, and is one of the same payload', () => {
    const first = beginFloe(key, aad, { segmentBytes: 4096 });
    const second = continueFloe(key, aad, first.header);
    expect(second.layout.segmentBytes).toBe(4096);
    expect(second.header).toEqual(first.header);
    const sealed = new Uint8Array(4096);
    second.sealInto(1, new Uint8Array(full), false, sealed, 0);
    expect(openFloe(key, aad, first.header).open(1, sealed, false)).toEqual(new Uint8Array(full));
  });

  test('never has an IV twice, nor does a header', () => {
    const sealer = beginFloe(key, aad);
    const sealed = new Uint8Array(33);
    const ivs = Array.from({ length: 500 }, () => {
      sealer.sealInto(0, new Uint8Array(1), true, sealed, 0);
      return Buffer.from(sealed.subarray(4, 16)).toString('hex');
    });
    const headers = Array.from({ length: 500 }, () =>
      Buffer.from(beginFloe(key, aad).header).toString('hex'),
    );
    expect(new Set(ivs).size).toBe(500);
    expect(new Set(headers).size).toBe(500);
  });
});

describe('a sealed segment of the wrong length', () => {
  const sealer = beginFloe(key, aad, { segmentBytes: 4096 });
  const opener = openFloe(key, aad, sealer.header);
  const sealed = new Uint8Array(8192);
  const truncated = refused('core/sealed-truncated');

  test.each([0, 31, 32, 4095, 4097, 8192])('is not one of many: %d bytes', (length) => {
    sealer.sealInto(0, new Uint8Array(full), false, sealed, 0);
    expect(() => opener.open(0, sealed.subarray(0, length), false)).toThrow(truncated);
  });

  test.each([0, 3, 4, 16, 20, 31, 4097, 8192])('is not the last one: %d bytes', (length) => {
    const ending = sealed.slice(0, length);
    if (length >= 4) new DataView(ending.buffer).setUint32(0, length);
    expect(() => opener.open(0, ending, true)).toThrow(truncated);
  });
});

describe('misuse is refused:', () => {
  const sealer = beginFloe(key, aad, { segmentBytes: 4096 });
  const room = new Uint8Array(5000);

  test('a segment of the wrong length', () => {
    const seal = (length: number, final: boolean) =>
      sealer.sealInto(0, new Uint8Array(length), final, room, 0);
    expect(() => seal(full + 1, true)).toThrow(refused('core/sealed-misused'));
    expect(() => seal(full + 1, false)).toThrow(refused('core/sealed-misused'));
    expect(() => seal(full - 1, false)).toThrow(refused('core/sealed-misused'));
    expect(seal(full, true)).toBe(4096);
    expect(seal(0, true)).toBe(32);
  });

  test.each([-1, 0.5, 2 ** 40, Number.NaN])('the position %d', (position) => {
    const work = () => sealer.sealInto(position, new Uint8Array(0), true, room, 0);
    expect(work).toThrow(refused('core/sealed-misused'));
  });

  test('too little room, and then nothing is written', () => {
    const target = new Uint8Array(100);
    for (const offset of [19, -1, -90, Number.NaN]) {
      expect(() => sealer.sealInto(0, new Uint8Array(50), true, target, offset)).toThrow(
        refused('core/sealed-misused'),
      );
    }
    sealer.sealInto(0, new Uint8Array(50).fill(1), true, room, 0);
    const opener = openFloe(key, aad, sealer.header);
    for (const offset of [51, -1, -90, Number.NaN]) {
      expect(() => opener.openInto(0, room.subarray(0, 82), true, target, offset)).toThrow(
        refused('core/sealed-misused'),
      );
    }
    expect(target).toEqual(new Uint8Array(100));
    expect(opener.openInto(0, room.subarray(0, 82), true, target, 50)).toBe(50);
    expect(target.subarray(49, 51)).toEqual(Uint8Array.of(0, 1));
  });

  test('a key that is not 32 bytes long', () => {
    for (const length of [0, 16, 31, 33, 64]) {
      const wrong = new Uint8Array(length);
      expect(() => beginFloe(wrong, aad)).toThrow(refused('core/sealed-options-invalid'));
      expect(() => openFloe(wrong, aad, sealer.header)).toThrow(refused('core/sealed-options-invalid'));
      expect(() => continueFloe(wrong, aad, sealer.header)).toThrow(refused('core/sealed-options-invalid'));
    }
  });

  test('anything after close', () => {
    const closed = continueFloe(key, aad, sealer.header);
    closed.close();
    expect(() => closed.sealInto(0, new Uint8Array(0), true, room, 0)).toThrow(
      refused('core/sealed-misused'),
    );
    const opener = openFloe(key, aad, sealer.header);
    opener.close();
    expect(() => opener.open(0, room.subarray(0, 32), false)).toThrow();
    sealer.sealInto(0, new Uint8Array(0), true, room, 0);
    expect(() => opener.open(0, room.subarray(0, 32), true)).toThrow(refused('core/sealed-misused'));
  });
});

test('keys are overwritten when they are closed, and when the next is derived', () => {
  const keys = new SegmentKeys({ segmentBytes: 64, rotationBits: 1 }, key, new Uint8Array(42), aad);
  const first = keys.at(1);
  expect(keys.at(0)).toBe(first);
  const second = keys.at(2);
  expect(first).toEqual(new Uint8Array(32));
  expect(second).not.toEqual(new Uint8Array(32));
  keys.close();
  expect(second).toEqual(new Uint8Array(32));
});

test("the caller's key, AAD and header may be overwritten as soon as a payload has begun", () => {
  const ownKey = Uint8Array.from(key);
  const ownAad = Uint8Array.from(aad);
  const sealer = beginFloe(ownKey, ownAad, { segmentBytes: 4096 });
  ownKey.fill(0);
  ownAad.fill(0);
  const sealed = new Uint8Array(33);
  sealer.sealInto(0, Uint8Array.of(7), true, sealed, 0);
  const header = Uint8Array.from(sealer.header);
  const opener = openFloe(key, aad, header);
  const continued = continueFloe(key, aad, header);
  header.fill(0);
  expect(opener.open(0, sealed, true)).toEqual(Uint8Array.of(7));
  continued.sealInto(2 ** 20, Uint8Array.of(8), true, sealed, 0);
  expect(opener.open(2 ** 20, sealed, true)).toEqual(Uint8Array.of(8));
  expect(continued.header).toEqual(sealer.header);
});
