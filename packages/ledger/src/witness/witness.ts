import type { Clock } from '@ringwall/core';
import {
  openCosignedCheckpoint,
  parseCheckpointText,
  parseNote,
  parseVerifierKey,
  showsAnotherTree,
  signatureLine,
  verifyConsistency,
} from '@ringwall/verifier';
import { equalBytes } from '../bytes.ts';
import { LedgerError, reaching } from '../errors.ts';
import { type Files, nodeFiles } from '../files.ts';
import { emptyRoot } from '../merkle-hash.ts';
import { type AddCheckpoint, parseAddCheckpoint } from './add-checkpoint-request.ts';
import { maxSeenLines, type Seen } from './seen-history.ts';
import { cosignatureChecks, isStorable, WatchedLog } from './watched-log.ts';
import type { WitnessKeys } from './witness-keys.ts';

/** What is sent back over HTTP. */
export interface WitnessReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Cosigns checkpoints of the logs it was told of, each only when it extends all it has cosigned of that log. */
export interface Witness {
  readonly name: string;
  readonly verifierKeys: readonly string[];
  /** The logs it watches, and how far it has cosigned each. */
  readonly logs: readonly { readonly origin: string; readonly size: number | undefined }[];
  /** Answers `add-checkpoint` (C2SP tlog-witness). A 200 is durable. @throws what the disk throws */
  addCheckpoint(body: Uint8Array): Promise<WitnessReply>;
  /** The newest checkpoint cosigned of a log, as a note; undefined where there is none. */
  latest(origin: string): string | undefined;
  /** What it has cosigned of a log from a size on, at most 1,000 trees; undefined for a log it does not know. */
  seen(origin: string, from: number, limit?: number): Promise<readonly Seen[] | undefined>;
  close(): Promise<void>;
}

export interface WitnessOptions {
  readonly directory: string;
  readonly keys: WitnessKeys;
  /** Verifier keys of the logs to watch; two with one name are two keys of one log. */
  readonly logs: readonly string[];
  readonly clock: Clock;
  readonly files?: Files;
  /** Told of every checkpoint that its log has signed and that contradicts what was cosigned; must not throw. */
  readonly refused?: (about: {
    readonly origin: string;
    readonly size: number;
    readonly status: number;
    readonly reason: string;
  }) => void;
}

/**
 * Opens a witness in its directory. The caller makes sure that no other process has it open.
 * @throws LedgerError ledger/damaged, ledger/keys-invalid for a log key that is none, ledger/not-accessible
 */
export function openWitness(options: WitnessOptions): Promise<Witness> {
  return reaching(options.directory, () => open(options));
}

async function open(options: WitnessOptions): Promise<Witness> {
  const { directory, keys, logs, clock, files = nodeFiles, refused = () => undefined } = options;
  const keysOf = new Map<string, string[]>();
  for (const verifierKey of logs) {
    const key = parseVerifierKey(verifierKey);
    if (!key.ok)
      throw new LedgerError('ledger/keys-invalid', `A key of a log was given that is none: ${key.reason}.`);
    keysOf.set(key.name, [...(keysOf.get(key.name) ?? []), verifierKey]);
  }
  const watched = new Map<string, WatchedLog>();
  const undo = new AsyncDisposableStack();
  try {
    for (const origin of keysOf.keys()) {
      const log = await WatchedLog.open(files, directory, { origin, witnessKeys: keys.verifierKeys });
      undo.defer(() => log.close());
      watched.set(origin, log);
    }
  } catch (error) {
    await undo.disposeAsync();
    throw error;
  }
  return {
    name: keys.name,
    verifierKeys: keys.verifierKeys,
    get logs() {
      return [...watched.values()].map(({ origin, latest }) => ({ origin, size: latest?.size }));
    },
    addCheckpoint: (body) => addCheckpoint(body, { keys, keysOf, watched, clock, refused }),
    latest: (origin) => watched.get(origin)?.latest?.note,
    seen: async (origin, from, limit = maxSeenLines) => watched.get(origin)?.history.from(from, limit),
    close: () => undo.disposeAsync(),
  };
}

interface Parts {
  readonly keys: WitnessKeys;
  readonly keysOf: ReadonlyMap<string, readonly string[]>;
  readonly watched: ReadonlyMap<string, WatchedLog>;
  readonly clock: Clock;
  readonly refused: NonNullable<WitnessOptions['refused']>;
}

/** A checkpoint whose log is known and has signed it. */
interface Signed {
  readonly size: number;
  readonly root: Uint8Array;
  readonly origin: string;
  readonly text: string;
  /** The lines of the log's own keys. */
  readonly logLines: readonly string[];
}

async function addCheckpoint(body: Uint8Array, parts: Parts): Promise<WitnessReply> {
  const request = parseAddCheckpoint(body);
  if (typeof request === 'string') return text(400, request);
  const note = parseNote(request.note);
  if (!note.ok) return text(400, note.reason);
  const checkpoint = parseCheckpointText(note.text);
  if (!checkpoint.ok) return text(400, checkpoint.reason);
  const { origin, size } = checkpoint;
  const log = parts.watched.get(origin);
  const logKeys = parts.keysOf.get(origin);
  if (log === undefined || logKeys === undefined) return text(404, 'this witness does not watch that log');
  const opened = await openCosignedCheckpoint(request.note, { logKeys }, cosignatureChecks);
  if (!opened.ok) return text(403, opened.reason);
  if (request.oldSize > size) return text(400, 'the old size is larger than the checkpoint');
  const known = opened.signedBy.map(parseVerifierKey);
  const logLines = note.signatures
    .filter(({ name, keyId }) => known.some((key) => key.ok && key.name === name && key.keyId === keyId))
    .map(signatureLine);
  const signed = { ...opened, logLines };
  const answer = await log.inTurn(() => decide(request, signed, { ...parts, log }));
  return answer ?? text(503, 'too many requests about this log wait');
}

/** Everything that depends on what was cosigned before; nothing else happens to this log meanwhile. */
async function decide(
  request: AddCheckpoint,
  signed: Signed,
  { log, keys, clock, refused }: Parts & { readonly log: WatchedLog },
): Promise<WitnessReply> {
  const { oldSize, hashes } = request;
  const { size, root } = signed;
  const latest = log.latest ?? { size: 0, root: emptyRoot, timeSeconds: 0 };
  const refuse = async (status: number, reason: string, reply: WitnessReply): Promise<WitnessReply> => {
    await log.refusals.keep({
      time: new Date(clock.now()).toISOString(),
      ...{ status, reason, oldSize, hashes: hashes.map((hash) => Buffer.from(hash).toString('base64')) },
      checkpoint: request.note,
    });
    refused({ origin: log.origin, size, status, reason });
    return reply;
  };
  if (oldSize !== latest.size) {
    const [seen] = await log.history.from(size, 1);
    const contradicts = seen?.size === size && !equalBytes(seen.root, root);
    const conflict = sizeConflict(latest.size);
    return contradicts ? refuse(409, `another tree of ${size} entries was cosigned`, conflict) : conflict;
  }
  if (oldSize === size && !equalBytes(latest.root, root)) {
    return refuse(409, `another tree of ${size} entries was cosigned`, sizeConflict(latest.size));
  }
  const { sha256 } = cosignatureChecks;
  const proof = { oldSize, newSize: size, oldRoot: latest.root, newRoot: root, hashes, sha256 };
  if (!(await verifyConsistency(proof))) {
    const reason = `the proof does not show that it extends the ${oldSize} entries that were cosigned`;
    const reply = text(422, reason);
    // Anybody can send a checkpoint of the log with a wrong proof. At a power of two none tells the one from the other.
    const mayContradict = (size > oldSize && isPowerOfTwo(oldSize)) || (await showsAnotherTree(proof));
    return mayContradict ? refuse(422, reason, reply) : reply;
  }
  // Of two statements about the newest tree the later one must not be dated earlier, whatever the clock does.
  const timeSeconds = Math.max(Math.floor(clock.now() / 1000), latest.timeSeconds);
  const lines = keys.cosign({ ok: true, ...signed }, timeSeconds).join('');
  const note = `${signed.text}\n${signed.logLines.join('')}${lines}`;
  if (!isStorable(note)) return text(400, 'the checkpoint is too large');
  await log.record({ size, root, timeSeconds, note });
  return { ...text(200, ''), body: lines };
}

function isPowerOfTwo(count: number): boolean {
  return count > 0 && Number.isInteger(Math.log2(count));
}

function sizeConflict(size: number): WitnessReply {
  return { status: 409, contentType: 'text/x.tlog.size', body: `${size}\n` };
}

function text(status: number, reason: string): WitnessReply {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${reason}\n` };
}
