import {
  type CosignatureChecks,
  type CosignedCheckpoint,
  openCosignedCheckpoint,
} from '../cosigned-checkpoint.ts';
import { leafHash } from '../hashes.ts';
import { type PlacedLeaf, verifyMultiInclusion } from '../multi-proof.ts';
import { type Refusal, refusal } from '../note.ts';
import { type CaseSlice, parseCaseSlice, type SliceEntry } from './case-slice.ts';
import { followKeyChanges, type SlicePolicy } from './key-changes.ts';
import { parseLeaf } from './leaf.ts';
import { matchesSliceFilter } from './slice-filter.ts';
import { readSliceStatement, type SliceStatement, sliceDigest } from './slice-statement.ts';

/** An excerpt of a ledger that was checked: everything here follows from the keys of the policy. */
export interface VerifiedSlice {
  readonly ok: true;
  readonly checkpoint: CosignedCheckpoint;
  /** Where the statement stands in the log, and what it says. */
  readonly statement: SliceStatement & { readonly index: number };
  /** By rising index, each as it was hashed. */
  readonly entries: readonly SliceEntry[];
  /**
   * `proven`: the filter takes everything and every entry of the range is here. `stated`: that no other entry of the
   * range fits the filter is the word of the log, given in the statement.
   */
  readonly completeness: 'proven' | 'stated';
  /** The keys of the log that are trusted now: those given, and those that follow from them. */
  readonly logKeys: readonly string[];
}

/**
 * Checks an excerpt of a ledger with keys that came another way: that its entries and the log's statement about them
 * stand where it says under a signed checkpoint, that they are in the range and fit the filter of the statement, and
 * that none was taken out since.
 */
export async function verifyCaseSlice(
  text: string,
  policy: SlicePolicy,
  checks: CosignatureChecks = {},
): Promise<VerifiedSlice | Refusal> {
  const slice = parseCaseSlice(text);
  if (!slice.ok) return slice;
  const logKeys = await followKeyChanges(slice.keyChanges, policy, checks);
  const checkpoint = await openCosignedCheckpoint(slice.checkpoint, { ...policy, logKeys }, checks);
  if (!checkpoint.ok) return checkpoint;

  const leaves = await Promise.all(
    [...slice.entries, slice.statement].map((entry) => placed(entry, checks.sha256)),
  );
  const { size, root } = checkpoint;
  const { hashes } = slice;
  const { sha256 } = checks;
  if (!(await verifyMultiInclusion({ size, root, leaves, hashes, ...(sha256 && { sha256 }) }))) {
    return refusal(
      'the entries do not stand where the slice says: the proof does not lead to the signed root',
    );
  }
  const statement = readSliceStatement(slice.statement.leaf);
  if (statement === undefined)
    return refusal('the slice holds no statement of the log that can be read here');
  const broken = brokenPromise(slice, statement);
  if (broken !== undefined) return refusal(broken);
  if ((await sliceDigest(leaves.slice(0, -1), sha256)) !== statement.digest) {
    return refusal('the entries are not those that the log exported: their digest differs');
  }
  const whole =
    Object.keys(statement.filter).length === 0 && statement.entries === statement.to - statement.from;
  return {
    ok: true,
    checkpoint,
    statement: { ...statement, index: slice.statement.index },
    entries: slice.entries,
    completeness: whole ? 'proven' : 'stated',
    logKeys,
  };
}

/** Where the entries are not what the statement says of them. */
function brokenPromise(
  { entries, statement: { index } }: CaseSlice,
  statement: SliceStatement,
): string | undefined {
  const { from, to, filter } = statement;
  if (from > to || to > index) return 'the statement is about entries that were not there when it was made';
  if (entries.length !== statement.entries) {
    return `the log exported ${statement.entries} entries and the slice holds ${entries.length}`;
  }
  const outside = entries.find((entry) => entry.index < from || entry.index >= to);
  if (outside !== undefined) return `entry ${outside.index} is not in the range from ${from} to ${to}`;
  const unfit = entries.find(({ leaf }) => !matchesSliceFilter(parseLeaf(leaf), filter));
  return unfit && `entry ${unfit.index} does not fit the filter`;
}

async function placed({ index, leaf }: SliceEntry, sha256: CosignatureChecks['sha256']): Promise<PlacedLeaf> {
  return { index, leafHash: await leafHash(new TextEncoder().encode(leaf), sha256) };
}
