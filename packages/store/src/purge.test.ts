import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from './store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

type Tables = { secrets: { slot: number; secret: string } };

const migrations = [
  {
    id: 'test/0001-secrets',
    statements: () => ['create table secrets (slot integer primary key, secret text not null)'],
  },
];

test('after a purge nothing of rows that were overwritten is in the files of the database, and the rest is whole', async () => {
  const directory = await temporaryDirectory();
  const store = await openStore({ directory, migrations });
  onTestFinished(() => store.close());
  const db = store.db.withTables<Tables>();
  const files = async () =>
    Buffer.concat([
      await readFile(join(directory, 'ringwall.db')),
      await readFile(join(directory, 'ringwall.db-wal')),
    ]);
  const rows = Array.from({ length: 2400 }, (_, slot) => ({
    slot,
    secret: randomBytes(45).toString('base64'),
  }));
  for (let at = 0; at < rows.length; at += 300) {
    await db
      .insertInto('secrets')
      .values(rows.slice(at, at + 300))
      .execute();
    await store.purge();
  }
  const gone = rows.filter((_, i) => i % 3 !== 0);
  for (let at = 0; at < gone.length; at += 50) {
    const slots = gone.slice(at, at + 50).map(({ slot }) => slot);
    await db
      .updateTable('secrets')
      .set({ secret: '0'.repeat(60) })
      .where('slot', 'in', slots)
      .execute();
  }
  const before = await files();
  // The search finds what is there: the file has what the log is about to overwrite.
  expect(gone.every(({ secret }) => before.includes(secret))).toBe(true);
  await store.purge();
  const after = await files();
  const left = gone.filter(({ secret }) =>
    [secret, secret.slice(0, 24), secret.slice(-24)].some((text) => after.includes(text)),
  );
  expect(left).toEqual([]);
  expect(rows.filter((_, i) => i % 3 === 0).every(({ secret }) => after.includes(secret))).toBe(true);
});
