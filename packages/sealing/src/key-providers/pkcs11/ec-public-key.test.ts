import { describe, expect, test } from 'vitest';
import { pointOf } from './ec-public-key.ts';

const point = Uint8Array.from({ length: 65 }, (_, index) => (index === 0 ? 4 : index));

describe('the public point of a key on a token', () => {
  test('is read with its OCTET STRING and without', () => {
    expect(pointOf(Uint8Array.of(0x04, 65, ...point))).toEqual(point);
    expect(pointOf(point)).toEqual(point);
  });

  test.each<[string, Uint8Array]>([
    ['a compressed point', Uint8Array.of(2, ...point.subarray(1, 33))],
    ['a point of another curve', Uint8Array.of(4, ...new Uint8Array(96))],
    ['another type', Uint8Array.of(0x03, 65, ...point)],
    ['another length', Uint8Array.of(0x04, 64, ...point)],
    ['nothing', new Uint8Array(0)],
  ])('is not read from %s', (_, value) => {
    expect(pointOf(value)).toBeUndefined();
  });
});
