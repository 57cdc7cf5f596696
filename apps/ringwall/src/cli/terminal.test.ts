import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeTerminal, runHere } from '../testing/fake-terminal.ts';
import { printJson, printJsonLines, printTable } from './terminal.ts';

/** Clears the screen, in both spellings; turns the direction of text; ends a line where JSON has none. */
const hostile = 'a\u001b[2J\u009b2J\u202eb\u2028\u007f';
const acting = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;

test('what is printed of a stranger acts on no terminal, and JSON stays the same', () => {
  const fake = fakeTerminal({ person: true });
  printJson(fake.terminal, { [hostile]: hostile });
  expect(JSON.parse(fake.stdout())).toEqual({ [hostile]: hostile });
  printJsonLines(fake.terminal, [hostile]);
  printTable(fake.terminal, ['PATH'], [[hostile]]);
  expect(fake.stdout()).not.toMatch(acting);
});

test('an error that quotes a stranger acts on no terminal', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'ringwall-terminal-'));
  try {
    writeFileSync(join(cwd, 'x.floe'), 'x');
    writeFileSync(join(cwd, 'x.keys.json'), '{}');
    // A name that cannot be found comes back in the error.
    const { code, stderr } = await runHere(['file', 'inspect', `${hostile}.floe`], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/There is no a/);
    expect(stderr).not.toMatch(acting);
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
