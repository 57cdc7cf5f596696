import type { TileFiles } from './tile-files.ts';
import { type TileLevel, type TilePlace, tileWidth } from './tile-path.ts';

/**
 * Writes the tiles and bundles that are not full in the tree of a checkpoint. They stay until the full ones are
 * there, because each belongs to a tree that was signed.
 */
export class PartialTiles {
  readonly #files: TileFiles;
  readonly #growTo: (size: number) => Promise<void>;
  /** The places that partial tiles may be at. */
  #places: readonly TilePlace[] | undefined;
  #publishing: Promise<void> = Promise.resolve();

  /** `growTo` writes the full tiles of a size. */
  constructor(files: TileFiles, growTo: (size: number) => Promise<void>) {
    this.#files = files;
    this.#growTo = growTo;
  }

  /** Writes what of the tree of `size` entries is missing, full tiles first. One call after the other. */
  publish(size: number): Promise<void> {
    const publishing = this.#publishing.catch(() => undefined).then(() => this.#publish(size));
    this.#publishing = publishing;
    return publishing;
  }

  /** Resolves when nothing is being written. */
  async idle(): Promise<void> {
    await this.#publishing.catch(() => undefined);
  }

  async #publish(size: number): Promise<void> {
    await this.#growTo(size);
    const before = this.#places ?? (await this.#tidy(size));
    const now = edgeOf(size);
    for (const place of now) {
      const last = before.find(({ level }) => level === place.level);
      const same = last?.index === place.index && last.width === place.width;
      if (place.width > 0 && !same) await this.#files.write(place);
    }
    for (const last of before) {
      if (last.width > 0 && now.some(({ level, index }) => level === last.level && index > last.index)) {
        await this.#files.removePartials(last);
      }
    }
    this.#places = now;
  }

  /**
   * What an earlier process left: partial tiles whose full ones are there now go, and those that are still needed are
   * written again, because a power loss may have taken their content.
   */
  async #tidy(size: number): Promise<readonly TilePlace[]> {
    for (const place of edgeOf(size)) {
      for (const partial of await this.#files.partialsBeside(place)) {
        if (partial.index < place.index) await this.#files.removePartials(partial);
        else if (partial.width < place.width) await this.#files.write(partial);
      }
    }
    return [];
  }
}

/** At each level, where the next hash or entry of a tree of `size` goes; no tile is there while the width is 0. */
function edgeOf(size: number): TilePlace[] {
  const levels: TileLevel[] = ['entries'];
  for (let level = 0; tileWidth ** level <= size; level++) levels.push(level);
  return levels.map((level) => {
    const count = Math.floor(size / tileWidth ** (level === 'entries' ? 0 : level));
    return { level, index: Math.floor(count / tileWidth), width: count % tileWidth };
  });
}
