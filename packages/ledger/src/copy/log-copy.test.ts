import { beforeEach, expect, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { leavesOf, settled } from '../testing/tiled-log.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { type LogCopy, openLogCopy, type PutFile } from './log-copy.ts';

let keys: Keyring;
let files: MemoryFiles;
beforeEach(async () => {
  keys = await keyringFor(await temporaryDirectory());
  files = new MemoryFiles();
});

/** The last segments hold at most so many entries. */
const lastEntries = 400;
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

const fifties = (count: number) => Array.from({ length: count }, () => 50);
const segmentsIn = (on: MemoryFiles) => on.paths.filter((path) => path.startsWith('ledger/wal/'));

/** Opens a copy as a log and holds it against the one it was made of. */
async function expectCopy(copied: MemoryFiles, { checkpoint }: LogCopy, original: Ledger): Promise<void> {
  const again = await open(copied);
  const { size, root } = checkpoint;
  expect(again.size).toBe(size);
  expect(again.latestCheckpoint()).toMatchObject({ size, root });
  expect(again.setAsideBytes).toBe(0);
  const leaves = (await leavesOf(again)).map((leaf) => Buffer.from(leaf));
  expect(leaves).toEqual((await leavesOf(original)).slice(0, size).map((leaf) => Buffer.from(leaf)));
  await again.close();
}

test('a copy made while the log goes on ends at its checkpoint, and opens as the log it is a copy of', async () => {
  const ledger = await open(files);
  await appendBatches(ledger, fifties(20));
  await settled(ledger, lastEntries);
  await appendBatches(ledger, [3]);
  await using copy = await openLogCopy({ directory: 'ledger', ledger, files });
  const held = segmentsIn(files);
  // Into the same segment as the last entries of the copy.
  await appendBatches(ledger, [3]);
  // While it is copied, segments become tiles, are removed, and more checkpoints are signed.
  const { files: copied, put } = sink(async () => {
    await appendBatches(ledger, fifties(10));
    await ledger.checkpoint();
    await settled(ledger, lastEntries);
  });
  await copy.copy(put);
  expect(copied.paths.filter((path) => path.includes('tile/entries'))).not.toEqual([]);
  expect(segmentsIn(files).filter((path) => held.includes(path))).toEqual([]);
  const report = await verifyLog('ledger', { files: copied, verifierKey: keys.verifierKey });
  expect(report).toMatchObject({ ok: true, entries: copy.checkpoint.size, unproven: 0 });
  await expectCopy(copied, copy, ledger);
  await ledger.close();
});

test('segments that become tiles between two looks are not missed', async () => {
  const ledger = await open(files);
  await appendBatches(ledger, fifties(20));
  await settled(ledger, lastEntries);
  let looks = 0;
  files.before = async (operation, path) => {
    if (operation !== 'list' || path !== 'ledger/wal' || looks++ > 0) return;
    await appendBatches(ledger, fifties(20));
    await settled(ledger, lastEntries);
  };
  await using copy = await openLogCopy({ directory: 'ledger', ledger, files });
  files.before = () => undefined;
  const { files: copied, put } = sink();
  await copy.copy(put);
  await expectCopy(copied, copy, ledger);
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
