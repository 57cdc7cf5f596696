import { type Actor, decodeEvent, type EventOf, verifyEd25519 } from '@ringwall/core';
import { parseVerifierKey } from '@ringwall/verifier';
import { expect, test } from 'vitest';
import { openNote } from '../checkpoints.ts';
import { type Files, nodeFiles, readSmallFile } from '../files.ts';
import { openKeyring } from '../keyring/keyring.ts';
import { successorText } from '../keyring/log-keys.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { endedEverywhere } from '../testing/ended-everywhere.ts';
import { event } from '../testing/fixture-events.ts';
import { TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { readVerifierKeys } from '../verifier-keys.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { WitnessedTree } from '../witness/must-extend.ts';
import type { Restored } from './succession.ts';

const actor: Actor = { kind: 'shell', id: 'local' };
const restored: Restored = { reason: 'the disk of the server died', actor };

async function start(
  directory: string,
  options: { restored?: Restored; mustExtend?: readonly WitnessedTree[]; files?: Files } = {},
) {
  const { files = nodeFiles, ...rest } = options;
  const keys = await openKeyring(`${directory}/keys`, { files });
  const place = { directory: `${directory}/ledger`, keys, clock: new TestClock(), files };
  return { keys, ledger: await openLedger({ ...place, checkpointIntervalMs: 3_600_000, ...rest }) };
}

async function begun(): Promise<{
  readonly directory: string;
  readonly origin: string;
  readonly key: string;
}> {
  const directory = `${await temporaryDirectory()}/data`;
  const { ledger } = await start(directory);
  for (const name of [0, 1, 2]) await ledger.append(event(name));
  await ledger.close();
  return { directory, origin: ledger.origin, key: ledger.verifierKey };
}

const witnessed: WitnessedTree = { by: 'a witness', size: 9, root: new Uint8Array(32) };

async function successionsIn(ledger: Ledger): Promise<EventOf<'ledger.restored'>[]> {
  const found: EventOf<'ledger.restored'>[] = [];
  for await (const { leaf } of ledger.entries()) {
    const each = decodeEvent(leaf);
    if (each.type === 'ledger.restored') found.push(each);
  }
  return found;
}

test('a log that falls short of what was witnessed does not open, and signs nothing', async () => {
  const { directory } = await begun();
  const before = await readSmallFile(nodeFiles, `${directory}/ledger/checkpoints`, 1 << 20);
  await expect(start(directory, { mustExtend: [witnessed] })).rejects.toMatchObject({
    code: 'ledger/behind-witness',
  });
  expect(await readSmallFile(nodeFiles, `${directory}/ledger/checkpoints`, 1 << 20)).toEqual(before);
});

test('a restored one goes on under a new name, which the old key endorses in the first entry', async () => {
  const { directory, origin, key } = await begun();
  const { keys, ledger } = await start(directory, { restored, mustExtend: [witnessed] });
  expect(ledger.origin).not.toBe(origin);
  const [succession] = await successionsIn(ledger);
  const root = await ledger.root(3);
  expect(succession).toMatchObject({
    actor,
    data: {
      origin: ledger.origin,
      verifierKey: ledger.verifierKey,
      from: key,
      size: 3,
      root: Buffer.from(root).toString('base64'),
      witnessedSize: 9,
      reason: restored.reason,
    },
  });
  expect(decodeEvent((await ledger.read(3)).leaf)).toEqual(succession);
  const old = parseVerifierKey(key);
  if (succession === undefined || !old.ok) throw new Error('no succession');
  const signature = Buffer.from(succession.data.endorsement, 'base64');
  expect(verifyEd25519(old.publicKey, successorText(succession.data), signature)).toBe(true);
  const { note } = ledger.latestCheckpoint();
  expect(await openNote(note, ledger.verifierKey)).toMatchObject({ origin: ledger.origin, size: 4 });
  // What the old name signed still opens, and still says the old name.
  expect(await ledger.checkpointAt(3)).toMatchObject({ origin, verifierKey: key });
  expect(await readVerifierKeys(nodeFiles, `${directory}/ledger`)).toEqual([ledger.verifierKey, key]);
  expect(keys.signers).toHaveLength(1);
  await ledger.append(event('goes on'));
  await ledger.close();
  for (const verifierKey of [key, ledger.verifierKey]) {
    const report = await verifyLog(`${directory}/ledger`, { verifierKey });
    expect(report).toMatchObject({ ok: true, faults: [], entries: 5, proven: 5 });
  }
});

test('once it has gone on it starts as any other, also with the same words again', async () => {
  const { directory } = await begun();
  const { ledger: first } = await start(directory, { restored });
  await first.close();
  for (const options of [{}, { restored }]) {
    const { ledger } = await start(directory, options);
    expect(ledger.origin).toBe(first.origin);
    expect(await successionsIn(ledger)).toHaveLength(1);
    await ledger.close();
  }
  const { ledger } = await start(directory, { restored: { ...restored, reason: 'once more' } });
  expect(ledger.origin).not.toBe(first.origin);
  expect((await successionsIn(ledger)).map(({ data }) => data.from.split('+')[0])).toEqual([
    expect.anything(),
    first.origin,
  ]);
  await ledger.close();
});

test('keys and a log of different states are refused', async () => {
  const { directory } = await begun();
  const other = await begun();
  const { ledger } = await start(directory, { restored });
  await ledger.close();
  // The keys of the log that went on, beside the log as it was before.
  await nodeFiles.rename(`${directory}/keys`, `${other.directory}/keys-of-another`);
  await nodeFiles.rename(`${other.directory}/keys`, `${directory}/keys`);
  await expect(start(directory)).rejects.toMatchObject({ code: 'ledger/checkpoint-unsigned' });
});

test('wherever it ends, the next start goes on under one name, with the entry on record once', async () => {
  const { directory: origin, key } = await begun();
  const left = await endedEverywhere(origin, async (directory, files) => {
    const { ledger } = await start(directory, { restored, files });
    await ledger.close();
  });
  const met = new Set<number>();
  const complete = async (directory: string) => {
    const hadBegun = (await openKeyring(`${directory}/keys`)).restored !== undefined;
    met.add(hadBegun ? 1 : 0);
    // Without the flag where it had begun: nobody has to know that it was cut off.
    const { ledger } = await start(directory, hadBegun ? {} : { restored });
    expect(await successionsIn(ledger), directory).toHaveLength(1);
    expect(decodeEvent((await ledger.read(3)).leaf).type).toBe('ledger.restored');
    expect((await ledger.checkpointAt(3)).verifierKey).toBe(key);
    await ledger.close();
    expect(await verifyLog(`${directory}/ledger`, { verifierKey: key })).toMatchObject({
      ok: true,
      unproven: 0,
    });
  };
  await Promise.all(left.map(complete));
  expect([...met].sort()).toEqual([0, 1]);
});
