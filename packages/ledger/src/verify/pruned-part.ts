import { type Files, readSmallFile } from '../files.ts';
import { tilePath, tileWidth } from '../tiles/tile-path.ts';
import type { Tiled } from '../tiles/tiled.ts';
import type { WalkFault } from './log-visitor.ts';
import type { RecomputedTree } from './recomputed-tree.ts';

const hashBytes = 32;

/**
 * Puts the hashes over entries that were pruned into the tree, 256 entries at a time, from the tiles that are left of
 * them; `each` is called after every one.
 */
export async function pushPrunedPart(
  place: { readonly files: Files; readonly directory: string },
  about: { readonly tree: RecomputedTree; readonly minimumIndex: number; readonly tiled: Tiled },
  each: () => WalkFault | undefined | Promise<WalkFault | undefined>,
): Promise<WalkFault | undefined> {
  const { tree, minimumIndex, tiled } = about;
  const perTile = tileWidth * tileWidth;
  while (tree.size < minimumIndex) {
    const index = Math.floor(tree.size / perTile);
    const path = tilePath({ level: 1, index });
    const full = (index + 1) * perTile <= tiled.size;
    const hashes = full
      ? await readSmallFile(place.files, `${place.directory}/${path}`, tileWidth * hashBytes + 1)
      : Buffer.concat(tiled.edge[1] ?? []);
    const at = ((tree.size % perTile) / tileWidth) * hashBytes;
    const hash = hashes?.subarray(at, at + hashBytes);
    if (hash?.length !== hashBytes) {
      const reason = `the hashes over the pruned entries from ${tree.size} on are missing`;
      return { index: tree.size, place: full ? path : 'tiled', reason };
    }
    tree.pushPruned(new Uint8Array(hash));
    const fault = await each();
    if (fault !== undefined) return fault;
  }
  return undefined;
}
