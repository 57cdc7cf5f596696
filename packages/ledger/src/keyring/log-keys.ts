import { type Actor, type EventOf, newEvent } from '@ringwall/core';
import { utf8 } from '../bytes.ts';
import { LedgerError } from '../errors.ts';
import { inTurns } from '../in-turn.ts';
import { type KeyPlace, readKeyFile, writeKeyFile } from './key-file.ts';
import { encodeLogKeys, type LogKeyFile, parseLogKeys } from './log-key-file.ts';
import { newOrigin, newSigningKey, parseSigningKey, type SigningKey } from './signing-key.ts';

/** Name of the file with the log's keys in the key directory. */
export const logKeyFile = 'ledger-signing-key';
export const logKeyPurpose = 'ringwall/keys/ledger-signing-key';

/** That an older state goes on under a name of its own. */
export interface Succession {
  /** Entries that are there, and the root over them. */
  readonly size: number;
  readonly root: Uint8Array;
  /** The largest size that a witness is known to have seen. */
  readonly witnessedSize?: number | undefined;
  readonly reason: string;
  readonly actor: Actor;
  readonly nowMs: number;
}

/** What the successor's key is endorsed by: signed with the last key under the old name. */
export function successorText(about: {
  readonly verifierKey: string;
  readonly size: number;
  readonly root: string;
}): Uint8Array {
  return utf8(`ringwall/successor/1\n${about.verifierKey}\n${about.size}\n${about.root}\n`);
}

/**
 * The log's own keys in one file, which a change replaces whole: after a crash it is the one from before the change or
 * the one from after it. Seeds are not kept in memory: each change reads the file again.
 */
export class LogKeys {
  readonly #place: KeyPlace;
  #file: Omit<LogKeyFile, 'current' | 'replaced'> & {
    readonly current: SigningKey;
    readonly replaced?: SigningKey & { readonly untilMs: number };
  };
  readonly #inTurn = inTurns();

  /** The secret lines of `file` are not kept. */
  constructor(place: KeyPlace, file: LogKeyFile) {
    this.#place = place;
    this.#file = withoutLines(file);
  }

  get origin(): string {
    return this.#file.current.origin;
  }

  /** The name the log began under. What else is sealed for these keys is sealed for this name: it never changes. */
  get firstOrigin(): string {
    return this.#file.former[0]?.split('+')[0] ?? this.origin;
  }

  /** Every key the log ever had, the newest first. */
  get verifierKeys(): readonly string[] {
    return [...this.signers.map(({ verifierKey }) => verifierKey), ...this.#file.former.toReversed()];
  }

  /** Those that sign, the newest first. */
  get signers(): readonly SigningKey[] {
    const { current, replaced } = this.#file;
    return replaced === undefined ? [current] : [current, replaced];
  }

  get overlap(): { readonly verifierKey: string; readonly untilMs: number } | undefined {
    const { replaced } = this.#file;
    return replaced && { verifierKey: replaced.verifierKey, untilMs: replaced.untilMs };
  }

  get restored(): EventOf<'ledger.restored'> | undefined {
    return this.#file.restored;
  }

  /** @throws LedgerError ledger/key-overlap while two keys sign */
  rotate(untilMs: number): Promise<{ readonly from: string; readonly to: string }> {
    return this.#change(async (file) => {
      if (file.replaced !== undefined) {
        const until = new Date(file.replaced.untilMs).toISOString();
        throw new LedgerError('ledger/key-overlap', `The key before this one signs until ${until}.`);
      }
      const current = await newLine(file.current.key.origin);
      const changed = { ...file, replaced: { ...file.current, untilMs }, current };
      const result = { from: file.current.key.verifierKey, to: current.key.verifierKey };
      return { changed, secret: current.line, result };
    });
  }

  /** Destroys the private half of the key that was replaced; gives it, or undefined where there is none. */
  retire(): Promise<string | undefined> {
    return this.#change(async (file) => {
      const { replaced, ...rest } = file;
      if (replaced === undefined) return { result: undefined };
      const key = replaced.key.verifierKey;
      return { changed: { ...rest, former: [...file.former, key] }, result: key };
    });
  }

  /** Makes a key under a new name, endorsed by the one there is, which is destroyed. */
  succeed(about: Succession): Promise<EventOf<'ledger.restored'>> {
    return this.#change(async (file) => {
      const current = await newLine(newOrigin());
      const { key: old } = file.current;
      const { size, witnessedSize, reason } = about;
      const { origin, verifierKey } = current.key;
      const root = Buffer.from(about.root).toString('base64');
      const signature = old.signer.sign(successorText({ verifierKey, size, root }));
      const restored = newEvent('ledger.restored', {
        time: about.nowMs,
        project: 'default',
        actor: about.actor,
        uid: `evt_ledger-restored_${origin}`,
        data: {
          ...{ origin, verifierKey, from: old.verifierKey, size, root, reason },
          ...(witnessedSize !== undefined && { witnessedSize }),
          endorsement: Buffer.from(signature).toString('base64'),
        },
      });
      const replaced = file.replaced ? [file.replaced.key.verifierKey] : [];
      const former = [...file.former, ...replaced, old.verifierKey];
      return { changed: { former, restored, current }, secret: current.line, result: restored };
    });
  }

  #change<Value>(work: (file: LogKeyFile) => Promise<Change<Value>>): Promise<Value> {
    return this.#inTurn(async () => {
      const found = await readKeyFile(this.#place, logKeyFile, logKeyPurpose);
      const file = found && (await parseLogKeys(found.content));
      // A write that failed may have come through after all: then this is where it stands.
      if (file === undefined || !keysOf(file).includes(this.#file.current.verifierKey)) {
        throw new LedgerError(
          'ledger/keys-invalid',
          `The file ${logKeyFile} is not the one that was opened.`,
        );
      }
      this.#file = withoutLines(file);
      const { changed, secret, result } = await work(file);
      const content = changed && encodeLogKeys(changed);
      try {
        if (content !== undefined) await writeKeyFile(this.#place, logKeyFile, logKeyPurpose, content);
        if (changed !== undefined) this.#file = withoutLines(changed);
        return result;
      } finally {
        for (const bytes of [content, secret, found?.content]) bytes?.fill(0);
      }
    });
  }
}

interface Change<Value> {
  readonly result: Value;
  /** Nothing is written without. */
  readonly changed?: LogKeyFile;
  /** Overwritten afterwards. */
  readonly secret?: Uint8Array;
}

/** A first key file, for a log that has not begun. */
export async function newLogKeys(): Promise<Uint8Array> {
  return await newSigningKey(newOrigin());
}

async function newLine(origin: string) {
  const line = (await newSigningKey(origin)).subarray(0, -1);
  const key = await parseSigningKey(line);
  if (key === undefined) throw new LedgerError('ledger/keys-invalid', 'A new key could not be made.');
  return { key, line };
}

function keysOf({ former, replaced, current }: LogKeyFile): readonly string[] {
  return [...former, ...(replaced ? [replaced.key.verifierKey] : []), current.key.verifierKey];
}

function withoutLines({ former, replaced, current, restored }: LogKeyFile) {
  return {
    former,
    ...(replaced && { replaced: { ...replaced.key, untilMs: replaced.untilMs } }),
    ...(restored && { restored }),
    current: current.key,
  };
}
