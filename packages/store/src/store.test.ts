import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore, type StoreOptions } from './store.ts';
import { storeContract } from './store-contract.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const rowsMigration = {
  id: 'test/0001-rows',
  statements: () => ['create table kept (id text primary key)'],
};
type TestTables = { kept: { id: string } };

async function open(directory: string, options: Partial<StoreOptions> = {}) {
  const store = await openStore({ directory, migrations: [rowsMigration], ...options });
  onTestFinished(() => store.close());
  return store;
}

storeContract('SQLite store', async (migrations) => open(await temporaryDirectory(), { migrations }));

/** Another process that opens the same directory, says `open`, and then commits row after row, naming each. */
function spawnWriter(directory: string) {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `
      import { openStore } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)};
      const migrations = [{ id: 'test/0001-rows', statements: () => ['create table kept (id text primary key)'] }];
      const store = await openStore({ directory: ${JSON.stringify(directory)}, migrations });
      process.stdout.write('open\\n');
      for (let i = 0; ; i++) {
        await store.db.insertInto('kept').values({ id: String(i) }).execute();
        process.stdout.write(i + '\\n');
      }`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  return { child, exited, lines: createInterface({ input: child.stdout }) };
}

describe('the data directory', () => {
  test('is closed to others, and so is every file in it', async () => {
    const directory = join(await temporaryDirectory(), 'deep', 'data');
    const store = await open(directory);
    await store.blobs.put(new Uint8Array([1]));
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
      const { mode } = await stat(join(entry.parentPath, entry.name));
      expect([entry.name, mode & 0o077]).toEqual([entry.name, 0]);
    }
  });

  test('keeps the permissions its owner gave it when it holds other things', async () => {
    const directory = await temporaryDirectory();
    await chmod(directory, 0o755);
    await writeFile(join(directory, 'something'), '');
    await open(directory);
    expect((await stat(directory)).mode & 0o777).toBe(0o755);
  });

  test('that lies below a file is refused with the path', async () => {
    const file = join(await temporaryDirectory(), 'file');
    await writeFile(file, '');
    const opening = openStore({ directory: join(file, 'data'), migrations: [] });
    await expect(opening).rejects.toMatchObject({
      code: 'store/not-writable',
      message: expect.stringContaining(file),
    });
  });

  test.skipIf(process.platform !== 'linux')(
    'that cannot be made where its parent is is refused',
    async () => {
      const opening = openStore({ directory: '/proc/ringwall/data', migrations: [] });
      await expect(opening).rejects.toMatchObject({ code: 'store/not-writable' });
    },
  );

  test('in which the database file is a directory is refused', async () => {
    const directory = await temporaryDirectory();
    await mkdir(join(directory, 'ringwall.db'));
    await expect(openStore({ directory, migrations: [] })).rejects.toMatchObject({
      code: 'store/not-writable',
    });
  });

  test.skipIf(process.getuid?.() === 0)('that may not be written is refused', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'something'), '');
    await chmod(directory, 0o500);
    await expect(openStore({ directory, migrations: [] })).rejects.toMatchObject({
      code: 'store/not-writable',
    });
  });

  test('is refused to a second store in the same process, and free again after the first is closed', async () => {
    const directory = await temporaryDirectory();
    const first = await open(directory);
    await expect(openStore({ directory, migrations: [] })).rejects.toMatchObject({ code: 'store/in-use' });
    // The refused attempt must not have cost the first its lock.
    await expect(openStore({ directory, migrations: [] })).rejects.toMatchObject({ code: 'store/in-use' });
    await first.close();
    await open(directory);
  });
});

describe('the database file', () => {
  test('that is something else is refused as damaged', async () => {
    const directory = await temporaryDirectory();
    await writeFile(
      join(directory, 'ringwall.db'),
      'not a database, but long enough for a header '.repeat(400),
    );
    await expect(openStore({ directory, migrations: [] })).rejects.toMatchObject({ code: 'store/damaged' });
  });

  test('that was cut short is refused as damaged', async () => {
    const directory = await temporaryDirectory();
    await (await open(directory)).close();
    await truncate(join(directory, 'ringwall.db'), 4096);
    await expect(openStore({ directory, migrations: [rowsMigration] })).rejects.toMatchObject({
      code: 'store/damaged',
    });
  });

  test('is whole by itself after a clean close', async () => {
    const directory = await temporaryDirectory();
    await (await open(directory)).close();
    expect((await readdir(directory)).sort()).toEqual(['blobs', 'ringwall.db']);
  });
});

test('a process killed in the middle of writing loses no row it acknowledged, and holds the directory no longer', async () => {
  const directory = await temporaryDirectory();
  const { child, exited, lines } = spawnWriter(directory);
  const acknowledged: string[] = [];
  for await (const line of lines) {
    if (line === 'open') {
      // Also the proof that another process is refused while this one lives.
      await expect(openStore({ directory, migrations: [] })).rejects.toMatchObject({
        code: 'store/in-use',
        message: expect.stringContaining(directory),
      });
      continue;
    }
    acknowledged.push(line);
    if (acknowledged.length === 50) child.kill('SIGKILL');
  }
  await exited;
  const store = await open(directory);
  const rows = await store.db.withTables<TestTables>().selectFrom('kept').select('id').execute();
  const kept = new Set(rows.map((row) => row.id));
  expect(acknowledged.length).toBeGreaterThanOrEqual(50);
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
});

describe('closing', () => {
  test('answers what was sent, refuses the rest, and undoes a transaction left half done', async () => {
    const directory = await temporaryDirectory();
    const store = await open(directory);
    const db = store.db.withTables<TestTables>();
    const inside = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const half = db.transaction().execute(async (trx) => {
      await trx.insertInto('kept').values({ id: 'half' }).execute();
      inside.resolve();
      await go.promise;
      await trx.insertInto('kept').values({ id: 'other half' }).execute();
    });
    await inside.promise;
    const queued = db.insertInto('kept').values({ id: 'queued' }).execute();
    const closed = store.close();
    go.resolve();
    await expect(half).rejects.toMatchObject({ code: 'store/closed' });
    await expect(queued).rejects.toMatchObject({ code: 'store/closed' });
    await closed;
    const again = (await open(directory)).db.withTables<TestTables>();
    expect(await again.selectFrom('kept').selectAll().execute()).toEqual([]);
  });

  test('leaves a statement that was already sent acknowledged and kept', async () => {
    const directory = await temporaryDirectory();
    const store = await open(directory);
    const db = store.db.withTables<TestTables>();
    await Promise.all([
      db.insertInto('kept').values({ id: 'a' }).execute(),
      tick().then(() => store.close()),
    ]);
    const again = (await open(directory)).db.withTables<TestTables>();
    expect(await again.selectFrom('kept').selectAll().execute()).toEqual([{ id: 'a' }]);
  });
});

test('a query of several statements is refused instead of half run', async () => {
  const store = await open(await temporaryDirectory());
  const both = sql`delete from kept; delete from kept`.execute(store.db);
  await expect(both).rejects.toMatchObject({ code: 'store/query-failed' });
});

test('more distinct queries than the statement cache holds still run', async () => {
  const store = await open(await temporaryDirectory());
  for (let i = 0; i < 600; i++) {
    const { rows } = await sql<{ n: number }>`select ${sql.lit(i % 300)} as n`.execute(store.db);
    expect(rows).toEqual([{ n: i % 300 }]);
  }
});

test('opening stops when its signal says so, and leaves the directory free', async () => {
  const directory = await temporaryDirectory();
  const reason = new Error('stop');
  const stopper = new AbortController();
  const stopping = {
    id: 'test/0001-stopping',
    statements: () => {
      stopper.abort(reason);
      return ['create table stopping (id text)'];
    },
  };
  const opening = openStore({ directory, migrations: [stopping, rowsMigration], signal: stopper.signal });
  await expect(opening).rejects.toBe(reason);
  await open(directory, { migrations: [stopping, rowsMigration] });
});

/** Lets what was just asked travel to the storage thread. */
function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
