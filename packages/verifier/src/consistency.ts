import { equalBytes, isCount, isHash } from './bytes.ts';
import { nodeHash } from './hashes.ts';
import { type Sha256, webCryptoSha256 } from './sha256.ts';

/**
 * True when the tree of `oldSize` leaves is a prefix of the tree of `newSize` leaves: nothing was changed or
 * taken away in between (RFC 9162 section 2.1.4.2). Every tree extends the empty one, with an empty proof.
 */
export async function verifyConsistency(proof: {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly hashes: readonly Uint8Array[];
  readonly sha256?: Sha256;
}): Promise<boolean> {
  const { oldSize, newSize, oldRoot, newRoot, hashes, sha256 = webCryptoSha256 } = proof;
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) return false;
  if (!isHash(oldRoot) || !isHash(newRoot)) return false;
  if (!Array.isArray(hashes) || !hashes.every(isHash)) return false;
  if (oldSize === newSize) return hashes.length === 0 && equalBytes(oldRoot, newRoot);
  if (oldSize === 0) return hashes.length === 0 && equalBytes(oldRoot, await sha256(new Uint8Array(0)));

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
  if (first === undefined) return false;
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0) return false;
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
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}
