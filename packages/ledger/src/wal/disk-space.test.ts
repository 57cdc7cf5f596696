import { afterEach, describe, expect, test } from 'vitest';
import { openLedger } from '../ledger.ts';
import { event } from '../testing/fixture-events.ts';
import { keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles, systemError } from '../testing/memory-files.ts';
import { DiskSpace, type SpaceLimits } from './disk-space.ts';

const mebibyte = 1 << 20;
const limits = { minFreeBytes: 10 * mebibyte, reserveBytes: 2 * mebibyte };
const opened: DiskSpace[] = [];
afterEach(async () => {
  for (const space of opened.splice(0)) await space.close();
});

/** A disk in memory that says how much of it is free, whatever is written. */
class Disk extends MemoryFiles {
  free = 100 * mebibyte;
  async freeBytes(): Promise<number> {
    if (!Number.isFinite(this.free)) throw systemError('EIO', 'disk');
    return this.free;
  }
}

async function watch(disk: Disk, given: SpaceLimits = limits) {
  const place = { files: disk, directory: 'wal', clock: new TestClock() };
  // Nothing looks by itself: the test does.
  const space = await DiskSpace.open(place, { ...given, checkIntervalMs: 2 ** 30 });
  opened.push(space);
  await settled(space);
  return space;
}

/** The reserve is filled beside everything else. */
async function settled(space: DiskSpace): Promise<void> {
  await space.look();
  await expect.poll(() => space.state.reserve).not.toBe('missing');
}

const full = systemError('ENOSPC', 'wal');
const reserved = (disk: Disk) => (disk.paths.includes('wal/reserve') ? disk.get('wal/reserve').length : 0);

describe('the low-water mark', () => {
  test('is crossed downwards at once, and upwards when there is room again', async () => {
    const disk = new Disk();
    const space = await watch(disk);
    expect(space.state).toMatchObject({ low: false, freeBytes: 100 * mebibyte });
    disk.free = limits.minFreeBytes - 1;
    await space.look();
    expect(space.state).toMatchObject({ low: true, lowSince: new TestClock().now() });
    disk.free = limits.minFreeBytes;
    await space.look();
    expect(space.low).toBe(false);
  });

  test('of 0 turns it off', async () => {
    const disk = new Disk();
    const space = await watch(disk, { minFreeBytes: 0, reserveBytes: 0 });
    disk.free = 1;
    await space.look();
    expect(space.state).toMatchObject({ low: false, reserve: 'off' });
  });

  test('a file system that does not answer leaves things as they are', async () => {
    const disk = new Disk();
    const space = await watch(disk);
    disk.free = 1;
    await space.look();
    disk.free = Number.NaN;
    await space.look();
    expect(space.low).toBe(true);
  });

  test('a look that hangs holds up no other', async () => {
    const disk = new Disk();
    const space = await watch(disk);
    let looks = 0;
    disk.freeBytes = () => {
      looks++;
      return new Promise(() => undefined);
    };
    for (let i = 0; i < 5; i++) space.look().catch(() => undefined);
    expect(looks).toBe(1);
  });
});

describe('the reserve', () => {
  test('is on the disk with its whole size, durable', async () => {
    const disk = new Disk();
    await watch(disk);
    expect(reserved(disk)).toBe(limits.reserveBytes);
    expect(disk.afterPowerLoss().paths).toEqual([]);
    await disk.syncDirectory('wal');
    expect(disk.afterPowerLoss().get('wal/reserve')).toHaveLength(limits.reserveBytes);
  });

  test('is given up on a full disk, once, and nothing new begins until it is back', async () => {
    const disk = new Disk();
    const space = await watch(disk);
    expect(await space.makeRoom(full)).toBe(true);
    expect([space.state.reserve, space.low, reserved(disk)]).toEqual(['given-up', true, 0]);
    expect(await space.makeRoom(full)).toBe(false);
    // Room for the low-water mark alone is not enough: the reserve would take it.
    disk.free = limits.minFreeBytes + limits.reserveBytes - 1;
    await space.look();
    expect([space.state.reserve, space.low]).toEqual(['given-up', true]);
    disk.free++;
    await space.look();
    await expect.poll(() => space.state.reserve).toBe('held');
    await space.look();
    expect([space.low, reserved(disk)]).toEqual([false, limits.reserveBytes]);
  });

  test('is given up for want of room only', async () => {
    const space = await watch(new Disk());
    expect(await space.makeRoom(systemError('EIO', 'wal'))).toBe(false);
    expect([space.state.reserve, space.low]).toEqual(['held', false]);
  });

  test('is given up a little before the end, for what gets no error to answer', async () => {
    const disk = new Disk();
    const space = await watch(disk);
    disk.free = limits.reserveBytes / 4 - 1;
    await space.look();
    expect([space.state.reserve, space.low]).toEqual(['given-up', true]);
  });

  test('is not taken from a disk that has no room beside the low-water mark', async () => {
    const disk = new Disk();
    disk.free = limits.minFreeBytes + limits.reserveBytes - 1;
    const place = { files: disk, directory: 'wal', clock: new TestClock() };
    const space = await DiskSpace.open(place, limits);
    opened.push(space);
    expect([space.state.reserve, space.low, reserved(disk)]).toEqual(['missing', false, 0]);
  });

  test.each([
    ['held, where it is whole', 2 * mebibyte, 'held'],
    ['given up, where it is empty', 0, 'given-up'],
    ['missing, where filling it was cut off', mebibyte, 'missing'],
  ])('is found by the next start as %s', async (_words, bytes, state) => {
    const disk = new Disk();
    disk.set('wal/reserve', new Uint8Array(bytes));
    disk.free = limits.minFreeBytes;
    const place = { files: disk, directory: 'wal', clock: new TestClock() };
    const space = await DiskSpace.open(place, limits);
    opened.push(space);
    expect(space.state.reserve).toBe(state);
  });

  test('whose disk fills up while it is being taken leaves nothing behind', async () => {
    const disk = new Disk();
    let chunks = 0;
    disk.before = (operation) => {
      if (operation === 'datasync' && ++chunks === 2) throw full;
    };
    const place = { files: disk, directory: 'wal', clock: new TestClock() };
    const space = await DiskSpace.open(place, limits);
    opened.push(space);
    await expect.poll(() => chunks).toBe(2);
    await expect.poll(() => reserved(disk)).toBe(0);
    expect(space.state.reserve).toBe('missing');
  });
});

describe('a ledger on a disk that fills up', () => {
  async function open() {
    const disk = new Disk();
    const keys = await keyringFor(await temporaryDirectory());
    const clock = new TestClock();
    const ledger = await openLedger({ directory: 'ledger', keys, clock, files: disk, space: limits });
    await expect.poll(() => ledger.space?.reserve).toBe('held');
    /** Writes of the log find no room while the reserve is held. */
    const fill = () => {
      disk.free = 0;
      disk.before = (operation, path) => {
        const given = disk.get('ledger/wal/reserve').length === 0;
        if (operation === 'write' && path.endsWith('.seg') && !given) throw full;
      };
    };
    return { disk, clock, ledger, fill };
  }
  const intent = (name: string) => ({ ...event(name), type: 'llm.intent' as const, data: intentData });

  test('records what must still be recorded in the room of the reserve, and refuses what is new', async () => {
    const { disk, ledger, fill } = await open();
    fill();
    // Neither is refused: the first to find the disk full makes room for all of its batch.
    const receipts = await Promise.all([ledger.append(event('a')), ledger.append(event('b'))]);
    expect(receipts.map(({ index }) => index)).toEqual([0, 1]);
    expect(ledger.state).toBe('open');
    await expect(ledger.append(intent('new'))).rejects.toMatchObject({ code: 'ledger/disk-low' });
    expect((await ledger.append(event('c'))).index).toBe(2);
    disk.before = () => undefined;
    disk.free = 100 * mebibyte;
    await expect.poll(() => ledger.space).toMatchObject({ low: false, reserve: 'held' });
    expect((await ledger.append(intent('new'))).index).toBe(3);
    await ledger.close();
  });

  test('finds out by itself that the disk works again, with nothing to record', async () => {
    const { disk, clock, ledger } = await open();
    disk.before = (operation, path) => {
      if (operation === 'datasync' && path.endsWith('.seg')) throw systemError('EIO', path);
    };
    await expect(ledger.append(event('a'))).rejects.toMatchObject({ code: 'ledger/write-failed' });
    expect(ledger.state).toBe('failed');
    disk.before = () => undefined;
    clock.nowMs += 1000;
    await expect.poll(() => ledger.state).toBe('open');
    expect((await ledger.append(event('b'))).index).toBe(0);
    await ledger.close();
  });
});

const intentData = {
  request: 'req_1',
  route: 'r',
  protocol: 'openai' as const,
  provider: 'p',
  model: 'm',
  upstreamModel: 'm',
  stream: false,
  profile: 'balanced',
  strict: true,
  body: { bytes: 1, commitment: 'c', bodyKey: 'k' },
};
