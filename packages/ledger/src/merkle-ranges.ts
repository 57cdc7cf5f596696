import { emptyRoot, nodeHash } from './merkle-hash.ts';

/** The subtree of 2^height leaves that begins at leaf index * 2^height. */
export interface Subtree {
  readonly height: number;
  readonly index: number;
}

/** Leaves `[begin, end)` whose hash together is one node of some tree of RFC 6962. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** What PATH(index, D[size]) of RFC 6962 section 2.1.1 consists of, from the leaf up. */
export function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = [];
  for (let begin = 0, end = size; end - begin > 1; ) {
    const middle = begin + largestPowerBelow(end - begin);
    if (index < middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  return ranges.reverse();
}

/** What PROOF(from, D[to]) of RFC 6962 section 2.1.2 consists of; nothing from the empty tree and from the same. */
export function consistencyRanges(from: number, to: number): Range[] {
  if (from === 0 || from === to) return [];
  const ranges: Range[] = [];
  let begin = 0;
  let end = to;
  while (end !== from) {
    const middle = begin + largestPowerBelow(end - begin);
    if (from <= middle) {
      ranges.push({ begin: middle, end });
      end = middle;
    } else {
      ranges.push({ begin, end: middle });
      begin = middle;
    }
  }
  // From the left edge on, the old tree is the subtree itself, whose root the verifier has.
  if (begin > 0) ranges.push({ begin, end });
  return ranges.reverse();
}

/** The complete subtrees a range is made of, from left to right. */
export function subtreesOf(range: Range): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let { begin } = range; begin < range.end; ) {
    const leaves = largestPowerBelow(range.end - begin + 1);
    subtrees.push({ height: Math.log2(leaves), index: begin / leaves });
    begin += leaves;
  }
  return subtrees;
}

/** The hash over a range, from those of its `subtreesOf`. */
export function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** The k of RFC 6962: the largest power of two smaller than `width`, which is 2 or more. */
function largestPowerBelow(width: number): number {
  let power = 1;
  while (power * 2 < width) power *= 2;
  return power;
}
