import { emptyRoot, nodeHash } from '../merkle-hash.ts';
import { tileHeight } from '../merkle-tree.ts';

/**
 * The tree of a log that is read from end to end, recomputed from its leaves in memory that grows with its height
 * only. Hashes that belong into tiles are given out as they come to be, from left to right within each level.
 */
export class RecomputedTree {
  readonly #tiled: (level: number, index: number, hash: Uint8Array) => void;
  /** Complete subtrees from the largest to the smallest, one for each 1 bit of the size. */
  readonly #subtrees: Uint8Array[] = [];
  #size = 0;

  constructor(tiled: (level: number, index: number, hash: Uint8Array) => void) {
    this.#tiled = tiled;
  }

  get size(): number {
    return this.#size;
  }

  push(leafHash: Uint8Array): void {
    this.#push(0, leafHash);
  }

  /** Appends 256 leaves that are no longer there, by the hash over them. The size must be a multiple of 256. */
  pushPruned(hash: Uint8Array): void {
    this.#push(tileHeight, hash);
  }

  root(): Uint8Array {
    const last = this.#subtrees.at(-1);
    if (last === undefined) return emptyRoot;
    return this.#subtrees.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
  }

  #push(fromHeight: number, added: Uint8Array): void {
    const leaves = 2 ** fromHeight;
    let height = fromHeight;
    let index = this.#size / leaves;
    let hash = added;
    this.#tiled(height / tileHeight, index, hash);
    for (; index % 2 === 1; index = (index - 1) / 2) {
      hash = nodeHash(this.#subtrees.pop() ?? hash, hash);
      height++;
      if (height % tileHeight === 0) this.#tiled(height / tileHeight, (index - 1) / 2, hash);
    }
    this.#subtrees.push(hash);
    this.#size += leaves;
  }
}
