import { utf8 } from '../bytes.ts';
import { LedgerError } from '../errors.ts';
import { type Files, type LedgerFile, openIfPresent, readFully, writeAll } from '../files.ts';

/** A tree that was cosigned, and when. */
export interface Seen {
  readonly size: number;
  readonly root: Uint8Array;
  readonly timeSeconds: number;
}

const sizeDigits = 16;
const timeDigits = 11;
/** `<size> <root> <time>` and a newline, each padded: lines of one length can be searched where they lie. */
const lineBytes = sizeDigits + 1 + 44 + 1 + timeDigits + 1;
/** Most lines given at once. */
export const maxSeenLines = 1000;

/**
 * Every tree a witness has cosigned of one log, one line each, only ever added to. 74 bytes a tree: at one
 * checkpoint a second, all year round, 2.3 GB.
 */
export class SeenHistory {
  readonly #file: LedgerFile;
  #count: number;
  #last: Seen | undefined;

  private constructor(file: LedgerFile, count: number, last: Seen | undefined) {
    this.#file = file;
    this.#count = count;
    this.#last = last;
  }

  /**
   * Opens or begins the history at `directory/name`. A last line that a crash cut off or a power loss tore is taken
   * away: whoever adds to it knows the tree it was about from elsewhere.
   * @throws LedgerError ledger/damaged where the line before is none either
   */
  static async open(files: Files, directory: string, name: string): Promise<SeenHistory> {
    const path = `${directory}/${name}`;
    let file = await openIfPresent(files, path, 'update');
    if (file === undefined) {
      file = await files.open(path, 'create');
      await files.syncDirectory(directory);
    }
    try {
      const bytes = await file.size();
      let count = Math.floor(bytes / lineBytes);
      if (count > 0 && (await readLine(file, count - 1)) === undefined) count--;
      if (bytes !== count * lineBytes) await file.truncate(count * lineBytes);
      const history = new SeenHistory(file, count, undefined);
      if (count > 0) history.#last = await history.#line(count - 1);
      return history;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get last(): Seen | undefined {
    return this.#last;
  }

  /** Adds a tree that is larger than the last one; durable when resolved. */
  async add(seen: Seen): Promise<void> {
    await writeAll(this.#file, utf8(encode(seen)), this.#count * lineBytes);
    await this.#file.datasync();
    this.#count++;
    this.#last = seen;
  }

  /** The trees of at least `size` entries, smallest first, at most `limit`. */
  async from(size: number, limit: number): Promise<readonly Seen[]> {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((await this.#line(middle)).size < size) low = middle + 1;
      else high = middle;
    }
    const end = Math.min(this.#count, low + Math.min(limit, maxSeenLines));
    const found: Seen[] = [];
    for (let at = low; at < end; at++) found.push(await this.#line(at));
    return found;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #line(number: number): Promise<Seen> {
    const seen = await readLine(this.#file, number);
    if (seen === undefined) {
      throw new LedgerError('ledger/damaged', `Line ${number + 1} of the witness's history is not one.`);
    }
    return seen;
  }
}

async function readLine(file: LedgerFile, number: number): Promise<Seen | undefined> {
  const bytes = Buffer.alloc(lineBytes);
  const count = await readFully(file, bytes, number * lineBytes);
  return count === lineBytes ? decode(bytes.toString('latin1')) : undefined;
}

function encode({ size, root, timeSeconds }: Seen): string {
  const padded = `${size}`.padStart(sizeDigits, '0');
  const time = `${timeSeconds}`.padStart(timeDigits, '0');
  return `${padded} ${Buffer.from(root).toString('base64')} ${time}\n`;
}

function decode(line: string): Seen | undefined {
  const [, size, encoded = '', time] = /^(\d{16}) ([A-Za-z0-9+/]{43}=) (\d{11})\n$/.exec(line) ?? [];
  const seen = { size: Number(size), root: Buffer.from(encoded, 'base64'), timeSeconds: Number(time) };
  return encode(seen) === line ? { ...seen, root: new Uint8Array(seen.root) } : undefined;
}

/** The trees as the witness serves them: `<size> <root> <time>` a line, without padding. */
export function spellSeen(trees: readonly Seen[]): string {
  return trees
    .map(({ size, root, timeSeconds }) => `${size} ${Buffer.from(root).toString('base64')} ${timeSeconds}\n`)
    .join('');
}

/** Reads what `spellSeen` wrote; undefined where a line is none, or the sizes do not rise. */
export function parseSeen(text: string): readonly Seen[] | undefined {
  const lines = text.split('\n');
  if (lines.pop() !== '') return undefined;
  const trees: Seen[] = [];
  for (const line of lines) {
    const [, size, encoded = '', time] =
      /^(0|[1-9][0-9]{0,15}) ([A-Za-z0-9+/]{43}=) (0|[1-9][0-9]{0,10})$/.exec(line) ?? [];
    const root = new Uint8Array(Buffer.from(encoded, 'base64'));
    const seen = { size: Number(size), root, timeSeconds: Number(time) };
    if (!Number.isSafeInteger(seen.size) || root.length !== 32) return undefined;
    if (seen.size <= (trees.at(-1)?.size ?? -1)) return undefined;
    trees.push(seen);
  }
  return trees;
}
