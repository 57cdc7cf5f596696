import { equalBytes, isCount, isHash } from './bytes.ts';
import { nodeHash } from './hashes.ts';
import { type Sha256, webCryptoSha256 } from './sha256.ts';

/** A leaf that a proof is about. */
export interface PlacedLeaf {
  readonly index: number;
  readonly leafHash: Uint8Array;
}

/** A part of the leaves, `[begin, end)`, that is a node of the tree. */
export interface Subtree {
  readonly begin: number;
  readonly end: number;
}

/**
 * One proof for many leaves of one tree (RFC 6962 section 2.1): `hashes` are those of the largest subtrees that hold
 * none of the leaves, from left to right, as `unselectedSubtrees` lists them.
 */
export interface MultiProof {
  /** Leaves of the tree. */
  readonly size: number;
  /** By rising index; one at least. */
  readonly leaves: readonly PlacedLeaf[];
  readonly hashes: readonly Uint8Array[];
  readonly sha256?: Sha256;
}

/** True when every one of the leaves is at its place in the tree with that size and root. */
export async function verifyMultiInclusion(
  proof: MultiProof & { readonly root: Uint8Array },
): Promise<boolean> {
  const { size, leaves, hashes, root, sha256 = webCryptoSha256 } = proof;
  if (!isHash(root) || !Array.isArray(hashes) || !hashes.every(isHash)) return false;
  if (!Array.isArray(leaves) || !leaves.every(({ leafHash }) => isHash(leafHash))) return false;
  if (
    !areIndexes(
      leaves.map(({ index }) => index),
      size,
    )
  )
    return false;
  let usedHashes = 0;
  let usedLeaves = 0;
  const hashOf = async (begin: number, end: number): Promise<Uint8Array | undefined> => {
    const next = leaves[usedLeaves];
    if (next === undefined || next.index >= end) return hashes[usedHashes++];
    if (end - begin === 1) {
      usedLeaves++;
      return next.leafHash;
    }
    const middle = begin + largestPowerBelow(end - begin);
    const left = await hashOf(begin, middle);
    const right = await hashOf(middle, end);
    return left && right && (await nodeHash(left, right, sha256));
  };
  const computed = await hashOf(0, size);
  return computed !== undefined && usedHashes === hashes.length && equalBytes(computed, root);
}

/**
 * The subtrees whose hashes make up the proof for the leaves at `indexes`, which rise, from left to right. Each lies
 * beside one that holds such a leaf, so its hash stands in that leaf's audit path.
 * @throws RangeError where the indexes do not rise below `size`, or are none
 */
export function unselectedSubtrees(indexes: readonly number[], size: number): Subtree[] {
  if (!areIndexes(indexes, size)) throw new RangeError('The indexes do not rise within the tree.');
  const subtrees: Subtree[] = [];
  let used = 0;
  const visit = (begin: number, end: number): void => {
    if ((indexes[used] ?? size) >= end) {
      subtrees.push({ begin, end });
    } else if (end - begin === 1) {
      used++;
    } else {
      const middle = begin + largestPowerBelow(end - begin);
      visit(begin, middle);
      visit(middle, end);
    }
  };
  visit(0, size);
  return subtrees;
}

function areIndexes(indexes: readonly number[], size: number): boolean {
  if (!isCount(size) || indexes.length === 0) return false;
  return indexes.every((index, i) => isCount(index) && index < size && index > (indexes[i - 1] ?? -1));
}

/** The k of RFC 6962: the largest power of two smaller than `width`, which is 2 or more. */
function largestPowerBelow(width: number): number {
  let power = 1;
  while (power * 2 < width) power *= 2;
  return power;
}
