import type { LeafSource } from './leaf-source.ts';
import type { TileFiles } from './tile-files.ts';
import { tileWidth } from './tile-path.ts';

/** Writes every tile and bundle that is full, in the order in which they become so. */
export class FullTiles {
  readonly #files: TileFiles;
  readonly #leaves: LeafSource;
  readonly #size: () => number;
  #written: number;
  #growing: Promise<void> | undefined;

  /** `size` gives the durable entries of the log, `written` those that are in full tiles already. */
  constructor(
    parts: { readonly tileFiles: TileFiles; readonly leaves: LeafSource; readonly size: () => number },
    written: number,
  ) {
    this.#files = parts.tileFiles;
    this.#leaves = parts.leaves;
    this.#size = parts.size;
    this.#written = written;
  }

  /** Entries in full tiles and bundles; a multiple of 256. */
  get written(): number {
    return this.#written;
  }

  /** Writes all that can be written. What fails is tried again by the next call. */
  grow(): Promise<void> {
    this.#growing ??= this.#grow().finally(() => {
      this.#growing = undefined;
    });
    return this.#growing;
  }

  /** Has tiles written anew from `size` on, a multiple of 256: those that are there are not to be trusted. */
  rewind(size: number): void {
    this.#written = Math.min(this.#written, size);
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.#growing?.catch(() => undefined);
  }

  async #grow(): Promise<void> {
    while (this.#size() - this.#written >= tileWidth) {
      const first = this.#written;
      let index = first / tileWidth;
      await this.#files.write({ level: 'entries', index, width: tileWidth });
      await this.#files.write({ level: 0, index, width: tileWidth });
      // The last hash of a tile completes the tile above it.
      for (let level = 1; (index + 1) % tileWidth === 0; level++) {
        index = (index + 1) / tileWidth - 1;
        await this.#files.write({ level, index, width: tileWidth });
      }
      // Unless it was rewound meanwhile.
      if (this.#written === first) this.#written = first + tileWidth;
      this.#leaves.drop(this.#written);
    }
  }
}
