import { equalBytes } from '../bytes.ts';
import { type Checkpoint, checkpointFile, historyFile, maxNoteBytes, noteText } from '../checkpoints.ts';
import { LedgerError, reaching } from '../errors.ts';
import { type Files, type LedgerFile, nodeFiles, openIfPresent, readSmallFile } from '../files.ts';
import { readMinimumIndex } from '../tiles/pruning.ts';
import { readVerifierKeys } from '../verifier-keys.ts';
import { readAcknowledged } from '../wal/acknowledged.ts';
import { keptCheckpoints } from '../witness/kept-checkpoints.ts';
import { checkLog, type LogCheck } from './log-check.ts';
import { type LogFault, type LogReport, sentencesOn } from './log-report.ts';
import { openSigned, SignedHistory, type SignedTree } from './signed-history.ts';
import { followKeys } from './trusted-keys.ts';
import { checkWitnessed, openViews, type WitnessView } from './witnessed.ts';

export interface VerifyOptions {
  /**
   * The log's public key as it was noted elsewhere, or several, of which one is enough; without it the keys in the
   * directory are used.
   */
  readonly verifierKey?: string | readonly string[];
  /** Public keys of witnesses, as they were noted elsewhere. */
  readonly witnessKeys?: readonly string[];
  /** What witnesses gave when they were asked, beside what is kept in the directory. */
  readonly witnesses?: readonly WitnessView[];
  readonly signal?: AbortSignal;
  /** Entries checked so far, and about how many there are. */
  readonly onProgress?: (doneEntries: number, totalEntries: number) => void;
  readonly files?: Files;
}

/**
 * Checks a whole log from its files alone: every checksum, index, hash and root, in the write-ahead log and in tiles,
 * and every signed checkpoint against the entries it was signed over. Needs no server and no private key, keeps little
 * in memory, changes nothing, and may run beside a server that appends. Reading stops at the first fault of the log.
 * @throws LedgerError ledger/not-accessible; the signal's reason
 */
export function verifyLog(directory: string, options: VerifyOptions = {}): Promise<LogReport> {
  return reaching(directory, () => verify(directory, options));
}

async function verify(directory: string, options: VerifyOptions): Promise<LogReport> {
  const { signal, onProgress, files = nodeFiles, verifierKey, witnessKeys = [] } = options;
  const beside = (await readVerifierKeys(files, directory)) ?? [];
  const given = typeof verifierKey === 'string' ? [verifierKey] : (verifierKey ?? beside);
  const candidates = [...new Set([...given, ...beside])];

  // First what was promised, then the log: a log that grows meanwhile keeps every promise made before.
  const acknowledged = await readAcknowledged(files, directory);
  const note = await readNote(files, directory);
  const early = await openStored(note, candidates);
  const minimum = await readMinimum(files, directory);
  const origin = (typeof early === 'string' ? undefined : early.origin) ?? given[0]?.split('+')[0] ?? '';
  const kept = await keptCheckpoints(
    { files, directory },
    { log: { origin, verifierKeys: candidates }, witnessKeys },
  );
  const seen = [...kept.map(({ note }) => ({ by: 'a witness', note })), ...(options.witnesses ?? [])];
  const { views, refused } = await openViews(seen, { origin, witnessKeys });

  const historyOnDisk = await openIfPresent(files, `${directory}/${historyFile}`, 'read');
  try {
    const historyBytes = (await historyOnDisk?.size()) ?? 0;
    const history = new SignedHistory(historyOnDisk ?? emptyFile, historyBytes, {
      keys: () => candidates,
      current: typeof early === 'string' ? undefined : early,
    });
    const total = Math.max(acknowledged, typeof early === 'string' ? 0 : early.size);
    const log = await checkLog({
      ...{ files, directory, history },
      minimumIndex: typeof minimum === 'number' ? minimum : 0,
      sizes: views.map(({ opened }) => opened.size),
      learn: (key) => void (candidates.includes(key) || candidates.push(key)),
      before: (size) => {
        signal?.throwIfAborted();
        onProgress?.(size, Math.max(size, total));
      },
    });
    await history.readTo(Number.MAX_SAFE_INTEGER);
    await history.close();

    const stored =
      typeof early === 'string' ? sameAsLast(await openStored(note, candidates), history) : early;
    const current = typeof stored === 'string' ? undefined : stored;
    const newest = newer(current, history.last);
    const promised = Math.max(newest?.size ?? 0, acknowledged);
    const { trusted, proven } = followKeys(given, log.links, history.signed);
    const witnesses = await checkWitnessed({ files, directory }, log, views);
    const prunedBelow = typeof minimum === 'number' ? minimum : 0;
    const faults = [
      ...logFaults(log, promised),
      ...(typeof stored === 'string' ? [{ index: 0, place: checkpointFile, reason: stored }] : []),
      ...(typeof minimum === 'number' ? [] : [minimum]),
      ...pruningFaults(log, prunedBelow),
      ...historyFaults(history, current),
      ...keyFaults(history, { current, trusted, prunedBelow }),
      ...witnesses.faults,
    ];
    onProgress?.(log.size, log.size);
    const keySource = verifierKey === undefined ? 'directory' : 'given';
    const unproven = log.size - proven;
    const { stale, restored } = log;
    const { witnessed } = witnesses;
    const torn = isTorn(log) && log.size >= promised;
    return {
      ok: faults.length === 0,
      ...{ origin, keySource, proven, unproven, prunedBelow, faults, stale, witnessed, restored },
      entries: log.size,
      checkpoint: newest && { size: newest.size, root: newest.root },
      trustedKeys: [...trusted],
      notChecked: sentencesOn({
        ...{ keySource, unproven, prunedBelow, torn, witnessed, restored },
        entries: log.size,
        stale: stale.length,
        witnessKeys: witnessKeys.length,
        notes: [...refused, ...witnesses.notes],
      }),
    };
  } finally {
    await historyOnDisk?.close();
  }
}

function isTorn({ fault }: LogCheck): boolean {
  return fault !== undefined && 'torn' in fault && fault.torn;
}

/** What reading the log found, given how many entries were promised to be there. */
function logFaults(log: LogCheck, promised: number): LogFault[] {
  const { fault, size, tail } = log;
  const torn = isTorn(log);
  if (fault === undefined ? size >= promised : torn && size >= promised) return [];
  const cut = `the log is cut here: ${promised} entries were promised and ${size} are there`;
  if (fault === undefined) return [{ index: size, place: tail, reason: cut }];
  const { index, place } = fault;
  const reason = torn && 'incomplete' in fault && fault.incomplete ? cut : fault.reason;
  return [{ index, place, reason }];
}

/** Entries may be missing only where the log itself says that they were pruned. */
function pruningFaults({ prunedBelow, fault }: LogCheck, minimum: number): LogFault[] {
  if (minimum <= prunedBelow || fault !== undefined) return [];
  const reason = `entries below ${minimum} are gone, and the log tells of pruning below ${prunedBelow} only`;
  return [{ index: prunedBelow, place: 'minimum-index', reason }];
}

function historyFaults(history: SignedHistory, current: SignedTree | undefined): LogFault[] {
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

/** Checkpoints that only keys signed which nothing links to a trusted one. */
function keyFaults(
  history: SignedHistory,
  about: {
    readonly current: SignedTree | undefined;
    readonly trusted: ReadonlySet<string>;
    readonly prunedBelow: number;
  },
): LogFault[] {
  const { current, trusted } = about;
  const faults: LogFault[] = [];
  const reason = (key: string) => `it is signed with ${key}, and nothing that is trusted speaks for that key`;
  if (current !== undefined && !current.signedBy.some((key) => trusted.has(key))) {
    faults.push({ index: 0, place: checkpointFile, reason: reason(current.signedBy[0] ?? '') });
  }
  for (const [key, { line, size }] of history.alone) {
    // What spoke for a key of entries that are gone is gone with them.
    if (trusted.has(key) || size <= about.prunedBelow) continue;
    faults.push({ index: 0, place: `${historyFile}:${line}`, reason: reason(key) });
  }
  return faults;
}

async function readNote(files: Files, directory: string): Promise<string | undefined> {
  const content = await readSmallFile(files, `${directory}/${checkpointFile}`, maxNoteBytes);
  return content && noteText(content);
}

/** The stored checkpoint, or why there is none to rely on. */
async function openStored(note: string | undefined, keys: readonly string[]): Promise<SignedTree | string> {
  return note === undefined ? 'there is no checkpoint' : openSigned(note, keys);
}

/** A checkpoint whose key was learnt from the log only: the newest of the history was held against the entries. */
function sameAsLast(late: SignedTree | string, { last }: SignedHistory): SignedTree | string {
  if (typeof late === 'string') return late;
  return last?.size === late.size && equalBytes(last.root, late.root)
    ? late
    : 'it is not the newest of the history';
}

async function readMinimum(files: Files, directory: string): Promise<number | LogFault> {
  try {
    return await readMinimumIndex(files, directory);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return { index: 0, place: 'minimum-index', reason: 'the file does not hold a minimum index' };
  }
}

function newer<Tree extends Pick<Checkpoint, 'size'>>(
  a: Tree | undefined,
  b: Tree | undefined,
): Tree | undefined {
  return a === undefined || (b !== undefined && b.size > a.size) ? b : a;
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
