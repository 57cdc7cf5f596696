import type { LeafSource } from './leaf-source.ts';
import type { TileFiles } from './tile-files.ts';
import { type TilePlace, tileWidth } from './tile-path.ts';

/** Bundles written at once: under load, each step of a file takes a turn of a busy event loop. */
const maxAtOnce = 8;

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
    for (;;) {
      const first = this.#written;
      const count = Math.min(maxAtOnce, Math.floor((this.#size() - first) / tileWidth));
      if (count <= 0) return;
      const begin = first / tileWidth;
      const writing = Array.from({ length: count }, (_, i) => begin + i).flatMap((index) => [
        this.#files.write({ level: 'entries', index, width: tileWidth }),
        this.#files.write({ level: 0, index, width: tileWidth }),
      ]);
      // All of them, also when one fails: whoever tries again must not meet one that is still being written.
      for (const result of await Promise.allSettled(writing)) {
        if (result.status === 'rejected') throw result.reason;
      }
      for (const place of completedAbove(begin, begin + count)) await this.#files.write(place);
      // Unless it was rewound meanwhile.
      if (this.#written === first) this.#written = first + count * tileWidth;
      this.#leaves.drop(this.#written);
    }
  }
}

/** The tiles above level 0 that the tiles `[begin, end)` of level 0 complete. */
function* completedAbove(begin: number, end: number): Generator<TilePlace> {
  for (let level = 1, [from, to] = [begin, end]; to > from; level++) {
    from = Math.floor(from / tileWidth);
    to = Math.floor(to / tileWidth);
    for (let index = from; index < to; index++) yield { level, index, width: tileWidth };
  }
}
