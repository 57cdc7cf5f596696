import type { Migration } from '@ringwall/core';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { storeMigrations } from './outbox.ts';
import { openStore } from './store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

function creating(id: string, table: string): Migration {
  return { id, statements: () => [`create table ${table} (id text primary key)`] };
}

async function open(directory: string, migrations: readonly Migration[]) {
  const store = await openStore({ directory, migrations });
  onTestFinished(() => store.close());
  return store;
}

test('a step is applied once, and a new one joins the old ones wherever it stands in the list', async () => {
  const directory = await temporaryDirectory();
  const [first, second] = [creating('a/0001-first', 'first'), creating('b/0001-second', 'second')];
  await (await open(directory, [second])).close();
  await (await open(directory, [first, second])).close();
  const store = await open(directory, [first, second]);
  const { rows } = await sql<{ id: string }>`select id from migrations order by id`.execute(store.db);
  expect(rows.map((row) => row.id)).toEqual(['a/0001-first', 'b/0001-second', 'store/0001-outbox']);
});

test('a database with a step this version does not know is refused, and left as it is', async () => {
  const directory = await temporaryDirectory();
  const [known, unknown, later] = ['a/0001-known', 'a/0002-unknown', 'a/0003-later'].map((id, i) =>
    creating(id, `t${i}`),
  );
  if (known === undefined || unknown === undefined || later === undefined) throw new Error('three steps');
  await (await open(directory, [known, unknown])).close();
  await expect(openStore({ directory, migrations: [known, later] })).rejects.toMatchObject({
    code: 'store/schema-newer',
    message: expect.stringContaining('a/0002-unknown'),
  });
  const store = await open(directory, [known, unknown]);
  const { rows } = await sql`select id from migrations where id = 'a/0003-later'`.execute(store.db);
  expect(rows).toEqual([]);
});

test('a step that fails leaves nothing of itself, keeps the ones before, and is named', async () => {
  const directory = await temporaryDirectory();
  const good = creating('a/0001-good', 'good');
  const bad: Migration = {
    id: 'a/0002-bad',
    statements: () => ['create table half (id text)', 'create table good (id text)'],
  };
  await expect(openStore({ directory, migrations: [good, bad] })).rejects.toMatchObject({
    code: 'store/migration-failed',
    message: expect.stringContaining('a/0002-bad'),
  });
  const store = await open(directory, [good]);
  const { rows } = await sql<{ name: string }>`
    select name from sqlite_schema where type = 'table' order by name`.execute(store.db);
  expect(rows.map((row) => row.name)).toEqual(['good', 'migrations', 'outbox']);
});

test.each([
  ['an id that names no package', ['0001-keys']],
  ['an id with an unusual number', ['a/1-keys']],
  ['two steps with one id', ['a/0001-keys', 'a/0001-keys']],
])('%s is refused', async (_, ids) => {
  const directory = await temporaryDirectory();
  const migrations = ids.map((id, i) => creating(id, `t${i}`));
  await expect(openStore({ directory, migrations })).rejects.toMatchObject({
    code: 'store/migration-failed',
  });
});

test("the store's own steps may be given once more", async () => {
  await open(await temporaryDirectory(), [...storeMigrations]);
});
