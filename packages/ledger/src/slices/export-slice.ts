import { type Actor, type Clock, newEvent, sha256 } from '@ringwall/core';
import {
  formatCaseSlice,
  type KeyChange,
  type SliceFilter,
  sliceDigest,
  unselectedSubtrees,
} from '@ringwall/verifier';
import type { Checkpoint } from '../checkpoints.ts';
import { LedgerError } from '../errors.ts';
import type { Ledger } from '../ledger.ts';
import { leafHash } from '../merkle-hash.ts';
import { selectEntries } from './select-entries.ts';
import { subtreeHashes } from './subtree-hashes.ts';

/** Of a proof: half of what the file of an excerpt may be. */
const maxHashes = 650_000;

/** What an excerpt is to hold. */
export interface SliceRequest {
  /** The oldest entry there is, where absent. */
  readonly from?: number | undefined;
  /** Everything durable at the call, where absent. */
  readonly to?: number | undefined;
  /** Everything in the range, where absent. */
  readonly filter?: SliceFilter | undefined;
}

export interface ExportedSlice {
  /** The file (`ringwall/case-slice/1`). */
  readonly text: string;
  readonly entries: number;
  /** Where the log's statement about the excerpt stands. */
  readonly statement: number;
}

export interface SliceParts {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly actor: Actor;
  /** A checkpoint over at least `size` entries, with cosignatures where they can be had; the ledger's own if absent. */
  readonly checkpointOver?: (size: number) => Promise<Checkpoint>;
  /** How the newest key follows from the first; nothing where there was one key only. */
  readonly keyChanges?: readonly KeyChange[];
  readonly signal?: AbortSignal;
}

/**
 * Takes an excerpt out of the ledger that can be checked alone. That it was taken, of which range, by which filter and
 * with which result, is an event: it stands in the excerpt, under the same checkpoint, as the log's own word.
 * @throws LedgerError ledger/slice-too-large, ledger/not-found for a range that is not there, and what appending throws
 */
export async function exportSlice(request: SliceRequest, parts: SliceParts): Promise<ExportedSlice> {
  const { ledger, clock, actor, signal } = parts;
  const { to = ledger.size, from = ledger.minimumIndex, filter = {} } = request;
  if (from > to || to > ledger.size) {
    throw new LedgerError(
      'ledger/not-found',
      `There are no entries from ${from} to ${to}; the ledger has ${ledger.size}.`,
    );
  }
  const entries = await selectEntries(ledger, { from, to, filter }, { ...(signal && { signal }) });
  const leaves = entries.map(({ index, leaf }) => ({ index, leafHash: leafHash(Buffer.from(leaf)) }));
  const selected = leaves.map(({ index }) => index);
  // Before anything is recorded; the statement and what is appended meanwhile add a few hashes only.
  if (selected.length > 0 && unselectedSubtrees(selected, ledger.size).length > maxHashes) {
    throw new LedgerError(
      'ledger/slice-too-large',
      `The proof for ${selected.length} entries so far apart takes more than ${maxHashes} hashes.`,
    );
  }
  const digest = await sliceDigest(leaves, sha256);
  const { types, ...others } = filter;
  const { index: statement } = await ledger.append(
    newEvent('ledger.exported', {
      time: clock.now(),
      project: 'default',
      actor,
      data: {
        from,
        to,
        filter: { ...others, ...(types && { types: [...types] }) },
        entries: entries.length,
        digest,
      },
    }),
  );
  const checkpoint = await (parts.checkpointOver?.(statement + 1) ?? ledger.checkpoint());
  const { size, note } = checkpoint;
  const indexes = [...selected, statement];
  const hashes = await subtreeHashes(ledger, unselectedSubtrees(indexes, size), { indexes, size });
  const { leaf } = await ledger.read(statement);
  const text = formatCaseSlice({
    checkpoint: note,
    entries,
    hashes,
    keyChanges: parts.keyChanges ?? [],
    keys: [ledger.verifierKey],
    statement: { index: statement, leaf: Buffer.from(leaf).toString('utf8') },
  });
  return { text, entries: entries.length, statement };
}
