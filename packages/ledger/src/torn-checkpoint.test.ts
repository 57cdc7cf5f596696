import { beforeEach, expect, test } from 'vitest';
import type { Keyring } from './keyring/keyring.ts';
import { openLedger } from './ledger.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from './testing/fixtures.ts';
import { MemoryFiles } from './testing/memory-files.ts';
import { verifyLog } from './verify/verify-log.ts';

const history = 'ledger/checkpoints';
const shown = 'ledger/checkpoint';

let keys: Keyring;
let files: MemoryFiles;
beforeEach(async () => {
  keys = await keyringFor(await temporaryDirectory());
  files = new MemoryFiles();
});

const open = () => openLedger({ directory: 'ledger', keys, clock: new TestClock(), files });

/** Signs over three entries, then over two more, and gives what was on the disk before the second signature. */
async function signTwice() {
  const ledger = await open();
  await appendBatches(ledger, [3]);
  await ledger.checkpoint();
  const before = { history: Buffer.from(files.get(history)), shown: Buffer.from(files.get(shown)) };
  await appendBatches(ledger, [2]);
  await ledger.close();
  return before;
}

test('a signature that a power loss left half on the disk is taken away, whichever half it is', async () => {
  const before = await signTwice();
  const after = Buffer.from(files.get(history));
  for (const from of [1, 60, after.length - before.history.length - 2]) {
    const torn = Buffer.from(after).fill(0, before.history.length, before.history.length + from);
    files.set(history, torn);
    files.set(shown, before.shown);
    expect(await verifyLog('ledger', { files })).toMatchObject({ ok: true, entries: 5, unproven: 2 });
    const ledger = await open();
    expect(ledger.latestCheckpoint().size).toBe(3);
    await ledger.close();
    expect(await verifyLog('ledger', { files })).toMatchObject({ ok: true, entries: 5, unproven: 0 });
  }
});

test('a damaged signature that was shown already is refused', async () => {
  const before = await signTwice();
  const damaged = Buffer.from(files.get(history)).fill(0, before.history.length, before.history.length + 60);
  files.set(history, damaged);
  await expect(open()).rejects.toMatchObject({ code: 'ledger/checkpoint-unsigned' });
  expect(await verifyLog('ledger', { files })).toMatchObject({ ok: false });
  expect(files.get(history)).toEqual(damaged);
});

test('more than one line that nobody signed is refused', async () => {
  const before = await signTwice();
  files.set(history, Buffer.concat([before.history, Buffer.from('"a"\n"b"\n')]));
  files.set(shown, before.shown);
  await expect(open()).rejects.toMatchObject({ code: 'ledger/checkpoint-unsigned' });
});
