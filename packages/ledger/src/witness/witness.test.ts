import { openCosignedCheckpoint } from '@ringwall/verifier';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TestClock } from '../testing/fixtures.ts';
import { MemoryFiles, systemError } from '../testing/memory-files.ts';
import { testLog, testLogKey } from '../testing/test-log.ts';
import { encodeAddCheckpoint } from './add-checkpoint-request.ts';
import { cosignatureChecks } from './watched-log.ts';
import { openWitness } from './witness.ts';
import { openWitnessKeys } from './witness-keys.ts';

const log = await testLog();
/** The same origin and key, the same first ten entries, others behind them. */
const forked = await testLog({ rewrittenFrom: 10 });
const keyFiles = new MemoryFiles();
const keys = await openWitnessKeys(keyFiles, '/keys', { name: 'witness.example' });

async function witness(
  files = new MemoryFiles(),
  clock = new TestClock(),
  logs = [log.verifierKey],
  refused: (about: { readonly size: number; readonly status: number }) => void = () => undefined,
) {
  return await openWitness({ directory: '/witness', keys, logs, clock, files, refused });
}

const utf8 = (text: string) => Buffer.from(text);
const refusalsOf = (files: MemoryFiles) => {
  const path = files.paths.find((name) => name.endsWith('/refusals'));
  return path === undefined ? [] : files.get(path).toString().trimEnd().split('\n');
};

describe('a witness', () => {
  test('cosigns a first checkpoint and every one that extends the last, with both algorithms', async () => {
    const clock = new TestClock();
    const watching = await witness(new MemoryFiles(), clock);
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [1, 7],
      [7, 8],
      [8, 20],
      [20, 20],
    ] as const) {
      clock.nowMs += 1000;
      const reply = await watching.addCheckpoint(log.request(from, to));
      expect(reply).toMatchObject({ status: 200 });
      const policy = { logKeys: [log.verifierKey], witnessKeys: keys.verifierKeys };
      const opened = await openCosignedCheckpoint(log.checkpoint(to) + reply.body, policy, cosignatureChecks);
      expect(opened).toMatchObject({ ok: true, size: to, cosignatures: { length: 2 } });
      expect(opened.ok && opened.cosignatures.map(({ timeSeconds }) => timeSeconds)).toEqual(
        Array(2).fill(Math.floor(clock.nowMs / 1000)),
      );
      expect(watching.latest(log.origin)).toBe(log.checkpoint(to) + reply.body);
    }
  });

  test('answers what is no request with 400', async () => {
    const watching = await witness();
    const good = Buffer.from(log.request(0, 5)).toString();
    for (const bad of [
      '',
      'old 0\n',
      good.replace('old 0', 'old 00'),
      good.replace('old 0', 'old -1'),
      good.replace('old 0', 'old 9007199254740993'),
      good.replace('old 0', 'new 0'),
      good.replace('old 0', 'old 0 '),
      good.replace('old 0\n', 'old 0\r\n'),
      good.replace('old 0\n', 'old 0\nAAAA\n'),
      // 32 bytes, and bits left over.
      good.replace('old 0\n', `old 0\n${'A'.repeat(42)}B=\n`),
      good.replace('old 0\n', `old 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}`),
      good.trimEnd(),
      `old 0\n\n${log.text(5)}`,
      good.replace('\n5\n', '\n05\n'),
      good + 'x'.repeat(70_000),
    ]) {
      expect(await watching.addCheckpoint(utf8(bad)), bad.slice(0, 80)).toMatchObject({ status: 400 });
    }
    expect(await watching.addCheckpoint(Buffer.from([0xff, 0xfe]))).toMatchObject({ status: 400 });
    expect(await watching.addCheckpoint(log.request(6, 5))).toMatchObject({ status: 400 });
    expect(watching.latest(log.origin)).toBeUndefined();
  });

  test('cosigns no checkpoint that is too large to be kept with its signatures', async () => {
    const watching = await witness();
    const text = `${log.text(5)}${'x'.repeat(62_000)}\n`;
    const request = { oldSize: 0, hashes: [], note: `${text}\n${log.key.line(text)}` };
    expect(await watching.addCheckpoint(encodeAddCheckpoint(request))).toMatchObject({ status: 400 });
    expect(watching.latest(log.origin)).toBeUndefined();
  });

  test('answers 404 for a log it was not told of, and 403 without a signature of the log', async () => {
    const watching = await witness();
    const stranger = await testLog({ origin: 'example.com/other' });
    expect(await watching.addCheckpoint(stranger.request(0, 5))).toMatchObject({ status: 404 });
    const impostor = await testLog({ seed: 2 });
    expect(await watching.addCheckpoint(impostor.request(0, 5))).toMatchObject({ status: 403 });
    const altered = Buffer.from(log.request(0, 5)).toString().replace('\n5\n', '\n6\n');
    expect(await watching.addCheckpoint(utf8(altered))).toMatchObject({ status: 403 });
  });

  test('answers 409 with its own size when the log thinks it has cosigned another', async () => {
    const watching = await witness();
    const conflict = { status: 409, contentType: 'text/x.tlog.size' };
    expect(await watching.addCheckpoint(log.request(3, 5))).toEqual({ ...conflict, body: '0\n' });
    await watching.addCheckpoint(log.request(0, 5));
    expect(await watching.addCheckpoint(log.request(0, 9))).toEqual({ ...conflict, body: '5\n' });
    expect(await watching.addCheckpoint(log.request(4, 4))).toEqual({ ...conflict, body: '5\n' });
    expect(await watching.addCheckpoint(log.request(5, 9))).toMatchObject({ status: 200 });
  });

  test('refuses a proof that does not hold, and one where none belongs', async () => {
    const watching = await witness();
    const note = log.checkpoint(5);
    const hashes = [new Uint8Array(32)];
    expect(await watching.addCheckpoint(encodeAddCheckpoint({ oldSize: 0, hashes, note }))).toMatchObject({
      status: 422,
    });
    await watching.addCheckpoint(log.request(0, 5));
    expect(await watching.addCheckpoint(encodeAddCheckpoint({ oldSize: 5, hashes, note }))).toMatchObject({
      status: 422,
    });
    const larger = encodeAddCheckpoint({ oldSize: 5, hashes: [], note: log.checkpoint(9) });
    expect(await watching.addCheckpoint(larger)).toMatchObject({ status: 422 });
  });

  test('never cosigns a rewritten log, though its key is right, and keeps what was signed as evidence', async () => {
    const files = new MemoryFiles();
    const told: string[] = [];
    const watching = await witness(files, new TestClock(), [log.verifierKey], ({ size, status }) =>
      told.push(`${size}: ${status}`),
    );
    for (const [from, to] of [
      [0, 8],
      [8, 12],
      [12, 15],
    ] as const) {
      await watching.addCheckpoint(log.request(from, to));
    }
    expect(await watching.addCheckpoint(forked.request(15, 18))).toMatchObject({ status: 422 });
    expect(await watching.addCheckpoint(forked.request(15, 15))).toMatchObject({ status: 409 });
    expect(await watching.addCheckpoint(forked.request(8, 12))).toMatchObject({ status: 409, body: '15\n' });
    const kept = refusalsOf(files).map((line) => JSON.parse(line));
    expect(kept).toMatchObject([
      { status: 422, oldSize: 15, checkpoint: forked.checkpoint(18) },
      { status: 409, oldSize: 15, checkpoint: forked.checkpoint(15) },
      { status: 409, oldSize: 8, checkpoint: forked.checkpoint(12) },
    ]);
    expect(told).toEqual(['18: 422', '15: 409', '12: 409']);
    // The same again is no new evidence, and a log that has forgotten where it stood has done nothing wrong.
    await watching.addCheckpoint(forked.request(15, 18));
    await watching.addCheckpoint(log.request(8, 12));
    await watching.addCheckpoint(forked.request(3, 9));
    expect(refusalsOf(files)).toHaveLength(3);
    expect(await watching.addCheckpoint(log.request(15, 20))).toMatchObject({ status: 200 });
  });

  test('takes no log for one that contradicts itself because a stranger sent its checkpoint with a wrong proof', async () => {
    const files = new MemoryFiles();
    const told: number[] = [];
    const watching = await witness(files, new TestClock(), [log.verifierKey], ({ size }) => told.push(size));
    const wrong = (oldSize: number, size: number) =>
      encodeAddCheckpoint({ oldSize, hashes: [new Uint8Array(32)], note: log.checkpoint(size) });
    expect(await watching.addCheckpoint(wrong(0, 9))).toMatchObject({ status: 422 });
    await watching.addCheckpoint(log.request(0, 11));
    for (const size of [11, 12, 20]) {
      expect(await watching.addCheckpoint(wrong(11, size))).toMatchObject({ status: 422 });
    }
    const none = encodeAddCheckpoint({ oldSize: 11, hashes: [], note: log.checkpoint(20) });
    expect(await watching.addCheckpoint(none)).toMatchObject({ status: 422 });
    expect([told, refusalsOf(files)]).toEqual([[], []]);
    // The proof of the other log shows which tree it would have the witness believe in.
    expect(await watching.addCheckpoint(forked.request(11, 20))).toMatchObject({ status: 422 });
    expect(told).toEqual([20]);
  });

  test('tells of a rewritten log at every size it may have cosigned', async () => {
    for (let oldSize = 11; oldSize < 20; oldSize++) {
      const told: number[] = [];
      const watching = await witness(new MemoryFiles(), new TestClock(), [log.verifierKey], ({ size }) =>
        told.push(size),
      );
      await watching.addCheckpoint(log.request(0, oldSize));
      expect(await watching.addCheckpoint(forked.request(oldSize, 20))).toMatchObject({ status: 422 });
      expect(told, `${oldSize}`).toEqual([20]);
    }
  });

  test('tells all it has cosigned, by size', async () => {
    const watching = await witness();
    for (let size = 2; size <= 20; size += 2) await watching.addCheckpoint(log.request(size - 2, size));
    const sizes = async (from: number, limit?: number) =>
      (await watching.seen(log.origin, from, limit))?.map(({ size }) => size);
    expect(await sizes(0)).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(await sizes(7, 1)).toEqual([8]);
    expect(await sizes(8, 2)).toEqual([8, 10]);
    expect(await sizes(21)).toEqual([]);
    expect((await watching.seen(log.origin, 6, 1))?.[0]?.root).toEqual(new Uint8Array(log.tree.root(6)));
    expect(await watching.seen('example.com/other', 0)).toBeUndefined();
  });

  test('cosigns one of two that are sent at once from the same size, and lets the other try again', async () => {
    const watching = await witness();
    await watching.addCheckpoint(log.request(0, 10));
    const replies = await Promise.all([
      watching.addCheckpoint(log.request(10, 14)),
      watching.addCheckpoint(forked.request(10, 20)),
      watching.addCheckpoint(log.request(10, 12)),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 409, 409]);
    expect(replies[1]?.body).toBe('14\n');
  });

  test('turns away what comes faster than its disk', async () => {
    const files = new MemoryFiles();
    const watching = await witness(files);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    files.before = () => held;
    const flood = Array.from({ length: 100 }, () => watching.addCheckpoint(log.request(0, 5)));
    const turnedAway = await Promise.race(flood);
    expect(turnedAway.status).toBe(503);
    release();
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(new Set(statuses)).toEqual(new Set([200, 409, 503]));
  });

  test('accepts either key of a log that is changing its key', async () => {
    const next = await testLogKey(log.origin, 9);
    const watching = await witness(new MemoryFiles(), new TestClock(), [log.verifierKey, next.verifierKey]);
    const text = log.text(5);
    const both = { oldSize: 0, hashes: [], note: `${text}\n${log.key.line(text)}${next.line(text)}` };
    expect(await watching.addCheckpoint(encodeAddCheckpoint(both))).toMatchObject({ status: 200 });
    expect(watching.latest(log.origin)).toContain(log.key.line(text) + next.line(text));
    const later = {
      oldSize: 5,
      hashes: log.tree.consistency(5, 7),
      note: `${log.text(7)}\n${next.line(log.text(7))}`,
    };
    expect(await watching.addCheckpoint(encodeAddCheckpoint(later))).toMatchObject({ status: 200 });
  });

  test('never dates a later statement earlier, whatever its clock does', async () => {
    const clock = new TestClock();
    const watching = await witness(new MemoryFiles(), clock);
    await watching.addCheckpoint(log.request(0, 5));
    const before = Math.floor(clock.nowMs / 1000);
    clock.nowMs -= 86_400_000;
    await watching.addCheckpoint(log.request(5, 6));
    const seen = await watching.seen(log.origin, 0);
    expect(seen?.map(({ timeSeconds }) => timeSeconds)).toEqual([before, before]);
  });
});

describe("a witness's disk", () => {
  test('holds what was answered with 200 through a power cut at any moment, and never two trees that differ', async () => {
    // How many operations one cosignature takes, then a cut before each of them, with and without luck.
    const counted = new MemoryFiles();
    const counting = await witness(counted);
    await counting.addCheckpoint(log.request(0, 11));
    let operations = 0;
    counted.before = () => void operations++;
    await counting.addCheckpoint(log.request(11, 15));
    expect(operations).toBeGreaterThan(5);
    for (let cut = 0; cut <= operations; cut++) {
      for (const survives of [0, 0.5, 1]) {
        const files = new MemoryFiles();
        const first = await witness(files);
        await first.addCheckpoint(log.request(0, 11));
        let left = cut;
        files.before = () => {
          if (left-- <= 0) throw systemError('EIO', 'cut');
        };
        const reply = await first.addCheckpoint(log.request(11, 15)).catch(() => undefined);
        const after = files.afterPowerLoss(() => survives);
        const second = await witness(after);
        const other = await second.addCheckpoint(forked.request(15, 20));
        expect(other.status).not.toBe(200);
        const size = (await second.seen(log.origin, 0))?.at(-1)?.size;
        expect(size === 11 || size === 15, `${cut}`).toBe(true);
        if (reply?.status === 200) expect(size).toBe(15);
        expect(await second.addCheckpoint(log.request(size ?? 0, 20))).toMatchObject({ status: 200 });
      }
    }
  });

  test('that refuses a write lets the log try again, from the size that was kept', async () => {
    const files = new MemoryFiles();
    const watching = await witness(files);
    await watching.addCheckpoint(log.request(0, 5));
    files.before = (operation) => {
      if (operation === 'write') throw systemError('ENOSPC', 'full');
    };
    await expect(watching.addCheckpoint(log.request(5, 9))).rejects.toThrow('ENOSPC');
    files.before = () => undefined;
    expect(await watching.addCheckpoint(log.request(5, 9))).toMatchObject({ status: 200 });
  });

  test('goes on after a restart where it stood', async () => {
    const files = new MemoryFiles();
    const first = await witness(files);
    await first.addCheckpoint(log.request(0, 12));
    await first.close();
    const second = await witness(files);
    expect(second.logs).toEqual([{ origin: log.origin, size: 12 }]);
    expect(await second.addCheckpoint(forked.request(12, 20))).toMatchObject({ status: 422 });
    expect(files.openCount).toBe(1);
    await second.close();
    expect(files.openCount).toBe(0);
  });

  test('with any bit of the newest checkpoint flipped is not served', async () => {
    const files = new MemoryFiles();
    await (await witness(files)).addCheckpoint(log.request(0, 12));
    const path = files.paths.find((name) => name.endsWith('/latest')) ?? '';
    const good = files.get(path);
    // Of the log's own signature nothing depends: the witness's covers text and names.
    const signedUntil = good.indexOf('\n\n');
    await fc.assert(
      fc.asyncProperty(fc.nat(signedUntil - 1), fc.nat(7), async (at, bit) => {
        const flipped = Buffer.from(good);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        const changed = files.copy();
        changed.set(path, flipped);
        await expect(witness(changed)).rejects.toMatchObject({ code: 'ledger/damaged' });
      }),
      { numRuns: 60 },
    );
  });

  test('whose newest checkpoint it has not cosigned itself is not served', async () => {
    const files = new MemoryFiles();
    await (await witness(files)).addCheckpoint(log.request(0, 12));
    const path = files.paths.find((name) => name.endsWith('/latest')) ?? '';
    files.set(path, Buffer.from(log.checkpoint(15)));
    await expect(witness(files)).rejects.toMatchObject({ code: 'ledger/damaged' });
  });

  test('keeps all it has cosigned through a power cut', async () => {
    const files = new MemoryFiles();
    const first = await witness(files);
    for (const [from, to] of [
      [0, 5],
      [5, 9],
      [9, 12],
    ] as const)
      await first.addCheckpoint(log.request(from, to));
    const second = await witness(files.afterPowerLoss());
    expect((await second.seen(log.origin, 0))?.map(({ size }) => size)).toEqual([5, 9, 12]);
  });

  test('whose newest checkpoint was taken away, with history left, is not served', async () => {
    const files = new MemoryFiles();
    await (await witness(files)).addCheckpoint(log.request(0, 12));
    files.remove(files.paths.find((name) => name.endsWith('/latest')) ?? '');
    await expect(witness(files)).rejects.toMatchObject({ code: 'ledger/damaged' });
  });
});
