import { type Actor, decodeEvent } from '@ringwall/core';
import { describe, expect, test } from 'vitest';
import { openKeyring } from '../keyring/keyring.ts';
import { createLogKeyRotation } from '../keyring/log-key-rotation.ts';
import { openLedger } from '../ledger.ts';
import { event } from '../testing/fixture-events.ts';
import { TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { followKeys, type KeyLink } from './trusted-keys.ts';
import { verifyLog } from './verify-log.ts';

const actor: Actor = { kind: 'shell', id: 'local' };

/** A log that went through three keys, with entries under each; and the keys, oldest first. */
async function rotatedTwice() {
  const files = new MemoryFiles();
  const clock = new TestClock();
  const keyring = await openKeyring(`${await temporaryDirectory()}/keys`);
  const ledger = await openLedger({ directory: 'ledger', keys: keyring, clock, files });
  const isRecorded = async (uid: string) => {
    for await (const { leaf } of ledger.entries()) if (decodeEvent(leaf).uid === uid) return true;
    return false;
  };
  const rotation = createLogKeyRotation({ keyring, ledger, clock, isRecorded });
  const append = async (name: string) => {
    await ledger.append(event(name));
    await ledger.checkpoint();
  };
  await append('first');
  for (const name of ['second', 'third']) {
    await rotation.rotate(actor, { overlapMs: 1000 });
    await append(`${name}, with both`);
    clock.nowMs += 1000;
    await rotation.finish();
    await append(`${name} alone`);
  }
  await rotation.close();
  await ledger.close();
  return { files, size: ledger.size, keys: keyring.verifierKeys.toReversed() };
}

describe('a log that had several keys', () => {
  test('is proven whole by each of them, since each speaks for the next', async () => {
    const { files, size, keys } = await rotatedTwice();
    expect(keys).toHaveLength(3);
    for (const verifierKey of [...keys, undefined]) {
      const report = await verifyLog('ledger', { files, ...(verifierKey && { verifierKey }) });
      expect(report).toMatchObject({ ok: true, entries: size, proven: size, faults: [] });
      expect(report.trustedKeys.toSorted()).toEqual(keys.toSorted());
    }
  });

  test('is proven by what its entries say, also where the file of its keys is gone', async () => {
    const { files, size, keys } = await rotatedTwice();
    files.remove('ledger/verifier-key');
    const [oldest = ''] = keys;
    expect(await verifyLog('ledger', { files, verifierKey: oldest })).toMatchObject({
      ok: true,
      proven: size,
    });
    expect(await verifyLog('ledger', { files })).toMatchObject({ ok: false, proven: 0 });
  });

  test('is not proven by a key that is none of them, of the same name or another', async () => {
    const { files } = await rotatedTwice();
    const other = await rotatedTwice();
    const report = await verifyLog('ledger', { files, verifierKey: other.keys });
    expect(report).toMatchObject({ ok: false, proven: 0 });
    expect(report.faults.map(({ place }) => place)).toEqual(
      expect.arrayContaining(['checkpoint', expect.stringMatching(/^checkpoints:\d+$/)]),
    );
  });
});

describe('trust in keys', () => {
  const link = (index: number, from: string, to: string, endorsed = false): KeyLink => ({
    index,
    from,
    to,
    endorsed,
  });
  const follow = (given: string[], links: KeyLink[], signed: Record<string, number>) => {
    const { trusted, proven } = followKeys(given, links, new Map(Object.entries(signed)));
    return [[...trusted].sort().join(''), proven];
  };

  test('goes on to a key only where a trusted one has signed over the entry that names it', () => {
    expect(follow(['a'], [link(5, 'a', 'b')], { a: 6, b: 9 })).toEqual(['ab', 9]);
    expect(follow(['a'], [link(5, 'a', 'b')], { a: 5, b: 9 })).toEqual(['a', 5]);
    expect(follow(['a'], [link(5, 'a', 'b')], { b: 9 })).toEqual(['a', 0]);
    expect(follow(['a'], [link(7, 'b', 'c'), link(5, 'a', 'b')], { a: 6, b: 8, c: 9 })).toEqual(['abc', 9]);
    expect(follow(['a'], [link(7, 'b', 'c'), link(5, 'a', 'b')], { a: 6, b: 7, c: 9 })).toEqual(['ab', 7]);
  });

  test('goes back from the newest key by entries that it has signed over', () => {
    expect(follow(['c'], [link(5, 'a', 'b'), link(7, 'b', 'c')], { a: 6, b: 8, c: 9 })).toEqual(['abc', 9]);
    expect(follow(['c'], [link(5, 'x', 'y')], { c: 9, y: 20 })).toEqual(['c', 9]);
  });

  test('goes on by an endorsement without a checkpoint, and not back', () => {
    expect(follow(['a'], [link(5, 'a', 'b', true)], { a: 5, b: 9 })).toEqual(['ab', 9]);
    expect(follow(['b'], [link(5, 'a', 'b', true)], { a: 20 })).toEqual(['b', 0]);
  });
});
