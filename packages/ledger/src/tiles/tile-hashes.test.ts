import { verifyConsistency, verifyInclusion } from '@ringwall/verifier';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { leafHash } from '../merkle-hash.ts';
import { consistencyRanges, inclusionRanges } from '../merkle-ranges.ts';
import { MerkleTree } from '../merkle-tree.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { EntryReader } from '../wal/entry-reader.ts';
import { Locations } from '../wal/locations.ts';
import { FullTiles } from './full-tiles.ts';
import { LeafSource } from './leaf-source.ts';
import { TileFiles } from './tile-files.ts';
import { TileHashes } from './tile-hashes.ts';

// Three levels of tiles, of which the uppermost has one full tile and the beginning of another.
const size = 256 * 256 + 256 * 44 + 77;
const directory = 'ledger';
const whole = new MerkleTree();
const files = new MemoryFiles();
let edge: Uint8Array[][];
const durable = size - (size % 256);

beforeAll(async () => {
  const leaves = Array.from({ length: size }, (_, i) => Buffer.from(`leaf ${i}`));
  for (const leaf of leaves) whole.push(leafHash(leaf));
  edge = whole.edge(durable);
  const hashes = new TileHashes({ files, directory, tree: whole });
  const source = new LeafSource(new EntryReader({ files, directory, locations: new Locations(), hashes }));
  source.add(0, leaves);
  const tileFiles = new TileFiles({ files, directory, hashes, leaves: source });
  await new FullTiles({ tileFiles, leaves: source, size: () => size }, 0).grow();
});

const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex');

/** The tree as a start finds it: what is in tiles is not in memory. */
function begun(from: MemoryFiles = files): TileHashes {
  const tree = MerkleTree.at(durable, edge);
  for (let i = durable; i < size; i++) tree.push(whole.subtree(0, i) ?? Buffer.alloc(0));
  return new TileHashes({ files: from, directory, tree });
}

describe('hashes of a tree of 76,877 leaves from its tiles', () => {
  test('make every root and every proof that the whole tree makes', async () => {
    const hashes = begun();
    const sizes = fc.integer({ min: 1, max: size });
    await fc.assert(
      fc.asyncProperty(sizes, sizes, fc.nat(size - 1), async (a, b, at) => {
        const [oldSize, newSize] = [Math.min(a, b), Math.max(a, b)];
        const [oldRoot, newRoot] = [await hashes.root(oldSize), await hashes.root(newSize)];
        expect([oldRoot, newRoot].map(hex)).toEqual([whole.root(oldSize), whole.root(newSize)].map(hex));
        const growth = await Promise.all(
          consistencyRanges(oldSize, newSize).map((range) => hashes.range(range)),
        );
        expect(await verifyConsistency({ oldSize, newSize, oldRoot, newRoot, hashes: growth })).toBe(true);
        const index = at % newSize;
        const leaf = await hashes.subtree({ height: 0, index });
        const path = await Promise.all(inclusionRanges(index, newSize).map((range) => hashes.range(range)));
        const proof = { index, size: newSize, leafHash: leaf, hashes: path, root: newRoot };
        expect(await verifyInclusion(proof)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('are never those of a tile that was changed, cut, taken away or put in the place of another', async () => {
    const tile = fc.constantFrom('tile/0/000', 'tile/0/299', 'tile/0/256', 'tile/1/000');
    await fc.assert(
      fc.asyncProperty(
        tile,
        fc.nat(8191),
        fc.constantFrom('flip', 'cut', 'remove', 'swap'),
        async (name, at, how) => {
          const path = `${directory}/${name}`;
          const changed = files.copy();
          const bytes = Buffer.from(files.get(path));
          bytes[at] = (bytes[at] ?? 0) ^ 1;
          if (how === 'flip') changed.set(path, bytes);
          if (how === 'cut') changed.set(path, bytes.subarray(0, at));
          if (how === 'remove') changed.remove(path);
          if (how === 'swap') changed.set(path, files.get(`${directory}/tile/0/100`));
          const hashes = begun(changed);
          const height = name.startsWith('tile/0') ? 0 : 8;
          const index = Number(name.slice(-3)) * 256 + 3;
          await expect(hashes.subtree({ height, index })).rejects.toMatchObject({
            code: 'ledger/damaged',
            message: expect.stringMatching(`^${name} is `),
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are read from the disk once while they are in use', async () => {
    const counted = files.copy();
    let reads = 0;
    counted.before = (operation) => {
      if (operation === 'open') reads++;
    };
    const hashes = begun(counted);
    await Promise.all(Array.from({ length: 200 }, (_, index) => hashes.subtree({ height: 0, index })));
    // The tile itself and the one above it; the one above that is not full.
    expect(reads).toBe(2);
    // Many other tiles later it is read again.
    for (let index = 256; index < 256 * 300; index += 256) await hashes.subtree({ height: 0, index });
    reads = 0;
    await hashes.subtree({ height: 0, index: 0 });
    expect(reads).toBeGreaterThan(0);
  });
});
