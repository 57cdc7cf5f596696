import { decodeEvent, encodeEvent } from '@ringwall/core';
import { leafHash, openCheckpoint, verifyConsistency, verifyInclusion } from '@ringwall/verifier';
import { describe, expect, test } from 'vitest';
import { openKeyring } from './keyring/keyring.ts';
import { openLedger } from './ledger.ts';
import { event } from './testing/fixture-events.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from './testing/fixtures.ts';
import { MemoryFiles } from './testing/memory-files.ts';
import { segmentName } from './wal/segments.ts';

const clock = new TestClock();

async function open(directory: string) {
  const keys = await openKeyring(`${directory}/keys`);
  return { keys, ledger: await openLedger({ directory: `${directory}/ledger`, keys, clock }) };
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('a ledger', () => {
  test('gives consecutive indexes in the order of the appends and reads the exact leaves back', async () => {
    const { ledger } = await open(await temporaryDirectory());
    const events = Array.from({ length: 300 }, (_, i) => event(i));
    const receipts = await Promise.all(events.map((each) => ledger.append(each)));
    expect(receipts.map((receipt) => receipt.index)).toEqual(events.map((_, i) => i));
    expect(ledger.size).toBe(300);
    const entries = await all(ledger.entries());
    expect(entries.map((entry) => Buffer.from(entry.leaf).toString())).toEqual(
      events.map((each) => Buffer.from(encodeEvent(each)).toString()),
    );
    const leaf = (await ledger.read(17)).leaf;
    expect(Buffer.from(await leafHash(leaf)).equals(receipts[17]?.leafHash ?? leaf)).toBe(true);
    expect((await all(ledger.entries({ from: 5, to: 8 }))).map((entry) => entry.index)).toEqual([5, 6, 7]);
    expect(await all(ledger.entries({ from: 300 }))).toEqual([]);
    await ledger.close();
  });

  test('refuses what it does not have', async () => {
    const { ledger } = await open(await temporaryDirectory());
    await ledger.append(event(0));
    const notFound = { code: 'ledger/not-found' };
    for (const index of [1, -1, 0.5, Number.NaN, 2 ** 60]) {
      await expect(ledger.read(index)).rejects.toMatchObject(notFound);
      await expect(ledger.prove(index)).rejects.toMatchObject(notFound);
      await expect(ledger.proveConsistency(index, 1.5)).rejects.toMatchObject(notFound);
      if (index !== 1) await expect(ledger.prove(0, index)).rejects.toMatchObject(notFound);
    }
    await expect(all(ledger.entries({ to: 2 }))).rejects.toMatchObject(notFound);
    await expect(ledger.checkpointAt(1)).rejects.toMatchObject(notFound);
    await ledger.close();
  });

  test('proves entries and growth to the independent verifier, at every signed size', async () => {
    const { ledger } = await open(await temporaryDirectory());
    const checkpoints = [ledger.latestCheckpoint()];
    for (const size of [1, 2, 3, 5, 8]) {
      await appendBatches(ledger, [size]);
      checkpoints.push(await ledger.checkpoint());
    }
    for (const checkpoint of checkpoints) {
      const opened = await openCheckpoint(checkpoint.note, ledger.verifierKey);
      if (!opened.ok) throw new Error(opened.reason);
      for (let index = 0; index < opened.size; index++) {
        const proof = await ledger.prove(index, opened.size);
        expect(proof.checkpoint).toBe(checkpoint.note);
        expect(await verifyInclusion({ ...proof, root: opened.root })).toBe(true);
      }
      for (const later of checkpoints.filter(({ size }) => size >= checkpoint.size)) {
        const proof = {
          oldSize: checkpoint.size,
          newSize: later.size,
          oldRoot: checkpoint.root,
          newRoot: later.root,
          hashes: await ledger.proveConsistency(checkpoint.size, later.size),
        };
        expect(await verifyConsistency(proof)).toBe(true);
      }
    }
    await ledger.close();
  });

  test('signs a checkpoint only when something is new, and proves in a fresh one by default', async () => {
    const { ledger } = await open(await temporaryDirectory());
    const empty = await ledger.checkpoint();
    expect(empty).toEqual(ledger.latestCheckpoint());
    expect(empty.size).toBe(0);
    await ledger.append(event(0));
    const proof = await ledger.prove(0);
    expect(proof.size).toBe(1);
    expect(ledger.latestCheckpoint().note).toBe(proof.checkpoint);
    await ledger.append(event(1));
    expect((await ledger.prove(0)).size).toBe(1);
    const both = await Promise.all([ledger.checkpoint(), ledger.checkpoint()]);
    expect(both.map(({ size }) => size)).toEqual([2, 2]);
    expect(both[0]?.note).toBe(both[1]?.note);
    await ledger.close();
  });

  test('goes on where it was after closing, under the same name and over the same entries', async () => {
    const directory = await temporaryDirectory();
    const first = await open(directory);
    await appendBatches(first.ledger, [3, 1]);
    await first.ledger.close();
    const { ledger } = await open(directory);
    expect([ledger.origin, ledger.verifierKey, ledger.size]).toEqual([
      first.ledger.origin,
      first.ledger.verifierKey,
      4,
    ]);
    expect(ledger.latestCheckpoint().size).toBe(4);
    expect(ledger.setAsideBytes).toBe(0);
    expect((await ledger.append(event('later'))).index).toBe(4);
    const checkpoint = await ledger.checkpoint();
    const proof = await ledger.prove(1);
    expect(await verifyInclusion({ ...proof, root: checkpoint.root })).toBe(true);
    await ledger.close();
  });

  test('tells listeners about durable entries in order, before the appends resolve', async () => {
    const { ledger } = await open(await temporaryDirectory());
    const heard: number[] = [];
    const stop = ledger.onAppended((entries) => heard.push(...entries.map((entry) => entry.index)));
    const heardAtResolve = await Promise.all(
      [0, 1, 2].map(async (i) => {
        await ledger.append(event(i));
        return heard.length;
      }),
    );
    expect(heardAtResolve).toEqual([3, 3, 3]);
    stop();
    await ledger.append(event(3));
    expect(heard).toEqual([0, 1, 2]);
    await ledger.close();
  });

  test('reads entries across the files of the log, and refuses one that was changed behind its back', async () => {
    const files = new MemoryFiles();
    const keys = await keyringFor(await temporaryDirectory());
    const ledger = await openLedger({ directory: 'ledger', keys, clock, files, segmentBytes: 1 });
    await appendBatches(ledger, [2, 1, 3, 1]);
    for (let from = 0; from <= 7; from++) {
      const found = await all(ledger.entries({ from }));
      expect(found.map(({ leaf }) => decodeEvent(leaf).uid)).toEqual(
        Array.from({ length: 7 - from }, (_, i) => `evt_${from + i}`),
      );
    }
    const path = `ledger/wal/${segmentName(3)}`;
    files.set(path, Buffer.from(files.get(path).toString('latin1').replace('evt_4', 'evt_X'), 'latin1'));
    await expect(ledger.read(4)).rejects.toMatchObject({
      code: 'ledger/damaged',
      message: expect.stringContaining(`Entry 4 at wal/${segmentName(3)}:`),
    });
    expect((await ledger.read(5)).index).toBe(5);
    files.set(path, Buffer.alloc(10));
    await expect(ledger.read(5)).rejects.toMatchObject({ code: 'ledger/damaged' });
    await ledger.close();
  });

  test('signs a checkpoint by itself soon after something is new', async () => {
    const keys = await keyringFor(await temporaryDirectory());
    const files = new MemoryFiles();
    const ledger = await openLedger({ directory: 'ledger', keys, clock, files, checkpointIntervalMs: 1 });
    for (const size of [1, 2]) {
      await appendBatches(ledger, [1]);
      await expect.poll(() => ledger.latestCheckpoint().size).toBe(size);
    }
    await ledger.close();
  });

  test('finishes the appends that came before the close and refuses those that come after', async () => {
    const { ledger } = await open(await temporaryDirectory());
    const before = ledger.append(event(0));
    const closing = ledger.close();
    await expect(ledger.append(event(1))).rejects.toMatchObject({ code: 'ledger/closed' });
    expect((await before).index).toBe(0);
    await closing;
    expect([ledger.state, ledger.latestCheckpoint().size]).toEqual(['closed', 1]);
    await Promise.all([ledger.close(), ledger.close()]);
  });

  test('refuses an event that does not fit its schema, and records nothing', async () => {
    const { ledger } = await open(await temporaryDirectory());
    await expect(ledger.append({ ...event(0), time: 'yesterday' })).rejects.toMatchObject({
      code: 'core/event-invalid',
    });
    expect(ledger.size).toBe(0);
    await ledger.close();
  });

  test('will not begin a second log under a name that was used', async () => {
    const directory = await temporaryDirectory();
    const keys = await openKeyring(`${directory}/keys`);
    const ledger = await openLedger({ directory: `${directory}/ledger`, keys, clock });
    await ledger.close();
    const again = openLedger({
      directory: `${directory}/elsewhere`,
      keys: await openKeyring(`${directory}/keys`),
      clock,
    });
    await expect(again).rejects.toMatchObject({ code: 'ledger/truncated' });
  });

  test("refuses another installation's keys", async () => {
    const directory = await temporaryDirectory();
    const ledger = await openLedger({
      directory: `${directory}/ledger`,
      keys: await keyringFor(directory),
      clock,
    });
    await ledger.close();
    const stranger = await keyringFor(`${directory}/stranger`);
    await expect(
      openLedger({ directory: `${directory}/ledger`, keys: stranger, clock }),
    ).rejects.toMatchObject({
      code: 'ledger/checkpoint-unsigned',
    });
  });
});
