import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainTree } from '../testing/plain-tree.ts';
import { findDivergence, type SeenTree } from './divergence.ts';

/** A tree whose leaves from `rewrittenFrom` on are others. */
function treeOf(size: number, rewrittenFrom = Number.POSITIVE_INFINITY) {
  return plainTree(Array.from({ length: size }, (_, i) => `${i >= rewrittenFrom ? 'x' : ''}${i}`));
}

function history(tree: ReturnType<typeof plainTree>, sizes: readonly number[]) {
  const trees: SeenTree[] = sizes.map((size) => ({ size, root: tree.root(size) }));
  let questions = 0;
  return {
    seen: {
      atLeast: async (size: number) => {
        questions++;
        return trees.find((tree) => tree.size >= size);
      },
    },
    newest: trees.at(-1) ?? { size: 0, root: tree.root(0) },
    get questions() {
      return questions;
    },
  };
}

describe('findDivergence', () => {
  test('names the last tree that agrees and the first that does not, wherever the log was rewritten or cut', async () => {
    const full = treeOf(200);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 40 }),
        fc.nat(199),
        fc.nat(200),
        async (given, rewrittenFrom, length) => {
          const sizes = given.toSorted((a, b) => a - b);
          const mine = treeOf(length, rewrittenFrom);
          const agrees = (size: number) => size <= Math.min(length, rewrittenFrom);
          const newest = sizes.at(-1) ?? 0;
          fc.pre(!agrees(newest));
          const witness = history(full, sizes);
          expect(await findDivergence(mine, witness.newest, witness.seen)).toEqual({
            agreesUpTo: Math.max(0, ...sizes.filter(agrees)),
            divergesAt: sizes.find((size) => !agrees(size)),
          });
        },
      ),
    );
  });

  test('asks about as often as the size has binary digits', async () => {
    const sizes = Array.from({ length: 600 }, (_, i) => i + 1);
    const witness = history(treeOf(600), sizes);
    const found = await findDivergence(treeOf(600, 234), witness.newest, witness.seen);
    expect(found).toEqual({ agreesUpTo: 234, divergesAt: 235 });
    expect(witness.questions).toBeLessThan(12);
  });

  test('does not go round for ever with a witness that answers another question', async () => {
    const tree = treeOf(10, 5);
    const lying = { atLeast: async () => ({ size: 1, root: tree.root(1) }) };
    await expect(findDivergence(tree, { size: 10, root: new Uint8Array(32) }, lying)).rejects.toThrow(
      'smaller',
    );
  });
});
