import { equalBytes, isCount, isHash } from './bytes.ts';
import { nodeHash } from './hashes.ts';
import { type Sha256, webCryptoSha256 } from './sha256.ts';

/** That one tree is the beginning of another. */
export interface ConsistencyProof {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly hashes: readonly Uint8Array[];
  readonly sha256?: Sha256;
}

/**
 * True when the tree of `oldSize` leaves is a prefix of the tree of `newSize` leaves: nothing was changed or
 * taken away in between (RFC 9162 section 2.1.4.2). Every tree extends the empty one, with an empty proof.
 */
export async function verifyConsistency(proof: ConsistencyProof): Promise<boolean> {
  const { oldSize, newSize, oldRoot, newRoot, hashes, sha256 = webCryptoSha256 } = proof;
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) return false;
  if (!isHash(oldRoot) || !isHash(newRoot)) return false;
  if (!Array.isArray(hashes) || !hashes.every(isHash)) return false;
  if (oldSize === newSize) return hashes.length === 0 && equalBytes(oldRoot, newRoot);
  if (oldSize === 0) return hashes.length === 0 && equalBytes(oldRoot, await sha256(new Uint8Array(0)));
  const roots = await rootsOf(proof);
  return roots !== undefined && equalBytes(roots.oldRoot, oldRoot) && equalBytes(roots.newRoot, newRoot);
}

/**
 * True when the hashes show that the tree of `newRoot` begins with another tree of `oldSize` leaves than that of
 * `oldRoot`: whoever signed both has contradicted himself. Never so where `oldSize` is a power of two, as such proofs
 * leave out the root they begin with.
 */
export async function showsAnotherTree(proof: ConsistencyProof): Promise<boolean> {
  const { oldSize, newSize, oldRoot, newRoot, hashes } = proof;
  if (!isCount(oldSize) || !isCount(newSize) || oldSize === 0 || oldSize >= newSize) return false;
  if (!isHash(oldRoot) || !isHash(newRoot) || !hashes.every(isHash)) return false;
  const roots = await rootsOf(proof);
  return roots !== undefined && equalBytes(roots.newRoot, newRoot) && !equalBytes(roots.oldRoot, oldRoot);
}

/** The roots that a path of the right length leads to. */
async function rootsOf(
  proof: ConsistencyProof,
): Promise<{ readonly oldRoot: Uint8Array; readonly newRoot: Uint8Array } | undefined> {
  const { oldSize, newSize, oldRoot, hashes, sha256 = webCryptoSha256 } = proof;
  // The specification's fn and sn: the last node of each tree, lifted to the old tree's last complete subtree.
  let node = oldSize - 1;
  let last = newSize - 1;
  while (node % 2 === 1) {
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  // When the old tree is itself that subtree (a power of two), its root opens the path and is left out of it.
  const path = node === 0 ? [oldRoot, ...hashes] : hashes;
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      oldHash = await nodeHash(sibling, oldHash, sha256);
      newHash = await nodeHash(sibling, newHash, sha256);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      newHash = await nodeHash(newHash, sibling, sha256);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? { oldRoot: oldHash, newRoot: newHash } : undefined;
}
