import { beforeEach, expect, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { openLedger } from '../ledger.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { openLogCopy, type PutFile } from './log-copy.ts';

let keys: Keyring;
let files: MemoryFiles;
beforeEach(async () => {
  keys = await keyringFor(await temporaryDirectory());
  files = new MemoryFiles();
});

const open = (on: MemoryFiles) =>
  openLedger({ directory: 'ledger', keys, clock: new TestClock(), files: on, segmentBytes: 20_000 });

/** Files as a copy puts them; `between` is called after each. */
function sink(between: () => Promise<unknown> = async () => undefined): { files: MemoryFiles; put: PutFile } {
  const copied = new MemoryFiles();
  const put: PutFile = async (path, content) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(Uint8Array.from(piece));
    copied.set(`ledger/${path}`, Buffer.concat(pieces));
    await between();
  };
  return { files: copied, put };
}

test('a copy made while the log goes on ends at its checkpoint, and opens as the log it is a copy of', async () => {
  const ledger = await open(files);
  await appendBatches(ledger, [1, 300, 40, 300]);
  await ledger.checkpoint();
  await using copy = await openLogCopy({ directory: 'ledger', ledger, files });
  const { size, root } = copy.checkpoint;
  await appendBatches(ledger, [7, 300]);
  // While it is copied, segments become tiles, are removed, and more checkpoints are signed.
  const { files: copied, put } = sink(async () => {
    await appendBatches(ledger, [50]);
    await ledger.checkpoint();
  });
  await copy.copy(put);
  expect(ledger.size).toBeGreaterThan(size);
  const again = await open(copied);
  expect(again.size).toBe(size);
  expect(again.latestCheckpoint()).toMatchObject({ size, root });
  expect(again.setAsideBytes).toBe(0);
  for (const index of [0, 1, 300, size - 1])
    expect(Buffer.from((await again.read(index)).leaf)).toEqual(Buffer.from((await ledger.read(index)).leaf));
  expect(await again.proveConsistency(1, size)).toEqual(await ledger.proveConsistency(1, size));
  await again.close();
  await ledger.close();
});

test('copies follow each other whatever was in tiles at the time of each', async () => {
  const ledger = await open(files);
  for (let round = 0; round < 6; round++) {
    await appendBatches(ledger, [1 + 37 * round, 200]);
    await using copy = await openLogCopy({ directory: 'ledger', ledger, files });
    const { files: copied, put } = sink();
    await copy.copy(put);
    const again = await open(copied);
    expect(again.size).toBe(copy.checkpoint.size);
    await again.close();
  }
  await ledger.close();
});

test('an empty log is copied too, and closes what it held', async () => {
  const ledger = await open(files);
  const opened = files.openCount;
  const copy = await openLogCopy({ directory: 'ledger', ledger, files });
  const { files: copied, put } = sink();
  await copy.copy(put);
  await copy[Symbol.asyncDispose]();
  expect(files.openCount).toBe(opened);
  expect((await open(copied)).size).toBe(0);
  await ledger.close();
});

test('what a witness signed beyond the checkpoint is not in the copy: the copy would fall short of it', async () => {
  const ledger = await open(files);
  await appendBatches(ledger, [3]);
  await using copy = await openLogCopy({ directory: 'ledger', ledger, files });
  const { size } = copy.checkpoint;
  files.set('ledger/witness/a.checkpoint', Buffer.from(`${ledger.origin}\n${size}\n`));
  files.set('ledger/witness/b.checkpoint', Buffer.from(`${ledger.origin}\n${size + 1}\n`));
  const { files: copied, put } = sink();
  await copy.copy(put);
  expect(copied.paths.filter((path) => path.includes('witness'))).toEqual(['ledger/witness/a.checkpoint']);
  await ledger.close();
});
