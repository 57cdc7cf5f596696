import { sha256 } from '@ringwall/core';
import { TreeHasher } from '@ringwall/verifier';
import {
  type Checkpoint,
  checkpointFile,
  historyFile,
  maxNoteBytes,
  noteText,
  openNote,
} from './checkpoints.ts';
import { reaching } from './errors.ts';
import { type Files, isMissing, type LedgerFile, nodeFiles, openIfPresent, readSmallFile } from './files.ts';
import { verifierKeyFile } from './ledger.ts';
import { SignedHistory } from './signed-history.ts';
import { readAcknowledged } from './wal/acknowledged.ts';
import { type LogEnd, readLog } from './wal/read-log.ts';
import { listSegments, walDirectory } from './wal/segments.ts';

export interface LogFault {
  /** The first entry at fault, or the first that may be. */
  readonly index: number;
  /** File within the ledger's directory, with a byte offset or a line after a colon. */
  readonly place: string;
  readonly reason: string;
}

/** What an offline check of the whole log found. */
export interface LogReport {
  /** True when nothing was found wrong. What could not be looked at is in `notChecked`. */
  readonly ok: boolean;
  /** Name of the log whose key was used. */
  readonly origin: string;
  /** Entries read and found in order. */
  readonly entries: number;
  /** The newest one that is signed, whether or not the log holds to it. */
  readonly checkpoint: { readonly size: number; readonly root: Uint8Array } | undefined;
  /** Entries that a signed checkpoint covers and that are what was signed. */
  readonly proven: number;
  readonly unproven: number;
  /** In order of discovery; the first names the first place in the log. */
  readonly faults: readonly LogFault[];
  readonly keySource: 'given' | 'directory';
  /** What this check cannot tell, in sentences for a person. */
  readonly notChecked: readonly string[];
}

export interface VerifyOptions {
  /** The log's public key as it was noted elsewhere; without it the directory's own is used. */
  readonly verifierKey?: string;
  readonly signal?: AbortSignal;
  /** Bytes of the log read so far, and in all. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
  readonly files?: Files;
}

/**
 * Checks a whole log from its files alone: every checksum, index and root, every signed checkpoint against the
 * entries it was signed over. Needs no server and no private key, keeps nothing in memory but the tree's edge,
 * changes nothing, and may run beside a server that appends. Reading stops at the first fault of the log.
 * @throws LedgerError ledger/not-accessible; the signal's reason
 */
export function verifyLog(directory: string, options: VerifyOptions = {}): Promise<LogReport> {
  return reaching(directory, () => verify(directory, options));
}

async function verify(directory: string, options: VerifyOptions): Promise<LogReport> {
  const { signal, onProgress, files = nodeFiles } = options;
  const keySource = options.verifierKey === undefined ? 'directory' : 'given';
  const verifierKey = options.verifierKey ?? (await readVerifierKey(files, directory)) ?? '';

  // First what was promised, then the log: a log that grows meanwhile keeps every promise made before.
  const acknowledged = await readAcknowledged(files, directory);
  const stored = await readCheckpoint(files, directory, verifierKey);
  const current = typeof stored === 'string' ? undefined : stored;
  const historyOnDisk = await openIfPresent(files, `${directory}/${historyFile}`, 'read');
  try {
    const historyBytes = (await historyOnDisk?.size()) ?? 0;
    const history = new SignedHistory(historyOnDisk ?? emptyFile, historyBytes, { verifierKey, current });
    const tree = new TreeHasher(sha256);
    const totalBytes = await totalSize(files, directory);
    let doneBytes = 0;
    /** Where the first entry stands that no matching checkpoint covers. */
    let unprovenFrom = walDirectory;
    await history.readTo(0);
    let rewritten = !history.compare(0, () => tree.root());
    const log = await readWal(files, directory, tree, {
      beforeBatch: async (batch) => {
        signal?.throwIfAborted();
        await history.readTo(tree.size + batch.leaves.length);
        doneBytes += batch.bytes;
        onProgress?.(doneBytes, totalBytes);
      },
      entry: (index, segment, offset) => {
        if (index === history.proven) unprovenFrom = `${walDirectory}/${segment.name}:${offset}`;
        rewritten ||= !history.compare(tree.size, () => tree.root());
        return rewritten ? 'not what was signed' : undefined;
      },
    });
    await history.readTo(Number.MAX_SAFE_INTEGER);
    await history.close();

    const newest = newer(current, history.last);
    const promised = Math.max(newest?.size ?? 0, acknowledged);
    const faults = [
      ...(rewritten ? [rewriteFault(history.proven, tree.size, unprovenFrom)] : walFaults(log, promised)),
      ...(typeof stored === 'string' ? [{ index: 0, place: checkpointFile, reason: stored }] : []),
      ...historyFaults(history, current),
    ];
    const unproven = log.size - history.proven;
    return {
      ok: faults.length === 0,
      origin: verifierKey.split('+')[0] ?? '',
      entries: log.size,
      checkpoint: newest && { size: newest.size, root: newest.root },
      proven: history.proven,
      unproven,
      faults,
      keySource,
      notChecked: limits({ keySource, unproven, torn: log.fault?.torn === true && log.size >= promised }),
    };
  } finally {
    await historyOnDisk?.close();
  }
}

/** A log that agrees with itself and not with what was signed over it. */
function rewriteFault(from: number, to: number, place: string): LogFault {
  const reason =
    `the entries between ${from} and ${to - 1} are not those that were signed: ` +
    `the checkpoint of ${from} entries holds and the one of ${to} does not`;
  return { index: from, place, reason };
}

/** What reading the segments found, given how many entries were promised to be there. */
function walFaults(log: LogEnd, promised: number): LogFault[] {
  const { fault, size } = log;
  const torn = fault?.torn === true;
  if (fault === undefined ? size >= promised : torn && size >= promised) return [];
  const cut = `the log is cut here: ${promised} entries were promised and ${size} are there`;
  if (fault !== undefined) {
    const reason = torn && fault.incomplete ? cut : fault.reason;
    return [{ index: fault.index, place: `${walDirectory}/${fault.segment}:${fault.offset}`, reason }];
  }
  const last = log.segments.at(-1);
  const place = last === undefined ? walDirectory : `${walDirectory}/${last.name}:${log.tailBytes}`;
  return [{ index: size, place, reason: cut }];
}

function historyFaults(history: SignedHistory, current: Checkpoint | undefined): LogFault[] {
  const { fault, last } = history;
  const faults: LogFault[] = [];
  if (fault !== undefined) {
    faults.push({ index: fault.index, place: `${historyFile}:${fault.line}`, reason: fault.reason });
  }
  // The history is written first, so it always reaches as far as the checkpoint beside it.
  if (current !== undefined && (last === undefined || last.size < current.size)) {
    const reason = `the history of checkpoints ends before the checkpoint of ${current.size} entries`;
    faults.push({ index: last?.size ?? 0, place: historyFile, reason });
  }
  return faults;
}

function limits(about: {
  readonly keySource: 'given' | 'directory';
  readonly unproven: number;
  readonly torn: boolean;
}): string[] {
  const sentences: string[] = [];
  if (about.keySource === 'directory') {
    sentences.push(
      'The verifier key was read from the same directory: pin it (--key) to detect a full rewrite by someone with write access.',
    );
  }
  sentences.push('No witness has seen this log: truncation to an earlier checkpoint cannot be excluded.');
  if (about.unproven > 0) {
    const entries = about.unproven === 1 ? '1 entry' : `${about.unproven} entries`;
    sentences.push(`Not yet proven, beyond the last checkpoint that holds: ${entries}.`);
  }
  if (about.torn) {
    sentences.push('The log ends in an incomplete batch that was never acknowledged; it was not looked at.');
  }
  sentences.push('Bodies are not part of the log: only their keyed commitments are.');
  return sentences;
}

async function readVerifierKey(files: Files, directory: string): Promise<string | undefined> {
  const content = await readSmallFile(files, `${directory}/${verifierKeyFile}`, 4096);
  return content && noteText(content).trimEnd();
}

/** The stored checkpoint, or why there is none to rely on. */
async function readCheckpoint(
  files: Files,
  directory: string,
  verifierKey: string,
): Promise<Checkpoint | string> {
  const content = await readSmallFile(files, `${directory}/${checkpointFile}`, maxNoteBytes);
  return content === undefined ? 'there is no checkpoint' : openNote(noteText(content), verifierKey);
}

function newer(a: Checkpoint | undefined, b: Checkpoint | undefined): Checkpoint | undefined {
  return a === undefined || (b !== undefined && b.size > a.size) ? b : a;
}

async function readWal(
  files: Files,
  directory: string,
  tree: TreeHasher,
  visitor: Parameters<typeof readLog>[3],
): Promise<LogEnd> {
  try {
    return await readLog(files, `${directory}/${walDirectory}`, tree, visitor);
  } catch (error) {
    if (isMissing(error)) return { size: tree.size, segments: [], tailBytes: 0 };
    throw error;
  }
}

async function totalSize(files: Files, directory: string): Promise<number> {
  const wal = `${directory}/${walDirectory}`;
  let total = 0;
  try {
    for (const { name } of await listSegments(files, wal)) {
      const file = await files.open(`${wal}/${name}`, 'read');
      total += await file.size().finally(() => file.close());
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return total;
}

const emptyFile: LedgerFile = {
  read: async () => 0,
  write: async () => 0,
  datasync: async () => undefined,
  sync: async () => undefined,
  truncate: async () => undefined,
  size: async () => 0,
  close: async () => undefined,
};
