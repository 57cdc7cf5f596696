import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fakeTerminal } from '../testing/fake-terminal.ts';
import { existingPassphrase, newPassphrase } from './passphrase.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringwall-passphrase-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const long = 'correct horse battery staple';
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

function person(typed: string) {
  const fake = fakeTerminal({ person: true });
  fake.keys.write(typed);
  return fake;
}

function written(content: string, mode = 0o600): string {
  const path = join(folder, `file-${Math.random().toString(36).slice(2)}`);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

describe('a new passphrase', () => {
  test('is asked for twice and never shown', async () => {
    const fake = person(`${long}\r${long}\r`);
    expect(text(await newPassphrase({ purpose: 'x.floe' }, fake.terminal))).toBe(long);
    expect(fake.stderr()).toBe('New passphrase for x.floe: \nThe same once more: \n');
    expect(fake.isRaw()).toBe(false);
  });

  test('is asked for again where the two differ', async () => {
    const fake = person(`${long}\r${long}!\r${long}\r${long}\r`);
    expect(text(await newPassphrase({ purpose: 'x' }, fake.terminal))).toBe(long);
    expect(fake.stderr()).toContain('not the same');
  });

  test('is refused after three attempts', async () => {
    const fake = person('\r\r\r');
    await expect(newPassphrase({ purpose: 'x' }, fake.terminal)).rejects.toMatchObject({
      code: 'app/passphrase-unusable',
    });
    expect(fake.stderr()).toContain('empty passphrase');
  });

  test('that is short is warned about and taken', async () => {
    const fake = person('elevenchars\relevenchars\r');
    expect(text(await newPassphrase({ purpose: 'x' }, fake.terminal))).toBe('elevenchars');
    expect(fake.stderr()).toMatch(/under 12 characters.*--generate-passphrase/);
  });

  test('that is generated is shown once, on a terminal only', async () => {
    const fake = person('');
    const made = text(await newPassphrase({ purpose: 'x', generate: true }, fake.terminal));
    expect(made).toMatch(/^([0-9a-hjkmnp-tv-z]{5}-){4}[0-9a-hjkmnp-tv-z]{5}$/);
    expect(fake.stderr().split(made)).toHaveLength(2);
    expect(fake.stdout()).toBe('');
    const piped = fakeTerminal({ person: false });
    await expect(newPassphrase({ purpose: 'x', generate: true }, piped.terminal)).rejects.toMatchObject({
      code: 'app/passphrase-needed',
    });
  });
});

describe('an existing passphrase', () => {
  test('is asked for once, whatever is typed ahead', async () => {
    const fake = person(`${long}\rls -l\r`);
    expect(text(await existingPassphrase({ purpose: 'x' }, fake.terminal))).toBe(long);
    expect(fake.stderr()).toBe('Passphrase for x: \n');
  });

  test('may come key by key', async () => {
    const fake = fakeTerminal({ person: true });
    const asked = existingPassphrase({ purpose: 'x' }, fake.terminal);
    expect(fake.isRaw()).toBe(true);
    for (const key of 'ab\u007fc\r') fake.keys.write(key);
    expect(text(await asked)).toBe('ac');
  });

  test('ends the command with 130 on Ctrl-C, with the terminal as it was', async () => {
    const fake = person('half\u0003');
    await expect(existingPassphrase({ purpose: 'x' }, fake.terminal)).rejects.toMatchObject({
      code: 'app/interrupted',
      exit: 130,
    });
    expect(fake.isRaw()).toBe(false);
  });

  test('cannot be asked for without a terminal', async () => {
    const { terminal } = fakeTerminal({ person: false });
    await expect(existingPassphrase({ purpose: 'x' }, terminal)).rejects.toMatchObject({
      code: 'app/passphrase-needed',
    });
  });
});

describe('a passphrase in a file', () => {
  test.each([
    ['without a line end', long],
    ['with a line end', `${long}\n`],
    ['with the line end of Windows', `${long}\r\n`],
  ])('is its one line: %s', async (_what, content) => {
    const { terminal, stderr } = fakeTerminal({ person: false });
    expect(text(await existingPassphrase({ file: written(content), purpose: 'x' }, terminal))).toBe(long);
    expect(stderr()).toBe('');
  });

  test.each(['', '\n', `${long}\nmore\n`, 'x'.repeat(1025)])('is refused: %j', async (content) => {
    const { terminal } = fakeTerminal({ person: false });
    const refused = existingPassphrase({ file: written(content), purpose: 'x' }, terminal);
    await expect(refused).rejects.toMatchObject({ code: 'app/passphrase-unusable' });
    await expect(refused).rejects.not.toThrow(/correct/);
  });

  test.skipIf(process.platform === 'win32')('that others may read is warned about', async () => {
    const { terminal, stderr } = fakeTerminal({ person: false });
    await existingPassphrase({ file: written(long, 0o644), purpose: 'x' }, terminal);
    expect(stderr()).toMatch(/others on this machine may read .*chmod 600/);
  });

  test('that is not there is named', async () => {
    const { terminal } = fakeTerminal({ person: false });
    await expect(
      existingPassphrase({ file: join(folder, 'none'), purpose: 'x' }, terminal),
    ).rejects.toMatchObject({ code: 'app/path-missing', message: expect.stringContaining('none') });
  });
});
