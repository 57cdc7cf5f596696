import type { Subtree } from '@ringwall/verifier';
import type { Ledger } from '../ledger.ts';
import { inclusionRanges } from '../merkle-ranges.ts';

/**
 * Hashes of subtrees that hold none of the leaves at `indexes`, each of which stands beside a subtree that does: they
 * are taken out of audit paths of those leaves, one path for many of them.
 */
export async function subtreeHashes(
  ledger: Pick<Ledger, 'prove'>,
  subtrees: readonly Subtree[],
  about: { readonly indexes: readonly number[]; readonly size: number },
): Promise<readonly Uint8Array[]> {
  const { indexes, size } = about;
  const known = new Map<string, Uint8Array>();
  const hashes: Uint8Array[] = [];
  let next = 0;
  for (const subtree of subtrees) {
    while ((indexes[next] ?? size) < subtree.begin) next++;
    // The sibling holds the nearest selected leaf on its side.
    for (const index of [indexes[next - 1], indexes[next]]) {
      if (index === undefined || known.has(keyOf(subtree))) continue;
      const siblings = inclusionRanges(index, size);
      if (!siblings.some((sibling) => sibling.begin === subtree.begin && sibling.end === subtree.end))
        continue;
      const path = await ledger.prove(index, size);
      for (const [i, sibling] of siblings.entries())
        known.set(keyOf(sibling), path.hashes[i] ?? path.leafHash);
    }
    const hash = known.get(keyOf(subtree));
    if (hash === undefined) throw new RangeError(`No leaf stands beside ${subtree.begin} to ${subtree.end}.`);
    hashes.push(hash);
  }
  return hashes;
}

function keyOf({ begin, end }: Subtree): string {
  return `${begin}-${end}`;
}
