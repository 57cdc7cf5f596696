import { nodePreimage } from './hashes.ts';

/**
 * The root of a growing RFC 6962 tree in memory that grows with its height only: it keeps one hash for each
 * complete subtree on the right edge. For reading a whole log from end to end; needs a synchronous SHA-256,
 * because a promise for every node would cost more than the node.
 */
export class TreeHasher {
  readonly #sha256: (data: Uint8Array) => Uint8Array;
  /** Complete subtrees from the largest to the smallest, one for each 1 bit of `size`. */
  readonly #subtrees: Uint8Array[] = [];
  #size = 0;

  constructor(sha256: (data: Uint8Array) => Uint8Array) {
    this.#sha256 = sha256;
  }

  get size(): number {
    return this.#size;
  }

  /** Appends one leaf by its hash. */
  push(leafHash: Uint8Array): void {
    let hash = leafHash;
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      hash = this.#sha256(nodePreimage(this.#subtrees.pop() ?? hash, hash));
    }
    this.#subtrees.push(hash);
    this.#size++;
  }

  /** Root over the leaves pushed so far; SHA-256 of nothing for the empty tree. */
  root(): Uint8Array {
    const last = this.#subtrees.at(-1);
    if (last === undefined) return this.#sha256(new Uint8Array(0));
    return this.#subtrees
      .slice(0, -1)
      .reduceRight((right, left) => this.#sha256(nodePreimage(left, right)), last);
  }
}
