import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { type Ledger, openLedger } from '../ledger.ts';
import { appendBatches, keyringFor, makeTemporaryDirectory, TestClock } from '../testing/fixtures.ts';
import { localWitness } from '../testing/local-witness.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { settled } from '../testing/tiled-log.ts';
import type { WitnessedTree } from './must-extend.ts';
import { submitNewest } from './submission.ts';
import { witnessClient } from './witness-client.ts';
import { createWitnessing } from './witnessing.ts';

let keys: Keyring;
beforeAll(async () => {
  const { path, remove } = await makeTemporaryDirectory();
  keys = await keyringFor(path);
  return remove;
});

const open = (files: MemoryFiles, mustExtend: readonly WitnessedTree[] = []) =>
  openLedger({
    ...{ directory: 'ledger', keys, clock: new TestClock(), files, segmentBytes: 20_000, mustExtend },
    checkpointIntervalMs: 1,
  });

type LocalWitness = Awaited<ReturnType<typeof localWitness>>;
const clientOf = (witness: LocalWitness) =>
  witnessClient(witness, { transport: witness.transport, timeoutMs: 1000 });

async function follow(ledger: Ledger, files: MemoryFiles, witness: LocalWitness) {
  const witnessing = await createWitnessing({
    ...{ ledger, keyring: keys, files, directory: 'ledger', clock: new TestClock(), everyMs: 1 },
    clients: [clientOf(witness)],
    warn: () => undefined,
  });
  onTestFinished(() => witnessing.close());
  const reaches = (size: number) =>
    expect
      .poll(() => witnessing.state().witnesses[0]?.witnessedSize, { interval: 1, timeout: 20_000 })
      .toBe(size);
  return { witnessing, reaches };
}

const grow = async (ledger: Ledger, entries: number) => {
  await appendBatches(
    ledger,
    Array.from({ length: entries / 50 }, () => 50),
  );
  await settled(ledger, 400);
};

describe('a log that is pruned', () => {
  test('keeps what a witness that is away needs, also over a start, and lets go of it once that is back', async () => {
    const files = new MemoryFiles();
    const witness = await localWitness({ logs: [keys.verifierKey] });
    const first = await open(files);
    const before = await follow(first, files, witness);
    await appendBatches(first, [300]);
    await first.checkpoint();
    await before.reaches(300);
    witness.fail(new Error('away'));
    await grow(first, 1200);
    expect(first.tiles.durable).toBeGreaterThan(1000);
    expect([first.prunable, await first.prune(1024)]).toEqual([256, 256]);
    await before.witnessing.close();
    await first.close();

    const again = await open(files);
    onTestFinished(() => again.close());
    const { reaches } = await follow(again, files, witness);
    expect(await again.prune(1024)).toBe(256);
    witness.fail();
    await reaches(1500);
    expect(await again.prune(1024)).toBe(1024);
  });

  test('that was pruned beyond what a witness has seen does not start, and is not called damaged', async () => {
    const files = new MemoryFiles();
    const witness = await localWitness({ logs: [keys.verifierKey] });
    const first = await open(files);
    await appendBatches(first, [300]);
    await first.checkpoint();
    const log = { origin: keys.origin, verifierKeys: keys.verifierKeys };
    expect(await submitNewest(clientOf(witness), { ledger: first, log, believedSize: 0 })).toMatchObject({
      kind: 'cosigned',
    });
    await grow(first, 1200);
    // Nothing told the log of that witness.
    expect(await first.prune(1024)).toBe(1024);
    expect(await submitNewest(clientOf(witness), { ledger: first, log, believedSize: 0 })).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('pruned'),
    });
    await first.close();
    const newest = await clientOf(witness).newest(log);
    expect(newest?.size).toBe(300);
    const tree = { by: 'witness.example', size: 300, root: newest?.root ?? new Uint8Array(32) };
    await expect(open(files.copy(), [tree])).rejects.toMatchObject({
      code: 'ledger/witness-pruned',
      message: expect.stringMatching(/witness\.example has cosigned a tree of 300 .* below 1024 were pruned/),
    });
  });
});
