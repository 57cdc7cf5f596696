import { equalBytes, isCount, isHash } from './bytes.ts';
import { nodeHash } from './hashes.ts';
import { type Sha256, webCryptoSha256 } from './sha256.ts';

/** An audit path: the leaf's place, its hash and the siblings from the leaf up. */
export interface InclusionPathInput {
  readonly index: number;
  /** Leaves of the tree the path was made for. */
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly hashes: readonly Uint8Array[];
  readonly sha256?: Sha256;
}

/** One step from a leaf towards the root. */
export interface PathStep {
  /** Where the sibling stands. */
  readonly side: 'left' | 'right';
  readonly sibling: Uint8Array;
  /** Hash of the two together. */
  readonly parent: Uint8Array;
}

/** True when the leaf is the one at `index` of the tree with that size and root (RFC 9162 section 2.1.3.2). */
export async function verifyInclusion(
  proof: InclusionPathInput & { readonly root: Uint8Array },
): Promise<boolean> {
  const steps = await climb(proof);
  if (steps === undefined || !isHash(proof.root)) return false;
  return equalBytes(steps.at(-1)?.parent ?? proof.leafHash, proof.root);
}

/** The same climb step by step, for drawing it. Empty for a tree of one leaf, and for a path of the wrong shape. */
export async function inclusionPath(proof: InclusionPathInput): Promise<PathStep[]> {
  return (await climb(proof)) ?? [];
}

async function climb(proof: InclusionPathInput): Promise<PathStep[] | undefined> {
  const { index, size, hashes, sha256 = webCryptoSha256 } = proof;
  if (!isCount(index) || !isCount(size) || index >= size || !isHash(proof.leafHash)) return undefined;
  if (!Array.isArray(hashes) || !hashes.every(isHash)) return undefined;
  // The specification's fn and sn. No bit operators: those stop at 2^32.
  let node = index;
  let last = size - 1;
  let hash = proof.leafHash;
  const steps: PathStep[] = [];
  for (const sibling of hashes) {
    if (last === 0) return undefined;
    const side = node % 2 === 1 || node === last ? 'left' : 'right';
    hash = side === 'left' ? await nodeHash(sibling, hash, sha256) : await nodeHash(hash, sibling, sha256);
    steps.push({ side, sibling, parent: hash });
    // A node without a right sibling stands for its ancestors up to the first that is a right child.
    while (side === 'left' && node % 2 === 0 && node !== 0) {
      node = Math.floor(node / 2);
      last = Math.floor(last / 2);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? steps : undefined;
}
