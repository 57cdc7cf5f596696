import { verifyConsistency, verifyInclusion } from '@ringwall/verifier';
import { describe, expect, test } from 'vitest';
import { emptyRoot, leafHash, nodeHash } from './merkle-hash.ts';
import { inclusionRanges, joinHashes, type Range, subtreesOf } from './merkle-ranges.ts';
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
const hashOf = (range: Range) =>
  joinHashes(subtreesOf(range).map(({ height, index }) => tree.subtree(height, index) ?? new Uint8Array(0)));
const inclusion = (index: number, size: number) => inclusionRanges(index, size).map(hashOf);
const leafAt = (index: number, of = tree) => of.subtree(0, index) ?? new Uint8Array(0);
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
        const hashes = inclusion(index, size);
        expect(plain(hashes)).toEqual(plain(naivePath(index, leaves.slice(0, size))));
        expect(await verifyInclusion({ index, size, leafHash: leafAt(index), hashes, root })).toBe(true);
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
    expect(tree.subtree(0, 64)).toBeUndefined();
    expect(tree.subtree(6, 1)).toBeUndefined();
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
  expect(plain([leafAt(65_535, large), leafAt(65_536, large)])).toEqual(plain([leafAt(63), leafAt(0)]));
  // Every 64 leaves repeat, so the root is that of 64 doubled ten times over, here at 65,536 leaves.
  let root = tree.root();
  for (let i = 64; i < 65_536; i *= 2) root = nodeHash(root, root);
  expect(plain([large.root(65_536)])).toEqual(plain([root]));
});

describe('a tree whose beginning is in tiles', () => {
  const whole = new MerkleTree();
  const size = 256 * 300 + 77;
  for (let i = 0; i < size; i++) whole.push(leaves[i % 61] ?? emptyRoot);
  /** As if `durable` leaves were in tiles. */
  const forgetting = (durable: number, at: number) => {
    const forgetful = new MerkleTree();
    for (let i = 0; i < at; i++) forgetful.push(leaves[i % 61] ?? emptyRoot);
    forgetful.forget(durable);
    return forgetful;
  };

  test('keeps every root from there on, and can be begun at its edge alone', () => {
    for (const durable of [0, 256, 512, 255 * 256, 256 * 256, 257 * 256, 299 * 256, 300 * 256]) {
      const forgetful = forgetting(durable, durable + 1);
      const begun = MerkleTree.at(durable, forgetful.edge(durable));
      expect(begun.size).toBe(durable);
      begun.push(leafAt(durable, whole));
      for (let i = durable + 1; i < Math.min(size, durable + 700); i++) {
        for (const grown of [forgetful, begun]) grown.push(leafAt(i, whole));
        if (i % 50 > 2) continue;
        const root = plain([whole.root(i + 1)]);
        expect(plain([forgetful.root()])).toEqual(root);
        expect(plain([begun.root()])).toEqual(root);
        expect(plain([begun.root(durable)])).toEqual(plain([whole.root(durable)]));
      }
      begun.truncate(durable + 3);
      expect(plain([begun.root()])).toEqual(plain([whole.root(durable + 3)]));
    }
  });

  test('gives nothing that it forgot', () => {
    const forgetful = forgetting(512, 600);
    expect(forgetful.subtree(0, 511)).toBeUndefined();
    expect(forgetful.subtree(7, 3)).toBeUndefined();
    expect(forgetful.subtree(0, 512)).toEqual(leafAt(512, whole));
    expect(forgetful.subtree(8, 1)).toEqual(whole.subtree(8, 1));
    expect(() => forgetful.root(511)).toThrow(RangeError);
  });
});
