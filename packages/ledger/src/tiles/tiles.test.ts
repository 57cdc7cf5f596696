import { newEvent } from '@ringwall/core';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { openLedger } from '../ledger.ts';
import { event } from '../testing/fixture-events.ts';
import { appendBatches, keyringFor, makeTemporaryDirectory, TestClock } from '../testing/fixtures.ts';
import { MemoryFiles, systemError } from '../testing/memory-files.ts';
import { expectTiles, leavesOf, settled, tilesIn, treeOf } from '../testing/tiled-log.ts';
import { decodeBundle } from './entry-bundle.ts';

let keys: Keyring;
beforeAll(async () => {
  const { path, remove } = await makeTemporaryDirectory();
  keys = await keyringFor(path);
  return remove;
});

const segmentBytes = 20_000;
/** The last segments hold at most so many entries, and a bundle more may be under way. */
const lastEntries = 400;
const open = (files: MemoryFiles, clock = new TestClock()) =>
  openLedger({ directory: 'ledger', keys, clock, files, segmentBytes });
const fifties = (count: number) => Array.from({ length: count }, () => 50);

/** A log of `batches` times 50 entries, in tiles as far as it can be. */
async function tiledLog(batches: number, files = new MemoryFiles()) {
  const ledger = await open(files);
  await appendBatches(ledger, fifties(batches));
  const leaves = await leavesOf(ledger);
  await settled(ledger, lastEntries);
  return { files, ledger, leaves, tree: treeOf(leaves) };
}

const segmentsIn = (files: MemoryFiles) => files.paths.filter((path) => path.startsWith('ledger/wal/'));

describe('the log as tiles', () => {
  test('takes the place of the write-ahead log but for its last files, also for the next start', async () => {
    const { files, ledger, leaves, tree } = await tiledLog(30);
    expectTiles(files, leaves, tree);
    expect(tilesIn(files).filter(({ width, level }) => width === 256 && level === 0)).toHaveLength(5);
    expect(ledger.tiles).toEqual({ durable: 1280, written: 1280, failure: undefined });
    expect(segmentsIn(files).length).toBeLessThan(5);
    expect(await leavesOf(ledger)).toEqual(leaves);
    await ledger.close();
    let bytesRead = 0;
    files.before = (operation, path) => {
      if (operation === 'open' && path.includes('tile/entries')) bytesRead++;
    };
    const again = await open(files);
    expect([again.size, again.tiles.durable, bytesRead]).toEqual([1500, 1280, 0]);
    expect(await leavesOf(again)).toEqual(leaves);
    expect((await again.append(event('next'))).index).toBe(1500);
    await again.close();
  });

  test('has the partial tiles of every checkpoint until their full ones are there', async () => {
    const files = new MemoryFiles();
    const ledger = await open(files);
    for (const batch of [1, 100, 100]) {
      await appendBatches(ledger, [batch]);
      await ledger.checkpoint();
    }
    const partials = () =>
      tilesIn(files)
        .filter(({ width }) => width < 256)
        .map(({ path }) => path.replace('ledger/', ''))
        .sort();
    expect(partials()).toEqual(
      ['tile/0/000.p/1', 'tile/0/000.p/101', 'tile/0/000.p/201'].concat([
        'tile/entries/000.p/1',
        'tile/entries/000.p/101',
        'tile/entries/000.p/201',
      ]),
    );
    await appendBatches(ledger, [55]);
    await ledger.checkpoint();
    expect(partials()).toEqual(['tile/1/000.p/1']);
    await appendBatches(ledger, [1]);
    await ledger.checkpoint();
    expect(partials()).toEqual(['tile/0/001.p/1', 'tile/1/000.p/1', 'tile/entries/001.p/1']);
    const leaves = await leavesOf(ledger);
    expectTiles(files, leaves, treeOf(leaves));
    await ledger.close();
  });

  test('is there before the checkpoint that speaks of it', async () => {
    const files = new MemoryFiles();
    const ledger = await open(files);
    await appendBatches(ledger, [300]);
    const before: (readonly string[])[] = [];
    files.before = (operation, path) => {
      if (operation === 'rename' && path === 'ledger/checkpoint.tmp') before.push(files.paths);
    };
    await ledger.checkpoint();
    const needed = ['0/000', 'entries/000', '0/001.p/44', 'entries/001.p/44', '1/000.p/1'];
    expect(before).toHaveLength(1);
    expect(before[0]).toEqual(expect.arrayContaining(needed.map((name) => `ledger/tile/${name}`)));
    await ledger.close();
  });
});

describe('a disk that refuses tiles', () => {
  test('costs no record: they stay in the write-ahead log until it takes them', async () => {
    const files = new MemoryFiles();
    const clock = new TestClock();
    const ledger = await open(files, clock);
    files.before = (operation, path) => {
      if (operation === 'write' && path.includes('/tile/')) throw systemError('ENOSPC', path);
    };
    await appendBatches(ledger, fifties(12));
    expect([ledger.size, ledger.state]).toEqual([600, 'open']);
    await expect(ledger.checkpoint()).rejects.toMatchObject({
      ...{ code: 'ledger/write-failed', cause: { code: 'ENOSPC' } },
    });
    expect(ledger.latestCheckpoint().size).toBe(600);
    expect(ledger.tiles).toMatchObject({ durable: 0, written: 0, failure: expect.any(Error) });
    files.before = () => undefined;
    clock.nowMs += 1000;
    await settled(ledger, lastEntries);
    expect(ledger.tiles.failure).toBeUndefined();
    const leaves = await leavesOf(ledger);
    expect(leaves).toHaveLength(600);
    expectTiles(files, leaves, treeOf(leaves));
    await ledger.close();
  });

  test('has them written again where a sync failed, and lets go of nothing before', async () => {
    const files = new MemoryFiles();
    const clock = new TestClock();
    const ledger = await open(files, clock);
    let writes = 0;
    files.before = (operation, path) => {
      if (operation === 'sync' && path.includes('/tile/')) throw systemError('EIO', path);
      if (operation === 'open' && path === 'ledger/tile/0/000.tmp') writes++;
    };
    await appendBatches(ledger, fifties(12));
    await ledger.checkpoint();
    await expect.poll(() => ledger.tiles.failure).toBeInstanceOf(Error);
    expect([writes, ledger.tiles.durable, segmentsIn(files).length]).toEqual([1, 0, 6]);
    files.before = (operation, path) => {
      if (operation === 'open' && path === 'ledger/tile/0/000.tmp') writes++;
    };
    clock.nowMs += 1000;
    await appendBatches(ledger, [50]);
    await settled(ledger, lastEntries);
    expect([writes, ledger.tiles.durable]).toEqual([2, 512]);
    await ledger.close();
  });
});

describe('entries that are in bundles', () => {
  test('are held against the tree like all others', async () => {
    const { files, ledger } = await tiledLog(12);
    const path = 'ledger/tile/entries/000';
    const original = files.get(path);
    files.set(path, Buffer.from(original.toString('latin1').replace('evt_17"', 'evt_71"'), 'latin1'));
    await expect(ledger.read(17)).rejects.toMatchObject({
      code: 'ledger/damaged',
      message: expect.stringContaining('Entry 17 at tile/entries/000'),
    });
    expect((await ledger.read(18)).index).toBe(18);
    files.set(path, original.subarray(0, -1));
    await expect(ledger.read(18)).rejects.toMatchObject({ code: 'ledger/damaged' });
    files.remove(path);
    await expect(ledger.read(18)).rejects.toMatchObject({ code: 'ledger/damaged' });
    await ledger.close();
  });

  test('are read on while the write-ahead log under them is taken away', async () => {
    const files = new MemoryFiles();
    const ledger = await open(files);
    await appendBatches(ledger, fifties(12));
    const leaves: Uint8Array[] = [];
    for await (const { index, leaf } of ledger.entries()) {
      leaves.push(Buffer.from(leaf));
      if (index === 10) await settled(ledger, lastEntries);
    }
    expect(ledger.tiles.durable).toBe(512);
    expect(leaves).toEqual(await leavesOf(ledger));
    await ledger.close();
  });
});

describe('a start', () => {
  test.each([
    ['cut', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['altered', (bytes: Buffer) => bytes.with(3, (bytes[3] ?? 0) ^ 1)],
    ['emptied', () => Buffer.alloc(0)],
  ])('refuses a note of what is in tiles that was %s', async (_how, change) => {
    const { files, ledger } = await tiledLog(12);
    await ledger.close();
    files.set('ledger/tiled', Buffer.from(change(files.get('ledger/tiled'))));
    await expect(open(files)).rejects.toMatchObject({ code: 'ledger/damaged' });
  });

  test('refuses an edge of the tree that is not the signed one', async () => {
    const [one, other] = [await tiledLog(12), await tiledLog(12)];
    await one.ledger.close();
    await other.ledger.append(event('more'));
    await other.ledger.close();
    const forged = new MemoryFiles();
    const second = await open(forged);
    for (let i = 0; i < 12; i++)
      await Promise.all(Array.from({ length: 50 }, (_, j) => second.append(event(`x${i}-${j}`))));
    await settled(second, lastEntries);
    await second.close();
    one.files.set('ledger/tiled', forged.get('ledger/tiled'));
    await expect(open(one.files)).rejects.toMatchObject({ code: 'ledger/damaged' });
  });

  test('refuses a log whose files are gone, or end before its tiles do', async () => {
    const files = new MemoryFiles();
    const removed = new Map<string, Buffer>();
    files.before = (operation, path) => {
      if (operation === 'unlink') removed.set(path, files.get(path));
    };
    const { ledger } = await tiledLog(12, files);
    await ledger.close();
    for (const path of segmentsIn(files)) files.remove(path);
    await expect(open(files)).rejects.toMatchObject({ code: 'ledger/truncated' });
    const [last = ['', Buffer.alloc(0)] as const] = [...removed].slice(-1);
    files.set(...last);
    await expect(open(files)).rejects.toMatchObject({
      code: 'ledger/damaged',
      message: expect.stringContaining('the log ends before its tiles do'),
    });
    const later = last[0].replace('0400', '0600');
    files.remove(last[0]);
    files.set(later, last[1]);
    await expect(open(files)).rejects.toMatchObject({
      message: expect.stringContaining('entry 512 is missing'),
    });
  });

  test('refuses a checkpoint that is older than the tiles', async () => {
    const { files, ledger } = await tiledLog(12);
    await ledger.close();
    const empty = new MemoryFiles();
    const begun = await open(empty);
    await begun.close();
    for (const name of ['checkpoint', 'checkpoints'])
      files.set(`ledger/${name}`, empty.get(`ledger/${name}`));
    await expect(open(files)).rejects.toMatchObject({ code: 'ledger/checkpoint-mismatch' });
  });
});

test('too many entries that are in no tile yet keep new work out until they are, and nothing else', async () => {
  const files = new MemoryFiles();
  const clock = new TestClock();
  const bounded = { directory: 'ledger', keys, clock, files, segmentBytes, maxUntiledEntries: 600 };
  const ledger = await openLedger(bounded);
  onTestFinished(() => ledger.close());
  files.before = (operation, path) => {
    if (operation === 'open' && path.includes('/tile/')) throw systemError('EIO', path);
  };
  const work = () =>
    ledger.append(
      newEvent('access.denied', {
        ...{ time: clock.now(), project: 'default', actor: { kind: 'anonymous', id: 'unknown' } },
        data: { action: 'ledger.read', resource: 'ledger', reason: 'test', suppressed: 0 },
      }),
    );
  await appendBatches(ledger, fifties(12));
  await work();
  expect(ledger.overload).toBe('601 entries are not durable in tiles yet.');
  await expect(work()).rejects.toMatchObject({ code: 'ledger/overloaded' });
  await appendBatches(ledger, [1]);
  files.before = () => undefined;
  clock.nowMs += 2000;
  await appendBatches(ledger, fifties(2));
  await settled(ledger, lastEntries);
  await work();
});

describe('pruning', () => {
  test('takes whole bundles and their hashes away, and every proof of what is left can still be made', async () => {
    const { files, ledger, leaves, tree } = await tiledLog(30);
    expect(await ledger.prune(700)).toBe(512);
    expect(ledger.minimumIndex).toBe(512);
    expect(files.get('ledger/minimum-index').toString()).toBe('512\n');
    const pruned = { code: 'ledger/pruned' };
    await expect(ledger.read(511)).rejects.toMatchObject(pruned);
    await expect(ledger.prove(511)).rejects.toMatchObject(pruned);
    await expect(ledger.tile(0, 1, 256)).rejects.toMatchObject(pruned);
    await expect(ledger.bundle(0, 256)).rejects.toMatchObject(pruned);
    expect(
      tilesIn(files).filter(({ level, index }) => index < 2 && (level === 'entries' || level === 0)),
    ).toEqual([]);
    expect(await leavesOf(ledger)).toEqual(leaves.slice(512));
    expect((await ledger.prove(512)).hashes.length).toBeGreaterThan(5);
    expect(Buffer.from(await ledger.root(512)).equals(tree.root(512))).toBe(true);
    expect(await ledger.proveConsistency(700)).not.toEqual([]);
    expect(await ledger.proveConsistency(256)).not.toEqual([]);
    await expect(ledger.proveConsistency(300)).rejects.toMatchObject(pruned);
    await expect(ledger.root(300)).rejects.toMatchObject(pruned);
    expect(decodeBundle((await ledger.bundle(2, 256)) ?? Buffer.alloc(0))).toHaveLength(256);
    // It never goes back, and never beyond what is durable in tiles.
    expect(await ledger.prune(0)).toBe(512);
    expect(await ledger.prune(Number.MAX_SAFE_INTEGER)).toBe(1280);
    await ledger.close();
    const again = await open(files);
    expect([again.minimumIndex, again.size]).toEqual([1280, 1500]);
    expect(await leavesOf(again)).toEqual(leaves.slice(1280));
    await again.close();
  });

  test('under a reader tells it so', async () => {
    const { ledger } = await tiledLog(30);
    const indexes: number[] = [];
    const reading = (async () => {
      for await (const { index } of ledger.entries()) {
        indexes.push(index);
        if (index === 10) await ledger.prune(1280);
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ledger/pruned' });
    expect(indexes).toHaveLength(256);
    await ledger.close();
  });

  test('that a kill stopped at any step is finished by the next start', async () => {
    const { files, ledger, leaves } = await tiledLog(30);
    const moments: MemoryFiles[] = [];
    files.before = () => void moments.push(files.copy(), files.afterPowerLoss());
    await ledger.prune(1024);
    files.before = () => undefined;
    await ledger.close();
    expect(moments.length).toBeGreaterThan(16);
    for (const left of moments) {
      const again = await open(left);
      expect([0, 1024]).toContain(again.minimumIndex);
      expect(await leavesOf(again)).toEqual(leaves.slice(again.minimumIndex));
      const below = tilesIn(left).filter(
        ({ level, index }) => index < again.minimumIndex / 256 && level !== 1,
      );
      expect(below).toEqual([]);
      await again.close();
    }
  });

  test('is not begun on the word of a file that tells nothing', async () => {
    const { files, ledger } = await tiledLog(12);
    await ledger.close();
    for (const text of ['', '256', '-256\n', '100\n', '99999999999999999999\n', '256\n\n']) {
      files.set('ledger/minimum-index', Buffer.from(text));
      await expect(open(files)).rejects.toMatchObject({ code: 'ledger/damaged' });
    }
  });
});
