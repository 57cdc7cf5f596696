import { leafPreimage, nodePreimage } from './hashes.ts';

// The definitions of RFC 6962 section 2.1 word for word, to hold the quick implementations against. Tests only;
// the hash is handed in because nothing of this package but its tests may import one.

type Hash = (data: Uint8Array) => Uint8Array;

const split = (size: number): number => {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
};

export function naiveTree(sha256: Hash) {
  const node = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(nodePreimage(left, right));

  /** MTH over leaves given as leaf hashes. */
  const root = (leaves: readonly Uint8Array[]): Uint8Array => {
    const [only] = leaves;
    if (only === undefined) return sha256(new Uint8Array(0));
    if (leaves.length === 1) return only;
    const k = split(leaves.length);
    return node(root(leaves.slice(0, k)), root(leaves.slice(k)));
  };

  /** PATH(m, D[n]). */
  const path = (m: number, leaves: readonly Uint8Array[]): Uint8Array[] => {
    if (leaves.length <= 1) return [];
    const k = split(leaves.length);
    return m < k
      ? [...path(m, leaves.slice(0, k)), root(leaves.slice(k))]
      : [...path(m - k, leaves.slice(k)), root(leaves.slice(0, k))];
  };

  /** PROOF(m, D[n]) for 0 < m <= n; `whole` is the RFC's b. */
  const proof = (m: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] => {
    if (m === leaves.length) return whole ? [] : [root(leaves)];
    const k = split(leaves.length);
    return m <= k
      ? [...proof(m, leaves.slice(0, k), whole), root(leaves.slice(k))]
      : [...proof(m - k, leaves.slice(k), false), root(leaves.slice(0, k))];
  };

  return { leaf: (bytes: Uint8Array): Uint8Array => sha256(leafPreimage(bytes)), node, root, path, proof };
}

export const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

/** The eight leaves of the tree that Certificate Transparency implementations test with. */
export const referenceLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(fromHex);

/** Published roots of that tree at sizes 1 to 8. */
export const referenceRoots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
].map(fromHex);
