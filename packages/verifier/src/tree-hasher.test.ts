import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { naiveTree, referenceLeaves, referenceRoots } from './naive-tree.ts';
import { TreeHasher } from './tree-hasher.ts';

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', data, 'buffer'));
const naive = naiveTree(sha256);

test('gives the published root at each size of the reference tree', () => {
  const tree = new TreeHasher(sha256);
  expect(tree.root()).toEqual(sha256(new Uint8Array(0)));
  const roots = referenceLeaves.map((leaf) => {
    tree.push(naive.leaf(leaf));
    return tree.root();
  });
  expect(roots).toEqual(referenceRoots);
  expect(tree.size).toBe(8);
});

test('gives the naive root at every size up to 200', () => {
  const tree = new TreeHasher(sha256);
  const leaves: Uint8Array[] = [];
  for (let i = 0; i < 200; i++) {
    leaves.push(naive.leaf(Uint8Array.of(i)));
    tree.push(naive.leaf(Uint8Array.of(i)));
    expect(tree.root()).toEqual(naive.root(leaves));
  }
});
