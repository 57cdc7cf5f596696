import { HashList } from './hash-list.ts';
import { emptyRoot, nodeHash } from './merkle-hash.ts';

/**
 * An RFC 6962 tree that keeps the hash of every complete subtree, so that the root and the proofs of any size it
 * ever had take O(log n) hashes. Costs 64 bytes of memory for each leaf: at 10 million entries, 640 MB.
 */
export class MerkleTree {
  /** `#levels[h]` holds the complete subtrees of 2^h leaves, from left to right. */
  readonly #levels: HashList[] = [new HashList()];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(leafHash: Uint8Array): void {
    let hash = leafHash;
    let index = this.#size++;
    for (let height = 0; ; height++) {
      const level = this.#level(height);
      level.push(hash);
      if (index % 2 === 0) return;
      hash = nodeHash(level.get(index - 1), hash);
      index = Math.floor(index / 2);
    }
  }

  /** Takes back the leaves from `size` on. */
  truncate(size: number): void {
    this.#size = size;
    for (let height = 0, count = size; height < this.#levels.length; height++) {
      this.#level(height).truncate(count);
      count = Math.floor(count / 2);
    }
  }

  leafHash(index: number): Uint8Array {
    return this.#level(0).get(index);
  }

  /** Root over the first `size` leaves. @throws RangeError beyond the tree, as all methods here. */
  root(size: number = this.#size): Uint8Array {
    this.#mustCover(size);
    return size === 0 ? emptyRoot : this.#range(0, size);
  }

  /** PATH(index, D[size]) of RFC 6962 section 2.1.1, from the leaf up. */
  inclusion(index: number, size: number): Uint8Array[] {
    this.#mustCover(size);
    if (!(index >= 0 && index < size)) throw new RangeError(`No leaf ${index} in a tree of ${size}.`);
    const path: Uint8Array[] = [];
    for (let begin = 0, end = size; end - begin > 1; ) {
      const middle = begin + largestPowerBelow(end - begin);
      if (index < middle) {
        path.push(this.#range(middle, end));
        end = middle;
      } else {
        path.push(this.#range(begin, middle));
        begin = middle;
      }
    }
    return path.reverse();
  }

  /** PROOF(from, D[to]) of RFC 6962 section 2.1.2; empty from the empty tree and from the same size. */
  consistency(from: number, to: number): Uint8Array[] {
    this.#mustCover(to);
    if (!(from >= 0 && from <= to)) throw new RangeError(`No tree of ${from} in a tree of ${to}.`);
    if (from === 0 || from === to) return [];
    const proof: Uint8Array[] = [];
    let begin = 0;
    let end = to;
    while (end !== from) {
      const middle = begin + largestPowerBelow(end - begin);
      if (from <= middle) {
        proof.push(this.#range(middle, end));
        end = middle;
      } else {
        proof.push(this.#range(begin, middle));
        begin = middle;
      }
    }
    // From the left edge on, the old tree is the subtree itself, whose root the verifier has.
    if (begin > 0) proof.push(this.#range(begin, end));
    return proof.reverse();
  }

  /** Hash over the leaves `[begin, end)`, where `begin` is a multiple of the largest power of two below the width. */
  #range(begin: number, end: number): Uint8Array {
    const width = end - begin;
    const height = Math.round(Math.log2(width));
    if (2 ** height === width) return this.#level(height).get(begin / width);
    const middle = begin + largestPowerBelow(width);
    return nodeHash(this.#range(begin, middle), this.#range(middle, end));
  }

  #level(height: number): HashList {
    const existing = this.#levels[height];
    if (existing !== undefined) return existing;
    const created = new HashList();
    this.#levels[height] = created;
    return created;
  }

  #mustCover(size: number): void {
    if (!(Number.isSafeInteger(size) && size >= 0 && size <= this.#size)) {
      throw new RangeError(`No tree of ${size} in a tree of ${this.#size}.`);
    }
  }
}

/** The k of RFC 6962: the largest power of two smaller than `width`, which is 2 or more. */
function largestPowerBelow(width: number): number {
  let power = 1;
  while (power * 2 < width) power *= 2;
  return power;
}
