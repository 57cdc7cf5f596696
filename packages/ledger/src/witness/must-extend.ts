import { equalBytes } from '../bytes.ts';
import { LedgerError } from '../errors.ts';
import { findDivergence, type SeenTrees, type TreeRoots } from './divergence.ts';

/** A tree of this log that somebody else has put a name to: the log must extend it, or it is not that log. */
export interface WitnessedTree {
  /** Who saw it, for messages. */
  readonly by: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** What else they saw, for telling where the log first differs. */
  readonly seen?: SeenTrees;
}

/**
 * Refuses a log that is shorter than a tree that was witnessed, or whose first entries are others.
 * @throws LedgerError ledger/behind-witness, ledger/witness-mismatch, naming the first size that differs where
 * the witness tells; ledger/witness-pruned where that can no longer be told
 */
export async function refuseUnlessExtends(
  tree: TreeRoots,
  witnessed: readonly WitnessedTree[],
): Promise<void> {
  for (const { by, size, root, seen } of witnessed) {
    const isBehind = size > tree.size;
    if (!isBehind && equalBytes(await rootAt(tree, { size, by }), root)) continue;
    const where = seen === undefined ? '' : await describe(tree, { size, root }, seen);
    if (isBehind) {
      throw new LedgerError(
        'ledger/behind-witness',
        `The log has ${tree.size} entries, and ${by} has cosigned one of ${size}.${where}`,
      );
    }
    throw new LedgerError(
      'ledger/witness-mismatch',
      `The first ${size} entries of the log are not those that ${by} has cosigned.${where}`,
    );
  }
}

async function rootAt(
  tree: TreeRoots,
  { size, by }: { readonly size: number; readonly by: string },
): Promise<Uint8Array> {
  try {
    return await tree.root(size);
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== 'ledger/pruned') throw error;
    throw new LedgerError(
      'ledger/witness-pruned',
      `${by} has cosigned a tree of ${size} entries. ${error.message}`,
    );
  }
}

async function describe(
  tree: TreeRoots,
  known: { readonly size: number; readonly root: Uint8Array },
  seen: SeenTrees,
): Promise<string> {
  try {
    const { agreesUpTo, divergesAt } = await findDivergence(tree, known, seen);
    return ` The first tree it has cosigned that is not this log's has ${divergesAt} entries; the last that is has ${agreesUpTo}.`;
  } catch (error) {
    const isPruned = error instanceof LedgerError && error.code === 'ledger/pruned';
    const why = isPruned ? 'they were pruned that far back' : 'the witness did not tell all it has seen';
    return ` Where they differ first could not be found out: ${why}.`;
  }
}
