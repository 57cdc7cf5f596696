import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Keyring } from './keyring/keyring.ts';
import { openLedger } from './ledger.ts';
import { event } from './testing/fixture-events.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from './testing/fixtures.ts';
import { MemoryFiles } from './testing/memory-files.ts';
import { verifyLog } from './verify/verify-log.ts';
import { writeCount } from './wal/format.ts';
import { segmentName } from './wal/segments.ts';

const clock = new TestClock();
const firstSegment = `ledger/wal/${segmentName(0)}`;

interface Fixture {
  readonly files: MemoryFiles;
  readonly keys: Keyring;
  /** Bytes of the log after each batch. */
  readonly ends: readonly number[];
}

/** A log of batches as a killed process leaves it: nothing but the first batches is under a checkpoint. */
async function killedLog(sizes: readonly number[], segmentBytes?: number): Promise<Fixture> {
  const files = new MemoryFiles();
  const keys = await keyringFor(await temporaryDirectory());
  const size = segmentBytes === undefined ? {} : { segmentBytes };
  const ledger = await openLedger({ directory: 'ledger', keys, clock, files, ...size });
  const ends: number[] = [];
  for (const [i, size] of sizes.entries()) {
    await appendBatches(ledger, [size]);
    if (i === 0) await ledger.checkpoint();
    ends.push(files.get(firstSegment).length);
  }
  const killed = files.copy();
  await ledger.close();
  return { files: killed, keys, ends };
}

function acknowledge(files: MemoryFiles, size: number): void {
  const bytes = Buffer.alloc(8);
  writeCount(bytes, size, 0);
  files.set('ledger/acknowledged', bytes);
}

const open = ({ files, keys }: Pick<Fixture, 'files' | 'keys'>) =>
  openLedger({ directory: 'ledger', keys, clock, files });

describe('a last batch that a crash tore', () => {
  test('is set aside at every byte it can have ended at, when nobody was told about it', async () => {
    const { files, keys, ends } = await killedLog([2, 3, 2]);
    const [begin = 0, end = 0] = ends.slice(1);
    const whole = files.get(firstSegment);
    for (let cut = begin; cut < end; cut++) {
      const torn = files.copy();
      torn.set(firstSegment, whole.subarray(0, cut));
      acknowledge(torn, 5);
      expect(await verifyLog('ledger', { files: torn })).toMatchObject({ ok: true, entries: 5, proven: 2 });
      const ledger = await open({ files: torn, keys });
      expect([ledger.size, ledger.setAsideBytes]).toEqual([5, cut - begin]);
      if (cut > begin) {
        expect(torn.get('ledger/wal/set-aside-5-0').equals(whole.subarray(begin, cut))).toBe(true);
      }
      expect((await ledger.append(event('next'))).index).toBe(5);
      await ledger.close();
      expect(await verifyLog('ledger', { files: torn })).toMatchObject({ ok: true, proven: 6, unproven: 0 });
    }
  });

  test('is refused at every byte when it had been acknowledged', async () => {
    const { files, keys, ends } = await killedLog([2, 3, 2]);
    const [begin = 0, end = 0] = ends.slice(1);
    const whole = files.get(firstSegment);
    for (let cut = begin; cut < end; cut += cut < begin + 40 ? 1 : 17) {
      const torn = files.copy();
      torn.set(firstSegment, whole.subarray(0, cut));
      await expect(open({ files: torn, keys })).rejects.toMatchObject({ code: 'ledger/truncated' });
      expect(torn.get(firstSegment).length).toBe(cut);
      const report = await verifyLog('ledger', { files: torn });
      expect(report).toMatchObject({ ok: false, entries: 5, faults: [{ index: 5 }] });
    }
  });

  test('is refused when a checkpoint covers it, even if the acknowledged count is gone', async () => {
    const { files, keys, ends } = await killedLog([2, 3]);
    files.remove('ledger/acknowledged');
    files.set(firstSegment, files.get(firstSegment).subarray(0, (ends[0] ?? 0) - 1));
    await expect(open({ files, keys })).rejects.toMatchObject({ code: 'ledger/truncated' });
  });

  test('may be zeros or other bytes that never were a batch', async () => {
    const { files, keys } = await killedLog([2, 3]);
    const whole = files.get(firstSegment);
    for (const tail of [Buffer.alloc(4096), Buffer.from('garbage'), whole.subarray(0, 20)]) {
      const torn = files.copy();
      torn.set(firstSegment, Buffer.concat([whole, tail]));
      const ledger = await open({ files: torn, keys });
      expect([ledger.size, ledger.setAsideBytes]).toEqual([5, tail.length]);
      await ledger.close();
    }
  });

  test('never overwrites what an earlier start set aside', async () => {
    const { files, keys } = await killedLog([2]);
    for (const tail of ['one', 'two']) {
      files.set(firstSegment, Buffer.concat([files.get(firstSegment), Buffer.from(tail)]));
      await (await open({ files, keys })).close();
    }
    expect(files.get('ledger/wal/set-aside-2-0').toString()).toBe('one');
    expect(files.get('ledger/wal/set-aside-2-1').toString()).toBe('two');
  });
});

describe('damage', () => {
  test('followed by anything valid is reported with its place and never cut', async () => {
    const { files, keys, ends } = await killedLog([2, 3, 1]);
    // As if nobody had ever been told about anything: even then the valid batch behind speaks against a cut.
    acknowledge(files, 0);
    const whole = files.get(firstSegment);
    const [begin = 0, end = 0] = ends;
    for (let at = begin; at < end; at += 13) {
      const damaged = files.copy();
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      damaged.set(firstSegment, bytes);
      await expect(open({ files: damaged, keys })).rejects.toMatchObject({
        code: 'ledger/damaged',
        message: expect.stringMatching(`^Entry [234] at wal/${segmentName(0)}:${begin}: `),
      });
      expect(damaged.get(firstSegment).equals(bytes)).toBe(true);
    }
  });

  test('at the end of a segment that another follows is never cut', async () => {
    const { files, keys } = await killedLog([1, 2, 1], 1);
    acknowledge(files, 0);
    const second = `ledger/wal/${segmentName(1)}`;
    files.set(second, files.get(second).subarray(0, -1));
    await expect(open({ files, keys })).rejects.toMatchObject({
      code: 'ledger/damaged',
      message: expect.stringContaining(`wal/${segmentName(1)}:0`),
    });
  });

  test('of a whole acknowledged last batch is refused', async () => {
    const { files, keys } = await killedLog([2, 3]);
    const bytes = Buffer.from(files.get(firstSegment));
    bytes[bytes.length - 50] = (bytes[bytes.length - 50] ?? 0) ^ 1;
    files.set(firstSegment, bytes);
    await expect(open({ files, keys })).rejects.toMatchObject({ code: 'ledger/damaged' });
  });
});

describe('a log that is not what was signed is not served', () => {
  test('when whole batches are gone', async () => {
    const { files, keys, ends } = await killedLog([2, 3]);
    files.set(firstSegment, files.get(firstSegment).subarray(0, ends[0]));
    await expect(open({ files, keys })).rejects.toMatchObject({ code: 'ledger/truncated' });
    files.remove(firstSegment);
    await expect(open({ files, keys })).rejects.toMatchObject({ code: 'ledger/truncated' });
  });

  test('when another log of the same length stands in its place', async () => {
    const { files, keys } = await killedLog([2]);
    const other = await openLedger({ directory: 'other', keys, clock, files });
    await Promise.all([other.append(event('a')), other.append(event('b'))]);
    await other.close();
    files.set(firstSegment, files.get(`other/wal/${segmentName(0)}`));
    await expect(open({ files, keys })).rejects.toMatchObject({ code: 'ledger/checkpoint-mismatch' });
  });

  test('when its checkpoint is gone, altered or no note at all', async () => {
    const { files, keys } = await killedLog([2]);
    const note = files.get('ledger/checkpoint').toString();
    for (const altered of [note.replace('\n2\n', '\n1\n'), 'nonsense', '']) {
      const changed = files.copy();
      changed.set('ledger/checkpoint', Buffer.from(altered));
      await expect(open({ files: changed, keys })).rejects.toMatchObject({
        code: 'ledger/checkpoint-unsigned',
      });
    }
    const without = files.copy();
    without.remove('ledger/checkpoint');
    without.remove('ledger/checkpoints');
    await expect(open({ files: without, keys })).rejects.toMatchObject({ code: 'ledger/checkpoint-missing' });
  });
});

test('a checkpoint that a crash left in the history only counts, and is shown again', async () => {
  const { files, keys } = await killedLog([2, 1]);
  const older = files.get('ledger/checkpoint');
  const ledger = await open({ files, keys });
  await ledger.checkpoint();
  const crashed = files.copy();
  await ledger.close();
  crashed.set('ledger/checkpoint', older);
  // Half a line behind it, too.
  crashed.set('ledger/checkpoints', Buffer.concat([crashed.get('ledger/checkpoints'), Buffer.from('"half')]));
  expect(await verifyLog('ledger', { files: crashed })).toMatchObject({ ok: true, proven: 3 });
  const reopened = await open({ files: crashed, keys });
  expect(reopened.latestCheckpoint().size).toBe(3);
  expect(crashed.get('ledger/checkpoint').toString()).toBe(reopened.latestCheckpoint().note);
  await reopened.close();
});

test('a power loss at any moment loses nothing that was acknowledged', async () => {
  const keys = await keyringFor(await temporaryDirectory());
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 160 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(1, 1500, undefined),
      async (operations, batches, survives, segmentBytes) => {
        const files = new MemoryFiles();
        let left = operations;
        files.before = () => {
          if (left-- <= 0) throw new Error('the power is gone');
        };
        const acknowledged: string[] = [];
        try {
          const size = segmentBytes === undefined ? {} : { segmentBytes };
          const ledger = await openLedger({ directory: 'ledger', keys, clock, files, ...size });
          for (const [i, count] of batches.entries()) {
            const uids = Array.from({ length: count }, (_, j) => `${i}-${j}`);
            await Promise.all(
              uids.map(async (uid) => {
                await ledger.append(event(uid));
                acknowledged.push(`evt_${uid}`);
              }),
            );
            if (i % 2 === 1) await ledger.checkpoint();
          }
          await ledger.close();
        } catch {
          // The power is gone, somewhere.
        }
        const found = files.afterPowerLoss(() => survives);
        const report = await verifyLog('ledger', { files: found, verifierKey: keys.verifierKey });
        // Before the first checkpoint there is no log yet; from then on whatever is found holds.
        if (found.paths.includes('ledger/checkpoint')) expect(report.faults).toEqual([]);
        const ledger = await openLedger({ directory: 'ledger', keys, clock, files: found });
        const uids: string[] = [];
        for await (const { leaf } of ledger.entries())
          uids.push(JSON.parse(Buffer.from(leaf).toString()).uid);
        expect(uids.slice(0, acknowledged.length)).toEqual(acknowledged);
        await ledger.append(event('after'));
        await ledger.close();
        expect(await verifyLog('ledger', { files: found })).toMatchObject({
          faults: [],
          entries: uids.length + 1,
        });
      },
    ),
    { numRuns: 150 },
  );
});
