import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unselectedSubtrees, verifyMultiInclusion } from './multi-proof.ts';
import { naiveTree } from './naive-tree.ts';

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', data, 'buffer'));
const naive = naiveTree(sha256);
const all = Array.from({ length: 48 }, (_, i) => naive.leaf(Uint8Array.of(i)));

function proofOf(size: number, indexes: readonly number[]) {
  const leaves = all.slice(0, size);
  return {
    size,
    root: naive.root(leaves),
    leaves: indexes.map((index) => ({ index, leafHash: all[index] ?? new Uint8Array(0) })),
    hashes: unselectedSubtrees(indexes, size).map(({ begin, end }) => naive.root(leaves.slice(begin, end))),
    sha256,
  };
}

const selection = fc.integer({ min: 1, max: 48 }).chain((size) =>
  fc.tuple(
    fc.constant(size),
    fc.subarray(
      Array.from({ length: size }, (_, i) => i),
      { minLength: 1 },
    ),
  ),
);

describe('a proof for many leaves', () => {
  test('holds for every selection, and is never longer than the audit paths one by one', () => {
    return fc.assert(
      fc.asyncProperty(selection, async ([size, indexes]) => {
        const proof = proofOf(size, indexes);
        expect(await verifyMultiInclusion(proof)).toBe(true);
        const paths = indexes.flatMap((index) => naive.path(index, all.slice(0, size)));
        expect(proof.hashes.length).toBeLessThanOrEqual(paths.length);
      }),
    );
  });

  test('of all leaves needs no hashes, and of one is the audit path from left to right', async () => {
    expect(proofOf(7, [0, 1, 2, 3, 4, 5, 6]).hashes).toEqual([]);
    for (let index = 0; index < 7; index++) {
      const path = naive.path(index, all.slice(0, 7)).map((each) => Buffer.from(each).toString('hex'));
      const hashes = proofOf(7, [index]).hashes.map((each) => Buffer.from(each).toString('hex'));
      expect(hashes.toSorted()).toEqual(path.toSorted());
    }
    expect(await verifyMultiInclusion(proofOf(1, [0]))).toBe(true);
  });

  test('is refused when any bit of it differs, or a hash or leaf is one too many, missing or moved', () => {
    return fc.assert(
      fc.asyncProperty(selection, fc.nat(), fc.nat(255), async ([size, indexes], which, bit) => {
        const proof = proofOf(size, indexes);
        const flip = (bytes: Uint8Array) =>
          bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
        const refused = async (changed: Partial<typeof proof>) =>
          expect(await verifyMultiInclusion({ ...proof, ...changed })).toBe(false);
        const { leaves, hashes } = proof;
        const at = which % leaves.length;
        await refused({ root: flip(proof.root) });
        await refused({
          leaves: leaves.with(at, {
            index: indexes[at] ?? 0,
            leafHash: flip(all[indexes[at] ?? 0] ?? proof.root),
          }),
        });
        await refused({ leaves: leaves.toSpliced(at, 1) });
        await refused({ hashes: [...hashes, proof.root] });
        if (hashes.length > 0) {
          const place = which % hashes.length;
          await refused({ hashes: hashes.with(place, flip(hashes[place] ?? proof.root)) });
          await refused({ hashes: hashes.toSpliced(place, 1) });
        }
        const moved = (which % 50) + (which % 50 >= (indexes[at] ?? 0) ? 1 : 0);
        await refused({
          leaves: leaves.with(at, { index: moved, leafHash: all[indexes[at] ?? 0] ?? proof.root }),
        });
      }),
    );
  });

  test('answers false, and never throws or runs on, for sizes, indexes and hashes that are none', async () => {
    const proof = proofOf(5, [2]);
    const leafHash = proof.root;
    for (const n of [-1, 0, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
      expect(await verifyMultiInclusion({ ...proof, size: n })).toBe(false);
      expect(await verifyMultiInclusion({ ...proof, leaves: [{ index: n || -1, leafHash }] })).toBe(false);
    }
    expect(await verifyMultiInclusion({ ...proof, size: 2 ** 53 - 1 })).toBe(false);
    expect(await verifyMultiInclusion({ ...proof, leaves: [] })).toBe(false);
    expect(await verifyMultiInclusion({ ...proof, leaves: [...proof.leaves, ...proof.leaves] })).toBe(false);
    expect(await verifyMultiInclusion({ ...proof, hashes: [new Uint8Array(31)] })).toBe(false);
    expect(await verifyMultiInclusion({ ...proof, root: new Uint8Array(0) })).toBe(false);
  });
});

test('the subtrees cover with the selected leaves the whole tree, and no two could be one', () => {
  fc.assert(
    fc.property(selection, ([size, indexes]) => {
      const subtrees = unselectedSubtrees(indexes, size);
      const covered = [...subtrees, ...indexes.map((begin) => ({ begin, end: begin + 1 }))];
      const sorted = covered.toSorted((a, b) => a.begin - b.begin);
      expect(sorted[0]?.begin).toBe(0);
      expect(sorted.at(-1)?.end).toBe(size);
      for (const [i, { end }] of sorted.entries()) expect(sorted[i + 1]?.begin ?? size).toBe(end);
    }),
  );
  for (const [indexes, size] of [
    [[], 3],
    [[3], 3],
    [[1, 1], 3],
    [[2, 1], 3],
    [[0.5], 3],
    [[0], 0],
  ] satisfies [number[], number][]) {
    expect(() => unselectedSubtrees(indexes, size)).toThrow(RangeError);
  }
});
