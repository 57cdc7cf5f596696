import { maxLeafBytes, sha256 } from '@ringwall/core';

// One buffer for all preimages: joining prefix and content in a fresh one for each hash costs as much as the hash.
// Nothing awaits between filling it and hashing it.
const preimage = Buffer.alloc(1 + maxLeafBytes);

/** Hash of a leaf of at most `maxLeafBytes` (RFC 6962 section 2.1), synchronously. */
export function leafHash(leaf: Uint8Array): Uint8Array {
  preimage[0] = 0;
  preimage.set(leaf, 1);
  return sha256(preimage.subarray(0, 1 + leaf.length));
}

/** Hash of an inner node (RFC 6962 section 2.1), synchronously. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  preimage[0] = 1;
  preimage.set(left, 1);
  preimage.set(right, 33);
  return sha256(preimage.subarray(0, 65));
}

export const emptyRoot: Uint8Array = sha256('');
