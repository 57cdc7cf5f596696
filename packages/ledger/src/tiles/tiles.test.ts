import { beforeAll, describe, expect, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { leafHash } from '../merkle-hash.ts';
import { MerkleTree } from '../merkle-tree.ts';
import { appendBatches, keyringFor, makeTemporaryDirectory, TestClock } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { decodeBundle } from './entry-bundle.ts';
import { parseTilePath } from './tile-path.ts';

let keys: Keyring;
beforeAll(async () => {
  const { path, remove } = await makeTemporaryDirectory();
  keys = await keyringFor(path);
  return remove;
});

const segmentBytes = 20_000;
const open = (files: MemoryFiles, clock = new TestClock()) =>
  openLedger({ directory: 'ledger', keys, clock, files, segmentBytes });

/** Everything the log has become tiles as far as it can. */
async function settled(ledger: Ledger): Promise<void> {
  const { size } = await ledger.checkpoint();
  await expect.poll(() => ledger.tiles.written).toBe(Math.floor(size / 256) * 256);
  await expect.poll(() => size - ledger.tiles.durable).toBeLessThan(400);
}

async function leavesOf(ledger: Ledger): Promise<Uint8Array[]> {
  const leaves: Uint8Array[] = [];
  for await (const { leaf } of ledger.entries()) leaves.push(Buffer.from(leaf));
  return leaves;
}

function treeOf(leaves: readonly Uint8Array[]): MerkleTree {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.push(leafHash(leaf));
  return tree;
}

const tilesIn = (files: MemoryFiles) =>
  files.paths.flatMap((path) => {
    const place = parseTilePath(path.replace('ledger/', ''));
    return place === undefined ? [] : [{ ...place, path }];
  });

/** Holds every tile there is against the leaves it should be of. */
function expectTiles(files: MemoryFiles, leaves: readonly Uint8Array[]): void {
  const tree = treeOf(leaves);
  for (const { level, index, width, path } of tilesIn(files)) {
    const first = index * 256;
    if (level === 'entries') {
      const bundle = decodeBundle(files.get(path))?.map((leaf) => Buffer.from(leaf));
      expect(bundle).toEqual(leaves.slice(first, first + width));
    } else {
      const hashes = Array.from({ length: width }, (_, i) => tree.subtree(8 * level, first + i));
      expect(files.get(path)).toEqual(Buffer.concat(hashes.map((hash) => hash ?? Buffer.alloc(0))));
    }
  }
}

describe('a log of 1,500 entries', () => {
  test('becomes tiles, and the write-ahead log lets go of what they hold', async () => {
    const files = new MemoryFiles();
    const ledger = await open(files);
    await appendBatches(
      ledger,
      Array.from({ length: 30 }, () => 50),
    );
    const written = await leavesOf(ledger);
    await settled(ledger);
    console.log(
      ledger.tiles,
      files.paths.map((p) => `${p} ${files.get(p).length}`),
    );
    expectTiles(files, written);
    expect(await leavesOf(ledger)).toEqual(written);
    await ledger.close();
    const again = await open(files);
    console.log(again.tiles, again.size);
    expect(await leavesOf(again)).toEqual(written);
    await again.close();
  });
});
