import { appendFile, cp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@ringwall/core';
import { verifyLog } from '@ringwall/ledger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { type RunningServer, startServer } from '../server/server.ts';
import { runHere } from '../testing/fake-terminal.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { version } from '../version.ts';
import { checkBackup } from './check-backup.ts';

let running: TestServer;
let folder: string;
/** A backup with keys, made while requests came in. */
let backup: string;

async function ask(server: RunningServer, key: string): Promise<number> {
  const reply = await fetch(`${server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  await reply.arrayBuffer();
  return reply.status;
}

const ringwall = (...args: readonly string[]) => runHere(args, { cwd: folder });

beforeAll(async () => {
  running = await startTestServer();
  folder = running.directory;
  backup = join(folder, 'backup');
  for (let i = 0; i < 5; i++) await ask(running.server, running.key);
  let loading = true;
  const load = async () => {
    while (loading) expect(await ask(running.server, running.key)).toBe(200);
  };
  const clients = [load(), load(), load()];
  const made = await ringwall('backup', backup, '--with-keys', '--data', running.dataDirectory);
  loading = false;
  await Promise.all(clients);
  expect(made, made.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('Written to') });
});
afterAll(() => running[Symbol.asyncDispose]());

/** Names beside the places that backups and restored directories were to have. */
const leftovers = async () => (await readdir(folder)).filter((name) => /unfinished|restoring/.test(name));

/** Starts on a restored directory, as the command does. */
const startOn = (data: string, restored?: string) =>
  startServer(loadConfig({ data, port: 0, consolePort: 0 }, {}, folder), {
    log: () => undefined,
    ...(restored !== undefined && { restored }),
  });

describe('a backup of a running server', () => {
  test('is whole, ends at a signed checkpoint, and its list is one that sha256sum reads', async () => {
    const report = await checkBackup(backup);
    expect(report).toMatchObject({ ok: true, faults: [], header: { withKeys: true, version } });
    expect(report.log.entries).toBe(report.header.ledger.size);
    expect(report.log.proven).toBe(report.log.entries);
    // The requests before it, with an intent and an outcome each.
    expect(report.log.entries).toBeGreaterThan(10);
    const list = await readFile(join(backup, 'files.sha256'), 'utf8');
    expect(list.split('\n')).toContainEqual(expect.stringMatching(/^[0-9a-f]{64} {2}ringwall\.db$/));
    expect((await stat(backup)).mode & 0o777).toBe(0o700);
    expect((await stat(join(backup, 'keys/ledger-signing-key'))).mode & 0o777).toBe(0o600);
  });

  test('is not put where it would copy itself, and where no erasure would reach it', async () => {
    for (const place of ['blobs/backup', 'ledger/tile/backup', 'backup']) {
      const target = join(running.dataDirectory, place);
      const made = await ringwall('backup', target, '--data', running.dataDirectory);
      expect(made, place).toMatchObject({ code: 3, stderr: expect.stringContaining('data directory') });
      expect(await readdir(join(running.dataDirectory, place, '..'))).not.toContain('backup');
    }
    const link = join(folder, 'link');
    await symlink(running.dataDirectory, link);
    expect(await ringwall('backup', join(link, 'backup'), '--data', running.dataDirectory)).toMatchObject({
      code: 3,
    });
  });

  test('is on record, with the digest of its header', async () => {
    const { json } = await running.admin('GET', '/api/ledger/entries?type=backup.created');
    const content = await readFile(join(backup, 'backup.json'));
    const { backup: id, files, bytes, ledger } = JSON.parse(content.toString());
    expect(json).toMatchObject({
      items: [
        {
          event: {
            actor: { kind: 'shell' },
            data: {
              backup: id,
              files,
              bytes,
              size: ledger.size,
              manifest: sha256Hex(content),
              withKeys: true,
            },
          },
        },
      ],
    });
  });

  test('has no keys unless it is asked to, in any file', async () => {
    const without = join(folder, 'without-keys');
    expect(await ringwall('backup', without, '--data', running.dataDirectory)).toMatchObject({ code: 0 });
    const secrets = await Promise.all(
      ['ledger-signing-key', 'key-encryption-key'].map((name) =>
        readFile(join(running.dataDirectory, 'keys', name), 'utf8'),
      ),
    );
    const names = await readdir(without, { recursive: true, withFileTypes: true });
    for (const entry of names.filter((each) => each.isFile())) {
      const content = await readFile(join(entry.parentPath, entry.name));
      for (const secret of secrets)
        expect(content.includes(secret.trim().slice(-44)), entry.name).toBe(false);
    }
    await rm(without, { recursive: true });
  });

  test('is not written over something, and leaves nothing where it cannot be written', async () => {
    const again = await ringwall('backup', backup, '--data', running.dataDirectory);
    expect(again).toMatchObject({ code: 3, stderr: expect.stringContaining('There is something') });
    const nowhere = join(folder, 'no', 'such', 'folder');
    expect(await ringwall('backup', nowhere, '--data', running.dataDirectory)).toMatchObject({ code: 3 });
    expect(await leftovers()).toEqual([]);
  });

  test('may not be asked for by a signed-in session', async () => {
    const reply = await running.admin('POST', '/api/backups', { directory: join(folder, 'x') });
    expect(reply.status).toBe(403);
  });
});

describe('a backup that was changed', () => {
  const segment = async (copy: string) =>
    join('ledger/wal', (await readdir(join(copy, 'ledger/wal')))[0] ?? '');
  test.each<[string, (copy: string) => Promise<void>]>([
    ['a file that was written to', async (copy) => appendFile(join(copy, await segment(copy)), 'x')],
    ['a file that is gone', async (copy) => rm(join(copy, await segment(copy)))],
    ['a database of another time', async (copy) => appendFile(join(copy, 'ringwall.db'), Buffer.alloc(4096))],
    ['another list', async (copy) => appendFile(join(copy, 'files.sha256'), `${'0'.repeat(64)}  x\n`)],
    [
      'a file, and the line of the list to go with it',
      async (copy) => {
        const list = await readFile(join(copy, 'files.sha256'), 'utf8');
        const line = list.split('\n').find((each) => each.includes('  blobs/')) ?? '';
        await writeFile(join(copy, line.slice(66)), 'x');
        await writeFile(join(copy, 'files.sha256'), list.replace(line.slice(0, 64), sha256Hex('x')));
      },
    ],
    ['another header', async (copy) => writeFile(join(copy, 'backup.json'), '{}')],
    ['no header', async (copy) => rm(join(copy, 'backup.json'))],
  ])('%s is found, and nothing is restored', async (_, change) => {
    const copy = join(folder, 'changed');
    await cp(backup, copy, { recursive: true });
    await change(copy);
    expect(await ringwall('restore', copy, '--check')).toMatchObject({ code: 1 });
    const data = join(folder, 'from-changed');
    expect(await ringwall('restore', copy, '--data', data)).toMatchObject({ code: 1 });
    await expect(stat(data)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await leftovers()).toEqual([]);
    await rm(copy, { recursive: true });
  });

  test('a file too many is found, and is not restored', async () => {
    const copy = join(folder, 'more');
    await cp(backup, copy, { recursive: true });
    await writeFile(join(copy, 'ledger/more'), 'x');
    const checked = await ringwall('restore', copy, '--check');
    expect(checked).toMatchObject({ code: 1, stdout: expect.stringContaining('ledger/more is not part') });
    const data = join(folder, 'from-more');
    expect(await ringwall('restore', copy, '--data', data)).toMatchObject({ code: 0 });
    await expect(stat(join(data, 'ledger/more'))).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(copy, { recursive: true });
  });
});

describe('a restored data directory', () => {
  test('starts only with a reason, goes on under a new name, and knows all it knew', async () => {
    const data = join(folder, 'restored');
    expect(await ringwall('restore', backup, '--data', data)).toMatchObject({ code: 0 });
    await expect(startOn(data)).rejects.toMatchObject({ code: 'app/restored' });
    const pinned = (await readFile(join(data, 'ledger/verifier-key'), 'utf8')).trim();
    const server = await startOn(data, 'moved to another machine');
    expect(await ask(server, running.key)).toBe(200);
    await server.close('test');
    const again = await startOn(data);
    expect(await ask(again, running.key)).toBe(200);
    await again.close('test');
    const keys = (await readFile(join(data, 'ledger/verifier-key'), 'utf8')).trim().split('\n');
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(pinned);
    const report = await verifyLog(join(data, 'ledger'), { verifierKey: pinned });
    expect(report).toMatchObject({ ok: true, unproven: 0, faults: [] });
    expect(keys[0]?.split('+')[0]).not.toBe(pinned.split('+')[0]);
  });

  test('goes on under yet another name each time, also where the reason is the same', async () => {
    const reason = 'the disk died';
    const [data, copy] = [join(folder, 'restored-once'), join(folder, 'backup-of-restored')];
    await ringwall('restore', backup, '--data', data);
    const first = await startOn(data, reason);
    expect(await ringwall('backup', copy, '--with-keys', '--data', data)).toMatchObject({ code: 0 });
    await first.close('test');
    const twice = join(folder, 'restored-twice');
    await ringwall('restore', copy, '--data', twice);
    await (await startOn(twice, reason)).close('test');
    // Without a mark the same words are the same restore.
    await (await startOn(twice, reason)).close('test');
    const keys = (await readFile(join(twice, 'ledger/verifier-key'), 'utf8')).trim().split('\n');
    expect(new Set(keys.map((key) => key.split('+')[0])).size).toBe(3);
  });

  test('does not go on under a name that was begun from the same backup before, whose keys were kept', async () => {
    const without = join(folder, 'keyless-twice');
    await ringwall('backup', without, '--data', running.dataDirectory);
    const [data, again] = [join(folder, 'kept-keys'), join(folder, 'with-kept-keys')];
    await ringwall('restore', without, '--data', data, '--keys', join(running.dataDirectory, 'keys'));
    const first = await startOn(data, 'the disk died');
    expect(await ask(first, running.key)).toBe(200);
    await first.close('test');
    await ringwall('restore', without, '--data', again, '--keys', join(data, 'keys'));
    await expect(startOn(again)).rejects.toMatchObject({ code: 'app/restored' });
    await (await startOn(again, 'the disk died')).close('test');
    const keys = (await readFile(join(again, 'ledger/verifier-key'), 'utf8')).trim().split('\n');
    expect(new Set(keys.map((key) => key.split('+')[0])).size).toBe(3);
    await (await startOn(again)).close('test');
  });

  test('is not made where something is, and needs its keys from elsewhere where the backup has none', async () => {
    expect(await ringwall('restore', backup, '--data', folder)).toMatchObject({ code: 2 });
    const without = join(folder, 'keyless');
    await ringwall('backup', without, '--data', running.dataDirectory);
    const data = join(folder, 'restored-keyless');
    await ringwall('restore', without, '--data', data);
    await expect(startOn(data, 'no keys')).rejects.toMatchObject({ code: 'app/restored' });
    await expect(stat(join(data, 'keys'))).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(data, { recursive: true });
    const keys = join(running.dataDirectory, 'keys');
    expect(await ringwall('restore', without, '--data', data, '--keys', keys)).toMatchObject({ code: 0 });
    const server = await startOn(data, 'with keys');
    expect(await ask(server, running.key)).toBe(200);
    await server.close('test');
  });
});

test('keys that are rotated while a backup is made do not leave it with keys that open nothing in it', async () => {
  const data = join(folder, 'rotated');
  const target = join(folder, 'while-rotating');
  const cwd = ['--data', running.dataDirectory];
  const [made] = await Promise.all([
    ringwall('backup', target, '--with-keys', ...cwd),
    ringwall('kek', 'rotate-server', ...cwd),
    ringwall('ledger', 'rotate-key', '--overlap', '0', ...cwd),
  ]);
  expect(made, made.stderr).toMatchObject({ code: 0 });
  expect(await ringwall('restore', target, '--data', data)).toMatchObject({ code: 0 });
  const server = await startOn(data, 'rotated meanwhile');
  expect(await ask(server, running.key)).toBe(200);
  await server.close('test');
});
