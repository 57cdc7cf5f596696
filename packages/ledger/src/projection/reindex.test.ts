import { openStore, type Store } from '@ringwall/store';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Ledger, openLedger } from '../ledger.ts';
import { ledgerModule } from '../module.ts';
import { event } from '../testing/fixture-events.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { settled } from '../testing/tiled-log.ts';
import { createProjection, type Projector } from './projection.ts';
import { reindex } from './reindex.ts';
import type { ProjectionTables } from './tables.ts';

type Seen = { seen: { uid: string } };
const seenMigration = {
  id: 'test/0001-seen',
  statements: () => ['create table seen (uid text primary key)'],
};

/** Keeps the uids it saw; `told` counts how often it was told of each entry. */
function seer(name: string, clearable: boolean) {
  const told: number[] = [];
  const projector: Projector = {
    name,
    async apply(trx, entries) {
      told.push(...entries.map(({ index }) => index));
      if (!clearable) return;
      const rows = entries.map((entry) => ({ uid: entry.event.uid }));
      await trx.withTables<Seen>().insertInto('seen').values(rows).execute();
    },
    ...(clearable && {
      clear: async (trx) => void (await trx.withTables<Seen>().deleteFrom('seen').execute()),
    }),
  };
  return { projector, told };
}

let store: Store;
let ledger: Ledger;
beforeEach(async () => {
  const directory = await temporaryDirectory();
  store = await openStore({ directory, migrations: [...(ledgerModule.migrations ?? []), seenMigration] });
  const keys = await keyringFor(directory);
  ledger = await openLedger({ directory: 'ledger', keys, clock: new TestClock(), files: new MemoryFiles() });
});
afterEach(async () => {
  await ledger.close();
  await store.close();
});

async function tables() {
  const db = store.db.withTables<ProjectionTables & Seen>();
  return {
    events: await db.selectFrom('events').selectAll().orderBy('idx').execute(),
    hours: await db.selectFrom('event_hours').selectAll().orderBy('hour').orderBy('type').execute(),
    minutes: await db.selectFrom('event_minutes').selectAll().orderBy('minute').execute(),
    seen: await db.selectFrom('seen').selectAll().orderBy('uid').execute(),
    state: await db.selectFrom('projection_state').selectAll().orderBy('name').execute(),
  };
}

test('tables that are made anew are what they were, whatever was done to them', async () => {
  const [kept, cleared] = [seer('kept', false), seer('cleared', true)];
  const projectors = [kept.projector, cleared.projector];
  const projection = await createProjection({ ledger, store, projectors });
  await appendBatches(ledger, [3, 4000, 200]);
  // Recorded a second time by a retry: one event.
  await ledger.append(event(7));
  await projection.reached(ledger.size - 1);
  await projection.close();
  const before = await tables();
  expect(before.events).toHaveLength(4203);
  const db = store.db.withTables<ProjectionTables & Seen>();
  await db.deleteFrom('events').where('idx', '<', 4000).execute();
  await db.updateTable('event_hours').set({ count: 1 }).execute();
  await db.deleteFrom('seen').execute();
  kept.told.length = 0;

  const told: [number, number][] = [];
  const onProgress = (done: number, total: number) => void told.push([done, total]);
  expect(await reindex({ ledger, store, projectors, onProgress })).toBe(4204);
  expect(await tables()).toEqual(before);
  // What cannot be cleared is left as it is.
  expect(kept.told).toEqual([]);
  expect(told).toEqual([
    [4096, 4204],
    [4204, 4204],
  ]);
});

test('a reindex that was cut off is finished by whoever follows next', async () => {
  const { projector } = seer('cleared', true);
  await (await createProjection({ ledger, store, projectors: [projector] })).close();
  await appendBatches(ledger, [4000, 4000]);
  await (await createProjection({ ledger, store, projectors: [projector] })).close();
  const before = await tables();
  let calls = 0;
  const failing: Projector = {
    ...projector,
    async apply(trx, entries) {
      if (++calls === 2) throw new Error('killed');
      await projector.apply(trx, entries);
    },
  };
  await expect(reindex({ ledger, store, projectors: [failing] })).rejects.toThrow('killed');
  expect((await tables()).events).toHaveLength(4096);
  await (await createProjection({ ledger, store, projectors: [projector] })).close();
  expect(await tables()).toEqual(before);
});

test('sums of what was pruned stay, and what is left is counted anew', async () => {
  const hourMs = 3_600_000;
  const directory = await temporaryDirectory();
  const keys = await keyringFor(directory);
  const begun = Date.UTC(2026, 0, 2);
  const pruned = await openLedger({
    ...{ directory: 'ledger', keys, clock: new TestClock(), files: new MemoryFiles(), segmentBytes: 20_000 },
  });
  onTestFinished(() => pruned.close());
  const at = (i: number) => ({
    ...event(i),
    time: new Date(begun + Math.floor(i / 512) * hourMs).toISOString(),
  });
  const counts = async () =>
    (await tables()).hours.map(({ hour, count }) => [(hour - begun) / hourMs, count]);
  for (let i = 0; i < 1500; i += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, j) => pruned.append(at(i + j))));
  }
  await (await createProjection({ ledger: pruned, store, projectors: [] })).close();
  const before = await counts();
  expect(before).toEqual([
    [0, 512],
    [1, 512],
    [2, 476],
  ]);
  await settled(pruned, 400);
  expect(await pruned.prune(512)).toBe(512);
  expect(await reindex({ ledger: pruned, store, projectors: [] })).toBe(988);
  expect(await counts()).toEqual(before);
  // Of the hour that the ledger begins in now, half is gone.
  expect(await pruned.prune(768)).toBe(768);
  expect(await reindex({ ledger: pruned, store, projectors: [] })).toBe(732);
  expect(await counts()).toEqual([
    [0, 512],
    [1, 256],
    [2, 476],
  ]);
});
