import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from './store.ts';
import { temporaryDirectory } from './temporary-directory.ts';

type Tables = { keys: { id: string; owner: string; secret: string } };

const migrations = [
  {
    id: 'test/0001-keys',
    statements: () => [
      'create table keys (id text primary key, owner text not null, secret text not null)',
      'create index keys_by_owner on keys (owner)',
      'create index keys_by_secret on keys (secret)',
    ],
  },
];

test('after a purge nothing of deleted rows is in the files of the database, and the rest is whole', async () => {
  const directory = await temporaryDirectory();
  const store = await openStore({ directory, migrations });
  onTestFinished(() => store.close());
  const db = store.db.withTables<Tables>();
  const row = () => ({
    id: randomBytes(12).toString('hex'),
    owner: randomBytes(12).toString('hex'),
    secret: randomBytes(45).toString('base64'),
  });
  const files = async () =>
    Buffer.concat([
      await readFile(join(directory, 'ringwall.db')),
      await readFile(join(directory, 'ringwall.db-wal')),
    ]);
  const rows: Tables['keys'][] = [];
  // Ids in any order split and merge pages, which moves rows about.
  for (let round = 0; round < 8; round++) {
    const added = Array.from({ length: 300 }, row);
    await db.insertInto('keys').values(added).execute();
    rows.push(...added);
    await store.purge(['keys']);
  }
  const deleted = rows.filter((_, i) => i % 3 !== 0);
  for (let at = 0; at < deleted.length; at += 50) {
    const owners = deleted.slice(at, at + 50).map(({ owner }) => owner);
    await db.deleteFrom('keys').where('owner', 'in', owners).execute();
  }
  const before = await files();
  // The search finds what is there: the log still has it.
  expect(deleted.some(({ secret }) => before.includes(secret))).toBe(true);
  await store.purge(['keys']);
  const after = await files();
  const left = deleted.filter(({ id, owner, secret }) =>
    [id, owner, secret, secret.slice(0, 24), secret.slice(-24)].some((text) => after.includes(text)),
  );
  expect(left).toEqual([]);
  expect(rows.filter((_, i) => i % 3 === 0).every(({ secret }) => after.includes(secret))).toBe(true);
});
