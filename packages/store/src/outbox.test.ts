import { newEvent, type RingwallEvent } from '@ringwall/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createOutbox } from './outbox.ts';
import { openStore, type Store } from './store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

type TestTables = { kept: { id: string }; outbox: { uid: string } };

const migrations = [{ id: 'test/0001-kept', statements: () => ['create table kept (id text primary key)'] }];

async function open(directory: string): Promise<Store> {
  const store = await openStore({ directory, migrations });
  onTestFinished(() => store.close());
  return store;
}

function revoked(key: string, uid = `evt_${key}`): RingwallEvent {
  const actor = { kind: 'shell', id: 'local' } as const;
  return newEvent('key.revoked', { time: 1_795_382_400_000, project: 'default', actor, data: { key }, uid });
}

/** Records in memory what a ledger would record; `fail` makes the next appends of a uid reject. */
function recordingLedger() {
  const recorded: string[] = [];
  const failing = new Set<string>();
  return {
    recorded,
    failing,
    append: async ({ uid }: RingwallEvent) => {
      await Promise.resolve();
      if (failing.has(uid)) throw new Error(`ledger refuses ${uid}`);
      recorded.push(uid);
    },
    isRecorded: async (uid: string) => recorded.includes(uid),
  };
}

function tables(store: Store) {
  const db = store.db.withTables<TestTables>();
  return {
    kept: async () => (await db.selectFrom('kept').select('id').execute()).map((row) => row.id),
    outbox: async () => (await db.selectFrom('outbox').select('uid').execute()).map((row) => row.uid),
  };
}

async function setUp() {
  const directory = await temporaryDirectory();
  const store = await open(directory);
  const ledger = recordingLedger();
  const outbox = createOutbox({ store, ...ledger });
  const change = (id: string, events: readonly RingwallEvent[]) =>
    outbox.transact(async (trx, emit) => {
      await trx.withTables<TestTables>().insertInto('kept').values({ id }).execute();
      for (const event of events) emit(event);
      return id;
    });
  return { directory, store, ledger, outbox, change };
}

describe('a change with events', () => {
  test('is answered after all of them are in the ledger, in order', async () => {
    const { store, ledger, change } = await setUp();
    expect(await change('a', [revoked('2'), revoked('1'), revoked('3')])).toBe('a');
    expect(ledger.recorded).toEqual(['evt_2', 'evt_1', 'evt_3']);
    expect(await tables(store).outbox()).toEqual([]);
  });

  test('is not appended before it is committed', async () => {
    const { store } = await setUp();
    let keptAtAppend: readonly string[] = [];
    const outbox = createOutbox({
      store,
      append: async () => {
        keptAtAppend = await tables(store).kept();
      },
      isRecorded: async () => false,
    });
    await outbox.transact(async (trx, emit) => {
      await trx.withTables<TestTables>().insertInto('kept').values({ id: 'a' }).execute();
      emit(revoked('1'));
    });
    expect(keptAtAppend).toEqual(['a']);
  });

  test('that throws happened nowhere', async () => {
    const { store, ledger, outbox } = await setUp();
    const failure = new Error('no');
    const change = outbox.transact(async (trx, emit) => {
      await trx.withTables<TestTables>().insertInto('kept').values({ id: 'a' }).execute();
      emit(revoked('1'));
      throw failure;
    });
    await expect(change).rejects.toBe(failure);
    expect(await tables(store).kept()).toEqual([]);
    expect(await tables(store).outbox()).toEqual([]);
    expect(ledger.recorded).toEqual([]);
  });

  test('that the ledger could never take is undone', async () => {
    const { store, change } = await setUp();
    await expect(change('a', [revoked('k'.repeat(600))])).rejects.toMatchObject({
      code: 'core/event-invalid',
    });
    expect(await tables(store).kept()).toEqual([]);
  });

  test('whose event is already waiting under the same uid is undone', async () => {
    const { store, ledger, change } = await setUp();
    ledger.failing.add('evt_1');
    await expect(change('a', [revoked('1')])).rejects.toThrow('ledger refuses evt_1');
    await expect(change('b', [revoked('1')])).rejects.toMatchObject({ code: 'store/conflict' });
    expect(await tables(store).kept()).toEqual(['a']);
  });

  test('refuses an event emitted when it is over', async () => {
    const { outbox } = await setUp();
    const emitLater = await outbox.transact(async (_, emit) => () => emit(revoked('1')));
    expect(emitLater).toThrow(expect.objectContaining({ code: 'store/event-late' }));
  });

  test('says that it is committed before it is appended, also when the append fails', async () => {
    const { store, ledger, outbox } = await setUp();
    ledger.failing.add('evt_1');
    const seen: unknown[] = [];
    const change = outbox.transact(
      async (trx, emit) => {
        await trx.withTables<TestTables>().insertInto('kept').values({ id: 'a' }).execute();
        emit(revoked('1'));
        return 'value';
      },
      { onCommitted: (value) => seen.push(value) },
    );
    await expect(change).rejects.toThrow('refuses evt_1');
    expect(seen).toEqual(['value']);
    expect(await tables(store).kept()).toEqual(['a']);
  });

  test('does not say that it is committed when it is not', async () => {
    const { outbox } = await setUp();
    const seen: unknown[] = [];
    const change = outbox.transact(() => Promise.reject(new Error('no')), {
      onCommitted: (value) => seen.push(value),
    });
    await expect(change).rejects.toThrow('no');
    expect(seen).toEqual([]);
  });

  test('reaches the ledger in the order of the commits, however slow an append is', async () => {
    const { store, ledger } = await setUp();
    const slow = Promise.withResolvers<void>();
    const outbox = createOutbox({
      store,
      isRecorded: ledger.isRecorded,
      append: async (event) => {
        if (event.uid === 'evt_1') await slow.promise;
        await ledger.append(event);
      },
    });
    const first = outbox.transact(async (_, emit) => emit(revoked('1')));
    const second = outbox.transact(async (_, emit) => emit(revoked('2')));
    // The second is committed when both rows are in the outbox.
    while ((await tables(store).outbox()).length < 2);
    slow.resolve();
    await Promise.all([first, second]);
    expect(ledger.recorded).toEqual(['evt_1', 'evt_2']);
  });
});

describe('after a failed append', () => {
  test('the change stands, the caller is told, and the rest waits to be drained in order', async () => {
    const { store, ledger, outbox, change } = await setUp();
    ledger.failing.add('evt_2');
    await expect(change('a', [revoked('1'), revoked('2'), revoked('0')])).rejects.toThrow('refuses evt_2');
    expect(await tables(store).kept()).toEqual(['a']);
    expect((await tables(store).outbox()).sort()).toEqual(['evt_0', 'evt_2']);
    ledger.failing.clear();
    expect(await outbox.drain()).toBe(2);
    expect(ledger.recorded).toEqual(['evt_1', 'evt_2', 'evt_0']);
    expect(await outbox.drain()).toBe(0);
  });

  test('a drain that fails too keeps what it could not append', async () => {
    const { store, ledger, outbox, change } = await setUp();
    ledger.failing.add('evt_1');
    await expect(change('a', [revoked('1')])).rejects.toThrow();
    await expect(outbox.drain()).rejects.toThrow('refuses evt_1');
    expect(await tables(store).outbox()).toEqual(['evt_1']);
  });

  test('the next change is appended all the same', async () => {
    const { ledger, change } = await setUp();
    ledger.failing.add('evt_1');
    await expect(change('a', [revoked('1')])).rejects.toThrow();
    await change('b', [revoked('2')]);
    expect(ledger.recorded).toEqual(['evt_2']);
  });
});

describe('after a crash', () => {
  test('between commit and append, the event is appended at the next start', async () => {
    const { directory, store, ledger } = await setUp();
    // The process dies inside the append: nothing after it runs.
    const dying = Promise.withResolvers<void>();
    const outbox = createOutbox({
      store,
      isRecorded: ledger.isRecorded,
      append: () => {
        dying.resolve();
        return new Promise(() => {});
      },
    });
    void outbox.transact(async (trx, emit) => {
      await trx.withTables<TestTables>().insertInto('kept').values({ id: 'a' }).execute();
      emit(revoked('1'));
    });
    await dying.promise;
    await store.close();
    const reopened = await open(directory);
    expect(await createOutbox({ store: reopened, ...ledger }).drain()).toBe(1);
    expect(await tables(reopened).kept()).toEqual(['a']);
    expect(ledger.recorded).toEqual(['evt_1']);
    expect(await tables(reopened).outbox()).toEqual([]);
  });

  test('between append and delete, the event is not appended again', async () => {
    const { directory, store, ledger } = await setUp();
    const outbox = createOutbox({
      store,
      isRecorded: ledger.isRecorded,
      append: async (event) => {
        await ledger.append(event);
        await store.close();
      },
    });
    await outbox.transact(async (_, emit) => emit(revoked('1')));
    const reopened = await open(directory);
    expect(await tables(reopened).outbox()).toEqual(['evt_1']);
    expect(await createOutbox({ store: reopened, ...ledger }).drain()).toBe(0);
    expect(ledger.recorded).toEqual(['evt_1']);
    expect(await tables(reopened).outbox()).toEqual([]);
  });
});

describe('drains that overlap', () => {
  test('append each event once', async () => {
    const { ledger, outbox, change } = await setUp();
    ledger.failing.add('evt_1').add('evt_2');
    await Promise.allSettled([change('a', [revoked('1')]), change('b', [revoked('2')])]);
    ledger.failing.clear();
    const drained = await Promise.all([outbox.drain(), outbox.drain(), outbox.drain()]);
    expect(drained).toEqual([2, 0, 0]);
    expect(ledger.recorded.sort()).toEqual(['evt_1', 'evt_2']);
  });

  test('leave alone what a change under way appends itself', async () => {
    const { ledger, outbox, change } = await setUp();
    const keys = Array.from({ length: 20 }, (_, i) => String(i));
    await Promise.all(keys.flatMap((key) => [change(key, [revoked(key)]), outbox.drain()]));
    expect(ledger.recorded.toSorted()).toEqual(keys.map((key) => `evt_${key}`).toSorted());
  });
});
