import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runHere } from './testing/fake-terminal.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ringwall-rekey-'));
  await writeFile(join(cwd, 'pass'), 'a passphrase that is long\n', { mode: 0o600 });
  await writeFile(join(cwd, 'x'), 'text');
  for (const who of ['alice', 'bob', 'mallory']) await run('recipient', 'new', '--out', `${who}.jwk`);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));
beforeEach(async () => {
  const sealed = await run('file', 'seal', 'x', '--force', '--to', 'alice.pub.jwk', '--to', 'bob.pub.jwk');
  expect(sealed.code).toBe(0);
});

const run = (...args: string[]) => runHere(args, { cwd });
const rekey = (...args: string[]) => run('file', 'rekey', 'x.floe', '--identity', 'alice.jwk', ...args);
const opens = async (who: string) =>
  (await run('file', 'open', 'x.floe', '--identity', `${who}.jwk`, '--out', '-')).stdout === 'text';

describe('a re-key', () => {
  test('keeps everybody', async () => {
    expect(await rekey()).toMatchObject({ code: 0, stdout: expect.stringMatching(/alice[\s\S]*bob/) });
    expect([await opens('alice'), await opens('bob')]).toEqual([true, true]);
  });

  test('shuts out whom --without names, and asks nothing more', async () => {
    expect(await rekey('--without', 'bob')).toMatchObject({ code: 0 });
    expect([await opens('alice'), await opens('bob')]).toEqual([true, false]);
    expect((await rekey('--without', 'carol')).code).toBe(2);
  });

  test('is for those alone whom --to names', async () => {
    expect(await rekey('--to', 'bob.pub.jwk')).toMatchObject({ code: 0 });
    expect([await opens('alice'), await opens('bob')]).toEqual([false, true]);
    expect((await rekey('--to', 'bob.pub.jwk', '--without', 'bob')).code).toBe(2);
  });

  test('does not seal to somebody who was only written into the list', async () => {
    await run('file', 'seal', 'x', '--out', 'y.floe', '--force', '--to', 'mallory.pub.jwk');
    const read = async (name: string) => JSON.parse(await readFile(join(cwd, name), 'utf8'));
    const [document, foreign] = [await read('x.keys.json'), await read('y.keys.json')];
    document.recipients.push(foreign.recipients[0]);
    await writeFile(join(cwd, 'x.keys.json'), JSON.stringify(document));
    const asked = await rekey();
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/"mallory".*may be forged/) });
    expect(await rekey('--yes')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('Dropped  "mallory"'),
    });
    expect([await opens('bob'), await opens('mallory')]).toEqual([true, false]);
  });

  test('loses no passphrase without asking', async () => {
    const passphrase = ['--to', 'passphrase', '--new-passphrase-file', 'pass'];
    await run('recipient', 'add', 'x.floe', '--identity', 'alice.jwk', ...passphrase);
    expect(await rekey()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--identity passphrase'),
    });
    const given = ['--identity', 'passphrase', '--passphrase-file', 'pass'];
    expect(await rekey(...given)).toMatchObject({ code: 0, stdout: expect.stringContaining('a passphrase') });
    const opened = await run('file', 'open', 'x.floe', '--passphrase-file', 'pass', '--out', '-');
    expect(opened.stdout).toBe('text');
  });
});

describe('a recipient that is replaced', () => {
  const rotate = (...args: string[]) =>
    run(
      ...['recipient', 'rotate', 'x.floe', 'bob', '--to', 'mallory.pub.jwk', '--identity', 'alice.jwk'],
      ...args,
    );

  test('is so only after a yes, and not in a dry run', async () => {
    expect(await rotate()).toMatchObject({ code: 2, stderr: expect.stringContaining('Nobody was replaced') });
    expect(await rotate('--dry-run')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"mallory"'),
    });
    expect([await opens('bob'), await opens('mallory')]).toEqual([true, false]);
    expect((await rotate('--yes')).stderr).toContain('bob may have kept the data key');
    expect([await opens('bob'), await opens('mallory')]).toEqual([false, true]);
  });
});
