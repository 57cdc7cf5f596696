import { HashList } from './hash-list.ts';
import { nodeHash } from './merkle-hash.ts';
import { consistencyRanges, joinHashes, type Range, type Subtree, subtreesOf } from './merkle-ranges.ts';

/** Levels of the tree that one level of tiles stands for: a tile holds 2^8 hashes. */
export const tileHeight = 8;

/**
 * An RFC 6962 tree that keeps the hash of every complete subtree which is not in a tile yet: 64 bytes of memory for
 * each leaf, and 16 KiB for each level of tiles. What it no longer keeps, tiles give.
 */
export class MerkleTree {
  /** `#levels[h]` holds the complete subtrees of 2^h leaves, from left to right. */
  readonly #levels: HashList[] = [];
  #size = 0;

  /**
   * The tree of `size` leaves, a multiple of 256, of which only the edge is known: for each level of tiles, from
   * that of the leaves up, the hashes that fill no tile.
   */
  static at(size: number, edge: readonly (readonly Uint8Array[])[]): MerkleTree {
    const tree = new MerkleTree();
    for (let height = 0; 2 ** height <= size; height++) {
      tree.#levels.push(new HashList(firstKept(size, height)));
    }
    for (const [level, hashes] of edge.entries()) {
      for (const hash of hashes) tree.#push(level * tileHeight, hash);
    }
    tree.#size = size;
    return tree;
  }

  get size(): number {
    return this.#size;
  }

  push(leafHash: Uint8Array): void {
    this.#push(0, leafHash);
    this.#size++;
  }

  /** Takes back the leaves from `size` on. */
  truncate(size: number): void {
    this.#size = size;
    for (const [height, level] of this.#levels.entries()) level.truncate(Math.floor(size / 2 ** height));
  }

  /** Forgets what the full tiles of the first `size` leaves hold; `size` is a multiple of 256. */
  forget(size: number): void {
    for (const [height, level] of this.#levels.entries()) level.forget(firstKept(size, height));
  }

  /** The hash of a complete subtree; undefined when it was forgotten or is not there yet. */
  subtree(height: number, index: number): Uint8Array | undefined {
    return this.#levels[height]?.get(index);
  }

  /** Root over the first `size` leaves. @throws RangeError beyond the tree, and for a size that was forgotten */
  root(size: number = this.#size): Uint8Array {
    if (!(Number.isSafeInteger(size) && size >= 0 && size <= this.#size)) {
      throw new RangeError(`No tree of ${size} in a tree of ${this.#size}.`);
    }
    return this.#range({ begin: 0, end: size });
  }

  /** PROOF(from, D[to]) of RFC 6962 section 2.1.2. @throws RangeError as `root` */
  consistency(from: number, to: number): Uint8Array[] {
    if (!(from >= 0 && from <= to && to <= this.#size))
      throw new RangeError(`No tree of ${from} in one of ${to}.`);
    return consistencyRanges(from, to).map((range) => this.#range(range));
  }

  /** What `at` needs to begin at `size`, a multiple of 256 that was not forgotten. */
  edge(size: number): Uint8Array[][] {
    const edge: Uint8Array[][] = [];
    for (let height = 0; 2 ** height <= size; height += tileHeight) {
      const hashes: Uint8Array[] = [];
      for (let index = firstKept(size, height); index < Math.floor(size / 2 ** height); index++) {
        hashes.push(this.#kept({ height, index }));
      }
      edge.push(hashes);
    }
    return edge;
  }

  #push(fromHeight: number, added: Uint8Array): void {
    let hash = added;
    for (let height = fromHeight; ; height++) {
      let level = this.#levels[height];
      if (level === undefined) {
        level = new HashList();
        this.#levels[height] = level;
      }
      const index = level.length;
      const left = index % 2 === 1 ? level.get(index - 1) : undefined;
      level.push(hash);
      if (left === undefined) return;
      hash = nodeHash(left, hash);
    }
  }

  #range(range: Range): Uint8Array {
    return joinHashes(subtreesOf(range).map((subtree) => this.#kept(subtree)));
  }

  #kept({ height, index }: Subtree): Uint8Array {
    const hash = this.subtree(height, index);
    if (hash === undefined) throw new RangeError(`Subtree ${index} of height ${height} is not in memory.`);
    return hash;
  }
}

/** At `height`, the first subtree that is in no full tile of a tree of `size` leaves. */
function firstKept(size: number, height: number): number {
  const tileLeaves = 2 ** (tileHeight * (Math.floor(height / tileHeight) + 1));
  return (Math.floor(size / tileLeaves) * tileLeaves) / 2 ** height;
}
