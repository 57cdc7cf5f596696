import { stat, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../store.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import type { DatabaseSnapshot } from './database-snapshot.ts';

type Tables = { notes: { id: number; text: string } };
const migrations = [
  {
    id: 'test/0001-notes',
    statements: () => ['create table notes (id integer primary key, text text not null)'],
  },
];
const long = 'x'.repeat(2000);

async function open(): Promise<{ readonly store: Store; readonly directory: string }> {
  const directory = await temporaryDirectory();
  const store = await openStore({ directory, migrations });
  onTestFinished(() => store.close());
  return { store, directory };
}

/** Adds as many notes, in one transaction. */
async function add(store: Store, from: number, count: number): Promise<void> {
  await store.db
    .withTables<Tables>()
    .transaction()
    .execute(async (trx) => {
      for (let i = 0; i < count; i += 100) {
        const rows = Array.from({ length: Math.min(100, count - i) }, (_, j) => ({
          id: from + i + j,
          text: long,
        }));
        await trx.insertInto('notes').values(rows).execute();
      }
    });
}

/** What a copy of the snapshot holds, read a piece at a time with `between` called after each. */
async function copied(snapshot: DatabaseSnapshot, path: string, between: () => Promise<void>) {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < snapshot.bytes; ) {
    const piece = new Uint8Array(1 << 20);
    const count = await snapshot.read(piece, at);
    pieces.push(piece.subarray(0, count));
    at += count;
    await between();
  }
  await writeFile(path, Buffer.concat(pieces));
  using copy = new DatabaseSync(path, { readOnly: true });
  const checked = copy.prepare('pragma integrity_check').get();
  expect(Object.values(checked ?? {})).toEqual(['ok']);
  return copy.prepare('select count(*) as n, max(id) as last from notes').get();
}

test('a snapshot holds what was committed at its moment and nothing of what is written while it is copied', async () => {
  const { store, directory } = await open();
  await add(store, 1, 2000);
  let next = 2001;
  {
    await using snapshot = await store.snapshot();
    const found = await copied(snapshot, `${directory}/copy`, async () => {
      // More than SQLite would keep in its log by itself.
      await add(store, next, 1000);
      next += 1000;
    });
    expect({ ...found }).toEqual({ n: 2000, last: 2000 });
  }
  await using later = await store.snapshot();
  expect({ ...(await copied(later, `${directory}/later`, async () => undefined)) }).toEqual({
    n: next - 1,
    last: next - 1,
  });
});

test('a purge waits for the snapshot, and queries do not', async () => {
  const { store } = await open();
  const snapshot = await store.snapshot();
  let purged = false;
  const purge = store.purge().then(() => {
    purged = true;
  });
  await add(store, 1, 10);
  expect(purged).toBe(false);
  await snapshot[Symbol.asyncDispose]();
  await purge;
  await expect(snapshot.read(new Uint8Array(1), 0)).rejects.toMatchObject({ code: 'store/closed' });
});

test('closing the store ends a snapshot, which gives nothing more, and loses nothing', async () => {
  const { store, directory } = await open();
  await add(store, 1, 10);
  const snapshot = await store.snapshot();
  await add(store, 11, 10);
  const reading = expect(snapshot.read(new Uint8Array(1 << 20), 0)).rejects.toMatchObject({
    code: 'store/closed',
  });
  await store.close();
  await reading;
  await expect(store.snapshot()).rejects.toMatchObject({ code: 'store/closed' });
  const again = await openStore({ directory, migrations });
  const { n } = await again.db
    .withTables<Tables>()
    .selectFrom('notes')
    .select((each) => each.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  expect(n).toBe(20);
  await again.close();
});

test('after a snapshot the log of the database is written back as before', async () => {
  const { store, directory } = await open();
  await (await store.snapshot())[Symbol.asyncDispose]();
  for (let i = 0; i < 20; i++) await add(store, 1 + 1000 * i, 1000);
  expect((await stat(`${directory}/ringwall.db-wal`)).size).toBeLessThan(20 << 20);
});
