import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeEvent, newEvent } from '@ringwall/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { blobFolder } from '../bodies/blob-folder.ts';
import type { SlotTables } from '../bodies/secret-slots.ts';
import type { BodyTables } from '../bodies/tables.ts';
import type { ProjectionTables } from '../projection/tables.ts';
import type { SubjectTables } from '../subjects/tables.ts';
import { TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { filesWith, officer, openForgetting } from '../testing/forgetting-fixture.ts';
import type { RetentionPolicy } from './retention.ts';

type Opened = Awaited<ReturnType<typeof openForgetting>>;

const dayMs = 86_400_000;

async function opened(
  policy: RetentionPolicy,
  place?: { directory: string; clock: TestClock },
): Promise<Opened> {
  const { directory, clock } = place ?? { directory: await temporaryDirectory(), clock: new TestClock() };
  const parts = await openForgetting(directory, { clock, policy });
  onTestFinished(() => parts.close());
  return parts;
}

const db = (parts: Opened) =>
  parts.store.db.withTables<BodyTables & SlotTables & SubjectTables & ProjectionTables>();
const apply = ({ retention }: Opened, dryRun = false) => retention.apply({ dryRun, actor: officer });
const keyDays = async (parts: Opened) =>
  (await db(parts).selectFrom('body_keys').select(['project', 'day']).orderBy('day').execute()).map(
    ({ project, day }) => `${project} ${day}`,
  );
const types = async (parts: Opened) => {
  const found: string[] = [];
  for await (const { leaf } of parts.ledger.entries()) found.push(decodeEvent(leaf).type);
  return found;
};

/** Something of every class a day, from 2 January on. */
async function live(parts: Opened, days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    await parts.ask(`${day} one`, { name: 'alice' });
    await parts.ask(`${day} two`);
    const fields = { time: parts.clock.nowMs, project: 'default', actor: officer };
    await parts.ledger.append(newEvent('session.created', { ...fields, data: { session: `ses_${day}` } }));
    await parts.ledger.append(newEvent('key.revoked', { ...fields, data: { key: `key_${day}` } }));
    parts.clock.nowMs += dayMs;
  }
}

describe('retention of bodies', () => {
  test('destroys the keys of days that are old enough, with all that was sealed under them, on record', async () => {
    const directory = await temporaryDirectory();
    const parts = await opened({ bodies: 2 * dayMs }, { directory, clock: new TestClock() });
    await live(parts, 4);
    const old = await db(parts)
      .selectFrom('body_keys')
      .innerJoin('body_key_secrets', 'body_key_secrets.slot', 'body_keys.slot')
      .select(['id', 'secret'])
      .where('day', '<', '2026-01-04')
      .execute();
    expect(old).toHaveLength(4);
    const traces = Object.fromEntries(
      old.flatMap(({ id, secret }) => [
        [`key ${id}`, secret],
        [`folder ${id}`, blobFolder(id) ?? ''],
      ]),
    );
    expect(await filesWith(directory, traces)).not.toEqual([]);
    const expected = { class: 'bodies', before: '2026-01-04T00:00:00.000Z', removed: 4, held: 0, holds: [] };
    expect(await apply(parts, true)).toMatchObject({ dryRun: true, classes: [expected] });
    expect(await keyDays(parts)).toHaveLength(8);
    expect((await apply(parts)).classes).toEqual([{ ...expected, keepMs: 2 * dayMs }]);
    expect(await keyDays(parts)).toEqual(
      ['2026-01-04', '2026-01-04', '2026-01-05', '2026-01-05'].map((day) => `clinic ${day}`),
    );
    expect(await filesWith(directory, traces)).toEqual([]);
    expect((await types(parts)).at(-1)).toBe('retention.applied');
    const size = parts.ledger.size;
    expect((await apply(parts)).classes).toMatchObject([{ removed: 0 }]);
    expect(parts.ledger.size).toBe(size);
    const { classes } = await parts.retention.state();
    expect(classes[0]).toMatchObject({
      class: 'bodies',
      keepMs: 2 * dayMs,
      applied: { removed: 4, held: 0 },
    });
    expect(classes[1]).toEqual({ class: 'traffic' });
  });

  test('forgets a person nothing is kept about any more, who then has a new pseudonym', async () => {
    const parts = await opened({ bodies: dayMs });
    const { subject } = await parts.ask('one', { name: 'alice' });
    parts.clock.nowMs += 3 * dayMs;
    await apply(parts);
    expect(await db(parts).selectFrom('subjects').selectAll().execute()).toEqual([]);
    // Still remembered in this process: found again by whatever is recorded from now on.
    const again = await parts.ask('two', { name: 'alice' });
    expect(again.subject?.id).toBe(subject?.id);
    expect(await parts.erasure.find({ project: 'clinic', name: 'alice' })).toMatchObject({ bodyKeys: 1 });
  });

  test('leaves what a legal hold covers, says so, and takes it once the hold is released', async () => {
    const parts = await opened({ bodies: dayMs });
    await live(parts, 4);
    await parts.ask('shop', { project: 'shop' });
    const placed = await parts.holds.place(
      { project: 'clinic', from: '2026-01-03T12:00:00Z', to: '2026-01-04T00:00:00Z', reason: 'audit' },
      officer,
    );
    const person = await parts.holds.place({ project: 'clinic', name: 'alice', reason: 'case' }, officer);
    parts.clock.nowMs += 9 * dayMs;
    const run = await apply(parts);
    expect(run.classes[0]).toMatchObject({ removed: 4, held: 5, holds: [placed.hold, person.hold] });
    expect(await keyDays(parts)).toEqual([
      ...['clinic 2026-01-02', 'clinic 2026-01-03', 'clinic 2026-01-03'],
      ...['clinic 2026-01-04', 'clinic 2026-01-05'],
    ]);
    for (const { hold } of [placed, person])
      await parts.holds.release(hold, { reason: 'over', actor: officer });
    expect((await apply(parts)).classes[0]).toMatchObject({ removed: 5, held: 0 });
    expect(await keyDays(parts)).toEqual([]);
  });

  test('is done again in a database that was put back, as holds were when it was done first', async () => {
    const directory = await temporaryDirectory();
    const backup = await temporaryDirectory();
    const clock = new TestClock();
    const before = await openForgetting(directory, { clock, policy: { bodies: dayMs } });
    await live(before, 3);
    await before.close();
    await cp(directory, backup, { recursive: true });
    const parts = await openForgetting(directory, { clock, policy: { bodies: dayMs } });
    const { hold } = await parts.holds.place({ project: 'clinic', name: 'alice', reason: 'case' }, officer);
    clock.nowMs += 9 * dayMs;
    await apply(parts);
    await parts.holds.release(hold, { reason: 'over', actor: officer });
    const days = await keyDays(parts);
    expect(days).toHaveLength(3);
    await parts.close();
    for (const place of ['ringwall.db', 'blobs']) {
      await rm(join(directory, place), { recursive: true });
      await cp(join(backup, place), join(directory, place), { recursive: true });
    }
    expect(await keyDays(await opened({ bodies: dayMs }, { directory, clock }))).toEqual(days);
  });
});

describe('retention of records', () => {
  test('removes the rows of each class in its time, and what a hold covers not', async () => {
    const parts = await opened({ traffic: 2 * dayMs, access: dayMs, administration: 3 * dayMs });
    await live(parts, 5);
    const held = await parts.holds.place(
      { project: 'default', from: '2026-01-02T00:00:00Z', to: '2026-01-03T00:00:00Z', reason: 'audit' },
      officer,
    );
    const { classes } = await apply(parts);
    expect(classes.map((each) => [each.class, each.removed, each.held, each.holds])).toEqual([
      ['traffic', 6, 0, []],
      ['access', 3, 1, [held.hold]],
      ['administration', 1, 1, [held.hold]],
    ]);
    const left = await db(parts).selectFrom('events').select('type').execute();
    const count = (type: string) => left.filter((row) => row.type === type).length;
    expect(['llm.intent', 'session.created', 'key.revoked'].map(count)).toEqual([4, 2, 4]);
    // Everything is in the log as before: only whole bundles below what is still needed go from there.
    expect(parts.ledger.minimumIndex).toBe(0);
    expect((await types(parts)).filter((type) => type === 'retention.applied')).toHaveLength(3);
  });

  test('prunes the log up to the oldest record that any class or hold still needs', async () => {
    const parts = await openForgetting(await temporaryDirectory(), {
      policy: { traffic: dayMs, access: dayMs, administration: dayMs },
      segmentBytes: 16 << 10,
    });
    onTestFinished(() => parts.close());
    const append = (i: number) =>
      parts.ledger.append(
        newEvent('session.created', {
          ...{ time: parts.clock.nowMs, project: i === 300 ? 'held' : 'default', actor: officer },
          data: { session: `ses_${i}` },
        }),
      );
    await Promise.all(Array.from({ length: 1100 }, (_, i) => append(i)));
    const { hold } = await parts.holds.place({ project: 'held', reason: 'case' }, officer);
    for (let i = 1100; parts.ledger.tiles.durable < 1024; i++) {
      await append(i);
      await parts.ledger.checkpoint();
    }
    parts.clock.nowMs += 3 * dayMs;
    await append(9999);
    expect(await apply(parts)).toMatchObject({ minimumIndex: 256 });
    await expect(parts.ledger.read(255)).rejects.toMatchObject({ code: 'ledger/pruned' });
    expect(decodeEvent((await parts.ledger.read(300)).leaf)).toMatchObject({ project: 'held' });
    expect(await types(parts)).toContain('ledger.pruned');
    await parts.holds.release(hold, { reason: 'over', actor: officer });
    const { minimumIndex } = await apply(parts);
    expect(minimumIndex).toBeGreaterThanOrEqual(1024);
    expect((await parts.ledger.prove(minimumIndex)).index).toBe(minimumIndex);
  });
});

test('a log of made-up traffic says so for ever, however short the time that records are kept', async () => {
  const parts = await openForgetting(await temporaryDirectory(), {
    policy: { traffic: dayMs, access: dayMs, administration: dayMs },
    segmentBytes: 16 << 10,
  });
  onTestFinished(() => parts.close());
  const fields = { time: parts.clock.nowMs, project: 'default', actor: officer };
  await parts.ledger.append(newEvent('demo.declared', { ...fields, data: { seed: 7, hours: 24 } }));
  const append = (i: number) =>
    parts.ledger.append(newEvent('key.revoked', { ...fields, data: { key: `key_${i}` } }));
  for (let i = 0; parts.ledger.tiles.durable < 512; i += 300) {
    await Promise.all(Array.from({ length: 300 }, (_, j) => append(i + j)));
    await parts.ledger.checkpoint();
  }
  parts.clock.nowMs += 3 * dayMs;
  await append(9999);
  expect(await apply(parts)).toMatchObject({ minimumIndex: 0 });
  expect(decodeEvent((await parts.ledger.read(0)).leaf).type).toBe('demo.declared');
});

test('the server does not cut back by itself after the clock was set, and says why', async () => {
  const clock = new TestClock();
  const steady = { now: () => 0 };
  const directory = await temporaryDirectory();
  const parts = await openForgetting(directory, { clock, steadyClock: steady, policy: { bodies: dayMs } });
  onTestFinished(() => parts.close());
  await live(parts, 3);
  parts.retention.start();
  await expect.poll(() => parts.retention.failing).toContain('The clock was set');
  expect(await keyDays(parts)).toHaveLength(6);
  // A person who looked may.
  expect((await apply(parts)).classes[0]).toMatchObject({ removed: 4 });
});
