import { encodeEvent, newEvent } from '@ringwall/core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Keyring } from '../keyring/keyring.ts';
import { keyringFor, makeTemporaryDirectory } from '../testing/fixtures.ts';
import type { MemoryFiles } from '../testing/memory-files.ts';
import { smallLog } from '../testing/small-log.ts';
import { verifyLog } from './verify-log.ts';

let keys: Keyring;
beforeAll(async () => {
  const directory = await makeTemporaryDirectory();
  keys = await keyringFor(directory.path);
  await directory.remove();
});

const said = (minimumIndex: number) =>
  Buffer.from(
    encodeEvent(
      newEvent('ledger.pruned', {
        time: 0,
        project: 'default',
        actor: { kind: 'server', id: 'ringwall' },
        data: { minimumIndex },
      }),
    ),
  );

/** A log whose entries below `pruned` are gone, and which says so in its last entry. */
function prunedLog(size: number, pruned: number, says = pruned): Promise<MemoryFiles> {
  const leaves = Array.from({ length: size }, (_, i) => Buffer.from(`${i}`)).with(-1, said(says));
  const tiled = size - (size % 256);
  return smallLog(keys, {
    leaves,
    batches: [tiled - 5],
    tiled,
    pruned,
    signed: [0, 7, 256, pruned + 1, size],
  });
}
const verify = (files: MemoryFiles) => verifyLog('ledger', { files });

describe('a pruned log', () => {
  test.each([
    [900, 512],
    [66_100, 65_536],
    [66_100, 65_792],
  ])('of %i entries is proven from %i on, by the hashes over what is gone', async (size, pruned) => {
    const report = await verify(await prunedLog(size, pruned));
    expect(report).toMatchObject({ ok: true, entries: size, proven: size, prunedBelow: pruned, stale: [] });
    expect(report.notChecked).toContainEqual(expect.stringContaining(`Entries below ${pruned} were pruned`));
  });

  test('in which a hash over what is gone was changed, is found', async () => {
    const files = await prunedLog(66_100, 65_536);
    const path = 'ledger/tile/1/000';
    for (const at of [0, 4000, 8191]) {
      const bytes = Buffer.from(files.get(path));
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      const changed = files.copy();
      changed.set(path, bytes);
      expect((await verify(changed)).ok).toBe(false);
    }
    files.remove(path);
    expect((await verify(files)).faults).toMatchObject([{ index: 0, place: 'tile/1/000' }]);
  });

  test('that does not say so itself, or says less, is found', async () => {
    expect((await verify(await prunedLog(900, 512, 256))).faults).toMatchObject([
      {
        index: 256,
        place: 'minimum-index',
        reason: expect.stringContaining('tells of pruning below 256 only'),
      },
    ]);
    // Where it says more, the rest was not taken away yet.
    expect(await verify(await prunedLog(900, 512, 768))).toMatchObject({ ok: true, prunedBelow: 512 });
  });

  test('of which more or less is there than its file says, or whose file says nothing, is found', async () => {
    const whole = await prunedLog(900, 512);
    const original = whole.get('ledger/minimum-index');
    for (let bit = 0; bit < original.length * 8; bit++) {
      const bytes = Buffer.from(original);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const files = whole.copy();
      files.set('ledger/minimum-index', bytes);
      expect((await verify(files)).ok, bytes.toString()).toBe(false);
    }
    for (const text of ['', '0\n', '256\n', '768\n', '1024\n']) {
      const files = whole.copy();
      files.set('ledger/minimum-index', Buffer.from(text));
      expect((await verify(files)).ok, text).toBe(false);
    }
    whole.remove('ledger/minimum-index');
    expect((await verify(whole)).faults[0]).toMatchObject({ index: 0, reason: 'the bundle is missing' });
  });
});
