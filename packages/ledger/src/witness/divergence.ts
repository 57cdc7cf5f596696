import { equalBytes } from '../bytes.ts';

/** Roots of a log at every size up to its own. */
export interface TreeRoots {
  readonly size: number;
  root(size: number): Uint8Array | Promise<Uint8Array>;
}

/** Size and root of one tree that a witness has cosigned. */
export interface SeenTree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** All that a witness has cosigned of one log. */
export interface SeenTrees {
  /** The smallest tree of at least `size` entries; undefined where there is none. */
  atLeast(size: number): Promise<SeenTree | undefined>;
}

/** Between which two sizes a log stopped being the one that was cosigned. */
export interface Divergence {
  /** The largest cosigned size at which the log has that root; 0 where it has none of them. */
  readonly agreesUpTo: number;
  /** The smallest cosigned size at which it is shorter, or has another root. */
  readonly divergesAt: number;
}

/**
 * Finds the first tree a witness has cosigned that is not this log's, given one (`known`) that is not. A log that
 * agrees with a tree agrees with all smaller ones, so about log2 of the size questions suffice.
 * @throws what `seen` throws; an Error when it answers another question
 */
export async function findDivergence(tree: TreeRoots, known: SeenTree, seen: SeenTrees): Promise<Divergence> {
  let agreesUpTo = 0;
  let divergesAt = known.size;
  /** No tree from here to `divergesAt` was cosigned. */
  let end = known.size;
  while (agreesUpTo + 1 < end) {
    const middle = agreesUpTo + 1 + Math.floor((end - agreesUpTo - 1) / 2);
    const found = await seen.atLeast(middle);
    if (found !== undefined && found.size < middle) throw new Error('The witness gave a smaller tree.');
    if (found === undefined || found.size >= end) {
      end = middle;
    } else if (found.size <= tree.size && equalBytes(await tree.root(found.size), found.root)) {
      agreesUpTo = found.size;
    } else {
      divergesAt = found.size;
      end = middle;
    }
  }
  return { agreesUpTo, divergesAt };
}
