import { dirname } from 'node:path/posix';
import { maxLeafBytes } from '@ringwall/core';
import { equalBytes } from '../bytes.ts';
import { type Files, isMissing, readSmallFile } from '../files.ts';
import { leafHash } from '../merkle-hash.ts';
import { decodeBundle } from '../tiles/entry-bundle.ts';
import { type TileLevel, tilePath, tileWidth } from '../tiles/tile-path.ts';

const hashBytes = 32;
const otherHash = 'the hash in this tile is not that of the entry in its bundle';
const tileBytes = tileWidth * hashBytes;
/** Entries of any size that fill a bundle. */
export const maxBundleBytes: number = tileWidth * (2 + maxLeafBytes);

/** A tile that is not what the entries make it, or is not there. */
export interface TileFault {
  /** The first entry below the first hash that differs. */
  readonly index: number;
  readonly place: string;
  readonly reason: string;
  /** True where the ledger relies on the file; others it makes anew by itself. */
  readonly durable: boolean;
}

/**
 * Holds hash tiles on disk against the tree recomputed from the entries: each full one, and those at the right edge.
 * Every byte of a tile is recomputed before the tile is looked at.
 */
export class TileComparison {
  readonly #files: Files;
  readonly #directory: string;
  /** The tile of each level that is being filled. */
  readonly #filling: Buffer[] = [];
  readonly #full: { readonly level: number; readonly index: number; readonly bytes: Buffer }[] = [];
  /** Below it the files are relied on: entries that the write-ahead log has let go of. */
  durable = 0;
  /** Below it, tiles of leaf hashes were taken away. */
  pruned = 0;

  constructor(files: Files, directory: string) {
    this.#files = files;
    this.#directory = directory;
  }

  /** Takes the next hash of a level. */
  add(level: number, index: number, hash: Uint8Array): void {
    const at = index % tileWidth;
    let tile = this.#filling[level];
    if (tile === undefined || at === 0) {
      tile = Buffer.allocUnsafe(tileBytes);
      this.#filling[level] = tile;
    }
    tile.set(hash, at * hashBytes);
    if (at === tileWidth - 1) this.#full.push({ level, index: (index - at) / tileWidth, bytes: tile });
  }

  /** The hashes of a level that fill no tile in the tree of `size` entries, which is the newest that was given. */
  edge(level: number, size: number): Uint8Array {
    const count = Math.floor(size / tileWidth ** level) % tileWidth;
    return (this.#filling[level] ?? Buffer.alloc(0)).subarray(0, count * hashBytes);
  }

  /** Looks at the files of all tiles that are full by now; gives the first that is at fault. */
  async compareFull(): Promise<readonly TileFault[]> {
    const faults: TileFault[] = [];
    for (const { level, index, bytes } of this.#full.splice(0)) {
      const leaves = tileWidth ** level;
      const end = (index + 1) * tileWidth * leaves;
      if (level === 0 && end <= this.pruned) continue;
      const durable = end <= this.durable;
      const place = tilePath({ level, index });
      const found = await this.#read(place);
      if (found === undefined ? !durable : equalBytes(found, bytes)) continue;
      const first = (end / leaves - tileWidth + differsAt(found, bytes)) * leaves;
      const other = level === 0 ? otherHash : 'the tile is not what those below it make it';
      faults.push({
        index: first,
        place,
        reason: found === undefined ? 'the tile is missing' : other,
        durable,
      });
    }
    return faults;
  }

  /** The first entry whose hash is not in its full tile, of those that fill none in the tree of `size` entries. */
  async compareBegun(size: number): Promise<TileFault | undefined> {
    const index = Math.floor(size / tileWidth);
    const known = this.edge(0, size);
    const place = tilePath({ level: 0, index });
    const found = await this.#read(place);
    if (found === undefined || equalBytes(found.subarray(0, known.length), known)) return undefined;
    const first = index * tileWidth + differsAt(found, known);
    return { index: first, place, reason: otherHash, durable: (index + 1) * tileWidth <= this.durable };
  }

  /**
   * Looks at the tiles and the bundle that a tree of `size` entries does not fill, at every width that is there. A
   * server that runs may have written wider ones since: of those the part that is known is compared.
   */
  async compareEdge(size: number): Promise<readonly TileFault[]> {
    const faults: TileFault[] = [];
    for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / tileWidth)) {
      const index = Math.floor(count / tileWidth);
      const known = this.edge(level, size);
      const kinds: TileLevel[] = level === 0 ? ['entries', 0] : [level];
      for (const kind of kinds) {
        for (const width of await this.#widths(kind, index)) {
          const place = tilePath({ level: kind, index, width });
          const found = kind === 'entries' ? await this.#hashed(place) : await this.#read(place);
          const bytes = known.subarray(0, width * hashBytes);
          const whole = found === undefined || found.length === width * hashBytes;
          if (found === undefined || (whole && equalBytes(found.subarray(0, bytes.length), bytes))) continue;
          const first = (index * tileWidth + differsAt(found, bytes)) * tileWidth ** level;
          faults.push({ index: first, place, reason: 'it is not what the entries make it', durable: false });
        }
      }
    }
    return faults;
  }

  async #widths(level: TileLevel, index: number): Promise<readonly number[]> {
    const directory = dirname(`${this.#directory}/${tilePath({ level, index, width: 1 })}`);
    try {
      const names = await this.#files.list(directory);
      return names.filter((name) => /^[1-9][0-9]{0,2}$/.test(name)).map(Number);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  /** The hashes of the entries in a bundle; none where it is no bundle. */
  async #hashed(place: string): Promise<Uint8Array | undefined> {
    const bytes = await readSmallFile(this.#files, `${this.#directory}/${place}`, maxBundleBytes + 1);
    return bytes && Buffer.concat((decodeBundle(bytes) ?? []).map(leafHash));
  }

  #read(place: string): Promise<Uint8Array | undefined> {
    return readSmallFile(this.#files, `${this.#directory}/${place}`, tileBytes + 1);
  }
}

/** The first hash in which a tile is not the one expected. */
function differsAt(found: Uint8Array | undefined, expected: Uint8Array): number {
  if (found === undefined) return 0;
  const at = expected.findIndex((byte, i) => byte !== found[i]);
  return at === -1 ? 0 : Math.floor(at / hashBytes);
}
