import { describe, expect, test } from 'vitest';
import { siblingRanges } from './sibling-ranges.ts';

describe('the entries under the hashes of a proof', () => {
  test('are those of the tree in RFC 6962, section 2.1.3', () => {
    // Seven leaves d0 to d6: the paths of d0, d3, d4 and d6 are written out in the RFC.
    expect(siblingRanges(0, 7)).toEqual([
      { from: 1, to: 2 },
      { from: 2, to: 4 },
      { from: 4, to: 7 },
    ]);
    expect(siblingRanges(3, 7)).toEqual([
      { from: 2, to: 3 },
      { from: 0, to: 2 },
      { from: 4, to: 7 },
    ]);
    expect(siblingRanges(4, 7)).toEqual([
      { from: 5, to: 6 },
      { from: 6, to: 7 },
      { from: 0, to: 4 },
    ]);
    expect(siblingRanges(6, 7)).toEqual([
      { from: 4, to: 6 },
      { from: 0, to: 4 },
    ]);
  });

  test('cover with the entry itself the whole tree, each entry once', () => {
    for (let size = 1; size <= 40; size++) {
      for (let index = 0; index < size; index++) {
        const covered = siblingRanges(index, size).reduce((sum, range) => sum + range.to - range.from, 1);
        expect(covered).toBe(size);
      }
    }
  });

  test('are none outside the tree', () => {
    expect(siblingRanges(7, 7)).toEqual([]);
    expect(siblingRanges(-1, 7)).toEqual([]);
    expect(siblingRanges(0, 0)).toEqual([]);
  });

  test('are found in logs beyond 32 bits', () => {
    expect(siblingRanges(2 ** 33, 2 ** 33 + 1)).toEqual([{ from: 0, to: 2 ** 33 }]);
  });
});
