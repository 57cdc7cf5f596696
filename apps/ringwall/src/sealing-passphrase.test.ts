import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runOnTerminal } from './testing/command-process.ts';
import { runHere } from './testing/fake-terminal.ts';

const hasTerminals = spawnSync('python3', ['-c', 'import pty']).status === 0;
if (!hasTerminals) console.warn('Skipped: tests on a terminal need python3 with its pty module.');

const passphrase = 'c4n4ry horse battery staple';
const words = 'What is sealed in here.\n';
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ringwall-passphrase-'));
  await writeFile(join(cwd, 'note.txt'), words);
  await writeFile(join(cwd, 'pass'), `${passphrase}\n`, { mode: 0o600 });
  await writeFile(join(cwd, 'wrong'), 'something else\n', { mode: 0o600 });
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const run = (...args: string[]) => runHere(args, { cwd });

describe.skipIf(!hasTerminals)('on a terminal', () => {
  test('a passphrase is asked for twice to seal and once to open, and never shown', async () => {
    const sealed = await runOnTerminal(
      ['file', 'seal', 'note.txt', '--to', 'passphrase', '--out', 'typed.floe'],
      [
        { question: 'New passphrase for typed.floe: ', typed: `${passphrase}\r` },
        { question: 'once more: ', typed: `${passphrase}x\u007f\r` },
      ],
      { cwd },
    );
    expect(sealed.shown).toMatch(/typed\.floe/);
    expect(sealed).toMatchObject({ code: 0 });
    expect(sealed.shown).not.toContain('c4n4ry');
    // Without --identity it asks, because a passphrase opens it.
    const opened = await runOnTerminal(
      ['file', 'open', 'typed.floe', '--out', '-'],
      [{ question: 'Passphrase for typed.floe: ', typed: `${passphrase}\r` }],
      { cwd },
    );
    expect(opened.shown).toContain(words.trim());
    expect(opened.shown).not.toContain('c4n4ry');
  });

  test('a question is answered on the terminal also while stdin and stdout are pipes', async () => {
    const piped = await runOnTerminal(
      ['file', 'seal', '-', '--to', 'passphrase', '--out', 'piped.floe'],
      [
        { question: 'New passphrase for piped.floe: ', typed: `${passphrase}\r` },
        { question: 'once more: ', typed: `${passphrase}\r` },
      ],
      { cwd, redirect: '< note.txt > piped.out 2> piped.err' },
    );
    expect(piped).toMatchObject({ code: 0 });
    expect(await readFile(join(cwd, 'piped.err'), 'utf8')).not.toContain('c4n4ry');
    const opened = await run('file', 'open', 'piped.floe', '--passphrase-file', 'pass', '--out', '-');
    expect(opened.stdout).toBe(words);
  });

  test('Ctrl-C at the question ends with 130, writes nothing and leaves the terminal as it was', async () => {
    const stopped = await runOnTerminal(
      ['file', 'seal', 'note.txt', '--to', 'passphrase', '--out', 'stopped.floe'],
      [{ question: 'New passphrase for stopped.floe: ', typed: 'half\u0003' }],
      { cwd, redirect: '; code=$?; stty -a; exit $code' },
    );
    expect(stopped).toMatchObject({ code: 130 });
    expect(stopped.shown).toContain('Nothing was written');
    expect(stopped.shown).toMatch(/\sicanon\b[\s\S]*\secho\b/);
    await expect(readFile(join(cwd, 'stopped.floe'))).rejects.toThrow();
  });

  test('a generated passphrase is shown once and opens the file', async () => {
    const sealed = await runOnTerminal(
      ['file', 'seal', 'note.txt', '--to', 'passphrase', '--generate-passphrase', '--out', 'made.floe'],
      [],
      { cwd },
    );
    const [made = ''] = /([0-9a-z]{5}-){4}[0-9a-z]{5}/.exec(sealed.shown) ?? [];
    const opened = await runOnTerminal(
      ['file', 'open', 'made.floe', '--out', '-'],
      [{ question: 'Passphrase for made.floe: ', typed: `${made}\r` }],
      { cwd },
    );
    expect(opened.shown).toContain(words.trim());
  });

  test('progress ends in one line with bytes and rate', async () => {
    const { shown } = await runOnTerminal(
      ['file', 'seal', 'note.txt', '--to', 'passphrase', '--passphrase-file', 'pass', '--out', 'shown.floe'],
      [],
      { cwd },
    );
    expect(shown).toMatch(/Sealing 24 B in \d+ m?s/);
  });
});

describe('a lost passphrase', () => {
  test('says that the content is lost where nobody else can open it', async () => {
    await run('file', 'seal', 'note.txt', '--to', 'passphrase', '--passphrase-file', 'pass');
    const tried = await run('file', 'open', 'note.txt.floe', '--passphrase-file', 'wrong', '--out', 'x');
    expect(tried).toMatchObject({ code: 3 });
    expect(tried.stderr).toMatch(/passphrase does not open this/);
    expect(tried.stderr).toMatch(/nobody else can open it, there is no back door/);
    expect(tried.stderr).toMatch(/escrow recipient.*\n.*--to escrow\.pub\.jwk/);
    await expect(readFile(join(cwd, 'x'))).rejects.toThrow();
  });

  test('is not spoken of where no passphrase opens the file anyway', async () => {
    await run('recipient', 'new', '--out', 'erin.jwk');
    await run('file', 'seal', 'note.txt', '--out', 'key-only.floe', '--to', 'erin.pub.jwk');
    const flags = ['--identity', 'passphrase', '--passphrase-file', 'pass', '--out', 'x'];
    const tried = await run('file', 'open', 'key-only.floe', ...flags);
    expect(tried).toMatchObject({ code: 3, stderr: expect.stringContaining('core/keys-not-for-you') });
    expect(tried.stderr).toContain('"erin"');
  });

  test('is replaced by whoever else can open the file', async () => {
    await run('recipient', 'new', '--out', 'escrow.jwk');
    await run(
      ...['file', 'seal', 'note.txt', '--out', 'kept.floe', '--to', 'escrow.pub.jwk'],
      ...['--to', 'passphrase', '--passphrase-file', 'wrong'],
    );
    const tried = await run('file', 'open', 'kept.floe', '--passphrase-file', 'pass', '--out', 'x');
    expect(tried.stderr).toMatch(/these can still open it:\n {2}"escrow": public key/);
    const [, kid = ''] =
      /recipient rotate kept\.floe (passphrase:[\w-]+) --to passphrase/.exec(tried.stderr) ?? [];
    const rotated = await run(
      ...['recipient', 'rotate', 'kept.floe', kid, '--to', 'passphrase', '--new-passphrase-file', 'pass'],
      ...['--identity', 'escrow.jwk', '--yes'],
    );
    expect(rotated).toMatchObject({ code: 0 });
    const opened = await run('file', 'open', 'kept.floe', '--passphrase-file', 'pass', '--out', '-');
    expect(opened.stdout).toBe(words);
    expect((await run('file', 'open', 'kept.floe', '--passphrase-file', 'wrong', '--out', 'x')).code).toBe(3);
  });
});

describe('a key file sealed by a passphrase', () => {
  test('opens what is sealed to it with the passphrase, and not without', async () => {
    await run('recipient', 'new', '--out', 'carol.jwk', '--passphrase-file', 'pass');
    expect(await readFile(join(cwd, 'carol.jwk'), 'utf8')).not.toContain('"d"');
    await run('file', 'seal', 'note.txt', '--out', 'carol.floe', '--to', 'carol.pub.jwk');
    const open = (file: string) =>
      run('file', 'open', 'carol.floe', '--identity', 'carol.jwk', '--passphrase-file', file, '--out', '-');
    expect((await open('pass')).stdout).toBe(words);
    expect(await open('wrong')).toMatchObject({ code: 3, stdout: '' });
  });
});
