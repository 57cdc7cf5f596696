import type { Migration } from '@ringwall/core';
import { type Kysely, sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { StoreError } from './errors.ts';
import type { Store } from './store.ts';

type ContractTables = {
  things: {
    id: string;
    name: string | null;
    at: number | bigint;
    note: string | null;
    bytes: Uint8Array | null;
  };
};

const migrations: readonly Migration[] = [
  {
    id: 'contract/0001-things',
    statements: (dialect) => [
      `create table things (
        id text primary key,
        name text unique,
        at bigint not null,
        note text,
        bytes ${dialect === 'sqlite' ? 'blob' : 'bytea'}
      )`,
    ],
  },
  { id: 'contract/0002-index', statements: () => ['create index things_by_time on things (at)'] },
];

const blank = { name: null, at: 0, note: null, bytes: null };

/**
 * What every store must do, whatever database is behind it. `makeStore` opens an empty one with the given
 * migrations and closes it when the running test is over.
 */
export function storeContract(
  name: string,
  makeStore: (migrations: readonly Migration[]) => Promise<Store>,
): void {
  async function open(): Promise<{ store: Store; db: Kysely<ContractTables> }> {
    const store = await makeStore(migrations);
    return { store, db: store.db.withTables<ContractTables>() };
  }

  describe(name, () => {
    test('gives back every kind of value as it was written', async () => {
      const { db } = await open();
      const rows = [
        { ...blank, id: 'null' },
        {
          id: 'text',
          name: 'Grüße 😀 \'"; drop',
          at: 1_795_382_400_123,
          note: '{"a":[1,null]}',
          bytes: null,
        },
        { ...blank, id: 'safe', at: Number.MAX_SAFE_INTEGER },
        { ...blank, id: 'negative', at: -5 },
        { ...blank, id: 'unsafe', at: 9_007_199_254_740_993n },
        { ...blank, id: 'bytes', bytes: new Uint8Array([0, 255, 10]) },
      ];
      await db.insertInto('things').values(rows).execute();
      const read = await db.selectFrom('things').selectAll().execute();
      const byId = new Map(read.map((row) => [row.id, row]));
      for (const { bytes, ...row } of rows) {
        const { bytes: readBytes, ...rest } = byId.get(row.id) ?? { bytes: null };
        expect(rest).toEqual(row);
        expect(readBytes && [...readBytes]).toEqual(bytes && [...bytes]);
      }
    });

    test('answers inserts with the row, and updates and deletes with their count', async () => {
      const { db } = await open();
      const inserted = await db
        .insertInto('things')
        .values([
          { ...blank, id: 'a', at: 7 },
          { ...blank, id: 'b' },
        ])
        .returning(['id', 'at'])
        .execute();
      expect(inserted).toEqual([
        { id: 'a', at: 7 },
        { id: 'b', at: 0 },
      ]);
      const updated = await db.updateTable('things').set({ note: 'x' }).executeTakeFirst();
      expect(updated.numUpdatedRows).toBe(2n);
      const deleted = await db.deleteFrom('things').where('id', '=', 'a').executeTakeFirst();
      expect(deleted.numDeletedRows).toBe(1n);
    });

    test('updates on conflict where asked to', async () => {
      const { db } = await open();
      for (const at of [1, 2]) {
        await db
          .insertInto('things')
          .values({ ...blank, id: 'a', at })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ at }))
          .execute();
      }
      expect(await db.selectFrom('things').select(['id', 'at']).execute()).toEqual([{ id: 'a', at: 2 }]);
    });

    test('tells a violated constraint from a query that cannot run', async () => {
      const { db } = await open();
      const insert = () =>
        db
          .insertInto('things')
          .values({ ...blank, id: 'a' })
          .execute();
      await insert();
      await expect(insert()).rejects.toMatchObject({ name: 'StoreError', code: 'store/conflict' });
      await expect(sql`select nothing from nowhere`.execute(db)).rejects.toMatchObject({
        name: 'StoreError',
        code: 'store/query-failed',
      });
    });

    test('keeps nothing of a transaction that throws, and passes the error on', async () => {
      const { db } = await open();
      const failure = new Error('changed my mind');
      const change = db.transaction().execute(async (trx) => {
        await trx
          .insertInto('things')
          .values({ ...blank, id: 'a' })
          .execute();
        throw failure;
      });
      await expect(change).rejects.toBe(failure);
      expect(await db.selectFrom('things').selectAll().execute()).toEqual([]);
    });

    test('keeps nothing of a transaction in which a statement failed', async () => {
      const { db } = await open();
      const change = db.transaction().execute(async (trx) => {
        const row = { ...blank, id: 'a' };
        await trx.insertInto('things').values(row).execute();
        await trx.insertInto('things').values(row).execute();
      });
      await expect(change).rejects.toMatchObject({ code: 'store/conflict' });
      expect(await db.selectFrom('things').selectAll().execute()).toEqual([]);
    });

    test('shows no one a transaction before it is committed', async () => {
      const { db } = await open();
      const inside = Promise.withResolvers<void>();
      const go = Promise.withResolvers<void>();
      const change = db.transaction().execute(async (trx) => {
        await trx
          .insertInto('things')
          .values({ ...blank, id: 'a' })
          .execute();
        inside.resolve();
        await go.promise;
        await trx.updateTable('things').set({ note: 'whole' }).execute();
      });
      await inside.promise;
      const seen = db.selectFrom('things').select('note').execute();
      go.resolve();
      await change;
      expect([[], [{ note: 'whole' }]]).toContainEqual(await seen);
    });

    test('counts every one of many transactions that run at the same time', async () => {
      const { db } = await open();
      await db
        .insertInto('things')
        .values({ ...blank, id: 'counter' })
        .execute();
      const counts = await Promise.all(
        Array.from({ length: 20 }, () =>
          db.transaction().execute(async (trx) => {
            // The update comes first: a database with row locks makes the others wait here.
            await trx.updateTable('things').set({ at: sql<number>`at + 1` }).execute();
            return (await trx.selectFrom('things').select('at').executeTakeFirstOrThrow()).at;
          }),
        ),
      );
      expect(counts.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    });

    test('refuses a value it could not give back', async () => {
      const { db } = await open();
      const query = sql`select ${new Date(0)} as at`.execute(db);
      await expect(query).rejects.toMatchObject({ code: 'store/query-failed' });
    });

    test('delivers a message to every listener of its topic, in order, and to nobody else', async () => {
      const { store } = await open();
      const heard: string[] = [];
      const done = Promise.withResolvers<void>();
      store.subscribe('other', (message) => heard.push(`other ${message}`));
      const stop = store.subscribe('keys', (message) => heard.push(`stopped ${message}`));
      store.subscribe('keys', (message) => {
        heard.push(message);
        if (message === '2') done.resolve();
      });
      stop();
      store.publish('keys', '1');
      store.publish('keys', '2');
      await done.promise;
      expect(heard).toEqual(['1', '2']);
    });

    test('keeps a blob under the digest of its bytes', async () => {
      const { store } = await open();
      const bytes = new TextEncoder().encode('abc');
      const address = await store.blobs.put(bytes);
      expect(address).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
      expect(store.blobs.addressOf(bytes)).toBe(address);
      expect([...((await store.blobs.get(address)) ?? [])]).toEqual([...bytes]);
      await store.blobs.delete(address);
      await store.blobs.delete(address);
      expect(await store.blobs.get(address)).toBeUndefined();
    });

    test('refuses everything after it is closed, and may be closed again', async () => {
      const { store, db } = await open();
      await store.close();
      await store.close();
      const late = db.selectFrom('things').selectAll().execute();
      await expect(late).rejects.toBeInstanceOf(StoreError);
      await expect(late).rejects.toMatchObject({ code: 'store/closed' });
    });
  });
}
