import { type Sha256, webCryptoSha256 } from './sha256.ts';

/** Bytes under a leaf hash (RFC 6962 section 2.1): 0x00 before the leaf, so that no leaf can pose as a node. */
export function leafPreimage(leaf: Uint8Array): Uint8Array {
  const preimage = new Uint8Array(1 + leaf.length);
  preimage.set(leaf, 1);
  return preimage;
}

/** Bytes under a node hash: 0x01, the left child's hash, the right child's. */
export function nodePreimage(left: Uint8Array, right: Uint8Array): Uint8Array {
  const preimage = new Uint8Array(1 + left.length + right.length);
  preimage[0] = 1;
  preimage.set(left, 1);
  preimage.set(right, 1 + left.length);
  return preimage;
}

/** Hash of a leaf in an RFC 6962 tree. */
export async function leafHash(leaf: Uint8Array, sha256: Sha256 = webCryptoSha256): Promise<Uint8Array> {
  return sha256(leafPreimage(leaf));
}

/** Hash of an inner node in an RFC 6962 tree. */
export async function nodeHash(
  left: Uint8Array,
  right: Uint8Array,
  sha256: Sha256 = webCryptoSha256,
): Promise<Uint8Array> {
  return sha256(nodePreimage(left, right));
}
