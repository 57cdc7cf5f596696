/** Entries `[from, to)` under one node of the tree. */
export interface EntryRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Which entries each hash of an inclusion proof stands for, from the leaf up (RFC 6962 section 2.1: a tree of n > 1
 * splits at the largest power of two below n). Empty when the index is not in the tree.
 */
export function siblingRanges(index: number, size: number): EntryRange[] {
  const ranges: EntryRange[] = [];
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size)
    return ranges;
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      ranges.unshift({ from: middle, to });
      to = middle;
    } else {
      ranges.unshift({ from, to: middle });
      from = middle;
    }
  }
  return ranges;
}

/** The largest power of two below `n`; `n` > 1. Not by shifts: those are 32 bits wide, a log need not be. */
function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}
