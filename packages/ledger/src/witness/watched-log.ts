import { decodeUtf8, sha256, sha256Hex, verifyEd25519, verifyMlDsa44 } from '@ringwall/core';
import { type CosignatureChecks, openCosignatures } from '@ringwall/verifier';
import { utf8 } from '../bytes.ts';
import { LedgerError } from '../errors.ts';
import { type Files, readSmallFile, writeAtomically } from '../files.ts';
import { RefusalRecord } from './refusal-record.ts';
import { type Seen, SeenHistory } from './seen-history.ts';

/** The newest checkpoint of a log that a witness has cosigned. */
export interface CosignedState extends Seen {
  /** The checkpoint with the signatures of the log and of the witness. */
  readonly note: string;
}

/** Checks both kinds of cosignatures by OpenSSL. */
export const cosignatureChecks = {
  sha256,
  verifySignature: verifyEd25519,
  verifyMlDsa44,
} satisfies CosignatureChecks;

const latestFile = 'latest';
const maxNoteBytes = 65_536;
/** Requests about one log that wait for each other. */
const maxWaiting = 64;

/** Whether a note can be read again once it is kept. */
export function isStorable(note: string): boolean {
  return utf8(note).length <= maxNoteBytes;
}

/** What a witness knows of one log, on its disk. */
export class WatchedLog {
  readonly origin: string;
  readonly history: SeenHistory;
  readonly refusals: RefusalRecord;
  readonly #files: Files;
  readonly #directory: string;
  #latest: CosignedState | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  private constructor(
    origin: string,
    place: { readonly files: Files; readonly directory: string },
    state: { readonly history: SeenHistory; readonly latest: CosignedState | undefined },
  ) {
    this.origin = origin;
    this.history = state.history;
    this.refusals = new RefusalRecord(place.files, place.directory, 'refusals');
    this.#files = place.files;
    this.#directory = place.directory;
    this.#latest = state.latest;
  }

  /** @throws LedgerError ledger/damaged when what is there was not cosigned with the witness's own keys */
  static async open(
    files: Files,
    witnessDirectory: string,
    about: { readonly origin: string; readonly witnessKeys: readonly string[] },
  ): Promise<WatchedLog> {
    const { origin, witnessKeys } = about;
    // Origins may hold any character, and be longer than a name may be.
    const directory = `${witnessDirectory}/logs/${sha256Hex(origin).slice(0, 32)}`;
    await files.makeDirectory(directory);
    const content = await readSmallFile(files, `${directory}/${latestFile}`, maxNoteBytes);
    const latest = content && (await openState(content, origin, witnessKeys));
    const history = await SeenHistory.open(files, directory, 'history');
    const log = new WatchedLog(origin, { files, directory }, { history, latest });
    try {
      if ((history.last?.size ?? -1) > (latest?.size ?? -1)) throw damaged(origin);
      await log.#recordSeen();
      return log;
    } catch (error) {
      await history.close();
      throw error;
    }
  }

  /** Undefined before anything was cosigned. */
  get latest(): CosignedState | undefined {
    return this.#latest;
  }

  /** Runs one piece of work at a time; undefined when too many wait. */
  async inTurn<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    if (this.#waiting >= maxWaiting) return undefined;
    this.#waiting++;
    const turn = this.#last.then(work).finally(() => this.#waiting--);
    this.#last = turn.catch(() => undefined);
    return await turn;
  }

  /**
   * Makes a newly cosigned checkpoint the latest; durable when resolved. The file is the authority: what a crash
   * keeps out of the history is added to it at the next start.
   */
  async record(state: CosignedState): Promise<void> {
    await writeAtomically(this.#files, this.#directory, latestFile, utf8(state.note));
    this.#latest = state;
    await this.#recordSeen();
  }

  async close(): Promise<void> {
    await this.#last;
    await this.history.close();
  }

  async #recordSeen(): Promise<void> {
    const latest = this.#latest;
    if (latest === undefined || latest.size <= (this.history.last?.size ?? -1)) return;
    const { size, root, timeSeconds } = latest;
    await this.history.add({ size, root, timeSeconds });
  }
}

async function openState(
  content: Uint8Array,
  origin: string,
  witnessKeys: readonly string[],
): Promise<CosignedState> {
  let note: string;
  try {
    note = decodeUtf8(content);
  } catch {
    throw damaged(origin);
  }
  const opened = await openCosignatures(note, witnessKeys, cosignatureChecks);
  if (!opened.ok || opened.origin !== origin || opened.cosignatures.length !== witnessKeys.length) {
    throw damaged(origin);
  }
  const { size, root, cosignatures } = opened;
  return { size, root, timeSeconds: Math.max(...cosignatures.map((each) => each.timeSeconds)), note };
}

function damaged(origin: string): LedgerError {
  return new LedgerError(
    'ledger/damaged',
    `What this witness has kept of ${origin} is not what it has cosigned.`,
  );
}
