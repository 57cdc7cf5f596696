import { equalBytes } from '../bytes.ts';
import { type Files, readSmallFile } from '../files.ts';
import { tilePath, tileWidth } from '../tiles/tile-path.ts';
import { maxBundleBytes, type TileFault } from './tile-comparison.ts';

/**
 * Holds bundles against entries that were read elsewhere: those the ledger has written already and does not rely on
 * yet, because the write-ahead log still has their entries.
 */
export class BundleComparison {
  readonly #files: Files;
  readonly #directory: string;
  readonly #comparing: Promise<TileFault | undefined>[] = [];
  #filling = Buffer.alloc(64 << 10);
  #length = 0;
  /** The entry that would be next; a bundle of which something was read elsewhere is passed over. */
  #next = 0;

  constructor(files: Files, directory: string) {
    this.#files = files;
    this.#directory = directory;
  }

  /** Takes an entry; entries come in order. */
  add(index: number, leaf: Uint8Array): void {
    if (index % tileWidth === 0) {
      this.#length = 0;
      this.#next = index;
    }
    if (index !== this.#next) return;
    this.#next++;
    const end = this.#length + 2 + leaf.length;
    if (end > this.#filling.length) {
      const grown = Buffer.allocUnsafeSlow(2 * end);
      grown.set(this.#filling.subarray(0, this.#length));
      this.#filling = grown;
    }
    this.#filling.writeUInt16BE(leaf.length, this.#length);
    this.#filling.set(leaf, this.#length + 2);
    this.#length = end;
    if (this.#next % tileWidth !== 0) return;
    const comparing = this.#compare(this.#next / tileWidth - 1, this.#filling.subarray(0, end));
    // The next one will be about as large.
    this.#filling = Buffer.allocUnsafeSlow(this.#filling.length);
    // It is awaited later, or never where reading stops before.
    comparing.catch(() => undefined);
    this.#comparing.push(comparing);
  }

  /** Waits until at most `left` bundles are still being read; what was found of the others. */
  async compared(left: number): Promise<readonly TileFault[]> {
    const faults: TileFault[] = [];
    while (this.#comparing.length > left) {
      const fault = await this.#comparing.shift();
      if (fault !== undefined) faults.push(fault);
    }
    return faults;
  }

  async #compare(index: number, bytes: Uint8Array): Promise<TileFault | undefined> {
    const place = tilePath({ level: 'entries', index });
    const found = await readSmallFile(this.#files, `${this.#directory}/${place}`, maxBundleBytes + 1);
    if (found === undefined || equalBytes(found, bytes)) return undefined;
    const reason = 'it is not what the entries make it';
    return { index: index * tileWidth, place, reason, durable: false };
  }
}
