import { crc32 } from 'node:zlib';
import { verifyConsistency, verifyInclusion } from '@ringwall/verifier';
import { beforeAll, expect, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { openLedger } from '../ledger.ts';
import type { MerkleTree } from '../merkle-tree.ts';
import { appendBatches, keyringFor, makeTemporaryDirectory, TestClock } from '../testing/fixtures.ts';
import { MemoryFiles, systemError } from '../testing/memory-files.ts';
import { expectTiles, leavesOf, settled, treeOf } from '../testing/tiled-log.ts';

let keys: Keyring;
beforeAll(async () => {
  const { path, remove } = await makeTemporaryDirectory();
  keys = await keyringFor(path);
  return remove;
});

const open = (files: MemoryFiles) =>
  openLedger({ directory: 'ledger', keys, clock: new TestClock(), files, segmentBytes: 20_000 });

const fast = { interval: 1 };
/** Hundreds of starts, on a machine that may be busy. */
const patiently = { timeout: 240_000 };

/** What would be found if the process, or the power, had gone at one moment. */
interface Moment {
  readonly acknowledged: number;
  readonly left: MemoryFiles;
}

async function expectGoesOn(
  files: MemoryFiles,
  leaves: readonly Uint8Array[],
  tree: MerkleTree,
  acknowledged: number,
) {
  const ledger = await open(files);
  try {
    expect(ledger.size).toBeGreaterThanOrEqual(acknowledged);
    expectTiles(files, leaves, tree, ledger.tiles.durable);
    const found = await leavesOf(ledger);
    expect(Buffer.concat(found).equals(Buffer.concat(leaves.slice(0, ledger.size)))).toBe(true);
    await ledger.checkpoint();
    expect(ledger.tiles.failure).toBeUndefined();
    const newSize = ledger.size;
    const newRoot = tree.root(newSize);
    for (const oldSize of [1, 256, 517].filter((size) => size < newSize)) {
      const hashes = await ledger.proveConsistency(oldSize);
      const oldRoot = tree.root(oldSize);
      expect(await verifyConsistency({ oldSize, newSize, oldRoot, newRoot, hashes })).toBe(true);
      const proof = await ledger.prove(oldSize);
      expect(await verifyInclusion({ ...proof, root: newRoot })).toBe(true);
    }
  } finally {
    await ledger.close();
  }
  expectTiles(files, leaves, tree);
}

test(
  'a kill or a power loss at any step of making tiles leaves a log that goes on by itself',
  patiently,
  async () => {
    const files = new MemoryFiles();
    const moments: Moment[] = [];
    const seen = new Set<string>();
    let acknowledged = 0;
    files.before = (operation) => {
      if (operation === 'read' || operation === 'size' || operation === 'list') return;
      for (const left of [files.copy(), files.afterPowerLoss(), files.afterPowerLoss(() => 0.5, 'latest')]) {
        const content = digestOf(left);
        if (!seen.has(content)) moments.push({ acknowledged, left });
        seen.add(content);
      }
    };
    const ledger = await open(files);
    for (let batch = 0; batch < 11; batch++) {
      await appendBatches(ledger, [50]);
      acknowledged = ledger.size;
      if (batch % 4 === 2) await settled(ledger, 400);
    }
    await settled(ledger, 200);
    const leaves = await leavesOf(ledger);
    const tree = treeOf(leaves);
    await ledger.close();
    // Before its first checkpoint there is no log.
    const begun = moments.filter(({ left }) => left.paths.includes('ledger/checkpoint'));
    expect(begun.length).toBeGreaterThan(100);
    for (const { acknowledged, left } of begun) await expectGoesOn(left, leaves, tree, acknowledged);
  },
);

function digestOf(files: MemoryFiles): string {
  return files.paths.map((path) => `${path} ${crc32(files.get(path))}`).join();
}

test(
  'any single step of making tiles may fail: nothing is lost, and the next try completes it',
  patiently,
  async () => {
    /** Fails the step of that number once; gives how many steps there were. */
    async function withFailing(failing: number): Promise<number> {
      const files = new MemoryFiles();
      const clock = new TestClock();
      const options = { directory: 'ledger', keys, clock, files, segmentBytes: 6000 };
      const ledger = await openLedger(options);
      let steps = 0;
      files.before = (operation, path) => {
        const isOfTiles = path.includes('/tile') || operation === 'unlink';
        if (isOfTiles && operation !== 'close' && steps++ === failing) throw systemError('EIO', path);
      };
      await appendBatches(ledger, [30, 30]);
      await ledger.checkpoint().catch(() => undefined);
      await appendBatches(ledger, [200, 30, 30]);
      await ledger.checkpoint().catch(() => undefined);
      await expect
        .poll(() => ledger.tiles.failure !== undefined || ledger.tiles.durable === 256, fast)
        .toBe(true);
      files.before = () => undefined;
      clock.nowMs += 1000;
      await appendBatches(ledger, [30]);
      await settled(ledger, 256);
      expect(ledger.tiles).toEqual({ durable: 256, written: 256, failure: undefined });
      const leaves = await leavesOf(ledger);
      expect(leaves).toHaveLength(350);
      await ledger.close();
      expectTiles(files, leaves, treeOf(leaves));
      return steps;
    }
    const steps = await withFailing(-1);
    expect(steps).toBeGreaterThan(40);
    for (let failing = 0; failing < steps; failing++) await withFailing(failing);
  },
);
