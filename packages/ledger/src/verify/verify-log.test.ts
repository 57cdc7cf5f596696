import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { openLedger } from '../ledger.ts';
import { signCheckpoint } from '../signed-note.ts';
import { event } from '../testing/fixture-events.ts';
import {
  appendBatches,
  keyringFor,
  makeTemporaryDirectory,
  TestClock,
  temporaryDirectory,
} from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { batchesOf, batchOffsets, forgeSegment } from '../testing/tampering.ts';
import { segmentName } from '../wal/segments.ts';
import { verifyLog } from './verify-log.ts';

const name = segmentName(0);
const segment = `ledger/wal/${name}`;
const clock = new TestClock();
let keys: Keyring;
/** Batches of 2, 3, 1 and 2 entries with a checkpoint after each, all closed and signed. */
let log: MemoryFiles;
let whole: Buffer;

async function makeLog(from: Keyring, segmentBytes?: number): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  const size = segmentBytes === undefined ? {} : { segmentBytes };
  const ledger = await openLedger({ directory: 'ledger', keys: from, clock, files, ...size });
  for (const count of [2, 3, 1, 2]) {
    await appendBatches(ledger, [count]);
    await ledger.checkpoint();
  }
  await ledger.close();
  return files;
}

/** The same log with its segment replaced. */
function withSegment(bytes: Uint8Array): MemoryFiles {
  const files = log.copy();
  files.set(segment, bytes);
  return files;
}

const verify = (files: MemoryFiles) => verifyLog('ledger', { files });
const forged = (change: (batches: Uint8Array[][]) => Uint8Array[][]) =>
  withSegment(forgeSegment(change(batchesOf(whole))));

beforeAll(async () => {
  const directory = await makeTemporaryDirectory();
  keys = await keyringFor(directory.path);
  await directory.remove();
  log = await makeLog(keys);
  whole = log.get(segment);
});

describe('a whole log', () => {
  test('is proven up to its checkpoint, and the report says what it could not check', async () => {
    const progress: number[][] = [];
    const report = await verifyLog('ledger', {
      files: log,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(report).toMatchObject({
      ok: true,
      origin: keys.origin,
      entries: 8,
      checkpoint: { size: 8 },
      proven: 8,
      unproven: 0,
      faults: [],
      keySource: 'directory',
    });
    expect(report.notChecked).toEqual([
      expect.stringContaining('pin it'),
      expect.stringContaining('witness'),
      expect.stringContaining('Bodies'),
    ]);
    expect(progress.at(-1)).toEqual([8, 8]);
    const pinned = await verifyLog('ledger', { files: log, verifierKey: keys.verifierKey });
    expect(pinned).toMatchObject({ ok: true, keySource: 'given' });
    expect(pinned.notChecked.some((sentence) => sentence.includes('pin it'))).toBe(false);
  });

  test('with entries beyond its checkpoint names them as not yet proven', async () => {
    const files = log.copy();
    const ledger = await openLedger({ directory: 'ledger', keys, clock, files });
    await appendBatches(ledger, [3]);
    const report = await verify(files.copy());
    await ledger.close();
    expect(report).toMatchObject({ ok: true, entries: 11, proven: 8, unproven: 3 });
    expect(report.notChecked).toContainEqual(
      expect.stringMatching(/beyond the last checkpoint.*: 3 entries/),
    );
  });

  test('is checked on disk while the server appends to it', async () => {
    const directory = await temporaryDirectory();
    const live = await openLedger({
      directory,
      keys: await keyringFor(directory),
      clock,
      segmentBytes: 5000,
    });
    let going = true;
    const appending = (async () => {
      for (let i = 0; going; i++) {
        await appendBatches(live, [1 + (i % 7)]);
        if (i % 5 === 0) await live.checkpoint();
      }
    })();
    for (let i = 0; i < 10; i++) {
      expect(await verifyLog(directory)).toMatchObject({ ok: true });
      await live.append(event(`between ${i}`));
    }
    going = false;
    await appending;
    await live.close();
    expect(await verifyLog(directory)).toMatchObject({ ok: true, unproven: 0 });
  });

  test('stops reading when asked to', async () => {
    const files = log.copy();
    await expect(verifyLog('ledger', { files, signal: AbortSignal.abort() })).rejects.toThrow();
  });

  test('that does not exist is not called good', async () => {
    expect(await verify(new MemoryFiles())).toMatchObject({
      ok: false,
      entries: 0,
      faults: [{ place: 'checkpoint' }],
    });
  });
});

describe('every flipped bit is found', () => {
  test('in the log, with the batch or the entry it is in', async () => {
    const offsets = batchOffsets(whole);
    const firsts = [0, 2, 5, 6];
    for (let at = 0; at < whole.length; at += 13) {
      const bytes = Buffer.from(whole);
      // A sample; format.test.ts flips every bit of a batch.
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      const { ok, faults } = await verify(withSegment(bytes));
      const batch = offsets.findLastIndex((offset) => offset <= at);
      expect(ok).toBe(false);
      expect(faults[0]?.place).toBe(`wal/${name}:${offsets[batch]}`);
      expect(faults[0]?.index).toBeGreaterThanOrEqual(firsts[batch] ?? 0);
      expect(faults[0]?.index).toBeLessThan(firsts[batch + 1] ?? 8);
    }
  });

  test.each(['checkpoint', 'checkpoints', 'verifier-key'])('in the file %s', async (file) => {
    const original = log.get(`ledger/${file}`);
    // The last line feed of these two files separates nothing.
    const end = file === 'checkpoint' ? original.length : original.length - 1;
    for (let bit = 0; bit < end * 8; bit += file === 'checkpoints' ? 61 : 17) {
      const bytes = Buffer.from(original);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const files = log.copy();
      files.set(`ledger/${file}`, bytes);
      expect((await verify(files)).ok).toBe(false);
    }
  });
});

describe('someone who can compute checksums', () => {
  test('and changes an entry is caught at the batch whose root differs', async () => {
    const batches = batchesOf(whole);
    const honest = forgeSegment(batches);
    expect(honest.equals(whole)).toBe(true);
    batches[1] = (batches[1] ?? []).map((leaf, i) => (i === 1 ? Buffer.from('a lie') : leaf));
    const altered = forgeSegment(batches);
    // Checksums are right; the trailers still are those of the true entries.
    const trailer = (bytes: Buffer, end: number | undefined) =>
      bytes.subarray((end ?? bytes.length) - 44, end);
    const [, , third] = batchOffsets(altered);
    const [, , trueThird] = batchOffsets(whole);
    trailer(whole, trueThird).copy(altered, (third ?? 0) - 44, 0, 40);
    const second = batchOffsets(altered)[1] ?? 0;
    altered.writeUInt32BE(crc32(altered.subarray(second, (third ?? 0) - 4)), (third ?? 0) - 4);
    const files = withSegment(altered);
    // No checkpoint between the first and the last, which would speak first.
    const lines = log.get('ledger/checkpoints').toString().split('\n');
    files.set('ledger/checkpoints', Buffer.from([lines[0], lines[4], ''].join('\n')));
    expect((await verify(files)).faults[0]).toMatchObject({
      index: 2,
      place: `wal/${name}:${second}`,
      reason: 'the root of the batch does not match its entries',
    });
  });

  test.each<[string, (batches: Uint8Array[][]) => Uint8Array[][], number, number]>([
    ['changes an entry', (b) => b.map((leaves, i) => (i === 2 ? [Buffer.from('lie')] : leaves)), 5, 6],
    ['removes an entry', (b) => b.map((leaves, i) => (i === 1 ? leaves.slice(1) : leaves)), 2, 5],
    ['removes a batch', (b) => b.filter((_, i) => i !== 2), 5, 6],
    ['swaps two entries', (b) => b.map((leaves, i) => (i === 1 ? leaves.toReversed() : leaves)), 2, 5],
    ['swaps two batches', ([a = [], b = [], c = [], d = []]) => [a, c, b, d], 2, 5],
    ['repeats an entry', (b) => b.map((leaves, i) => (i === 0 ? [...leaves, ...leaves] : leaves)), 2, 5],
    [
      'adds an entry',
      (b) => b.map((leaves, i) => (i === 3 ? [Buffer.from('new'), ...leaves] : leaves)),
      6,
      8,
    ],
    [
      'changes the first entry',
      (b) => b.map((l, i) => (i === 0 ? [Buffer.from('lie'), ...l.slice(1)] : l)),
      0,
      2,
    ],
    ['cuts other batches', (b) => b.flat().map((leaf, i) => [i === 4 ? Buffer.from('lie') : leaf]), 2, 5],
  ])(
    'and %s, with all trailers made anew, is caught between two signed checkpoints',
    async (_, change, from, to) => {
      const report = await verify(forged(change));
      expect(report).toMatchObject({ ok: false, proven: from });
      expect(report.faults[0]).toMatchObject({
        index: from,
        reason: expect.stringContaining(`between ${from} and ${to - 1} `),
      });
      expect(report.faults[0]?.place).toMatch(/^wal\/0{16}\.seg:\d+$/);
    },
  );

  test('and only regroups the same entries has changed nothing that was recorded', async () => {
    expect(await verify(forged((batches) => batches.flat().map((leaf) => [leaf])))).toMatchObject({
      ok: true,
      proven: 8,
    });
  });

  test('and cuts the log short is caught by what was promised', async () => {
    for (const keep of [0, 1, 2, 3]) {
      const files = forged((batches) => batches.slice(0, keep));
      const size = [0, 2, 5, 6][keep] ?? 0;
      expect(await verify(files)).toMatchObject({ ok: false, entries: size, faults: [{ index: size }] });
      files.remove('ledger/acknowledged');
      expect((await verify(files)).faults[0]).toMatchObject({
        index: size,
        reason: expect.stringContaining('8 entries'),
      });
    }
  });

  test('and cuts log and checkpoint, but not the history, is caught by the history', async () => {
    const files = forged((batches) => batches.slice(0, 2));
    files.remove('ledger/acknowledged');
    files.set('ledger/checkpoint', noteOf(3));
    expect(await verify(files)).toMatchObject({ ok: false, proven: 5, faults: [{ index: 5 }] });
  });

  test('and takes lines out of the end of the history is caught by the checkpoint', async () => {
    const lines = log.get('ledger/checkpoints').toString().split('\n');
    const files = log.copy();
    files.set('ledger/checkpoints', Buffer.from(`${lines.slice(0, 3).join('\n')}\n`));
    expect((await verify(files)).faults).toMatchObject([{ place: 'checkpoints', index: 5 }]);
    files.remove('ledger/checkpoints');
    expect((await verify(files)).faults).toMatchObject([{ place: 'checkpoints', index: 0 }]);
  });

  test('and puts an older signed line behind a newer one is caught at that line', async () => {
    const lines = log.get('ledger/checkpoints').toString().split('\n');
    const files = log.copy();
    files.set('ledger/checkpoints', Buffer.from([...lines.slice(0, 5), lines[2], ''].join('\n')));
    expect((await verify(files)).faults).toMatchObject([{ place: 'checkpoints:6' }]);
  });

  test('and signs everything with a key of their own is caught by a pinned key only, and the report says so', async () => {
    const own = await keyringFor(await temporaryDirectory());
    const files = await makeLog(own);
    const trusting = await verify(files);
    expect(trusting.ok).toBe(true);
    expect(trusting.notChecked[0]).toContain('pin it');
    const pinned = await verifyLog('ledger', { files, verifierKey: keys.verifierKey });
    expect(pinned).toMatchObject({
      ok: false,
      proven: 0,
      faults: [{ place: 'checkpoint' }, { place: 'checkpoints:1' }],
    });
  });
});

test('the key holder who signs a second root over the same size is caught', async () => {
  const files = log.copy();
  files.set('ledger/checkpoint', Buffer.from(signCheckpoint(keys, 6, Buffer.alloc(32, 1))));
  expect(await verify(files)).toMatchObject({ ok: false, proven: 5, faults: [{ index: 5 }] });
});

test('batches that are removed, swapped or repeated as they are, are found where they do not belong', async () => {
  const offsets = [...batchOffsets(whole), whole.length];
  const piece = (i: number) => whole.subarray(offsets[i], offsets[i + 1]);
  const arrange = (order: readonly number[]) => verify(withSegment(Buffer.concat(order.map(piece))));
  const misplaced = async (order: readonly number[], batchOf: number, index: number, at: number) =>
    expect((await arrange(order)).faults[0]).toEqual({
      index,
      place: `wal/${name}:${offsets[at]}`,
      reason: `a batch of entry ${batchOf} stands where ${index} belongs`,
    });
  await misplaced([0, 2, 3], 5, 2, 1);
  await misplaced([0, 2, 1, 3], 5, 2, 1);
  await misplaced([0, 1, 1, 2, 3], 2, 5, 2);
  await misplaced([1, 2, 3], 2, 0, 0);
});

test('segments that are missing, cut, or one too many are found with their place', async () => {
  const files = await makeLog(keys, 1);
  expect(await verify(files)).toMatchObject({ ok: true, proven: 8 });
  const second = `ledger/wal/${segmentName(2)}`;
  const gone = files.copy();
  gone.remove(second);
  expect((await verify(gone)).faults[0]).toMatchObject({
    index: 2,
    place: `wal/${segmentName(5)}:0`,
    reason: 'entry 2 is missing: this segment begins at 5',
  });
  const cut = files.copy();
  cut.set(second, files.get(second).subarray(0, -1));
  expect((await verify(cut)).faults[0]).toMatchObject({ index: 2, place: `wal/${segmentName(2)}:0` });
  const doubled = files.copy();
  doubled.set(`ledger/wal/${segmentName(3)}`, files.get(second));
  expect((await verify(doubled)).faults[0]).toMatchObject({ index: 5, place: `wal/${segmentName(3)}:0` });
});

/** The note in a line of the history, from 1. */
function noteOf(line: number): Buffer {
  const text = log.get('ledger/checkpoints').toString().split('\n')[line - 1] ?? '';
  return Buffer.from(JSON.parse(text));
}
