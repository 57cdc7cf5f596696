import { type Checkpoint, checkpointFile, historyFile, historyLines, parseLine } from '../checkpoints.ts';
import { LedgerError, reaching } from '../errors.ts';
import { type Files, isMissing, type LedgerFile, nodeFiles, readFully, readSmallFile } from '../files.ts';
import type { Ledger } from '../ledger.ts';
import { fullTiles } from '../tiles/tile-settler.ts';
import { readTiled, tiledFile } from '../tiles/tiled.ts';
import { SegmentReader } from '../wal/segment-reader.ts';
import { listSegments, type Segment, walDirectory } from '../wal/segments.ts';
import { witnessDirectory } from '../witness/kept-checkpoints.ts';

/** Writes one file of a copy; `path` is within the copy. */
export type PutFile = (path: string, content: AsyncIterable<Uint8Array>) => Promise<void>;

/** A log up to one of its checkpoints, to be copied while it goes on being written. */
export interface LogCopy extends AsyncDisposable {
  readonly checkpoint: Checkpoint;
  /** Puts every file that a log needs which ends at the checkpoint. @throws LedgerError ledger/damaged; what `put` throws */
  copy(put: PutFile): Promise<void>;
}

/** What is hashed at a time, while everything else on this thread waits. */
const pieceBytes = 256 << 10;
const maxTries = 20;
const maxSmallBytes = 1 << 20;
/** Files that stand beside the log and are replaced whole. */
const smallFiles = ['verifier-key', 'minimum-index'] as const;

/**
 * Holds a log at a checkpoint that is signed now: what a copy of it needs of the write-ahead log is kept open, so that
 * it may be removed from the directory meanwhile. Tiles are never written anew.
 */
export function openLogCopy(parts: {
  readonly directory: string;
  readonly ledger: Pick<Ledger, 'checkpoint'>;
  readonly files?: Files;
}): Promise<LogCopy> {
  const { directory, ledger, files = nodeFiles } = parts;
  return reaching(directory, async () => {
    for (let left = maxTries; ; left--) {
      const undo = new AsyncDisposableStack();
      try {
        const held = await hold(files, directory, undo);
        if (held !== undefined) {
          const checkpoint = await ledger.checkpoint();
          const history = await files.open(`${directory}/${historyFile}`, 'read');
          undo.defer(() => history.close());
          const opened = undo.move();
          const log = { files, directory, checkpoint, history, ...held };
          return {
            checkpoint,
            copy: (put) => reaching(directory, () => copyLog(log, put)),
            [Symbol.asyncDispose]: () => opened.disposeAsync(),
          };
        }
      } finally {
        await undo.disposeAsync();
      }
      // Segments go seldom, each after its entries became tiles: the next look finds them as they belong together.
      if (left === 0)
        throw new LedgerError('ledger/damaged', 'The segments of the log do not follow its tiles.');
    }
  });
}

interface OpenSegment extends Segment {
  readonly file: LedgerFile;
}

interface HeldLog {
  readonly tiled: { readonly size: number; readonly content: Uint8Array | undefined };
  /** From the first that holds what is in no tile. */
  readonly segments: readonly OpenSegment[];
}

/** Undefined where a segment was removed meanwhile. */
async function hold(
  files: Files,
  directory: string,
  undo: AsyncDisposableStack,
): Promise<HeldLog | undefined> {
  const { size } = await readTiled(files, directory);
  const content = await readSmallFile(files, `${directory}/${tiledFile}`, maxSmallBytes);
  const wal = `${directory}/${walDirectory}`;
  const segments: OpenSegment[] = [];
  for (const segment of await listSegments(files, wal)) {
    const file = await openSegment(files, `${wal}/${segment.name}`);
    if (file === undefined) return undefined;
    undo.defer(() => file.close());
    segments.push({ ...segment, file });
  }
  // Tiles that came in between make the segments begin later than this says.
  const isCurrent = (await readTiled(files, directory)).size === size;
  return isCurrent ? { tiled: { size, content }, segments } : undefined;
}

async function openSegment(files: Files, path: string): Promise<LedgerFile | undefined> {
  try {
    return await files.open(path, 'read');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

interface OpenLog extends HeldLog {
  readonly files: Files;
  readonly directory: string;
  readonly checkpoint: Checkpoint;
  readonly history: LedgerFile;
}

async function copyLog(log: OpenLog, put: PutFile): Promise<void> {
  const { files, directory, checkpoint, tiled, history, segments } = log;
  for (const [i, segment] of segments.entries()) {
    const next = segments[i + 1];
    if (segment.first >= checkpoint.size && i > 0) break;
    const whole = next !== undefined && next.first <= checkpoint.size;
    const bytes = whole ? await segment.file.size() : await endOf(segment, checkpoint.size);
    await put(`${walDirectory}/${segment.name}`, pieces(segment.file, bytes));
  }
  if (tiled.content !== undefined) await put(tiledFile, once(tiled.content));
  for (const path of fullTiles(0, tiled.size)) await putIfPresent(log, path, put);
  await put(historyFile, linesUpTo(history, checkpoint.size));
  const shown = await readSmallFile(files, `${directory}/${checkpointFile}`, maxSmallBytes);
  // The file may bear signatures of witnesses too, or be of a later checkpoint already.
  const isSame = shown !== undefined && sizeOf(Buffer.from(shown).toString('utf8')) === checkpoint.size;
  await put(checkpointFile, once(isSame ? shown : Buffer.from(checkpoint.note, 'utf8')));
  for (const name of smallFiles) await putIfPresent(log, name, put);
  await putWitnessed(log, put);
}

/** What witnesses signed up to the checkpoint: of anything later the copy would fall short. */
async function putWitnessed({ files, directory, checkpoint }: OpenLog, put: PutFile): Promise<void> {
  const names = await files.list(`${directory}/${witnessDirectory}`).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const name of names.filter((each) => each.endsWith('.checkpoint'))) {
    const path = `${witnessDirectory}/${name}`;
    const content = await readSmallFile(files, `${directory}/${path}`, maxSmallBytes);
    const size = content && sizeOf(Buffer.from(content).toString('utf8'));
    if (content !== undefined && size !== undefined && size <= checkpoint.size)
      await put(path, once(content));
  }
}

/** Where the entries of a segment end that the tree of `size` has. */
async function endOf(segment: OpenSegment, size: number): Promise<number> {
  const reader = new SegmentReader(segment.file, await segment.file.size());
  let end = 0;
  for (let at = segment.first; at < size; ) {
    const batch = await reader.next(at);
    if (batch === undefined || !batch.ok || batch.size > size) {
      throw new LedgerError('ledger/damaged', `${segment.name}: no batch ends at entry ${size}.`);
    }
    at = batch.size;
    end = batch.offset + batch.bytes;
  }
  return end;
}

/** Tiles below the minimum index are no longer there. */
async function putIfPresent({ files, directory }: OpenLog, path: string, put: PutFile): Promise<void> {
  const file = await openSegment(files, `${directory}/${path}`);
  if (file === undefined) return;
  try {
    await put(path, pieces(file, await file.size()));
  } finally {
    await file.close();
  }
}

async function* pieces(file: LedgerFile, bytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes; ) {
    const piece = new Uint8Array(Math.min(pieceBytes, bytes - at));
    const count = await readFully(file, piece, at);
    if (count < piece.length) throw new LedgerError('ledger/damaged', 'A file of the log became shorter.');
    yield piece;
    at += count;
  }
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

async function* linesUpTo(history: LedgerFile, size: number): AsyncGenerator<Uint8Array> {
  for await (const { text } of historyLines(history, await history.size())) {
    if (sizeOf(parseLine(text)) > size) return;
    // The generator reads on into the same memory.
    yield Buffer.concat([text, Buffer.from('\n')]);
  }
}

/** The size that a checkpoint's text names; signatures are not looked at. */
function sizeOf(note: string): number {
  const [, size = ''] = note.split('\n', 2);
  return Number(size);
}
