import { utf8 } from '../bytes.ts';
import { LedgerError } from '../errors.ts';
import { type Files, isMissing, readSmallFile, writeAtomically } from '../files.ts';
import { tilePath, tileWidth } from './tile-path.ts';

const fileName = 'minimum-index';

/**
 * The minimum index of the log (C2SP tlog-tiles): bundles and tiles of leaf hashes below it are deleted. The tiles
 * above them stay, so every root and every proof of what is left can still be made.
 */
export class Pruning {
  readonly #files: Files;
  readonly #directory: string;
  #minimumIndex: number;
  #running: Promise<void> = Promise.resolve();

  private constructor(files: Files, directory: string, minimumIndex: number) {
    this.#files = files;
    this.#directory = directory;
    this.#minimumIndex = minimumIndex;
  }

  /** @throws LedgerError ledger/damaged */
  static async open(files: Files, directory: string): Promise<Pruning> {
    const pruning = new Pruning(files, directory, await readMinimumIndex(files, directory));
    await pruning.#removeLeftovers();
    return pruning;
  }

  /** Entries below are gone; a multiple of 256. */
  get minimumIndex(): number {
    return this.#minimumIndex;
  }

  /** Raises the minimum index to `to`, a multiple of 256, durably, and then deletes what lies below it. */
  prune(to: number): Promise<void> {
    const running = this.#running.catch(() => undefined).then(() => this.#prune(to));
    this.#running = running;
    return running;
  }

  async #prune(to: number): Promise<void> {
    const from = this.#minimumIndex;
    if (to <= from) return;
    await writeAtomically(this.#files, this.#directory, fileName, utf8(`${to}\n`));
    this.#minimumIndex = to;
    for (let index = from / tileWidth; index < to / tileWidth; index++) await this.#remove(index);
  }

  /** @throws LedgerError ledger/pruned */
  mustHave(index: number): void {
    if (index >= this.#minimumIndex) return;
    throw new LedgerError('ledger/pruned', `Entries below ${this.#minimumIndex} were pruned.`);
  }

  /** Reads what may need the entry or its hash: where that fails because it was pruned, maybe meanwhile, it says so. */
  async reading<Value>(index: number, read: () => Promise<Value>): Promise<Value> {
    try {
      return await read();
    } catch (error) {
      this.mustHave(index);
      throw error;
    }
  }

  /** A crash stops deleting in the middle: what it left lies just below the minimum index. */
  async #removeLeftovers(): Promise<void> {
    for (let index = this.#minimumIndex / tileWidth - 1; index >= 0; index--) {
      if (!(await this.#remove(index))) return;
    }
  }

  /** The bundle goes last, so that where there is none, there is no tile. False where there was none. */
  async #remove(index: number): Promise<boolean> {
    await this.#unlink(tilePath({ level: 0, index }));
    return this.#unlink(tilePath({ level: 'entries', index }));
  }

  async #unlink(path: string): Promise<boolean> {
    try {
      await this.#files.unlink(`${this.#directory}/${path}`);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }
}

/** The minimum index that the directory of a ledger tells; 0 where it tells none. @throws LedgerError ledger/damaged */
export async function readMinimumIndex(files: Files, directory: string): Promise<number> {
  const content = await readSmallFile(files, `${directory}/${fileName}`, 32);
  if (content === undefined) return 0;
  const text = Buffer.from(content).toString('latin1');
  const index = /^(?:0|[1-9][0-9]{0,15})\n$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(index) && index % tileWidth === 0) return index;
  throw new LedgerError('ledger/damaged', `The file ${fileName} does not hold a minimum index.`);
}
