import { rm } from 'node:fs/promises';
import { type Actor, decodeEvent, decodeUtf8, type RingwallEvent } from '@ringwall/core';
import { expect, test } from 'vitest';
import { openNote, parseLine } from '../checkpoints.ts';
import { type Files, nodeFiles, readSmallFile } from '../files.ts';
import { openLedger } from '../ledger.ts';
import { endedEverywhere } from '../testing/ended-everywhere.ts';
import { event } from '../testing/fixture-events.ts';
import { TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { readVerifierKeys } from '../verifier-keys.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { openKeyring } from './keyring.ts';
import { createLogKeyRotation } from './log-key-rotation.ts';

const actor: Actor = { kind: 'shell', id: 'local' };
const overlapMs = 7 * 86_400_000;

/** A server's ledger and its keys on a directory. */
async function start(directory: string, options: { clock?: TestClock; files?: Files } = {}) {
  const { clock = new TestClock(), files = nodeFiles } = options;
  const keyring = await openKeyring(`${directory}/keys`, { files });
  const ledger = await openLedger({
    ...{ directory: `${directory}/ledger`, keys: keyring, clock, files },
    checkpointIntervalMs: 3_600_000,
  });
  const events = async () => {
    const found: RingwallEvent[] = [];
    for await (const { leaf } of ledger.entries()) found.push(decodeEvent(leaf));
    return found;
  };
  const isRecorded = async (uid: string) => (await events()).some((each) => each.uid === uid);
  const rotation = createLogKeyRotation({ keyring, ledger, clock, isRecorded });
  return { clock, keyring, ledger, rotation, events };
}

const keyEvents = (events: readonly RingwallEvent[]) =>
  events.filter(({ type }) => type.startsWith('ledger-key.')).map(({ type }) => type);

/**
 * Follows the keys of a log from the first one, as somebody does who noted that one: every checkpoint must be signed
 * by a key that an entry named which an earlier key had signed for. Gives the keys in the order they were learnt.
 */
async function follow(directory: string, first: string, events: readonly RingwallEvent[]) {
  const trusted = [first];
  const content = (await readSmallFile(nodeFiles, `${directory}/ledger/checkpoints`, 1 << 20)) ?? [];
  const lines = decodeUtf8(Uint8Array.from(content)).trimEnd().split('\n');
  for (const line of lines) {
    const opened = await openNote(parseLine(Buffer.from(line)), trusted);
    if (typeof opened === 'string') throw new Error(opened);
    for (const { type, data } of events.slice(0, opened.size))
      if (type === 'ledger-key.rotated' && trusted.includes(data.from) && !trusted.includes(data.to))
        trusted.push(data.to);
  }
  return trusted;
}

test('both keys sign from the rotation on, and the new one alone after the overlap', async () => {
  const directory = await temporaryDirectory();
  const { clock, keyring, ledger, rotation, events } = await start(directory);
  const old = keyring.verifierKey;
  await ledger.append(event(1));
  const before = await ledger.checkpoint();
  const rotated = await rotation.rotate(actor, { overlapMs });
  expect(rotated).toEqual({
    from: old,
    to: keyring.verifierKey,
    overlapUntil: new Date(clock.now() + overlapMs).toISOString(),
  });
  expect(keyring.origin).toBe(before.origin);
  const during = ledger.latestCheckpoint();
  for (const key of [rotated.from, rotated.to])
    expect(await openNote(during.note, key)).toMatchObject({ size: 2 });
  clock.nowMs += overlapMs - 1;
  expect(await rotation.finish()).toBeUndefined();
  clock.nowMs += 1;
  expect(await rotation.finish()).toBe(old);
  await ledger.append(event(2));
  const after = await ledger.checkpoint();
  expect(await openNote(after.note, old)).toContain('not signed');
  expect(await openNote(after.note, rotated.to)).toMatchObject({ size: 4 });
  expect(keyEvents(await events())).toEqual(['ledger-key.rotated', 'ledger-key.retired']);
  expect(await readVerifierKeys(nodeFiles, `${directory}/ledger`)).toEqual([rotated.to, old]);
  // An older checkpoint still opens, with the key that signed it.
  expect(await ledger.checkpointAt(1)).toMatchObject({ verifierKey: old });
  expect(await ledger.prove(0, 1)).toMatchObject({ verifierKey: old });
  expect(await ledger.prove(0)).toMatchObject({ verifierKey: rotated.to });
  expect(await follow(directory, old, await events())).toEqual([old, rotated.to]);
  await ledger.close();
  for (const verifierKey of [old, rotated.to]) {
    const report = await verifyLog(`${directory}/ledger`, { verifierKey });
    expect(report).toMatchObject({ ok: true, faults: [], entries: 4, proven: 4 });
  }
});

test('a second rotation waits for the first, unless that one is ended', async () => {
  const { ledger, rotation, keyring, events } = await start(await temporaryDirectory());
  expect(await rotation.retire(actor)).toBeUndefined();
  const first = await rotation.rotate(actor, { overlapMs });
  await expect(rotation.rotate(actor, { overlapMs })).rejects.toMatchObject({ code: 'ledger/key-overlap' });
  expect(await rotation.retire(actor)).toBe(first.from);
  const second = await rotation.rotate(actor, { overlapMs: 0 });
  expect(keyring.signers.map(({ verifierKey }) => verifierKey)).toEqual([second.to]);
  expect(keyring.verifierKeys).toEqual([second.to, first.to, first.from]);
  expect(keyEvents(await events())).toEqual([
    'ledger-key.rotated',
    'ledger-key.retired',
    'ledger-key.rotated',
    'ledger-key.retired',
  ]);
  await ledger.close();
});

test('ending an overlap at once records a rotation that was cut off before it was on record', async () => {
  const { ledger, keyring, rotation, events } = await start(await temporaryDirectory());
  await keyring.rotateLogKey(Date.now() + overlapMs);
  expect(await rotation.retire(actor)).toBe(keyring.verifierKeys[1]);
  expect(keyEvents(await events())).toEqual(['ledger-key.rotated', 'ledger-key.retired']);
  await ledger.close();
});

test('the private half of a retired key is nowhere on the disk, and its public half still is', async () => {
  const directory = await temporaryDirectory();
  const { ledger, rotation } = await start(directory);
  const path = `${directory}/keys/ledger-signing-key`;
  const secret = Buffer.from((await readSmallFile(nodeFiles, path, 4096)) ?? []);
  const { from } = await rotation.rotate(actor, { overlapMs });
  expect(Buffer.from((await readSmallFile(nodeFiles, path, 4096)) ?? []).includes(secret)).toBe(true);
  await rotation.retire(actor);
  await ledger.close();
  const left = Buffer.from((await readSmallFile(nodeFiles, path, 4096)) ?? []);
  expect(left.includes(secret.subarray(-45))).toBe(false);
  expect(left.toString()).toContain(`former ${from}\n`);
});

test('a rotation that ends at any step is completed by the next start, and its keys can be followed', async () => {
  const origin = `${await temporaryDirectory()}/data`;
  const begun = await start(origin);
  const first = begun.keyring.verifierKey;
  await begun.ledger.append(event(1));
  await begun.ledger.close();
  const task: Parameters<typeof endedEverywhere>[1] = async (directory, files, count) => {
    const { clock, ledger, rotation } = await start(directory, { files });
    count();
    try {
      await rotation.rotate(actor, { overlapMs });
      await ledger.append(event('during'));
      clock.nowMs += overlapMs;
      await rotation.finish();
    } finally {
      await ledger.close();
    }
  };
  const left = await endedEverywhere(origin, task, { fromCall: true });
  const met = new Set<string>();
  const complete = async (directory: string) => {
    const later = new TestClock();
    const found = await start(directory, { clock: later });
    met.add(`${found.keyring.verifierKeys.length} ${found.keyring.signers.length}`);
    await found.rotation.finish();
    later.nowMs += overlapMs;
    await found.rotation.finish();
    await found.ledger.append(event('last'));
    const events = await found.events();
    const began = found.keyring.verifierKeys.length === 2;
    expect(keyEvents(events), directory).toEqual(began ? ['ledger-key.rotated', 'ledger-key.retired'] : []);
    expect(found.keyring.signers).toHaveLength(1);
    await found.ledger.close();
    expect(await verifyLog(`${directory}/ledger`, { verifierKey: first })).toMatchObject({
      ok: true,
      unproven: 0,
    });
    expect(await follow(directory, first, events), directory).toEqual(
      found.keyring.verifierKeys.toReversed(),
    );
    await rm(directory, { recursive: true });
  };
  await Promise.all(left.map(complete));
  // Ended before the first change, between the two, and after the second.
  expect([...met].sort()).toEqual(['1 1', '2 1', '2 2']);
});
