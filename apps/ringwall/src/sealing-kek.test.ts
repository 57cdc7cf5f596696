import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from './testing/fake-terminal.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ringwall-kek-'));
  await writeFile(
    join(cwd, 'ringwall.config.yaml'),
    'keyProviders:\n  house: { kind: file, directory: keks }\n  away: { kind: file, directory: other }\n',
  );
  await mkdir(join(cwd, 'store', 'deep'), { recursive: true });
  await run('recipient', 'new', '--out', 'escrow.jwk');
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const run = (...args: string[]) => runHere(args, { cwd });
const versions = async (): Promise<{ keyVersion: string; state: string }[]> =>
  JSON.parse((await run('kek', 'list', 'house', '--json')).stdout).versions;

describe('the keys of a provider', () => {
  test('are created, listed, rotated and due', async () => {
    const made = await run('kek', 'create', 'house/datasets', '--rotate-every', '90d');
    expect(made).toMatchObject({ code: 0, stdout: 'house/datasets\n' });
    expect(made.stderr).toMatch(/warning: house: .*in the clear/);
    expect((await run('kek', 'create', 'house/datasets')).code).toBe(2);
    const listed = await run('kek', 'list', '--json');
    expect(JSON.parse(listed.stdout)).toMatchObject({
      provider: 'house',
      kind: 'file',
      keyId: 'datasets',
      use: 'wrap',
      rotateEveryDays: 90,
      versions: [{ state: 'enabled' }],
    });
    expect((await run('kek', 'list')).stdout).toMatch(/^house\/datasets\tfile\twrap\t/);
    // Nothing is due on the day it was made.
    expect(await run('kek', 'due')).toMatchObject({ code: 0, stdout: '' });
    expect((await run('kek', 'rotate', 'house/datasets')).code).toBe(0);
    expect(await versions()).toHaveLength(2);
  });

  test('are refused where the provider, the key or the version is not there', async () => {
    expect(await run('kek', 'list', 'nowhere')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it has house, away'),
    });
    expect((await run('kek', 'rotate', 'house/none')).code).toBe(2);
    expect((await run('kek', 'destroy', 'house/datasets', '--key-version', '99', '--yes')).code).toBe(2);
    expect((await run('kek', 'rotate', 'house')).code).toBe(2);
  });
});

describe('a version that is destroyed', () => {
  test('takes with it what only it opened, and the record proves that', async () => {
    for (const [name, ...to] of [
      ['only', 'kek:house/datasets'],
      ['deep/shared', 'kek:house/datasets', 'escrow.pub.jwk'],
      ['other', 'escrow.pub.jwk'],
    ] as const) {
      const source = join('store', name);
      await writeFile(join(cwd, source), `${name} text`);
      const sealed = await run('file', 'seal', source, ...to.flatMap((one) => ['--to', one]));
      expect(sealed.code).toBe(0);
    }
    const [, newest] = await versions();
    const version = newest?.keyVersion ?? '';
    const destroy = ['kek', 'destroy', 'house/datasets', 'store', '--key-version', version];

    const dry = await run(...destroy, '--dry-run');
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toMatch(/Nothing was destroyed/);
    expect(dry.stdout).toMatch(/store\/only\.keys\.json\tunreadable: nobody/);
    expect(dry.stdout).toMatch(/store\/deep\/shared\.keys\.json\treadable for others\t[\w-]{43}/);
    expect(dry.stdout).toMatch(/store\/other\.keys\.json\tnot affected/);

    const asked = await run(...destroy, '--out', 'record.json');
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('Nothing was destroyed') });
    expect(asked.stderr).toMatch(/Of 3 sealed, 1 will be unreadable for everybody:\n {2}store\/only/);
    const only = ['file', 'open', 'store/only.floe', '--identity', 'kek:house', '--out', '-'];
    expect((await run(...only)).stdout).toBe('only text');

    const done = await run(...destroy, '--out', 'record.json', '--yes');
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining(`Destroyed version ${version}`) });
    expect(await run(...only)).toMatchObject({ code: 3, stdout: '' });
    const escrow = ['--identity', 'escrow.jwk', '--out', '-'];
    expect((await run('file', 'open', 'store/deep/shared.floe', ...escrow)).stdout).toBe('deep/shared text');
    const record = JSON.parse(await readFile(join(cwd, 'record.json'), 'utf8'));
    expect(record).toMatchObject({
      format: 'ringwall/key-destruction/1',
      keyVersion: version,
      dryRun: false,
      documents: expect.arrayContaining([
        expect.objectContaining({ name: 'store/only.keys.json', before: 'yes', outcome: 'unreadable' }),
      ]),
    });
    expect((await run(...destroy, '--yes')).code).toBe(3);
  });

  test('stays, where its record has nowhere to go', async () => {
    const [first] = await versions();
    const version = first?.keyVersion ?? '';
    for (const out of ['record.json', 'nowhere/record.json']) {
      const refused = await run(
        ...['kek', 'destroy', 'house/datasets', '--key-version', version, '--yes', '--out', out],
      );
      expect(refused).toMatchObject({ code: 2 });
    }
    expect((await versions())[0]?.state).toBe('enabled');
  });
});

test('a re-key keeps the providers among the recipients, where they are configured', async () => {
  await run('kek', 'create', 'away/mine');
  // Its newest version was destroyed, and older ones are not fallen back on.
  await run('kek', 'rotate', 'house/datasets');
  await writeFile(join(cwd, 'r'), 'text');
  const to = ['escrow.pub.jwk', 'kek:house/datasets', 'kek:away/mine'].flatMap((one) => ['--to', one]);
  expect(await run('file', 'seal', 'r', ...to)).toMatchObject({ code: 0 });
  expect(await run('file', 'rekey', 'r.floe', '--identity', 'escrow.jwk')).toMatchObject({ code: 0 });
  expect((await run('file', 'open', 'r.floe', '--identity', 'kek:away', '--out', '-')).stdout).toBe('text');

  const other = await mkdtemp(join(cwd, 'unconfigured-'));
  const args = ['file', 'rekey', '../r.floe', '--identity', '../escrow.jwk'];
  const asked = await runHere(args, { cwd: other });
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('not configured here') });
  expect(await readdir(other)).toEqual([]);
});
