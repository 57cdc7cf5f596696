import { describe, expect, test } from 'vitest';
import { openLedger } from './ledger.ts';
import { event } from './testing/fixture-events.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from './testing/fixtures.ts';
import { MemoryFiles, type Operation, systemError } from './testing/memory-files.ts';
import { verifyLog } from './verify/verify-log.ts';
import { segmentName } from './wal/segments.ts';

async function openInMemory(segmentBytes?: number) {
  const files = new MemoryFiles();
  const clock = new TestClock();
  const keys = await keyringFor(await temporaryDirectory());
  const size = segmentBytes === undefined ? {} : { segmentBytes };
  const open = (on = files) => openLedger({ directory: 'ledger', keys, clock, files: on, ...size });
  return { files, clock, open, ledger: await open() };
}

const onWal = (path: string) => path.startsWith('ledger/wal');
/** Fails the given operation on the log itself while `failing()` says so. */
function failOn(files: MemoryFiles, operation: Operation, failing: () => boolean): void {
  files.before = (actual, path) => {
    if (actual === operation && onWal(path) && failing()) throw systemError('EIO', path);
  };
}

/** A gate that holds operations up until it is opened. */
function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('a disk that refuses', () => {
  test.each(['write', 'datasync'] as const)(
    'a %s fails the appends of that batch only, and the ledger resumes at the next',
    async (operation) => {
      const { files, ledger, open } = await openInMemory();
      await appendBatches(ledger, [2]);
      let broken = true;
      failOn(files, operation, () => broken);
      const failed = await Promise.allSettled([ledger.append(event('x')), ledger.append(event('y'))]);
      expect(failed).toMatchObject([
        { status: 'rejected', reason: { code: 'ledger/write-failed' } },
        { status: 'rejected', reason: { code: 'ledger/write-failed' } },
      ]);
      expect([ledger.state, ledger.size]).toEqual(['failed', 2]);
      broken = false;
      expect((await ledger.append(event('z'))).index).toBe(2);
      expect(ledger.state).toBe('open');
      await ledger.close();
      const reopened = await open();
      // Nothing of the failed batch was left behind the shorter one that took its place.
      expect(reopened.setAsideBytes).toBe(0);
      const uids: string[] = [];
      for await (const { leaf } of reopened.entries())
        uids.push(JSON.parse(Buffer.from(leaf).toString()).uid);
      expect(uids).toEqual(['evt_0', 'evt_1', 'evt_z']);
      expect((await verifyLog('ledger', { files })).faults).toEqual([]);
      await reopened.close();
    },
  );

  test('tries the disk again at most once a second', async () => {
    const { files, ledger, clock } = await openInMemory();
    let attempts = 0;
    failOn(files, 'write', () => true);
    await expect(ledger.append(event(0))).rejects.toMatchObject({ code: 'ledger/write-failed' });
    files.before = (operation, path) => {
      if (!onWal(path)) return;
      if (operation === 'truncate' || operation === 'sync') attempts++;
      if (operation === 'sync') throw systemError('EIO', path);
    };
    for (let i = 0; i < 5; i++) await expect(ledger.append(event(i))).rejects.toThrow();
    expect(attempts).toBe(1);
    clock.nowMs += 999;
    await expect(ledger.append(event('soon'))).rejects.toThrow();
    expect(attempts).toBe(1);
    clock.nowMs += 1;
    await expect(ledger.append(event('later'))).rejects.toThrow();
    expect(attempts).toBe(2);
    files.before = () => undefined;
    clock.nowMs += 1000;
    expect((await ledger.append(event('at last'))).index).toBe(0);
    await ledger.close();
  });

  test.each(['open', 'syncDirectory', 'write', 'datasync'] as const)(
    'a failing %s while a new segment begins leaves a log that goes on',
    async (operation) => {
      const { files, ledger, open } = await openInMemory(1);
      await appendBatches(ledger, [2, 1]);
      failOn(files, operation, () => true);
      await expect(ledger.append(event('lost'))).rejects.toMatchObject({ code: 'ledger/write-failed' });
      files.before = () => undefined;
      expect((await ledger.append(event('kept'))).index).toBe(3);
      await appendBatches(ledger, [1]);
      await ledger.close();
      expect(files.paths.filter(onWal)).toEqual(
        [0, 2, 3, 4].map((first) => `ledger/wal/${segmentName(first)}`),
      );
      expect(await verifyLog('ledger', { files })).toMatchObject({ faults: [], entries: 5 });
      await (await open()).close();
    },
  );

  test('a write that takes a few bytes at a time is completed', async () => {
    const { files, ledger, open } = await openInMemory();
    files.maxWriteBytes = 7;
    await appendBatches(ledger, [1, 3]);
    await ledger.close();
    files.maxWriteBytes = Number.POSITIVE_INFINITY;
    const reopened = await open();
    expect(reopened.size).toBe(4);
    await reopened.close();
  });

  test('a write that takes nothing at all is a failure, not an endless loop', async () => {
    const { files, ledger } = await openInMemory();
    files.maxWriteBytes = 0;
    await expect(ledger.append(event(0))).rejects.toMatchObject({ code: 'ledger/write-failed' });
    files.maxWriteBytes = Number.POSITIVE_INFINITY;
    expect((await ledger.append(event(1))).index).toBe(0);
    await ledger.close();
  });

  test('a checkpoint that cannot be written fails alone: entries stay durable and the next one is signed', async () => {
    const { files, ledger } = await openInMemory();
    await ledger.append(event(0));
    files.before = (operation, path) => {
      if (operation === 'rename' && path.includes('checkpoint')) throw systemError('ENOSPC', path);
    };
    await expect(ledger.checkpoint()).rejects.toMatchObject({ code: 'ledger/write-failed' });
    expect(ledger.state).toBe('open');
    files.before = () => undefined;
    expect((await ledger.checkpoint()).size).toBe(1);
    expect(files.get('ledger/checkpoint').toString()).toBe(ledger.latestCheckpoint().note);
    await ledger.close();
    expect((await verifyLog('ledger', { files })).faults).toEqual([]);
  });

  test('half a line of the history left by a failed write is replaced by the next one', async () => {
    const { files, ledger } = await openInMemory();
    await ledger.append(event(0));
    files.maxWriteBytes = 100;
    let writes = 0;
    files.before = (operation, path) => {
      if (operation === 'write' && path.endsWith('/checkpoints') && ++writes === 2)
        throw systemError('ENOSPC', path);
    };
    await expect(ledger.checkpoint()).rejects.toMatchObject({ code: 'ledger/write-failed' });
    files.before = () => undefined;
    await ledger.append(event(1));
    await ledger.checkpoint();
    await ledger.close();
    expect(await verifyLog('ledger', { files })).toMatchObject({ faults: [], proven: 2 });
  });
});

describe('a disk that is slow', () => {
  test('a deadline passes, the caller is told, and the record may still become durable', async () => {
    const { files, ledger } = await openInMemory();
    const slow = gate();
    files.before = (operation, path) => (operation === 'datasync' && onWal(path) ? slow.opened : undefined);
    const patient = ledger.append(event('patient'));
    await expect(ledger.append(event('hasty'), { deadlineMs: 20 })).rejects.toMatchObject({
      code: 'ledger/deadline',
    });
    const queued = ledger.append(event('queued'), { deadlineMs: 20 });
    await expect(queued).rejects.toMatchObject({ code: 'ledger/deadline' });
    const behind = ledger.append(event('behind'), { deadlineMs: 60_000 });
    slow.open();
    expect((await patient).index).toBe(0);
    // The hasty record was in the batch under way; the one that was still queued was never written.
    expect((await behind).index).toBe(2);
    expect(ledger.size).toBe(3);
    await ledger.close();
  });

  test('a deadline that is already over is refused at once', async () => {
    const { ledger } = await openInMemory();
    await expect(ledger.append(event(0), { deadlineMs: 0 })).rejects.toMatchObject({
      code: 'ledger/deadline',
    });
    expect(ledger.size).toBe(0);
    await ledger.close();
  });

  test('what arrives while a sync runs becomes one batch', async () => {
    const { files, ledger } = await openInMemory();
    const slow = gate();
    let syncs = 0;
    files.before = (operation, path) => {
      if (operation !== 'datasync' || !onWal(path)) return undefined;
      syncs++;
      return slow.opened;
    };
    const first = ledger.append(event(0));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const rest = Array.from({ length: 200 }, (_, i) => ledger.append(event(1 + i)));
    slow.open();
    await Promise.all([first, ...rest]);
    expect(syncs).toBe(2);
    await ledger.close();
  });

  test('the queue is bounded, and takes more once it has drained', async () => {
    const { files, ledger } = await openInMemory();
    const slow = gate();
    files.before = (operation, path) => (operation === 'datasync' && onWal(path) ? slow.opened : undefined);
    const first = ledger.append(event('first'));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const one = event('queued');
    const queued = Array.from({ length: 65_536 }, () => ledger.append(one));
    await expect(ledger.append(event('too many'))).rejects.toMatchObject({ code: 'ledger/overloaded' });
    slow.open();
    await Promise.all([first, ...queued]);
    expect((await ledger.append(event('after'))).index).toBe(65_537);
    await ledger.close();
  });
});

describe('a directory that cannot be used', () => {
  test.each(['EROFS', 'EACCES', 'ENOSPC'])('is a clear error, not a stack trace (%s)', async (code) => {
    const { files, ledger, open } = await openInMemory();
    await ledger.close();
    files.before = (operation, path) => {
      if (operation === 'open' && onWal(path)) throw systemError(code, path);
    };
    const refused = { code: 'ledger/not-accessible', message: `ledger: ${code}.` };
    await expect(open()).rejects.toMatchObject(refused);
    await expect(verifyLog('ledger', { files })).rejects.toMatchObject(refused);
  });

  test('leaves no file open, and neither does a whole life', async () => {
    const { files, ledger, open } = await openInMemory(1);
    await appendBatches(ledger, [1, 2]);
    await ledger.close();
    const watched = files.copy();
    let operations = 0;
    let failFrom = Number.POSITIVE_INFINITY;
    watched.before = (operation, path) => {
      if (operation !== 'close' && ++operations > failFrom) throw systemError('EIO', path);
    };
    await (await open(watched)).close();
    expect(watched.openCount).toBe(0);
    const whole = operations;
    expect(whole).toBeGreaterThan(20);
    for (failFrom = 0; failFrom < whole; failFrom++) {
      operations = 0;
      await open(watched)
        .then((again) => again.close())
        .catch(() => undefined);
      expect(watched.openCount).toBe(0);
    }
  });
});
