import type { Audit } from '../../proof/audit.ts';
import { type EntryRange, siblingRanges } from '../../proof/sibling-ranges.ts';

export interface ProofNode {
  readonly hash: string;
  /** Entries under the node. */
  readonly range: EntryRange;
  /** Middle of the node. */
  readonly x: number;
  readonly y: number;
}

export interface ProofLevel {
  /** The node on the way: level 0 is the leaf, the last one the root. */
  readonly node: ProofNode;
  /** What it is hashed together with to make the level above; absent at the root. */
  readonly sibling?: ProofNode & { readonly side: 'left' | 'right' };
}

export interface ProofLayout {
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly levels: readonly ProofLevel[];
  /** Middle of the place beside the root, for the root that was signed. */
  readonly signed: { readonly x: number; readonly y: number };
}

/** Places the path: the root on top, the leaf at the bottom, each sibling on the side where it stands in the tree. */
export function layOutProof(
  audit: Pick<Audit, 'index' | 'size' | 'leafHash' | 'path'>,
  availableWidth: number,
): ProofLayout {
  const { index, size, leafHash, path } = audit;
  const width = Math.min(560, Math.max(300, availableWidth));
  const nodeWidth = Math.min(148, Math.floor((width - 16) / 3));
  const nodeHeight = 40;
  // A tree of a million entries has twenty levels: they move closer, and still do not touch.
  const rise = path.length > 12 ? 62 : 72;
  const top = nodeHeight / 2 + 4;
  const height = top * 2 + path.length * rise;
  const center = width / 2;
  const aside = (width - nodeWidth) / 2 - 3;
  const siblings = siblingRanges(index, size);

  const levels: ProofLevel[] = [];
  let hash = leafHash;
  let range: EntryRange = { from: index, to: index + 1 };
  for (let level = 0; level <= path.length; level++) {
    const y = height - top - level * rise;
    const node = { hash, range, x: center, y };
    const step = path[level];
    const siblingRange = siblings[level];
    if (step === undefined || siblingRange === undefined) {
      levels.push({ node });
      break;
    }
    const x = step.side === 'left' ? center - aside : center + aside;
    levels.push({ node, sibling: { hash: step.sibling, range: siblingRange, x, y, side: step.side } });
    hash = step.parent;
    range = { from: Math.min(range.from, siblingRange.from), to: Math.max(range.to, siblingRange.to) };
  }
  const signed = { x: center + aside, y: height - top - (levels.length - 1) * rise };
  return { width, height, nodeWidth, nodeHeight, levels, signed };
}
