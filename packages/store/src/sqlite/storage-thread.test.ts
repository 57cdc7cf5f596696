import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../temporary-directory.ts';
import { StorageThread } from './storage-thread.ts';

test('a storage thread that dies leaves no question unanswered, loses nothing and frees the directory', async () => {
  const directory = await temporaryDirectory();
  const file = join(directory, 'ringwall.db');
  const thread = await StorageThread.open(file, directory, { maxHeapMiB: 16 });
  await thread.query('create table kept (id text)', []);
  await thread.query("insert into kept values ('before')", []);
  await thread.query('begin', []);
  await thread.query("insert into kept values ('half')", []);
  // More than the thread's memory holds.
  const fatal = thread.query(
    "with recursive n (i) as (select 1 union all select i + 1 from n limit 50000) select printf('%4000d', i) from n",
    [],
  );
  const queued = thread.query('commit', []);
  await expect(fatal).rejects.toMatchObject({ code: 'store/closed' });
  await expect(queued).rejects.toMatchObject({ code: 'store/closed' });
  await expect(thread.query('select 1', [])).rejects.toMatchObject({ code: 'store/closed' });
  await thread.close();

  const again = await StorageThread.open(file, directory);
  onTestFinished(() => again.close());
  expect((await again.query('select id from kept', [])).rows).toEqual([{ id: 'before' }]);
});

test('answers come in the order of the questions', async () => {
  const directory = await temporaryDirectory();
  const thread = await StorageThread.open(join(directory, 'ringwall.db'), directory);
  onTestFinished(() => thread.close());
  const order: number[] = [];
  const asked = Array.from({ length: 50 }, async (_, i) => {
    const { rows } = await thread.query('select ? as i', [BigInt(i)]);
    order.push(Number(rows[0]?.i));
  });
  await Promise.all(asked);
  expect(order).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('an answer of more rows than anyone should hold in memory is refused', async () => {
  const directory = await temporaryDirectory();
  const thread = await StorageThread.open(join(directory, 'ringwall.db'), directory);
  onTestFinished(() => thread.close());
  const count = (rows: number) =>
    thread.query('with recursive n (i) as (select 1 union all select i + 1 from n limit ?) select i from n', [
      BigInt(rows),
    ]);
  expect((await count(100_000)).rows).toHaveLength(100_000);
  await expect(count(100_001)).rejects.toMatchObject({ code: 'store/query-failed' });
  expect((await thread.query('select 1 as one', [])).rows).toEqual([{ one: 1 }]);
});
