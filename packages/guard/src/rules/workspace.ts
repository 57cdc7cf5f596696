import { UnitBatch } from '../normalise/unit-batch.ts';

/**
 * Memory for reading whole texts one after the other: each reading would otherwise allocate and clear a dozen
 * arrays for a text of a few words. What an earlier reading left in them is never read, because every array is
 * read only where the same reading has written before.
 */
export class Workspace {
  readonly #batch = new UnitBatch();
  readonly #doubles: Float64Array[] = [];
  readonly #bytes: Uint8Array[] = [];
  readonly #words: Uint16Array[] = [];
  #used = { doubles: 0, bytes: 0, words: 0 };

  /** From here on everything lent before may be lent again. */
  begin(): void {
    this.#used = { doubles: 0, bytes: 0, words: 0 };
  }

  batch(): UnitBatch {
    this.#batch.length = 0;
    this.#batch.cuts.length = 0;
    return this.#batch;
  }

  /** At least `size` long, as the others. */
  doubles(size: number): Float64Array {
    return lend(this.#doubles, this.#used.doubles++, size, () => new Float64Array(size));
  }

  bytes(size: number): Uint8Array {
    return lend(this.#bytes, this.#used.bytes++, size, () => new Uint8Array(size));
  }

  words(size: number): Uint16Array {
    return lend(this.#words, this.#used.words++, size, () => new Uint16Array(size));
  }
}

function lend<Memory extends { readonly length: number }>(
  pool: Memory[],
  at: number,
  size: number,
  make: () => Memory,
): Memory {
  const kept = pool[at];
  if (kept !== undefined && kept.length >= size) return kept;
  const made = make();
  pool[at] = made;
  return made;
}
