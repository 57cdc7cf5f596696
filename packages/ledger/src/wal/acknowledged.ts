import { type Files, type LedgerFile, openIfPresent, readFully, readSmallFile, writeAll } from '../files.ts';
import { readCount, writeCount } from './format.ts';

const fileName = 'acknowledged';

/** How many entries had been acknowledged when the ledger last ran; 0 when nothing tells. */
export async function readAcknowledged(files: Files, directory: string): Promise<number> {
  const content = await readSmallFile(files, `${directory}/${fileName}`, 8);
  return content?.length === 8 ? readCount(Buffer.from(content), 0) : 0;
}

/**
 * Remembers in eight bytes how many entries were acknowledged. Noting is a write without a sync: it outlives a
 * killed process, and after a power loss an older number only makes the check at start more lenient. It is what
 * tells a last batch that nobody was told about from one that somebody relies on.
 */
export class Acknowledged {
  readonly #file: LedgerFile;
  readonly #bytes = Buffer.alloc(8);

  private constructor(file: LedgerFile) {
    this.#file = file;
  }

  static async open(files: Files, directory: string, size: number): Promise<Acknowledged> {
    const path = `${directory}/${fileName}`;
    const file = (await openIfPresent(files, path, 'update')) ?? (await files.open(path, 'create'));
    const acknowledged = new Acknowledged(file);
    try {
      // A shorter file was never finished.
      if ((await readFully(file, Buffer.alloc(8), 0)) < 8) await acknowledged.note(size);
      return acknowledged;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async note(size: number): Promise<void> {
    writeCount(this.#bytes, size, 0);
    await writeAll(this.#file, this.#bytes, 0);
  }

  /** Notes a size that may be smaller than the one noted before, durably: entries beyond it are about to be cut. */
  async lower(size: number): Promise<void> {
    await this.note(size);
    await this.#file.datasync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
