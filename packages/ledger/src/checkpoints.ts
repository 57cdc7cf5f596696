import { decodeUtf8, parseBoundedJson, sha256, verifyEd25519 } from '@ringwall/core';
import { openCheckpoint, openCosignedCheckpoint } from '@ringwall/verifier';
import { equalBytes, utf8 } from './bytes.ts';
import { LedgerError } from './errors.ts';
import {
  type Files,
  type LedgerFile,
  openIfPresent,
  readFully,
  readSmallFile,
  writeAll,
  writeAtomically,
} from './files.ts';
import { firstLineFrom } from './history-search.ts';
import type { Keyring } from './keyring/keyring.ts';
import { signCheckpoint } from './signed-note.ts';
import { keepVerifierKeys } from './verifier-keys.ts';

/** What the log signed: the tree of `size` entries has this root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note (C2SP tlog-checkpoint). */
  readonly note: string;
  /** The key whose signature on it was checked; the newest where two signed. */
  readonly verifierKey: string;
}

export const checkpointFile = 'checkpoint';
/** Every checkpoint ever signed, one JSON string a line: it tells between which two sizes a rewrite happened. */
export const historyFile = 'checkpoints';
export const maxNoteBytes = 65_536;
const lineFeed = 0x0a;

/**
 * Checks a note against the log's key, or against its keys, the newest first, of which one must have signed it; the
 * reason when it does not hold.
 */
export async function openNote(note: string, keys: string | readonly string[]): Promise<Checkpoint | string> {
  const checks = { sha256, verifySignature: verifyEd25519 };
  if (typeof keys === 'string' || keys.length === 1) {
    const verifierKey = typeof keys === 'string' ? keys : (keys[0] ?? '');
    const opened = await openCheckpoint(note, verifierKey, checks);
    if (!opened.ok) return opened.reason;
    return { origin: opened.origin, size: opened.size, root: opened.root, note, verifierKey };
  }
  const opened = await openCosignedCheckpoint(note, { logKeys: keys }, checks);
  if (!opened.ok) return opened.reason;
  const { origin, size, root, signedBy } = opened;
  return { origin, size, root, note, verifierKey: signedBy[0] ?? '' };
}

/**
 * The checkpoints of one log on disk. The history is written first and the checkpoint file follows, so the newest
 * thing ever signed is always in the history.
 */
export class Checkpoints {
  readonly #files: Files;
  readonly #directory: string;
  readonly #keyring: Keyring;
  readonly #history: LedgerFile;
  #historyBytes: number;
  #latest: Checkpoint | undefined;
  #published = true;
  #beforePublish: (size: number) => Promise<void> = async () => undefined;
  /** The keys that the file beside the checkpoints is known to say. */
  #keptKeys: string | undefined;

  private constructor(
    place: { files: Files; directory: string; keyring: Keyring },
    history: { file: LedgerFile; bytes: number },
    latest: Checkpoint | undefined,
  ) {
    this.#files = place.files;
    this.#directory = place.directory;
    this.#keyring = place.keyring;
    this.#history = history.file;
    this.#historyBytes = history.bytes;
    this.#latest = latest;
  }

  /** @throws LedgerError ledger/checkpoint-unsigned when what is stored is not signed with a key of `keyring`. */
  static async open(place: { files: Files; directory: string; keyring: Keyring }): Promise<Checkpoints> {
    const { files, directory, keyring } = place;
    const stored = await readSmallFile(files, `${directory}/${checkpointFile}`, maxNoteBytes);
    const current = stored && (await mustOpen(noteText(stored), keyring, checkpointFile));
    const path = `${directory}/${historyFile}`;
    const file = (await openIfPresent(files, path, 'update')) ?? (await files.open(path, 'create'));
    try {
      const { newest, end, size } = await lastSigned(file, keyring, current?.size);
      if (end !== size) {
        await file.truncate(end);
        await file.sync();
      }
      const latest = newest !== undefined && newest.size >= (current?.size ?? 0) ? newest : current;
      const checkpoints = new Checkpoints(place, { file, bytes: end }, latest);
      await checkpoints.#keepKeys();
      if (latest !== undefined && latest !== newest) await checkpoints.#record(latest.note);
      if (latest !== undefined && latest !== current) await checkpoints.#publish(latest.note);
      return checkpoints;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get latest(): Checkpoint | undefined {
    return this.#latest;
  }

  /** Has `work` done for a size before the file shows the checkpoint over it. */
  beforePublish(work: (size: number) => Promise<void>): void {
    this.#beforePublish = work;
  }

  /**
   * Signs and stores a checkpoint of `tree` at `size`, unless the latest one is that already. One call at a time.
   * @throws LedgerError ledger/checkpoint-mismatch rather than sign what does not extend the last signature,
   * whatever happened to the tree in memory
   */
  async sign(tree: { root(size: number): Uint8Array }, size: number): Promise<Checkpoint> {
    const { origin } = this.#keyring;
    const latest = this.#latest;
    if (latest !== undefined && (size < latest.size || !equalBytes(tree.root(latest.size), latest.root))) {
      throw new LedgerError(
        'ledger/checkpoint-mismatch',
        `A tree of ${size} entries does not extend the one of ${latest.size} that was signed.`,
      );
    }
    if (size === latest?.size) {
      // The history has it; the file that shows it may have failed.
      if (!this.#published) await this.#publish(latest.note);
      return latest;
    }
    const root = new Uint8Array(tree.root(size));
    // Whoever sees a signature of a new key finds that key beside it.
    await this.#keepKeys();
    const note = signCheckpoint(this.#keyring, size, root);
    await this.#record(note);
    this.#latest = { origin, size, root, note, verifierKey: this.#keyring.verifierKey };
    await this.#publish(note);
    return this.#latest;
  }

  /**
   * Shows the latest checkpoint with more signature lines under it, while it still is the one of `size` entries. The
   * history keeps it without them. Not while `sign` runs.
   */
  async addCosignatures(size: number, lines: readonly string[]): Promise<void> {
    const latest = this.#latest;
    if (latest === undefined || latest.size !== size) return;
    const note = latest.note + lines.filter((line) => !latest.note.includes(line)).join('');
    if (note === latest.note || utf8(note).length > maxNoteBytes) return;
    this.#latest = { ...latest, note };
    await this.#publish(note);
  }

  /** The checkpoint signed over exactly `size` entries, if there was one. */
  async find(size: number): Promise<Checkpoint | undefined> {
    if (this.#latest?.size === size) return this.#latest;
    const found = await this.findFrom(size);
    return found?.size === size ? found : undefined;
  }

  /** The smallest checkpoint over `size` entries or more, as it was first signed. */
  async findFrom(size: number): Promise<Checkpoint | undefined> {
    const bytes = this.#historyBytes;
    const begin = await firstLineFrom(this.#history, { bytes, size, sizeOf: sizeOfLine });
    for await (const { text } of historyLines(this.#history, bytes, begin)) {
      const opened = await openNote(parseLine(text), this.#keyring.verifierKeys);
      if (typeof opened !== 'string' && opened.size >= size) return opened;
    }
    return undefined;
  }

  close(): Promise<void> {
    return this.#history.close();
  }

  async #keepKeys(): Promise<void> {
    const { verifierKeys } = this.#keyring;
    if (this.#keptKeys === verifierKeys.join()) return;
    await keepVerifierKeys(this.#files, this.#directory, verifierKeys);
    this.#keptKeys = verifierKeys.join();
  }

  async #record(note: string): Promise<void> {
    const line = utf8(`${JSON.stringify(note)}\n`);
    // What a failed write left here is written over whole: sizes grow, so no line is shorter than one before.
    await writeAll(this.#history, line, this.#historyBytes);
    await this.#history.datasync();
    this.#historyBytes += line.length;
  }

  async #publish(note: string): Promise<void> {
    this.#published = false;
    await this.#beforePublish(this.#latest?.size ?? 0);
    await writeAtomically(this.#files, this.#directory, checkpointFile, utf8(note));
    this.#published = true;
  }
}

async function mustOpen(note: string, keyring: Keyring, name: string): Promise<Checkpoint> {
  const opened = await openNote(note, keyring.verifierKeys);
  if (typeof opened !== 'string') return opened;
  throw unsigned(name, opened);
}

function unsigned(name: string, reason: string): LedgerError {
  return new LedgerError('ledger/checkpoint-unsigned', `The file ${name} does not hold: ${reason}.`);
}

/** The text of a stored note; bytes that are none give a text that no key has signed. */
export function noteText(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes);
  } catch {
    return '';
  }
}

/** The note in a line of the history; a line that is none gives a text that no key has signed. */
export function parseLine(line: Uint8Array): string {
  try {
    const note = parseBoundedJson(line, { maxBytes: 2 * maxNoteBytes });
    return typeof note === 'string' ? note : '';
  } catch {
    return '';
  }
}

/** What a line of the history is about, before anybody has checked its signature. */
function sizeOfLine(line: Uint8Array): number {
  return Number(parseLine(line).split('\n', 2)[1]);
}

/**
 * The last checkpoint of the history, and where its line ends. One line after it may be what a power loss left of a
 * checkpoint: it was synced before anybody was shown it, so `shownSize`, of the one beside the history, is no larger
 * than what stands before. @throws LedgerError ledger/checkpoint-unsigned
 */
async function lastSigned(file: LedgerFile, keyring: Keyring, shownSize: number | undefined) {
  const size = await file.size();
  const last = await lastLine(file, size);
  if (last.line === undefined) return { newest: undefined, end: last.end, size };
  const newest = await openNote(parseLine(last.line), keyring.verifierKeys);
  if (typeof newest !== 'string') return { newest, end: last.end, size };
  if (last.begin !== undefined) {
    const { line, end } = await lastLine(file, last.begin);
    const before = line && (await mustOpen(parseLine(line), keyring, historyFile));
    const shown = before === undefined ? keyring.logBegun : before.size < (shownSize ?? 0);
    if (!shown) return { newest: before, end, size };
  }
  throw unsigned(historyFile, newest);
}

/** The last whole line of the first `size` bytes, and where it begins and ends; what follows was never completed. */
async function lastLine(
  file: LedgerFile,
  size: number,
): Promise<{ readonly line?: Uint8Array; readonly begin?: number; readonly end: number }> {
  const from = Math.max(0, size - 4 * maxNoteBytes);
  const tail = Buffer.alloc(size - from);
  await readFully(file, tail, from);
  const end = tail.lastIndexOf(lineFeed);
  // A part of a line is cut as never completed; something longer than any line is left for the check to refuse.
  if (size - from - (end + 1) > 2 * maxNoteBytes) return { line: tail.subarray(end + 1), end: size };
  if (end === -1) return { end: 0 };
  const begin = end === 0 ? 0 : tail.lastIndexOf(lineFeed, end - 1) + 1;
  return { line: tail.subarray(begin, end), begin: from + begin, end: from + end + 1 };
}

/**
 * The whole lines within the first `size` bytes of the history, in order, with their numbers from 1. They may be read
 * from `begin` on, where a line must begin; that one is then numbered 1.
 */
export async function* historyLines(
  file: LedgerFile,
  size: number,
  begin = 0,
): AsyncGenerator<{ readonly number: number; readonly text: Uint8Array }> {
  const chunk = Buffer.alloc(4 * maxNoteBytes);
  let number = 1;
  for (let at = begin; at < size; ) {
    const count = await readFully(file, chunk.subarray(0, Math.min(chunk.length, size - at)), at);
    let lineAt = 0;
    for (;;) {
      const end = chunk.subarray(0, count).indexOf(lineFeed, lineAt);
      if (end === -1) break;
      yield { number: number++, text: chunk.subarray(lineAt, end) };
      lineAt = end + 1;
    }
    if (lineAt > 0) at += lineAt;
    else if (count < chunk.length) return;
    else {
      // No line is this long: it is given as a bad one, and nothing after it can be told apart.
      yield { number, text: chunk };
      return;
    }
  }
}
