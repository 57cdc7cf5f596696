import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { showsAnotherTree, verifyConsistency } from './consistency.ts';
import { fromHex, naiveTree, referenceRoots } from './naive-tree.ts';

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', data, 'buffer'));
const naive = naiveTree(sha256);
const leaves = Array.from({ length: 64 }, (_, i) => naive.leaf(Uint8Array.of(i)));
const roots = Array.from({ length: 65 }, (_, size) => naive.root(leaves.slice(0, size)));
const root = (size: number): Uint8Array => roots[size] ?? new Uint8Array(0);
const proofOf = (oldSize: number, newSize: number) => ({
  oldSize,
  newSize,
  oldRoot: root(oldSize),
  newRoot: root(newSize),
  hashes: oldSize === 0 ? [] : naive.proof(oldSize, leaves.slice(0, newSize)),
  sha256,
});

describe('verifyConsistency', () => {
  test.each([
    [1, 1, []],
    [
      1,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      6,
      8,
      [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [
      2,
      5,
      [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ])('accepts the published proof from %i to %i in the reference tree', async (oldSize, newSize, hashes) => {
    const of = (size: number): Uint8Array => referenceRoots[size - 1] ?? new Uint8Array(0);
    const proof = {
      oldSize,
      newSize,
      oldRoot: of(oldSize),
      newRoot: of(newSize),
      hashes: hashes.map(fromHex),
    };
    expect(await verifyConsistency(proof)).toBe(true);
    expect(await verifyConsistency({ ...proof, oldRoot: of(3) })).toBe(false);
    expect(await verifyConsistency({ ...proof, newRoot: of(3) })).toBe(false);
  });

  test('accepts the naive proof between all sizes up to 64, and refuses it for any other root', async () => {
    for (let newSize = 0; newSize <= 64; newSize++) {
      for (let oldSize = 0; oldSize <= newSize; oldSize++) {
        const proof = proofOf(oldSize, newSize);
        expect(await verifyConsistency(proof)).toBe(true);
        expect(await verifyConsistency({ ...proof, oldRoot: root((oldSize + 1) % 65) })).toBe(false);
        if (oldSize > 0)
          expect(await verifyConsistency({ ...proof, newRoot: root((newSize + 1) % 65) })).toBe(false);
      }
    }
  });

  test('rejects a proof with any bit flipped, a hash too many or too few', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 64 }),
        fc.nat(),
        fc.nat(),
        fc.nat(255),
        async (size, o, h, bit) => {
          const proof = proofOf(1 + (o % (size - 1)), size);
          const hashes = proof.hashes.map((hash) => hash.slice());
          const victim = hashes[h % hashes.length] ?? new Uint8Array(32);
          victim[bit >> 3] = (victim[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          expect(await verifyConsistency({ ...proof, hashes })).toBe(false);
          expect(await verifyConsistency({ ...proof, hashes: [...proof.hashes, victim] })).toBe(false);
          expect(await verifyConsistency({ ...proof, hashes: proof.hashes.slice(0, -1) })).toBe(false);
        },
      ),
    );
  });

  test('rejects a path that goes on beyond the root, and one that stops below it', async () => {
    const proof = proofOf(5, 7);
    const extra = root(3);
    const beyond = {
      ...proof,
      hashes: [...proof.hashes, extra],
      oldRoot: naive.node(extra, proof.oldRoot),
      newRoot: naive.node(extra, proof.newRoot),
    };
    expect(await verifyConsistency(beyond)).toBe(false);
    expect(await verifyConsistency({ ...proofOf(2, 3), newSize: 6 })).toBe(false);
  });

  test('answers false, and never throws, for sizes, roots and hashes that are none', async () => {
    const proof = proofOf(3, 7);
    for (const n of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
      expect(await verifyConsistency({ ...proof, oldSize: n })).toBe(false);
      expect(await verifyConsistency({ ...proof, newSize: n })).toBe(false);
    }
    expect(await verifyConsistency({ ...proof, oldSize: 7, newSize: 3 })).toBe(false);
    expect(await verifyConsistency({ ...proof, oldRoot: new Uint8Array(31) })).toBe(false);
    expect(await verifyConsistency({ ...proof, newRoot: new Uint8Array(0) })).toBe(false);
    expect(await verifyConsistency({ ...proof, hashes: JSON.parse('["x", null]') })).toBe(false);
    expect(await verifyConsistency({ ...proof, hashes: JSON.parse('null') })).toBe(false);
    expect(await verifyConsistency({ ...proofOf(5, 5), hashes: [root(5)] })).toBe(false);
  });
});

test('showsAnotherTree tells a log that contradicts itself from a wrong proof, but at powers of two', async () => {
  for (let newSize = 2; newSize <= 64; newSize++) {
    for (let oldSize = 1; oldSize < newSize; oldSize++) {
      const proof = proofOf(oldSize, newSize);
      expect(await showsAnotherTree(proof)).toBe(false);
      const contradiction = { ...proof, oldRoot: root(oldSize + 1) };
      expect(await showsAnotherTree(contradiction)).toBe(!Number.isInteger(Math.log2(oldSize)));
      const [first = root(0), ...rest] = proof.hashes;
      const wrong = first.map((byte) => byte ^ 1);
      expect(await showsAnotherTree({ ...contradiction, hashes: [wrong, ...rest] })).toBe(false);
      expect(await showsAnotherTree({ ...contradiction, hashes: rest })).toBe(false);
      expect(await showsAnotherTree({ ...contradiction, newRoot: root(oldSize) })).toBe(false);
    }
  }
  const same = { ...proofOf(7, 7), oldRoot: root(5), hashes: [root(3)] };
  expect([await showsAnotherTree(same), await showsAnotherTree(proofOf(0, 7))]).toEqual([false, false]);
});
