import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTilePath, tilePath } from './tile-path.ts';

test('paths are those of the specification', () => {
  // The index 1234067 is the example of C2SP tlog-tiles.
  expect(tilePath({ level: 3, index: 1_234_067 })).toBe('tile/3/x001/x234/067');
  expect(tilePath({ level: 0, index: 0, width: 1 })).toBe('tile/0/000.p/1');
  expect(tilePath({ level: 'entries', index: 1000, width: 255 })).toBe('tile/entries/x001/000.p/255');
  expect(tilePath({ level: 63, index: 999, width: 256 })).toBe('tile/63/999');
});

test('every path is read back as what it was written for', () => {
  const places = fc.record({
    level: fc.oneof(fc.nat(63), fc.constant('entries' as const)),
    index: fc.oneof(fc.nat(2000), fc.maxSafeNat()),
    width: fc.integer({ min: 1, max: 256 }),
  });
  fc.assert(
    fc.property(places, (place) => {
      expect(parseTilePath(tilePath(place))).toEqual({ ...place });
    }),
  );
});

test.each([
  ...['', 'tile', 'tile/0', 'tile/0/', 'tile/0/0', 'tile/0/00', 'tile/0/0000', 'tile/0/x000', '/tile/0/000'],
  ...['tile/00/000', 'tile/64/000', 'tile/-1/000', 'tile/data/000', 'tile/entries2/000', 'tile/0/000/'],
  ...['tile/0/x000/000', 'tile/0/000/000', 'tile/0/x001/x000', 'tile/0/x001/../000', 'tile/0/X001/000'],
  ...[
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/000.p',
    'tile/0/000\n',
  ],
  ...['tile/0/x999/x999/x999/x999/x999/999', `tile/0/${'x001/'.repeat(9)}000`],
])('a path that is none, or not spelled in the one way, is refused: %j', (path) => {
  expect(parseTilePath(path)).toBeUndefined();
});
