import { canonicalJson, newEvent } from '@ringwall/core';
import { verifyCaseSlice } from '@ringwall/verifier';
import { beforeAll, expect, test } from 'vitest';
import { listKeyChanges } from '../keyring/key-changes.ts';
import { openKeyring } from '../keyring/keyring.ts';
import { openLedger } from '../ledger.ts';
import { event } from '../testing/fixture-events.ts';
import { keyringFor, makeTemporaryDirectory, TestClock } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { exportSlice } from './export-slice.ts';

const actor = { kind: 'shell', id: 'local' } as const;
let pinned: string;
let text: string;
let origin: string;

/** An excerpt of a log that was restored with five entries, and the key it had before. */
beforeAll(async () => {
  const { path, remove } = await makeTemporaryDirectory();
  const keys = await openKeyring(`${path}/keys`);
  const log = { directory: 'ledger', keys, clock: new TestClock(), files: new MemoryFiles() };
  const first = await openLedger(log);
  for (let i = 0; i < 5; i++) await first.append(event(i));
  await first.close();
  pinned = keys.verifierKey;
  const ledger = await openLedger({ ...log, restored: { reason: 'the disk died', actor } });
  await ledger.append(event('later'));
  const keyChanges = await listKeyChanges({ ledger, projection: { find: async () => [5] } });
  ({ text } = await exportSlice({}, { ledger, clock: log.clock, actor, keyChanges }));
  origin = ledger.origin;
  await ledger.close();
  return remove;
});

const check = (slice: string, followRestored?: boolean, key = pinned) =>
  verifyCaseSlice(slice, { logKeys: [key], ...(followRestored !== undefined && { followRestored }) });

test('the key a log had before it was restored opens its excerpts, for whoever asks for that', async () => {
  expect(await check(text, true)).toMatchObject({ ok: true, checkpoint: { origin }, completeness: 'proven' });
  expect(pinned.startsWith(origin)).toBe(false);
  // Whoever wants what the old name signed later must not take this for it.
  expect(await check(text)).toMatchObject({ ok: false, reason: expect.stringContaining('not signed') });
});

test('nothing else makes another log count: no other key, and no word of the endorsement changed', async () => {
  const slice = JSON.parse(text);
  const [{ leaf, proof }] = slice.keyChanges;
  const { data } = JSON.parse(leaf);
  for (const [from, to] of [
    [data.endorsement, Buffer.alloc(64).toString('base64')],
    [data.root, Buffer.alloc(32).toString('base64')],
    [`"size":${data.size}`, `"size":${data.size + 1}`],
    ['the disk died', 'nothing died'],
    [pinned, data.verifierKey],
  ]) {
    const changed = leaf.replace(from, to);
    expect(changed).not.toBe(leaf);
    const keyChanges = [{ leaf: changed, proof }];
    expect((await check(`${canonicalJson({ ...slice, keyChanges })}\n`, true)).ok).toBe(false);
  }
  const { path, remove } = await makeTemporaryDirectory();
  const stranger = await keyringFor(path);
  await remove();
  expect((await check(text, true, stranger.verifierKey)).ok).toBe(false);
});

test('a log that only says of itself that it is the restored one does not count', async () => {
  const { path, remove } = await makeTemporaryDirectory();
  const keys = await openKeyring(`${path}/keys`);
  const { verifierKey, origin } = keys;
  const ledger = await openLedger({
    ...{ directory: 'ledger', keys, clock: new TestClock(), files: new MemoryFiles() },
  });
  const { root } = ledger.latestCheckpoint();
  await ledger.append(
    newEvent('ledger.restored', {
      ...{ time: 0, project: 'default', actor },
      data: {
        ...{ origin, verifierKey, size: 0, root: Buffer.from(root).toString('base64'), from: pinned },
        ...{ reason: 'none', endorsement: Buffer.alloc(64).toString('base64') },
      },
    }),
  );
  const keyChanges = await listKeyChanges({ ledger, projection: { find: async () => [0] } });
  const slice = await exportSlice({}, { ledger, clock: new TestClock(), actor, keyChanges });
  await ledger.close();
  await remove();
  expect((await check(slice.text, true, verifierKey)).ok).toBe(true);
  expect(await check(slice.text, true)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('not signed'),
  });
});
