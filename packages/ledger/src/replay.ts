import { equalBytes } from './bytes.ts';
import type { Checkpoint } from './checkpoints.ts';
import { LedgerError } from './errors.ts';
import { type Files, readFully, writeAll } from './files.ts';
import { MerkleTree } from './merkle-tree.ts';
import { TileHashes } from './tiles/tile-hashes.ts';
import { readTiled } from './tiles/tiled.ts';
import { Locations } from './wal/locations.ts';
import { type LogFault, readLog } from './wal/read-log.ts';
import { type Segment, segmentName, walDirectory } from './wal/segments.ts';

export interface Replayed {
  readonly tree: MerkleTree;
  readonly hashes: TileHashes;
  /** Of the entries that are not in tiles. */
  readonly locations: Locations;
  /** Entries that are durable in full tiles. */
  readonly tiled: number;
  /** Where writing continues. */
  readonly segment: Segment;
  readonly segmentBytes: number;
  /** Bytes of a torn last batch that were moved out of the log. */
  readonly setAsideBytes: number;
}

/**
 * Reads what of the log is not in tiles and decides whether it may be served. The only thing repaired is a last batch
 * that a crash tore: nothing valid follows it and nobody was told about it. Its bytes are set aside, not deleted.
 * @throws LedgerError ledger/damaged, ledger/truncated, ledger/checkpoint-missing, ledger/checkpoint-mismatch
 */
export async function replay(parts: {
  readonly files: Files;
  /** The ledger's. */
  readonly directory: string;
  readonly acknowledged: number;
  readonly checkpoint: Checkpoint | undefined;
}): Promise<Replayed> {
  const { files, directory, acknowledged, checkpoint } = parts;
  const wal = `${directory}/${walDirectory}`;
  const tiled = await readTiled(files, directory);
  const tree = MerkleTree.at(tiled.size, tiled.edge);
  const hashes = new TileHashes({ files, directory, tree });
  const locations = new Locations(tiled.size);
  const log = await readLog(files, wal, tree, {
    entry: (_index, segment, offset) => {
      locations.push(segment, offset);
      return undefined;
    },
  });
  const promised = Math.max(acknowledged, checkpoint?.size ?? 0);
  if (log.fault !== undefined && !(log.fault.torn && log.size >= promised)) {
    const code = log.fault.torn && log.fault.incomplete ? 'ledger/truncated' : 'ledger/damaged';
    throw new LedgerError(
      code,
      `${describe(log.fault)}; ${log.size} entries stand before it, ${promised} were promised.`,
    );
  }
  if (log.size < promised) {
    throw new LedgerError(
      'ledger/truncated',
      `The log ends after ${log.size} entries; ${promised} were promised.`,
    );
  }
  if (checkpoint === undefined && log.size > 0) {
    throw new LedgerError(
      'ledger/checkpoint-missing',
      `There are ${log.size} entries and nothing signed over them.`,
    );
  }
  // A checkpoint is signed before the tiles under it count: an older one was put in its place.
  if (checkpoint !== undefined && checkpoint.size < tiled.size) {
    throw new LedgerError(
      'ledger/checkpoint-mismatch',
      `The tiles hold ${tiled.size} entries and only ${checkpoint.size} are signed.`,
    );
  }
  if (checkpoint !== undefined && !equalBytes(await hashes.root(checkpoint.size), checkpoint.root)) {
    throw new LedgerError(
      'ledger/checkpoint-mismatch',
      `The first ${checkpoint.size} entries are not those that were signed; run ringwall ledger verify to find where.`,
    );
  }
  const setAsideBytes =
    log.fault === undefined ? 0 : await setAside(files, wal, log.fault, log.tailBytes, log.size);
  const segment = log.segments.at(-1) ?? { name: segmentName(log.size), first: log.size };
  return { tree, hashes, locations, tiled: tiled.size, segment, segmentBytes: log.tailBytes, setAsideBytes };
}

function describe(fault: Pick<LogFault, 'segment' | 'offset' | 'index' | 'reason'>): string {
  return `Entry ${fault.index} at wal/${fault.segment}:${fault.offset}: ${fault.reason}`;
}

/** Copies the bytes behind the last valid batch to a file of their own, durably, and only then cuts them off. */
async function setAside(
  files: Files,
  directory: string,
  fault: LogFault,
  from: number,
  index: number,
): Promise<number> {
  const names = new Set(await files.list(directory));
  let attempt = 0;
  while (names.has(`set-aside-${index}-${attempt}`)) attempt++;
  const file = await files.open(`${directory}/${fault.segment}`, 'update');
  try {
    const bytes = new Uint8Array((await file.size()) - from);
    await readFully(file, bytes, from);
    const copy = await files.open(`${directory}/set-aside-${index}-${attempt}`, 'create');
    try {
      await writeAll(copy, bytes, 0);
      await copy.sync();
    } finally {
      await copy.close();
    }
    await files.syncDirectory(directory);
    await file.truncate(from);
    await file.sync();
    return bytes.length;
  } finally {
    await file.close();
  }
}
