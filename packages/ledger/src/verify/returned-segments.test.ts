import { expect, test } from 'vitest';
import { openLedger } from '../ledger.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { settled } from '../testing/tiled-log.ts';
import { verifyLog } from './verify-log.ts';

const isSegment = (path: string) => path.endsWith('.seg');

test('any of the segments that were taken away may be back after a power loss, and the log holds', async () => {
  const keys = await keyringFor(await temporaryDirectory());
  const files = new MemoryFiles();
  const removed: { readonly path: string; readonly content: Buffer }[] = [];
  files.before = (operation, path) => {
    if (operation === 'unlink' && isSegment(path))
      removed.push({ path, content: Buffer.from(files.get(path)) });
  };
  const open = () =>
    openLedger({ directory: 'ledger', keys, clock: new TestClock(), files, segmentBytes: 6000 });
  const ledger = await open();
  await appendBatches(ledger, [30, 30, 30, 200, 30]);
  await settled(ledger, 256);
  await ledger.close();
  expect(removed.length).toBeGreaterThan(2);

  for (const back of removed) {
    const crashed = files.copy();
    crashed.set(back.path, back.content);
    expect(await verifyLog('ledger', { files: crashed })).toMatchObject({
      ok: true,
      entries: 320,
      faults: [],
    });
  }
  // What is in no bundle must be there.
  const needed = files.paths.filter(isSegment).at(0) ?? '';
  const damaged = files.copy();
  damaged.remove(needed);
  expect(await verifyLog('ledger', { files: damaged })).toMatchObject({ ok: false });
});
