import { expect } from 'vitest';
import type { Ledger } from '../ledger.ts';
import { leafHash } from '../merkle-hash.ts';
import { MerkleTree } from '../merkle-tree.ts';
import { decodeBundle } from '../tiles/entry-bundle.ts';
import { parseTilePath, type TilePlace } from '../tiles/tile-path.ts';
import type { MemoryFiles } from './memory-files.ts';

/** Waits until the log is in tiles as far as it can be, but for what lies in the last files of the log. */
export async function settled(ledger: Ledger, lastEntries: number): Promise<void> {
  const { size } = await ledger.checkpoint();
  await expect.poll(() => ledger.tiles.written, { interval: 1 }).toBe(Math.floor(size / 256) * 256);
  await expect.poll(() => size - ledger.tiles.durable, { interval: 1 }).toBeLessThan(lastEntries);
}

export async function leavesOf(ledger: Ledger): Promise<Uint8Array[]> {
  const leaves: Uint8Array[] = [];
  for await (const { leaf } of ledger.entries()) leaves.push(Buffer.from(leaf));
  return leaves;
}

/** The tree over leaves, all of it in memory. */
export function treeOf(leaves: readonly Uint8Array[]): MerkleTree {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.push(leafHash(leaf));
  return tree;
}

/** The tiles and bundles there are below `ledger/`. */
export function tilesIn(files: MemoryFiles): (TilePlace & { readonly path: string })[] {
  return files.paths.flatMap((path) => {
    const place = parseTilePath(path.replace('ledger/', ''));
    return place === undefined ? [] : [{ ...place, path }];
  });
}

/** Holds every tile and bundle, or the full ones of the first `fullTo` entries, against the leaves it should be of. */
export function expectTiles(
  files: MemoryFiles,
  leaves: readonly Uint8Array[],
  tree: MerkleTree,
  fullTo?: number,
): void {
  for (const { level, index, width, path } of tilesIn(files)) {
    const first = index * 256;
    const height = level === 'entries' ? 0 : 8 * level;
    if (fullTo !== undefined && (width < 256 || (first + width) * 2 ** height > fullTo)) continue;
    const found = level === 'entries' ? decodeBundle(files.get(path)) : [files.get(path)];
    const hashes = Array.from(
      { length: width },
      (_, i) => tree.subtree(height, first + i) ?? new Uint8Array(0),
    );
    const expected = level === 'entries' ? leaves.slice(first, first + width) : [Buffer.concat(hashes)];
    if (!Buffer.concat(found ?? []).equals(Buffer.concat(expected)))
      expect.fail(`${path} is not what it should be`);
  }
}
