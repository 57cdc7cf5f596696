import { afterEach, beforeEach, expect, test } from 'vitest';
import { RowInserter } from './row-inserter.ts';
import { openStore, type Store } from './store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

type Tables = { pairs: { id: number; name: string | null } };

let store: Store;
let compiled: number[];
let inserter: RowInserter;
beforeEach(async () => {
  const migrations = [
    { id: 'test/0001-pairs', statements: () => ['create table pairs (id bigint primary key, name text)'] },
  ];
  store = await openStore({ directory: await temporaryDirectory(), migrations });
  compiled = [];
  inserter = new RowInserter(2, (trx, rows) => {
    compiled.push(rows);
    return trx
      .withTables<Tables>()
      .insertInto('pairs')
      .values(Array.from({ length: rows }, () => ({ id: 0, name: '' })))
      .onConflict((conflict) => conflict.doNothing())
      .compile();
  });
});
afterEach(() => store.close());

const insert = (values: readonly unknown[]) =>
  store.db.transaction().execute((trx) => inserter.insert(trx, values));
const rows = () => store.db.withTables<Tables>().selectFrom('pairs').selectAll().orderBy('id').execute();

test('rows of any number arrive as they were given, with one statement built for each size', async () => {
  const expected: Tables['pairs'][] = [];
  for (const count of [0, 1, 5, 341, 600]) {
    const given = Array.from({ length: count }, (_, i) => {
      const id = expected.length + i;
      return { id, name: id % 7 === 0 ? null : `row ${id}` };
    });
    expect(await insert(given.flatMap(({ id, name }) => [id, name]))).toBe(count);
    expected.push(...given);
  }
  expect(await rows()).toEqual(expected);
  expect(compiled.toSorted((a, b) => a - b)).toEqual([1, 4, 16, 64, 256]);
});

test('rows that are there already are not counted', async () => {
  await insert([1, 'one', 2, 'two']);
  expect(await insert([2, 'zwei', 3, 'three'])).toBe(1);
  expect(await rows()).toEqual([
    { id: 1, name: 'one' },
    { id: 2, name: 'two' },
    { id: 3, name: 'three' },
  ]);
});

test('one statement that fails undoes all of them', async () => {
  const values = Array.from({ length: 300 }, (_, i) => [i, 'fine']).flat();
  const broken: unknown[] = [...values];
  broken[400] = new Date(0);
  await expect(insert(broken)).rejects.toMatchObject({ code: 'store/query-failed' });
  expect(await rows()).toEqual([]);
  await expect(insert([1])).rejects.toThrow('no whole number of rows');
});
