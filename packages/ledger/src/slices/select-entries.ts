import { decodeUtf8, parseBoundedJson } from '@ringwall/core';
import { matchesSliceFilter, maxSliceEntries, type SliceEntry, type SliceFilter } from '@ringwall/verifier';
import { LedgerError } from '../errors.ts';
import type { Ledger } from '../ledger.ts';

/** Leaves of one excerpt together, as JSON strings: half of what its file may be. */
const maxLeavesLength = 32 << 20;
/** Entries looked at before others get their turn. */
const lookedAtOnce = 2000;

/**
 * The entries `[from, to)` of the ledger that fit the filter, by rising index. Every one is looked at: the tables
 * beside the ledger would be quicker, and are not what is signed.
 * @throws LedgerError ledger/slice-too-large; what reading entries throws; the signal's reason
 */
export async function selectEntries(
  ledger: Pick<Ledger, 'entries'>,
  range: { readonly from: number; readonly to: number; readonly filter: SliceFilter },
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly SliceEntry[]> {
  const { from, to, filter } = range;
  const all = Object.keys(filter).length === 0;
  const selected: SliceEntry[] = [];
  let length = 0;
  for await (const { index, leaf } of ledger.entries({ from, to })) {
    if (index % lookedAtOnce === 0) {
      options.signal?.throwIfAborted();
      await new Promise(setImmediate);
    }
    const text = decodeUtf8(leaf);
    if (!all && !matchesSliceFilter(parseBoundedJson(text), filter)) continue;
    length += JSON.stringify(text).length;
    if (selected.length === maxSliceEntries || length > maxLeavesLength) {
      throw new LedgerError(
        'ledger/slice-too-large',
        `Over ${selected.length} entries from ${from} to ${index} fit; an excerpt holds ${maxSliceEntries} of ${maxLeavesLength >> 20} MiB together.`,
      );
    }
    selected.push({ index, leaf: text });
  }
  return selected;
}
