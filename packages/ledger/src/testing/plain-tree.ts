import { emptyRoot, leafHash, nodeHash } from '../merkle-hash.ts';

/** RFC 6962 section 2.1 word for word over leaves in memory, apart from the trees that are tested. */
export function plainTree(leaves: readonly string[]) {
  const hashes = leaves.map((leaf) => new Uint8Array(leafHash(Buffer.from(leaf))));
  return {
    size: hashes.length,
    root: (size = hashes.length): Uint8Array => rootOf(hashes.slice(0, size)),
    /** PROOF(from, D[to]); empty from the empty tree. */
    consistency: (from: number, to: number): readonly Uint8Array[] =>
      from === 0 ? [] : proof(from, hashes.slice(0, to), true),
  };
}

function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes;
  if (only === undefined) return new Uint8Array(emptyRoot);
  if (hashes.length === 1) return only;
  const split = splitOf(hashes.length);
  return new Uint8Array(nodeHash(rootOf(hashes.slice(0, split)), rootOf(hashes.slice(split))));
}

function proof(from: number, hashes: readonly Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (from === hashes.length) return isWhole ? [] : [rootOf(hashes)];
  const split = splitOf(hashes.length);
  return from <= split
    ? [...proof(from, hashes.slice(0, split), isWhole), rootOf(hashes.slice(split))]
    : [...proof(from - split, hashes.slice(split), false), rootOf(hashes.slice(0, split))];
}

function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}
