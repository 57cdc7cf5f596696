import { equalBytes } from '../bytes.ts';
import { LedgerError } from '../errors.ts';
import { type Files, readSmallFile } from '../files.ts';
import { nodeHash } from '../merkle-hash.ts';
import { joinHashes, type Range, type Subtree, subtreesOf } from '../merkle-ranges.ts';
import { type MerkleTree, tileHeight } from '../merkle-tree.ts';
import { tilePath, tileWidth } from './tile-path.ts';

const hashBytes = 32;
/** Of 16 KiB each. */
const maxCached = 256;

/**
 * The hashes of the whole tree: from memory where they are still there, else from tiles. A tile is used only once
 * its hash is what the tree above it says, up to what is in memory: whoever changes the files changes no proof.
 */
export class TileHashes {
  readonly #files: Files;
  readonly #directory: string;
  readonly #tree: MerkleTree;
  /** The least recently used first. */
  readonly #cache = new Map<string, Promise<readonly Uint8Array[]>>();

  constructor(parts: { readonly files: Files; readonly directory: string; readonly tree: MerkleTree }) {
    this.#files = parts.files;
    this.#directory = parts.directory;
    this.#tree = parts.tree;
  }

  /** Root over the first `size` leaves. Whatever lies beyond the tree is the caller's mistake. */
  root(size: number): Promise<Uint8Array> {
    return this.range({ begin: 0, end: size });
  }

  /** The hash over a range that is one node of some tree. @throws LedgerError ledger/damaged */
  async range(range: Range): Promise<Uint8Array> {
    return joinHashes(await Promise.all(subtreesOf(range).map((subtree) => this.subtree(subtree))));
  }

  /** The hash of a complete subtree. @throws LedgerError ledger/damaged */
  async subtree({ height, index }: Subtree): Promise<Uint8Array> {
    const known = this.#tree.subtree(height, index);
    if (known !== undefined) return known;
    const level = Math.floor(height / tileHeight);
    const inTile = tileWidth / 2 ** (height % tileHeight);
    const tile = Math.floor(index / inTile);
    const nodes = (await this.#tile(level, tile))[height % tileHeight];
    const at = (index % inTile) * hashBytes;
    return nodes?.subarray(at, at + hashBytes) ?? emptyHash;
  }

  /** The first `width` hashes of a tile, one after the other. @throws LedgerError ledger/damaged */
  async tile(level: number, index: number, width: number): Promise<Uint8Array> {
    const hashes = new Uint8Array(width * hashBytes);
    const height = level * tileHeight;
    for (let i = 0; i < width; i++) {
      const subtree = { height, index: index * tileWidth + i };
      hashes.set(this.#tree.subtree(height, subtree.index) ?? (await this.subtree(subtree)), i * hashBytes);
    }
    return hashes;
  }

  /** A full tile's nodes: its hashes, those of pairs of them, and so on up to its two halves. */
  #tile(level: number, index: number): Promise<readonly Uint8Array[]> {
    const path = tilePath({ level, index });
    const cached = this.#cache.get(path);
    this.#cache.delete(path);
    const tile = cached ?? this.#read(path, { height: (level + 1) * tileHeight, index });
    this.#cache.set(path, tile);
    tile.catch(() => this.#cache.delete(path));
    for (const [oldest] of this.#cache) {
      if (this.#cache.size <= maxCached) break;
      this.#cache.delete(oldest);
    }
    return tile;
  }

  async #read(path: string, whole: Subtree): Promise<readonly Uint8Array[]> {
    const [bytes, expected] = await Promise.all([
      readSmallFile(this.#files, `${this.#directory}/${path}`, tileWidth * hashBytes + 1),
      this.subtree(whole),
    ]);
    const levels: Uint8Array[] = [];
    let nodes = bytes?.length === tileWidth * hashBytes ? bytes : emptyHash;
    for (; nodes.length > hashBytes; nodes = joinPairs(nodes)) levels.push(nodes);
    if (equalBytes(nodes, expected)) return levels;
    throw new LedgerError(
      'ledger/damaged',
      `${path} is ${bytes ? 'no longer what was recorded' : 'missing'}.`,
    );
  }
}

const emptyHash = new Uint8Array(0);

function joinPairs(nodes: Uint8Array): Uint8Array {
  const joined = new Uint8Array(nodes.length / 2);
  for (let at = 0; at < joined.length; at += hashBytes) {
    const left = nodes.subarray(2 * at, 2 * at + hashBytes);
    joined.set(nodeHash(left, nodes.subarray(2 * at + hashBytes, 2 * at + 2 * hashBytes)), at);
  }
  return joined;
}
