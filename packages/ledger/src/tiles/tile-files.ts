import { dirname } from 'node:path/posix';
import { type Files, listIfPresent, writeAll } from '../files.ts';
import { encodeBundle } from './entry-bundle.ts';
import type { LeafSource } from './leaf-source.ts';
import type { TileHashes } from './tile-hashes.ts';
import { parseTilePath, type TilePlace, tilePath, tileWidth } from './tile-path.ts';

const maxKnownDirectories = 64;

/**
 * Tiles and bundles as C2SP tlog-tiles lays them out, so that the ledger's directory can be served by any static
 * file server. Nothing here is synced: after a power loss any of it may be missing, or be there and be empty.
 */
export class TileFiles {
  readonly #files: Files;
  readonly #directory: string;
  readonly #hashes: TileHashes;
  readonly #leaves: LeafSource;
  readonly #knownDirectories = new Set<string>();

  constructor(parts: {
    readonly files: Files;
    /** The ledger's. */
    readonly directory: string;
    readonly hashes: TileHashes;
    readonly leaves: LeafSource;
  }) {
    this.#files = parts.files;
    this.#directory = parts.directory;
    this.#hashes = parts.hashes;
    this.#leaves = parts.leaves;
  }

  /** Whoever reads the file meanwhile finds what was there before, or all of it. */
  async write(place: TilePlace): Promise<void> {
    const { level, index, width } = place;
    const bytes =
      level === 'entries'
        ? encodeBundle(await this.#leaves.get(index * tileWidth, width))
        : await this.#hashes.tile(level, index, width);
    const path = this.#path(place);
    await this.#makeDirectory(dirname(path), width === tileWidth);
    const temporary = `${path}.tmp`;
    const file = await this.#files.open(temporary, 'replace');
    try {
      await writeAll(file, bytes, 0);
    } finally {
      await file.close();
    }
    await this.#files.rename(temporary, path);
  }

  /** The partial tiles that lie where the tile is, or would be, its neighbours' in the same directory included. */
  async partialsBeside({ level, index }: TilePlace): Promise<TilePlace[]> {
    const path = dirname(tilePath({ level, index }));
    const partials: TilePlace[] = [];
    for (const name of await this.#list(path)) {
      if (!name.endsWith('.p')) continue;
      const widths = await this.#list(`${path}/${name}`);
      partials.push(...widths.flatMap((width) => parseTilePath(`${path}/${name}/${width}`) ?? []));
    }
    return partials;
  }

  /** Takes all partial tiles of a place away. */
  async removePartials({ level, index }: TilePlace): Promise<void> {
    await this.#files.removeDirectory(dirname(this.#path({ level, index, width: 1 })));
  }

  #path(place: TilePlace): string {
    return `${this.#directory}/${tilePath(place)}`;
  }

  #list(path: string): Promise<readonly string[]> {
    return listIfPresent(this.#files, `${this.#directory}/${path}`);
  }

  async #makeDirectory(path: string, durable: boolean): Promise<void> {
    if (this.#knownDirectories.has(path)) return;
    await this.#files.makeDirectory(path, { durable });
    if (this.#knownDirectories.size >= maxKnownDirectories) this.#knownDirectories.clear();
    this.#knownDirectories.add(path);
  }
}
