import { verifyConsistency, verifyInclusion } from '@ringwall/verifier';
import { describe, expect, test } from 'vitest';
import { emptyRoot, leafHash, nodeHash } from './merkle-hash.ts';
import { MerkleTree } from './merkle-tree.ts';

// The definitions of RFC 6962 section 2.1, as they stand there.
const split = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return emptyRoot;
  if (leaves.length === 1) return first;
  const k = split(leaves.length);
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}
function naivePath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}
function naiveProof(m: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...naiveProof(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
    : [...naiveProof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

const leaves = Array.from({ length: 64 }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));
const tree = new MerkleTree();
for (const leaf of leaves) tree.push(leaf);
const plain = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString('hex'));

test('gives the published roots of the eight-leaf reference tree of Certificate Transparency', () => {
  const reference = new MerkleTree();
  const inputs = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  for (const input of inputs) reference.push(leafHash(Buffer.from(input, 'hex')));
  expect(plain(inputs.map((_, i) => reference.root(i + 1)))).toEqual([
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]);
  expect(plain([reference.root(0)])).toEqual([
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ]);
});

describe('a tree of 64 leaves', () => {
  test('proves every leaf in every tree it ever was, as the definition says', async () => {
    for (let size = 1; size <= 64; size++) {
      const root = tree.root(size);
      expect(plain([root])).toEqual(plain([naiveRoot(leaves.slice(0, size))]));
      for (let index = 0; index < size; index++) {
        const hashes = tree.inclusion(index, size);
        expect(plain(hashes)).toEqual(plain(naivePath(index, leaves.slice(0, size))));
        expect(await verifyInclusion({ index, size, leafHash: tree.leafHash(index), hashes, root })).toBe(
          true,
        );
      }
    }
  });

  test('proves every earlier size a prefix of every later one, as the definition says', async () => {
    for (let newSize = 0; newSize <= 64; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        const hashes = tree.consistency(oldSize, newSize);
        if (oldSize > 0) expect(plain(hashes)).toEqual(plain(naiveProof(oldSize, leaves.slice(0, newSize))));
        const proof = { oldSize, newSize, oldRoot: tree.root(oldSize), newRoot: tree.root(newSize), hashes };
        expect(await verifyConsistency(proof)).toBe(true);
      }
    }
  });

  test('refuses indexes and sizes it does not have', () => {
    expect(() => tree.root(65)).toThrow(RangeError);
    expect(() => tree.root(-1)).toThrow(RangeError);
    expect(() => tree.root(1.5)).toThrow(RangeError);
    expect(() => tree.inclusion(5, 5)).toThrow(RangeError);
    expect(() => tree.inclusion(-1, 5)).toThrow(RangeError);
    expect(() => tree.consistency(6, 5)).toThrow(RangeError);
    expect(() => tree.leafHash(64)).toThrow(RangeError);
  });
});

test('takes leaves back and grows on as if they had never been there', () => {
  for (let keep = 0; keep <= 40; keep++) {
    const grown = new MerkleTree();
    for (const leaf of leaves.slice(0, 40)) grown.push(leaf);
    grown.truncate(keep);
    expect(grown.size).toBe(keep);
    for (const leaf of leaves.slice(keep, 64).toReversed()) grown.push(leaf);
    const expected = [...leaves.slice(0, keep), ...leaves.slice(keep, 64).toReversed()];
    expect(plain([grown.root()])).toEqual(plain([naiveRoot(expected)]));
  }
});

test('keeps the hashes of more leaves than one of its buffers holds', () => {
  const large = new MerkleTree();
  for (let i = 0; i < 70_000; i++) large.push(leaves[i % 64] ?? emptyRoot);
  expect(plain([large.leafHash(65_535), large.leafHash(65_536)])).toEqual(
    plain([tree.leafHash(63), tree.leafHash(0)]),
  );
  // Every 64 leaves repeat, so the root is that of 64 doubled ten times over, here at 65,536 leaves.
  let root = tree.root();
  for (let i = 64; i < 65_536; i *= 2) root = nodeHash(root, root);
  expect(plain([large.root(65_536)])).toEqual(plain([root]));
});
