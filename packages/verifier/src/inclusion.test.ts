import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inclusionPath, verifyInclusion } from './inclusion.ts';
import { fromHex, naiveTree, referenceLeaves, referenceRoots } from './naive-tree.ts';

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', data, 'buffer'));
const naive = naiveTree(sha256);
const leaves = Array.from({ length: 64 }, (_, i) => naive.leaf(Uint8Array.of(i)));
const roots = Array.from({ length: 65 }, (_, size) => naive.root(leaves.slice(0, size)));
const at = <T>(list: readonly T[], i: number): T => {
  const item = list[i];
  if (item === undefined) throw new RangeError(`no item ${i}`);
  return item;
};
const proofOf = (index: number, size: number) => ({
  index,
  size,
  leafHash: at(leaves, index),
  hashes: naive.path(index, leaves.slice(0, size)),
  root: at(roots, size),
});

describe('verifyInclusion', () => {
  test.each([
    [0, 1, []],
    [
      0,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      5,
      8,
      [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
    [
      1,
      5,
      [
        '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ])('accepts the published proof of leaf %i in the reference tree of %i', async (index, size, hashes) => {
    const proof = {
      index,
      size,
      leafHash: naive.leaf(at(referenceLeaves, index)),
      hashes: hashes.map(fromHex),
      root: at(referenceRoots, size - 1),
    };
    expect(await verifyInclusion(proof)).toBe(true);
    expect(await verifyInclusion({ ...proof, leafHash: naive.leaf(Uint8Array.of(9)) })).toBe(false);
  });

  test('accepts the naive proof of every leaf in every tree up to 64, and at no other place or size', async () => {
    for (let size = 1; size <= 64; size++) {
      for (let index = 0; index < size; index++) {
        const proof = { ...proofOf(index, size), sha256 };
        expect(await verifyInclusion(proof)).toBe(true);
        expect(await verifyInclusion({ ...proof, index: (index + 1) % (size + 1) })).toBe(false);
        // The path's length binds the height, not the exact size: the size is bound by the signed checkpoint.
        expect(await verifyInclusion({ ...proof, hashes: proof.hashes.slice(1) })).toBe(size === 1);
      }
    }
  });

  test('rejects a proof with any bit of any hash flipped, or with a hash too many, too few or out of order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 64 }),
        fc.nat(),
        fc.nat(),
        fc.nat(255),
        async (size, i, h, bit) => {
          const proof = { ...proofOf(i % size, size), sha256 };
          const hashes = proof.hashes.map((hash) => hash.slice());
          const victim = at(hashes, h % hashes.length);
          victim[bit >> 3] = (victim[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          expect(await verifyInclusion({ ...proof, hashes })).toBe(false);
          expect(await verifyInclusion({ ...proof, hashes: [...proof.hashes, victim] })).toBe(false);
          expect(await verifyInclusion({ ...proof, hashes: proof.hashes.slice(0, -1) })).toBe(false);
          if (proof.hashes.length > 1) {
            expect(await verifyInclusion({ ...proof, hashes: proof.hashes.toReversed() })).toBe(false);
          }
        },
      ),
    );
  });

  test('rejects an inner node that poses as a leaf, and a leaf of a larger tree in a smaller one', async () => {
    const inner = naive.root(leaves.slice(0, 4));
    const short = {
      index: 0,
      size: 8,
      leafHash: inner,
      hashes: [naive.root(leaves.slice(4, 8))],
      root: at(roots, 8),
    };
    expect(await verifyInclusion(short)).toBe(false);
    // The same path is a true one in the tree of two leaves that has these as its leaves.
    expect(await verifyInclusion({ ...short, size: 2 })).toBe(true);
    const long = { ...proofOf(3, 4), index: 1, size: 2 };
    expect(await verifyInclusion(long)).toBe(false);
  });

  test('answers false, and never throws, for indexes, sizes and hashes that are none', async () => {
    const proof = proofOf(3, 7);
    const odd = [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY];
    for (const n of odd) {
      expect(await verifyInclusion({ ...proof, index: n })).toBe(false);
      expect(await verifyInclusion({ ...proof, size: n })).toBe(false);
    }
    expect(await verifyInclusion({ ...proof, index: 7 })).toBe(false);
    expect(await verifyInclusion({ ...proof, root: new Uint8Array(31) })).toBe(false);
    expect(await verifyInclusion({ ...proof, leafHash: new Uint8Array(0) })).toBe(false);
    expect(await verifyInclusion({ ...proof, hashes: [new Uint8Array(33), ...proof.hashes.slice(1)] })).toBe(
      false,
    );
    expect(await verifyInclusion({ ...proof, hashes: JSON.parse('["x", null, {}]') })).toBe(false);
    expect(await verifyInclusion({ ...proof, hashes: JSON.parse('{"length": 3}') })).toBe(false);
  });

  test('counts beyond 2^32: the last leaf of the largest tree hangs below its left siblings only', async () => {
    const size = Number.MAX_SAFE_INTEGER;
    // 2^53 - 1 leaves: the last is a single leaf right of 52 complete subtrees.
    const hashes = Array.from({ length: 52 }, (_, i) => naive.leaf(Uint8Array.of(i)));
    let root = at(leaves, 0);
    for (const hash of hashes) root = naive.node(hash, root);
    const proof = { index: size - 1, size, leafHash: at(leaves, 0), hashes, root };
    expect(await verifyInclusion(proof)).toBe(true);
    expect(await verifyInclusion({ ...proof, index: size - 2 })).toBe(false);
    expect(await verifyInclusion({ ...proof, hashes: hashes.slice(1) })).toBe(false);
  });
});

describe('inclusionPath', () => {
  test('tells where each sibling stands and what the two make, up to the root', async () => {
    const proof = proofOf(2, 5);
    const steps = await inclusionPath(proof);
    expect(steps.map((step) => step.side)).toEqual(['right', 'left', 'right']);
    expect(steps.map((step) => step.sibling)).toEqual(proof.hashes);
    expect(steps.at(-1)?.parent).toEqual(proof.root);
  });

  test('is empty for a path of the wrong shape', async () => {
    expect(await inclusionPath({ ...proofOf(2, 5), hashes: [] })).toEqual([]);
  });
});
