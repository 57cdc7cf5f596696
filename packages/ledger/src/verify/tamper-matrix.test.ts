import { beforeAll, describe, expect, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { keyringFor, makeTemporaryDirectory } from '../testing/fixtures.ts';
import type { MemoryFiles } from '../testing/memory-files.ts';
import { type SmallLog, smallLog } from '../testing/small-log.ts';
import { keepTiled } from '../tiles/tiled.ts';
import type { LogReport } from './log-report.ts';
import { verifyLog } from './verify-log.ts';

/** One bit of each byte is flipped, or with this set all of them, which takes minutes. */
const everyBit = process.env.RINGWALL_EVERY_BIT !== undefined;

const leaf = (i: number) => Buffer.from([i & 0xff, i >> 8]);
const plain: SmallLog = {
  leaves: Array.from({ length: 300 }, (_, i) => leaf(i)),
  // The first batches are in the bundle too.
  batches: [240, 250, 270, 271, 290],
  tiled: 256,
  signed: [0, 3, 256, 271, 300],
};
let keys: Keyring;
let log: MemoryFiles;

beforeAll(async () => {
  const directory = await makeTemporaryDirectory();
  keys = await keyringFor(directory.path);
  await directory.remove();
  log = await smallLog(keys, plain);
});

const verify = (files: MemoryFiles) => verifyLog('ledger', { files });
const found = ({ ok, stale }: LogReport) => !ok || stale.length > 0;
const withFile = (path: string, bytes: Uint8Array) => {
  const files = log.copy();
  files.set(path, bytes);
  return files;
};

/** Files that only serve what the rest of the log makes them, and are made anew. */
const derived = ['tile/0/001.p/44', 'tile/entries/001.p/44', 'tile/1/000.p/1'].map(
  (path) => `ledger/${path}`,
);

test('the log is whole, and consists of these files', async () => {
  expect(await verify(log)).toMatchObject({ ok: true, entries: 300, proven: 300, faults: [], stale: [] });
  expect(log.paths.toSorted()).toEqual(
    [
      ...['acknowledged', 'checkpoint', 'checkpoints', 'tiled', 'verifier-key', 'wal/0000000000000240.seg'],
      ...['tile/0/000', 'tile/entries/000'],
    ]
      .map((path) => `ledger/${path}`)
      .concat(derived)
      .toSorted(),
  );
});

/** All numbers below `end`; without `everyBit` about so many of them, evenly. */
function sample(end: number, about: number): number[] {
  const step = everyBit ? 1 : Math.max(1, Math.floor(end / about));
  return Array.from({ length: Math.ceil(end / step) }, (_, i) => i * step);
}

describe('every flipped bit is found', () => {
  test.each([
    'wal/0000000000000240.seg',
    'tile/0/000',
    'tile/entries/000',
    'tile/0/001.p/44',
    'tile/entries/001.p/44',
    'tile/1/000.p/1',
    'tiled',
    'checkpoint',
    'checkpoints',
    'verifier-key',
    'acknowledged',
  ])('in %s', { timeout: everyBit ? 3_600_000 : 30_000 }, async (name) => {
    const path = `ledger/${name}`;
    const original = log.get(path);
    for (const [i, at] of sample(original.length, 100).entries()) {
      // Behind these lines nothing follows that they were told from.
      if (at === original.length - 1 && ['checkpoints', 'verifier-key'].includes(name)) continue;
      for (const bit of everyBit ? [0, 1, 2, 3, 4, 5, 6, 7] : [i % 8]) {
        const bytes = Buffer.from(original);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        // How many entries were acknowledged is told by the system's cache alone: less is what a power loss leaves.
        if (name === 'acknowledged' && bytes.compare(original) < 0) continue;
        const report = await verify(withFile(path, bytes));
        expect(found(report), `${name}, byte ${at}, bit ${bit}`).toBe(true);
        expect(report.ok, 'a file that the log relies on').toBe(derived.includes(path));
      }
    }
  });
});

describe('every file', () => {
  test('is missed where it is removed', async () => {
    for (const path of log.paths) {
      const files = log.copy();
      files.remove(path);
      const report = await verify(files);
      // These are made anew, and the number of acknowledged entries only makes the check stricter.
      const mayGo = derived.includes(path) || path.endsWith('/acknowledged');
      expect(report.ok, path).toBe(mayGo);
    }
  });

  test('that is cut anywhere is found', { timeout: everyBit ? 3_600_000 : 30_000 }, async () => {
    for (const path of log.paths) {
      const original = log.get(path);
      for (const length of sample(original.length, 12)) {
        // Without its last line feed a line is the same; fewer bytes tell nothing of how many were acknowledged.
        if (/\/(verifier-key|checkpoints)$/.test(path) && length === original.length - 1) continue;
        if (path.endsWith('/acknowledged')) continue;
        const report = await verify(withFile(path, original.subarray(0, length)));
        expect(found(report), `${path} cut to ${length} bytes`).toBe(true);
      }
    }
  });

  test('that has the content of another is found', async () => {
    for (const path of log.paths) {
      if (path.endsWith('/acknowledged')) continue;
      for (const other of log.paths) {
        if (other === path) continue;
        const report = await verify(withFile(path, log.get(other)));
        // The newest line of the history says the same as the checkpoint, in other words.
        expect(found(report), `${path} with the content of ${other}`).toBe(true);
      }
    }
  });
});

type Change = (leaves: readonly Buffer[], i: number) => Buffer[];
const leaves = plain.leaves.map((bytes) => Buffer.from(bytes));
const changes: readonly (readonly [string, Change])[] = [
  ['changed', (all, i) => all.with(i, Buffer.from('lie'))],
  ['removed', (all, i) => all.toSpliced(i, 1)],
  ['swapped with the next', (all, i) => all.toSpliced(i, 2, ...all.slice(i, i + 2).reverse())],
  ['repeated', (all, i) => all.toSpliced(i, 0, all[i] ?? leaf(0))],
  ['the last one left', (all, i) => all.slice(0, i + 1)],
];

/** What is left, with every hash, tile, index and checksum made anew, and what was signed as it was signed. */
async function rewritten(to: readonly Buffer[]): Promise<MemoryFiles> {
  const files = await smallLog(keys, { ...plain, ...shapeOf(to.length), leaves: to });
  for (const name of ['checkpoint', 'checkpoints', 'acknowledged'])
    files.set(`ledger/${name}`, log.get(`ledger/${name}`));
  return files;
}

/** How a log of so many entries lies on disk. */
function shapeOf(size: number) {
  const tiled = size >= 256 ? 256 : 0;
  const batches =
    tiled > 0 ? plain.batches.filter((first) => first < size) : [0, 100, 200].filter((at) => at < size);
  return {
    tiled,
    batches: batches.length > 0 ? batches : [0],
    signed: plain.signed.filter((at) => at <= size),
  };
}

describe('a log in which, with everything made anew but what was signed,', () => {
  test.each(changes)(
    'any entry is %s, is found between the two checkpoints around it',
    { timeout: everyBit ? 3_600_000 : 30_000 },
    async (_, change) => {
      for (const i of sample(leaves.length - 1, 25)) {
        const to = change(leaves, i);
        const first = to.findIndex((bytes, at) => leaves[at]?.equals(bytes) !== true);
        const differs = first === -1 ? to.length : first;
        const { ok, faults, proven } = await verify(await rewritten(to));
        expect(ok).toBe(false);
        expect(proven).toBe(plain.signed.findLast((size) => size <= differs));
        // A log that is shorter than the next checkpoint is named where it ends.
        expect([proven, to.length]).toContain(faults[0]?.index);
      }
    },
  );

  test('its bundle alone is rewritten, is found at its entry', async () => {
    for (const i of sample(256, 25)) {
      const bundle = Buffer.concat(
        leaves
          .slice(0, 256)
          .map((bytes, at) => Buffer.concat([Buffer.from([0, 2]), at === i ? Buffer.from('xx') : bytes])),
      );
      expect((await verify(withFile('ledger/tile/entries/000', bundle))).faults[0]).toMatchObject({
        index: i,
      });
    }
  });
});

describe('someone who makes the checksums anew', () => {
  test('of an entry that is in a bundle and still in the write-ahead log, is found at it', async () => {
    const wal = 'ledger/wal/0000000000000240.seg';
    const other = await smallLog(keys, { ...plain, leaves: leaves.with(245, Buffer.from('xx')) });
    // Ten entries of two bytes, and what surrounds them; nothing behind them changes.
    const batchBytes = 28 + 10 * 10 + 44;
    const bytes = Buffer.concat([other.get(wal).subarray(0, batchBytes), log.get(wal).subarray(batchBytes)]);
    expect(bytes.equals(log.get(wal))).toBe(false);
    expect((await verify(withFile(wal, bytes))).faults).toMatchObject([
      { index: 245, reason: 'the entry is not the one in its bundle' },
    ]);
  });

  test('of the hashes that are kept where the tiles end, is found', async () => {
    const files = log.copy();
    const edge = [[], [Buffer.alloc(32, 1)]];
    await keepTiled(files, 'ledger', { size: 256, edge });
    expect((await verify(files)).faults).toMatchObject([{ index: 256, place: 'tiled' }]);
  });
});

test('a full tile or bundle that nothing relies on yet is told of where it differs', async () => {
  const young = await smallLog(keys, { ...plain, batches: [0], tiled: 0 });
  expect(await verify(young)).toMatchObject({ ok: true, stale: [] });
  for (const name of ['tile/entries/000', 'tile/0/000']) {
    const files = young.copy();
    const bytes = Buffer.from(young.get(`ledger/${name}`));
    bytes[40] = 255 - (bytes[40] ?? 0);
    files.set(`ledger/${name}`, bytes);
    const report = await verify(files);
    expect(report).toMatchObject({ ok: true, proven: 300, stale: [{ place: name }] });
    expect(report.notChecked).toContainEqual(expect.stringContaining('Files that nothing relies on differ'));
    files.remove(`ledger/${name}`);
    expect(await verify(files)).toMatchObject({ ok: true, stale: [] });
  }
});
