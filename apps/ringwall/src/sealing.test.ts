import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@ringwall/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand } from './testing/command-process.ts';
import { runHere } from './testing/fake-terminal.ts';
import { startRangeServer } from './testing/range-server.ts';

const table = randomBytes(3_000_000);
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ringwall-sealing-'));
  await mkdir(join(cwd, 'dataset', 'train'), { recursive: true });
  await writeFile(join(cwd, 'dataset', 'train', 'table.bin'), table);
  await writeFile(join(cwd, 'dataset', 'read me.txt'), 'Hello.\n');
  await symlink('train/table.bin', join(cwd, 'dataset', 'latest'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const run = (...args: string[]) => runHere(args, { cwd });
const ringwall = (...args: string[]) => runCommand(args, { cwd });

describe('a folder, as its owner meets it', () => {
  test('is sealed for two, opened by either, and shows nothing of itself', async () => {
    expect(await ringwall('recipient', 'new', '--out', 'alice.jwk')).toMatchObject({ code: 0 });
    expect(await run('recipient', 'new', '--out', 'bob.jwk')).toMatchObject({ code: 0 });
    const sealed = await ringwall(
      ...['file', 'seal', 'dataset', '--to', 'alice.pub.jwk', '--to', 'bob.pub.jwk'],
    );
    expect(sealed).toMatchObject({ code: 0 });
    expect(sealed.stdout.toString()).toBe(`${join(cwd, 'dataset.sealed')}\n`);
    expect(sealed.stderr).toMatch(/Sealed 2\.9 MiB in 4 members as sld_/);
    expect((await readdir(join(cwd, 'dataset.sealed'))).sort()).toEqual([
      'index.floe',
      'keys.json',
      'shard-00000.floe',
    ]);
    for (const name of await readdir(join(cwd, 'dataset.sealed'))) {
      const bytes = await readFile(join(cwd, 'dataset.sealed', name));
      expect(bytes.includes('train') || bytes.includes('Hello')).toBe(false);
    }
    for (const who of ['alice', 'bob']) {
      const opened = await ringwall(
        ...['file', 'open', 'dataset.sealed', '--identity', `${who}.jwk`, '--out', `of-${who}`],
      );
      expect(opened).toMatchObject({ code: 0 });
      expect((await readFile(join(cwd, `of-${who}`, 'train', 'table.bin'))).equals(table)).toBe(true);
      expect(await readFile(join(cwd, `of-${who}`, 'latest'))).toHaveLength(table.length);
    }
  });

  test('opens into a folder of its own name in the current one, and never over what is there', async () => {
    const elsewhere = join(cwd, 'elsewhere');
    await mkdir(elsewhere);
    const args = ['file', 'open', '../dataset.sealed', '--identity', '../alice.jwk'];
    expect(await runHere(args, { cwd: elsewhere })).toMatchObject({ code: 0 });
    expect(await readdir(join(elsewhere, 'dataset'))).toHaveLength(3);
    expect(await runHere(args, { cwd: elsewhere })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--force'),
    });
  });

  test('lists what is in it, and gives single files and ranges of them', async () => {
    const open = ['file', 'open', 'dataset.sealed', '--identity', 'bob.jwk'];
    const listed = await run(...open, '--list', '--json');
    expect(
      listed.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).path),
    ).toEqual(['latest', 'read me.txt', 'train', 'train/table.bin']);
    expect((await run(...open, '--member', 'read me.txt')).stdout).toBe('Hello.\n');
    const range = await ringwall(...open, '--member', 'train/table.bin', '--range', '1000000-1000999');
    expect(range.stdout).toEqual(Buffer.from(table.subarray(1_000_000, 1_001_000)));
    expect(await run(...open, '--member', 'train/table.bin', '--out', 'table.bin')).toMatchObject({
      code: 0,
    });
    expect((await readFile(join(cwd, 'table.bin'))).equals(table)).toBe(true);
    for (const wrong of [
      ['--member', 'none'],
      ['--member', 'train'],
      ['--range', '0-9'],
      ['--member', 'train/table.bin', '--range', '3000000-'],
      ['--out', '-'],
    ]) {
      expect(await run(...open, ...wrong)).toMatchObject({ code: 2, stdout: '' });
    }
  });

  test('gives a range over HTTP', async () => {
    const files: Record<string, Uint8Array> = {};
    for (const name of await readdir(join(cwd, 'dataset.sealed'))) {
      files[`/dataset.sealed/${name}`] = await readFile(join(cwd, 'dataset.sealed', name));
    }
    await using server = await startRangeServer(files);
    const opened = await ringwall(
      ...['file', 'open', `${server.url}/dataset.sealed`, '--identity', 'bob.jwk'],
      ...['--member', 'train/table.bin', '--range', '2000000-2004095'],
    );
    expect(opened.stdout).toEqual(Buffer.from(table.subarray(2_000_000, 2_004_096)));
    expect(server.sentBytes()).toBeLessThan(table.length / 5);
  });

  test('loses a recipient, who opens it nevertheless with what he kept, until it is re-keyed', async () => {
    await cp(join(cwd, 'dataset.sealed', 'keys.json'), join(cwd, 'kept.json'));
    const shard = await readFile(join(cwd, 'dataset.sealed', 'shard-00000.floe'));
    const asked = await run('recipient', 'remove', 'dataset.sealed', 'bob');
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    const removed = await ringwall('recipient', 'remove', 'dataset.sealed', 'bob', '--yes');
    expect(removed).toMatchObject({ code: 0 });
    expect(removed.stderr).toMatch(/bob may have kept the data key[\s\S]*file rekey dataset\.sealed/);
    // Nothing but the keys document changed.
    expect(await readFile(join(cwd, 'dataset.sealed', 'shard-00000.floe'))).toEqual(shard);
    const member = ['--member', 'read me.txt'];
    const asBob = ['file', 'open', 'dataset.sealed', '--identity', 'bob.jwk', ...member];
    expect(await run(...asBob)).toMatchObject({ code: 3, stderr: expect.stringContaining('"alice"') });
    expect((await run(...asBob, '--keys', 'kept.json')).stdout).toBe('Hello.\n');

    const rekeyed = await ringwall('file', 'rekey', 'dataset.sealed', '--identity', 'alice.jwk');
    expect(rekeyed).toMatchObject({ code: 0 });
    expect(rekeyed.stdout.toString()).toMatch(/version 1 is now version 2\n {2}"alice"/);
    expect(rekeyed.stdout.toString()).not.toContain('bob');
    expect(rekeyed.stderr).toMatch(/copies of the old sealed data .* stay readable/);
    const kept = await run(...asBob, '--keys', 'kept.json');
    expect(kept).toMatchObject({ code: 3, stdout: '' });
    const asAlice = ['file', 'open', 'dataset.sealed', '--identity', 'alice.jwk', ...member];
    expect((await run(...asAlice)).stdout).toBe('Hello.\n');
  });

  test('tells what is visible without a key', async () => {
    const { stdout } = await run('file', 'inspect', 'dataset.sealed', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      version: '2',
      segmentBytes: 65_536,
      recipients: [{ label: 'alice', kind: 'public-key' }],
    });
    const words = await run('file', 'inspect', 'dataset.sealed');
    expect(words).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing above is verified') });
  });
});

describe('pipes', () => {
  test('seal and open without a file in between', async () => {
    const sealed = await runCommand(
      ['file', 'seal', '-', '--out', '-', '--keys', 'piped.keys.json', '--to', 'alice.pub.jwk'],
      { cwd, stdin: table },
    );
    expect(sealed).toMatchObject({ code: 0 });
    const open = ['file', 'open', '-', '--keys', 'piped.keys.json', '--identity', 'alice.jwk'];
    const opened = await runCommand(open, { cwd, stdin: sealed.stdout });
    expect(opened).toMatchObject({ code: 0 });
    expect(opened.stdout.equals(table)).toBe(true);
    const cut = await runCommand(open, { cwd, stdin: sealed.stdout.subarray(0, -1) });
    expect(cut).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error: .*[\s\S]*sealed-truncated/),
    });
    expect(cut.stdout.length).toBeLessThan(table.length);
  });
});

describe('the help of the sealing commands', () => {
  test.each([
    'file seal',
    'file open',
    'file inspect',
    'file rekey',
    'recipient new',
    'recipient add',
    'recipient remove',
    'recipient rotate',
    'kek list',
    'kek create',
    'kek rotate',
    'kek destroy',
    'kek due',
  ])('has examples: %s', async (command) => {
    const { code, stdout } = await run(...command.split(' '), '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples?:\n {2}(ringwall|pg_dump)/);
  });
});

describe('wrong usage', () => {
  test.each([
    [['file', 'seal', 'dataset'], '--to'],
    [['file', 'seal', 'nowhere', '--to', 'alice.pub.jwk'], 'There is no nowhere'],
    [['file', 'seal', 'dataset', '--to', 'nobody.jwk'], 'nobody.jwk'],
    [['file', 'seal', 'dataset', '--to', 'alice.jwk'], 'This is a private key'],
    [['file', 'seal', 'dataset', '--to', 'dataset'], 'is a folder'],
    [['file', 'seal', 'dataset', '--to', 'kek:house'], 'house/datasets'],
    [['file', 'seal', 'dataset', '--to', 'kek:house/x'], 'no key provider house'],
    [['file', 'seal', '-', '--to', 'alice.pub.jwk'], '--out'],
    [['file', 'seal', 'dataset', '--to', 'alice.pub.jwk', '--segment', '5KiB'], '64KiB'],
    [['file', 'seal', 'dataset', '--to', 'alice.pub.jwk', '--threads', '0'], '1 to 16'],
    [['file', 'open', 'dataset', '--identity', 'alice.jwk'], 'dataset.sealed is'],
    [['file', 'open', 'dataset.sealed'], '--identity'],
    [['file', 'open', 'dataset.sealed', '--identity', 'alice.pub.jwk'], 'private key'],
    [['file', 'open', 'dataset.sealed/keys.json', '--identity', 'alice.jwk'], 'keys document'],
    [['file', 'inspect', 'dataset'], 'not sealed'],
    [['recipient', 'new', '--out', 'alice.jwk'], 'exists'],
    [['recipient', 'remove', 'dataset.sealed', 'carol', '--yes'], '"alice"'],
    [['recipient', 'remove', 'dataset.sealed', 'alice', '--yes'], 'only recipient'],
  ] as const)('is answered with 2 and a word about it: %j', async (args, word) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(word);
  });
});

test('no secret is on stdout, on stderr or in a file that is not its own', async () => {
  const { d } = JSON.parse(await readFile(join(cwd, 'alice.jwk'), 'utf8'));
  const passphrase = 'c4n4ry-passphrase-7f3a9b';
  await writeFile(join(cwd, 'pass'), passphrase, { mode: 0o600 });
  const seen: string[] = [];
  for (const args of [
    ['file', 'seal', 'dataset', '--out', 's.sealed', '--to', 'alice.pub.jwk', '--to', 'passphrase'],
    ['file', 'open', 's.sealed', '--identity', 'passphrase', '--out', 's1'],
    ['file', 'open', 's.sealed', '--identity', 'alice.jwk', '--list'],
    ['file', 'rekey', 's.sealed', '--identity', 'alice.jwk', '--identity', 'passphrase'],
    ['file', 'inspect', 's.sealed', '--json'],
    ['file', 'open', 's.sealed', '--identity', 'pass', '--out', 's2'],
    ['file', 'seal', 'dataset', '--out', 't.sealed', '--to', 'pass'],
    ['recipient', 'new', '--out', 'dave.jwk', '--passphrase'],
  ]) {
    const withFile = args.includes('passphrase') || args.includes('--passphrase');
    const { stdout, stderr } = await run(...args, ...(withFile ? ['--passphrase-file', 'pass'] : []));
    seen.push(stdout, stderr);
  }
  for (const entry of await readdir(cwd, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || ['alice.jwk', 'pass'].includes(entry.name)) continue;
    seen.push(await readFile(join(entry.parentPath, entry.name), 'latin1'));
  }
  const all = seen.join('\n');
  expect(all).toContain('sld_');
  expect(all.includes(d)).toBe(false);
  expect(all).not.toContain('c4n4ry');
});
