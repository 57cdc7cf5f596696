import { hex, isCount } from '../bytes.ts';
import type { PlacedLeaf } from '../multi-proof.ts';
import { type Sha256, webCryptoSha256 } from '../sha256.ts';
import { membersOf } from './case-slice.ts';
import { parseLeaf } from './leaf.ts';
import { readSliceFilter, type SliceFilter } from './slice-filter.ts';

/** What the log itself says of an excerpt: of the entries `[from, to)`, those that fit the filter are these. */
export interface SliceStatement {
  readonly from: number;
  readonly to: number;
  readonly filter: SliceFilter;
  /** How many fit. */
  readonly entries: number;
  /** `sliceDigest` of them. */
  readonly digest: string;
  /** When it was said, RFC 3339. */
  readonly time: string;
  /** Id of who asked for the excerpt. */
  readonly actor: string;
}

/** Reads the event `ledger.exported`; undefined where a leaf is none, or says something unknown here. */
export function readSliceStatement(leaf: string): SliceStatement | undefined {
  const event = membersOf(parseLeaf(leaf));
  if (event('v') !== 1 || event('type') !== 'ledger.exported') return undefined;
  const data = membersOf(event('data'));
  const [from, to, entries, digest] = [data('from'), data('to'), data('entries'), data('digest')];
  const [time, actor] = [event('time'), membersOf(event('actor'))('id')];
  const filter = readSliceFilter(data('filter'));
  if (!isCount(from) || !isCount(to) || !isCount(entries) || filter === undefined) return undefined;
  if (typeof digest !== 'string' || typeof time !== 'string' || typeof actor !== 'string') return undefined;
  return { from, to, filter, entries, digest, time, actor };
}

/** SHA-256 in hexadecimal over index (8 bytes, big-endian) and hash of each leaf, in their order. */
export async function sliceDigest(
  leaves: readonly PlacedLeaf[],
  sha256: Sha256 = webCryptoSha256,
): Promise<string> {
  const bytes = new Uint8Array(leaves.length * 40);
  const view = new DataView(bytes.buffer);
  for (const [i, { index, leafHash }] of leaves.entries()) {
    view.setBigUint64(i * 40, BigInt(index));
    bytes.set(leafHash, i * 40 + 8);
  }
  return hex(await sha256(bytes));
}
