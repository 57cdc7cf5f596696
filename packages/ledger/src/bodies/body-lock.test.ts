import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeEvent, newEvent } from '@ringwall/core';
import type { SliceFilter } from '@ringwall/verifier';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exportSlice } from '../slices/export-slice.ts';
import { temporaryDirectory } from '../testing/fixtures.ts';
import { filesWith, officer, openForgetting, tracesOf } from '../testing/forgetting-fixture.ts';

type Opened = Awaited<ReturnType<typeof openForgetting>>;

const why = { reason: 'asked to be forgotten', actor: officer };
const locked = { code: 'ledger/bodies-locked', status: 423 };
const refused = { code: 'ledger/erasures-refused' };

function sliceOf(
  { ledger, clock }: Opened,
  filter: SliceFilter,
  from = 0,
  to = ledger.size,
): Promise<string> {
  return exportSlice({ from, to, filter }, { ledger, clock, actor: officer }).then(({ text }) => text);
}

/** A log in which Alice was erased, after the copy that is then put back in its place. */
async function restoredBeforeErasure({ witnessed = true } = {}) {
  const directory = await temporaryDirectory();
  const backup = await temporaryDirectory();
  const early = await openForgetting(directory);
  const alice = await early.ask('one', { name: 'alice' });
  const bob = await early.ask('two', { name: 'bob' });
  await early.close();
  await cp(directory, backup, { recursive: true });

  const later = await openForgetting(directory);
  const traces = await tracesOf(later, alice.subject?.id ?? '');
  await later.erasure.erase({ project: 'clinic', name: 'alice' }, why);
  const held = await later.holds.place({ project: 'clinic', reason: 'case' }, officer);
  const size = later.ledger.size;
  const erased = { types: ['subject.erased'] };
  const slices = {
    erased: await sliceOf(later, { types: ['subject.erased', 'hold.'] }),
    whole: await sliceOf(later, {}),
    late: await sliceOf(later, erased, 3),
    short: await sliceOf(later, erased, 0, 2),
    others: await sliceOf(later, { types: ['subject.erasure-refused'] }),
    narrow: await sliceOf(later, { ...erased, project: 'shop' }),
  };
  const root = await later.ledger.root(size);
  await later.close();
  await rm(directory, { recursive: true });
  await cp(backup, directory, { recursive: true });
  const restored = { reason: 'the disk died', actor: officer };
  const mustExtend = [{ by: 'witness', size, root: new Uint8Array(root) }];
  const parts = await openForgetting(directory, { restored, ...(witnessed && { mustExtend }) });
  onTestFinished(() => parts.close());
  return { directory, parts, alice, bob, traces, slices, hold: held.hold, size };
}

describe('bodies of a restored ledger', () => {
  test('stay closed until the erasures it lacks are supplied, which are then done again', async () => {
    const { directory, parts, alice, bob, traces, slices, hold, size } = await restoredBeforeErasure();
    expect(parts.lock.current).toMatchObject([{ entry: 2, size: 2, witnessedSize: size }]);
    for (const { ref } of [alice, bob])
      await expect(parts.bodies.open(ref, 'clinic')).rejects.toMatchObject(locked);
    await expect(parts.bodies.refuseLocked()).rejects.toMatchObject(locked);
    expect(await filesWith(directory, traces)).not.toEqual([]);

    expect(await parts.lock.supply(slices.erased, officer)).toEqual({
      from: 0,
      to: size,
      subjects: 1,
      holds: [hold],
    });
    expect(parts.lock.current).toEqual([]);
    expect(await filesWith(directory, traces)).toEqual([]);
    expect(await parts.bodies.open(alice.ref, 'clinic')).toBeUndefined();
    expect(await parts.bodies.open(bob.ref, 'clinic')).toBeDefined();
    const events: unknown[] = [];
    for await (const { leaf } of parts.ledger.entries({ from: 3 })) events.push(decodeEvent(leaf));
    expect(events).toMatchObject([
      { type: 'subject.erased', data: { subject: alice.subject?.id, repeats: { index: 2 } } },
      { type: 'erasures.supplied', data: { from: 0, to: size, subjects: 1 } },
    ]);
  });

  test('stay closed for an excerpt in which the log says that it had gone on', async () => {
    const { parts, alice, slices } = await restoredBeforeErasure({ witnessed: false });
    expect(parts.lock.current).toEqual([expect.not.objectContaining({ witnessedSize: expect.anything() })]);
    // Of the entries that were restored, and nothing of those that were not.
    await expect(parts.lock.supply(slices.short, officer)).rejects.toMatchObject(refused);
    await expect(parts.bodies.open(alice.ref, 'clinic')).rejects.toMatchObject(locked);
    expect(await parts.lock.supply(slices.erased, officer)).toMatchObject({ subjects: 1 });
  });

  test('open with the whole log as an excerpt too', async () => {
    const { parts, alice, slices } = await restoredBeforeErasure();
    expect(await parts.lock.supply(slices.whole, officer)).toMatchObject({ subjects: 1 });
    expect(await parts.bodies.open(alice.ref, 'clinic')).toBeUndefined();
  });

  test('stay closed for an excerpt that is not the one, or not whole', async () => {
    const { parts, bob, slices } = await restoredBeforeErasure();
    const foreign = await openForgetting(await temporaryDirectory());
    onTestFinished(() => foreign.close());
    await Promise.all(Array.from({ length: 9 }, (_, i) => foreign.ask(`${i}`)));
    const wrong = {
      ...{ late: slices.late, short: slices.short, others: slices.others, narrow: slices.narrow },
      'of another log': await sliceOf(foreign, {}),
      'of this log': await sliceOf(parts, {}),
      changed: slices.erased.replace('asked to be forgotten', 'asked to be remembered'),
      nothing: '',
    };
    const size = parts.ledger.size;
    for (const slice of Object.values(wrong)) {
      await expect(parts.lock.supply(slice, officer)).rejects.toMatchObject(refused);
    }
    expect(parts.ledger.size).toBe(size);
    await expect(parts.bodies.open(bob.ref, 'clinic')).rejects.toMatchObject(locked);
  });

  test('open when somebody decides to do without, on record, also after the next start', async () => {
    const { directory, parts, alice } = await restoredBeforeErasure();
    await parts.lock.waive({ reason: 'nobody was erased since', actor: officer });
    expect(parts.lock.current).toEqual([]);
    expect(await parts.bodies.open(alice.ref, 'clinic')).toBeDefined();
    expect(decodeEvent((await parts.ledger.read(parts.ledger.size - 1)).leaf)).toMatchObject({
      type: 'erasures.waived',
      data: { reason: 'nobody was erased since' },
    });
    await expect(parts.lock.supply('', officer)).rejects.toMatchObject(refused);
    await parts.close();
    const again = await openForgetting(directory);
    onTestFinished(() => again.close());
    expect(await again.bodies.open(alice.ref, 'clinic')).toBeDefined();
  });
});

/** Records until the first entries are in tiles, and may be pruned. */
async function fillTiles({ ledger, clock }: Opened): Promise<void> {
  const fill = (i: number) =>
    newEvent('session.created', {
      time: clock.nowMs,
      project: 'default',
      actor: officer,
      data: { session: `${i}` },
    });
  for (let i = 0; ledger.tiles.durable < 256; i++) {
    await Promise.all(Array.from({ length: 100 }, (_, k) => ledger.append(fill(100 * i + k))));
    await ledger.checkpoint();
  }
}

test('a database that is older than what the log still has closes its bodies', async () => {
  const directory = await temporaryDirectory();
  const backup = await temporaryDirectory();
  const options = { segmentBytes: 16 << 10 };
  const early = await openForgetting(directory, options);
  const { ref, index } = await early.ask('one', { name: 'alice' });
  await early.projection.reached(index);
  await early.close();
  await cp(directory, backup, { recursive: true });
  const later = await openForgetting(directory, options);
  await fillTiles(later);
  expect(await later.ledger.prune(256)).toBe(256);
  await later.close();
  await rm(join(directory, 'ringwall.db'));
  await cp(join(backup, 'ringwall.db'), join(directory, 'ringwall.db'));
  const parts = await openForgetting(directory, options);
  onTestFinished(() => parts.close());
  expect(parts.lock.current).toMatchObject([{ size: 1, witnessedSize: 256, log: parts.ledger.verifierKey }]);
  await expect(parts.bodies.open(ref, 'clinic')).rejects.toMatchObject(locked);
});

test('bodies that a database put back may have too many of stay closed, whatever was waived before that', async () => {
  const directory = await temporaryDirectory();
  const backup = await temporaryDirectory();
  const options = { segmentBytes: 16 << 10 };
  const early = await openForgetting(directory, options);
  const { ref } = await early.ask('one', { name: 'alice' });
  await early.close();
  await cp(directory, backup, { recursive: true });
  const later = await openForgetting(directory, options);
  await later.erasure.erase({ project: 'clinic', name: 'alice' }, why);
  await fillTiles(later);
  expect(await later.ledger.prune(256)).toBe(256);
  // About another restore, of which this database knew.
  await later.lock.waive({ reason: 'another matter', actor: officer });
  await later.close();
  await rm(join(directory, 'ringwall.db'));
  await cp(join(backup, 'ringwall.db'), join(directory, 'ringwall.db'));
  await cp(join(backup, 'blobs'), join(directory, 'blobs'), { recursive: true });
  const parts = await openForgetting(directory, options);
  await expect(parts.bodies.open(ref, 'clinic')).rejects.toMatchObject(locked);
  await parts.close();
  const again = await openForgetting(directory, options);
  onTestFinished(() => again.close());
  await expect(again.bodies.open(ref, 'clinic')).rejects.toMatchObject(locked);
  await again.lock.waive({ reason: 'this matter', actor: officer });
  expect(again.lock.current).toEqual([]);
});
