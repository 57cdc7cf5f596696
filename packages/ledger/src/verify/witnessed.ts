import { type CosignedCheckpoint, openCosignatures } from '@ringwall/verifier';
import { equalBytes } from '../bytes.ts';
import type { Files } from '../files.ts';
import { MerkleTree } from '../merkle-tree.ts';
import { TileHashes } from '../tiles/tile-hashes.ts';
import { readTiled } from '../tiles/tiled.ts';
import { readLog } from '../wal/read-log.ts';
import { walDirectory } from '../wal/segments.ts';
import { findDivergence, type SeenTrees, type TreeRoots } from '../witness/divergence.ts';
import { cosignatureChecks } from '../witness/watched-log.ts';

/** What a witness says of a log. */
export interface WitnessView {
  /** Who says so, for messages. */
  readonly by: string;
  /** The newest checkpoint it has cosigned, as a note. */
  readonly note: string;
  /** What else it has cosigned, for telling where the log first differs. */
  readonly seen?: SeenTrees;
}

/** That a witness has cosigned a tree which is the log's. */
export interface Witnessed {
  readonly by: string;
  readonly size: number;
  /** RFC 3339; absent where the witness says no time. */
  readonly at?: string;
}

export interface WitnessCheck {
  /** By falling size. */
  readonly witnessed: readonly Witnessed[];
  /** What is wrong with the log, or with what a witness gave. */
  readonly faults: readonly { readonly index: number; readonly place: string; readonly reason: string }[];
  readonly notes: readonly string[];
}

/** A view whose cosignatures were checked. */
export interface OpenedView {
  readonly view: WitnessView;
  readonly opened: Cosigned;
}

type Cosigned = Omit<CosignedCheckpoint, 'signedBy'>;

/**
 * Opens views with keys of witnesses, whoever signed them as the log: a witness cosigns only what the log's key has
 * signed. Those that do not hold, or are of another log, are told of in words.
 */
export async function openViews(
  views: readonly WitnessView[],
  about: { readonly origin: string; readonly witnessKeys: readonly string[] },
): Promise<{ readonly views: readonly OpenedView[]; readonly refused: readonly string[] }> {
  const opened: OpenedView[] = [];
  const refused: string[] = [];
  for (const view of views) {
    const note = await openCosignatures(view.note, about.witnessKeys, cosignatureChecks);
    if (!note.ok) refused.push(`What ${view.by} gave does not hold: ${note.reason}.`);
    else if (note.cosignatures.length === 0)
      refused.push(`What ${view.by} gave is not cosigned with a key of a witness that is known here.`);
    else if (note.origin !== about.origin) refused.push(`What ${view.by} gave is about ${note.origin}.`);
    else opened.push({ view, opened: note });
  }
  return { views: opened, refused };
}

/** Holds a log that agrees with itself against what witnesses have cosigned. `roots` are the log's at those sizes. */
export async function checkWitnessed(
  place: { readonly files: Files; readonly directory: string },
  log: { readonly size: number; readonly roots: ReadonlyMap<number, Uint8Array>; readonly tail: string },
  views: readonly OpenedView[],
): Promise<WitnessCheck> {
  const witnessed: Witnessed[] = [];
  const faults: { index: number; place: string; reason: string }[] = [];
  const notes: string[] = [];
  for (const { view, opened } of views) {
    const root = log.roots.get(opened.size);
    if (root !== undefined && equalBytes(root, opened.root)) {
      for (const { name, timeSeconds } of opened.cosignatures) {
        witnessed.push({ by: name, size: opened.size, ...(timeSeconds > 0 && { at: timeOf(timeSeconds) }) });
      }
      continue;
    }
    if (root === undefined && opened.size <= log.size) {
      notes.push(
        `What ${view.by} has cosigned is over ${opened.size} entries, of which some were pruned since.`,
      );
      continue;
    }
    const where = await describeDivergence(place, opened, view.seen);
    const reason =
      root === undefined
        ? `the log is cut: ${view.by} has cosigned one of ${opened.size} entries, and ${log.size} are there`
        : `the log was rewritten: its first ${opened.size} entries are not those that ${view.by} has cosigned`;
    faults.push({
      index: where?.index ?? Math.min(log.size, opened.size),
      place: log.tail,
      reason: reason + (where?.words ?? ''),
    });
  }
  return { witnessed: witnessed.toSorted((a, b) => b.size - a.size), faults, notes };
}

async function describeDivergence(
  place: { readonly files: Files; readonly directory: string },
  known: Cosigned,
  seen: SeenTrees | undefined,
): Promise<{ readonly index: number; readonly words: string } | undefined> {
  if (seen === undefined) return undefined;
  try {
    const { agreesUpTo, divergesAt } = await findDivergence(await rootsOf(place), known, seen);
    const words = `; the first cosigned tree that is not this log's has ${divergesAt} entries, the last that is has ${agreesUpTo}`;
    return { index: agreesUpTo, words };
  } catch {
    return { index: 0, words: '; where they differ first the witness did not tell' };
  }
}

/** The roots of a log at any size, from its files. */
async function rootsOf({
  files,
  directory,
}: {
  readonly files: Files;
  readonly directory: string;
}): Promise<TreeRoots> {
  const tiled = await readTiled(files, directory);
  const tree = MerkleTree.at(tiled.size, tiled.edge);
  await readLog(files, `${directory}/${walDirectory}`, tree);
  const hashes = new TileHashes({ files, directory, tree });
  return { size: tree.size, root: (size) => hashes.root(size) };
}

function timeOf(seconds: number): string {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? `${seconds} s after 1970` : time.toISOString();
}
