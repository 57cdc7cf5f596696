import { newEvent, type RingwallEvent } from '@ringwall/core';
import { openStore, type Store } from '@ringwall/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Ledger, openLedger } from '../ledger.ts';
import { ledgerModule } from '../module.ts';
import { event } from '../testing/fixture-events.ts';
import { appendBatches, keyringFor, TestClock, temporaryDirectory } from '../testing/fixtures.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { settled } from '../testing/tiled-log.ts';
import { createProjection, type Projector } from './projection.ts';
import type { ProjectionTables } from './tables.ts';

const migrations = [
  ...(ledgerModule.migrations ?? []),
  {
    id: 'test/0001-seen',
    statements: () => ['create table seen (idx bigint primary key, uid text not null)'],
  },
];
type SeenTable = { seen: { idx: number; uid: string } };

/** Writes what it is given into a table, and what it was given per call into `calls`. */
function recorder(name = 'recorder') {
  const calls: number[][] = [];
  const projector: Projector = {
    name,
    async apply(trx, entries) {
      calls.push(entries.map((entry) => entry.index));
      const rows = entries.map((entry) => ({ idx: entry.index, uid: entry.event.uid }));
      await trx.withTables<SeenTable>().insertInto('seen').values(rows).execute();
    },
  };
  return { projector, calls };
}

let store: Store;
let ledger: Ledger;
let open: () => Promise<Ledger>;

beforeEach(async () => {
  const directory = await temporaryDirectory();
  store = await openStore({ directory, migrations });
  const keys = await keyringFor(directory);
  const files = new MemoryFiles();
  open = () => openLedger({ directory: 'ledger', keys, clock: new TestClock(), files });
  ledger = await open();
});
afterEach(async () => {
  await ledger.close();
  await store.close();
});

const seen = async () =>
  (await store.db.withTables<SeenTable>().selectFrom('seen').select('idx').orderBy('idx').execute()).map(
    (r) => r.idx,
  );
const events = async () =>
  store.db.withTables<ProjectionTables>().selectFrom('events').selectAll().orderBy('idx').execute();
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('a projection', () => {
  test('follows appends: what was reached is in the tables, in order', async () => {
    const { projector, calls } = recorder();
    const projection = await createProjection({ ledger, store, projectors: [projector] });
    await appendBatches(ledger, [1, 5, 2]);
    await projection.reached(7);
    expect(projection.position).toBe(8);
    expect(calls.flat()).toEqual(range(0, 8));
    expect(await seen()).toEqual(range(0, 8));
    const rows = await events();
    expect(rows[3]).toMatchObject({
      idx: 3,
      uid: 'evt_3',
      type: 'server.stopped',
      project: 'default',
      actor: 'server',
    });
    await projection.close();
  });

  test('catches up at start in chunks, from where it was', async () => {
    await appendBatches(ledger, [5000, 4000]);
    const first = recorder();
    await (await createProjection({ ledger, store, projectors: [first.projector] })).close();
    expect(first.calls.map((call) => call.length)).toEqual([4096, 4096, 808]);
    const state = await store.db
      .withTables<ProjectionTables>()
      .selectFrom('projection_state')
      .selectAll()
      .execute();
    expect(state.map((row) => row.position)).toEqual([9000, 9000]);
    await appendBatches(ledger, [2]);
    const second = recorder();
    const projection = await createProjection({ ledger, store, projectors: [second.projector] });
    expect(second.calls).toEqual([[9000, 9001]]);
    expect(await seen()).toEqual(range(0, 9002));
    await projection.close();
  });

  test('shows a projector that was added later everything from the beginning, and the others nothing twice', async () => {
    const old = recorder('old');
    await (await createProjection({ ledger, store, projectors: [old.projector] })).close();
    await appendBatches(ledger, [4]);
    await (await createProjection({ ledger, store, projectors: [old.projector] })).close();
    await store.db.withTables<SeenTable>().deleteFrom('seen').execute();
    const added = recorder('added');
    const projection = await createProjection({
      ledger,
      store,
      projectors: [old.projector, added.projector],
    });
    expect([old.calls, added.calls]).toEqual([[[0, 1, 2, 3]], [[0, 1, 2, 3]]]);
    expect(await events()).toHaveLength(4);
    await projection.close();
  });

  test('takes an event that a retry recorded twice once', async () => {
    const { projector } = recorder();
    const projection = await createProjection({ ledger, store, projectors: [projector] });
    for (const uid of ['a', 'b', 'a']) await ledger.append(event(uid));
    await projection.reached(2);
    expect(projection.position).toBe(3);
    expect(await seen()).toEqual([0, 1]);
    await projection.close();
  });

  test('knows every recorded uid, the newest included', async () => {
    const projection = await createProjection({ ledger, store, projectors: [] });
    expect(await projection.isRecorded('evt_new')).toBe(false);
    await ledger.append(event('new'));
    expect(await projection.isRecorded('evt_new')).toBe(true);
    expect(await projection.find({ types: ['server.stopped'] }, { before: 10, limit: 5 })).toEqual([0]);
    expect(await projection.find({ types: ['key.created'] }, { before: 10, limit: 5 })).toEqual([]);
    await projection.close();
  });

  test('that falls far behind reads the ledger instead of keeping everything in memory', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { projector, calls } = recorder();
    const slow: Projector = {
      name: projector.name,
      async apply(trx, entries) {
        await held;
        await projector.apply(trx, entries);
      },
    };
    const projection = await createProjection({ ledger, store, projectors: [slow], maxRecentEntries: 500 });
    await appendBatches(ledger, [1, 1000, 1000, 10]);
    release();
    await projection.reached(2010);
    expect(calls.flat()).toEqual(range(0, 2011));
    await projection.close();
  });
});

describe('a projection that does not keep up', () => {
  const intent = (i: number): RingwallEvent =>
    newEvent('llm.intent', {
      time: Date.UTC(2026, 0, 2),
      project: 'default',
      actor: { kind: 'key', id: 'key_1' },
      data: {
        ...{ request: `req_${i}`, route: 'chat', protocol: 'openai', provider: 'p', model: 'm' },
        ...{ upstreamModel: 'm', stream: false, profile: 'balanced', strict: true },
        body: { bytes: 1, commitment: 'c', bodyKey: 'k' },
      },
    });

  test('says by how much, and lets no new work be recorded until it does again', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const projector: Projector = { name: 'slow', apply: () => held };
    const projection = await createProjection({ ledger, store, projectors: [projector], maxLagEntries: 3 });
    expect(projection.lag).toEqual({ entries: 0, ms: 0 });
    for (let i = 0; i < 4; i++) await ledger.append(intent(i));
    expect(projection.lag.entries).toBe(4);
    await expect(ledger.append(intent(4))).rejects.toMatchObject({
      code: 'ledger/overloaded',
      message: expect.stringContaining('events, slow'),
    });
    // What is under way is still recorded.
    await ledger.append(event('outcome'));
    release();
    await projection.reached(4);
    await ledger.append(intent(5));
    await projection.reached(5);
    expect(projection.lag).toEqual({ entries: 0, ms: 0 });
    await projection.close();
    await ledger.append(intent(6));
  });
});

describe('a projector that fails', () => {
  const flaky = () => {
    const { projector, calls } = recorder();
    const fault: { message: string | undefined } = { message: 'no' };
    const failing: Projector = {
      name: projector.name,
      async apply(trx, entries) {
        await projector.apply(trx, entries);
        if (fault.message !== undefined) throw new Error(fault.message);
      },
    };
    return { failing, calls, fault };
  };

  test('stops the projection visibly, undoes its transaction and skips nothing', async () => {
    const { failing, fault } = flaky();
    fault.message = undefined;
    const projection = await createProjection({ ledger, store, projectors: [failing], retryAfterMs: 0 });
    await appendBatches(ledger, [2]);
    await projection.reached(1);
    fault.message = 'broken';
    await ledger.append(event('third'));
    await expect(projection.reached(2)).rejects.toMatchObject({
      code: 'ledger/projection-stopped',
      cause: expect.objectContaining({ message: 'broken' }),
    });
    expect([projection.state, projection.position]).toEqual(['stopped', 2]);
    expect(await seen()).toEqual([0, 1]);
    expect(await events()).toHaveLength(2);
    fault.message = undefined;
    await ledger.append(event('fourth'));
    await projection.reached(3);
    expect([projection.state, await seen()]).toEqual(['following', [0, 1, 2, 3]]);
    await projection.close();
  });

  test('is not asked again before its time, and nobody waits for it meanwhile', async () => {
    const { failing, calls, fault } = flaky();
    fault.message = undefined;
    const projection = await createProjection({ ledger, store, projectors: [failing], retryAfterMs: 60_000 });
    fault.message = 'broken';
    await ledger.append(event(0));
    await expect(projection.reached(0)).rejects.toThrow();
    await appendBatches(ledger, [1, 1]);
    await expect(projection.reached(2)).rejects.toMatchObject({ code: 'ledger/projection-stopped' });
    expect(calls).toHaveLength(1);
    await projection.close();
  });

  test('at start is why the projection does not open', async () => {
    await appendBatches(ledger, [1]);
    await expect(createProjection({ ledger, store, projectors: [flaky().failing] })).rejects.toThrow('no');
  });
});

test('follows a pruned ledger from its first entry on', async () => {
  const keys = await keyringFor(await temporaryDirectory());
  const pruned = await openLedger({
    ...{ directory: 'pruned', keys, clock: new TestClock(), files: new MemoryFiles(), segmentBytes: 20_000 },
  });
  await appendBatches(pruned, Array(20).fill(50));
  await settled(pruned, 400);
  expect(await pruned.prune(300)).toBe(256);
  const { projector, calls } = recorder();
  const projection = await createProjection({ ledger: pruned, store, projectors: [projector] });
  expect(calls.flat()).toEqual(range(256, 1000));
  expect(await seen()).toEqual(range(256, 1000));
  await projection.close();
  await pruned.close();
});

test('a ledger shorter than the tables is refused', async () => {
  await appendBatches(ledger, [3]);
  await (await createProjection({ ledger, store, projectors: [] })).close();
  const keys = await keyringFor(await temporaryDirectory());
  const other = await openLedger({
    directory: 'other',
    keys,
    clock: new TestClock(),
    files: new MemoryFiles(),
  });
  await expect(createProjection({ ledger: other, store, projectors: [] })).rejects.toMatchObject({
    code: 'ledger/truncated',
  });
  await other.close();
});

test('tells how far it is on the way to the end of the ledger', async () => {
  await appendBatches(ledger, [5000]);
  const told: number[][] = [];
  const onProgress = (position: number, size: number) => void told.push([position, size]);
  await (await createProjection({ ledger, store, projectors: [], onProgress })).close();
  expect(told).toEqual([
    [4096, 5000],
    [5000, 5000],
  ]);
});

test('closing tells those who still wait', async () => {
  const projection = await createProjection({ ledger, store, projectors: [] });
  const waiting = expect(projection.reached(5)).rejects.toMatchObject({ code: 'ledger/closed' });
  await projection.close();
  await waiting;
  await expect(projection.reached(6)).rejects.toMatchObject({ code: 'ledger/closed' });
  const later: RingwallEvent = event('later');
  await ledger.append(later);
  expect([projection.state, projection.position]).toEqual(['closed', 0]);
});
