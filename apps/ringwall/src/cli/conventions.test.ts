import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeTerminal, runHere } from '../testing/fake-terminal.ts';
import { coloursOf } from './colours.ts';
import { runCommandLine } from './command-line.ts';
import { commandPath } from './command-path.ts';
import { commandsBelow } from './completion/completion-tree.ts';
import { jsonOutputs } from './json-output/json-outputs.ts';
import { buildProgram } from './program.ts';
import { progressOn } from './progress.ts';
import { hint } from './terminal.ts';

const program = buildProgram(fakeTerminal({ person: false }).terminal, () => {});
const all = commandsBelow(program);
const leaves = all.filter((command) => command.commands.length === 0);
const named = leaves.map((command) => ({ name: commandPath(command), command }));

/** What it prints is a script for a shell. */
const withoutJson = ['completion'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringwall-conventions-'));
  await writeFile(join(folder, 'text'), 'permit (principal, action, resource);');
  await writeFile(
    join(folder, 'cases'),
    '- { name: a, principal: shell, action: key.read, resource: "project:default", expect: allow }',
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('every command', () => {
  test.each(named)('$name explains itself, with examples of itself', async ({ name, command }) => {
    expect(command.description()).toMatch(/^[A-Z].*[^.]$/);
    for (const { description, flags } of command.options) expect(description, flags).not.toBe('');
    const { code, stdout } = await runHere([...name.split(' '), '--help'], { cwd: folder });
    expect(code).toBe(0);
    const [, examples = ''] = stdout.split(/^Examples?:\n/m);
    expect(examples).toContain(`ringwall ${name}`);
    for (const line of examples.trim().split('\n')) expect(line).toMatch(/ringwall /);
  });

  test('prints JSON where it is asked to, and its schema is known', () => {
    const can = named.filter(({ command }) => command.options.some(({ long }) => long === '--json'));
    const names = can.map(({ name }) => name);
    expect(named.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual(withoutJson);
    expect(names.toSorted()).toEqual(Object.keys(jsonOutputs).toSorted());
  });

  test('asks before it takes something away, and can be told not to', () => {
    const takes = /\b(revoke|remove|disable|erase|destroy|release|reset|waive|retire-key|rekey)$/;
    const asks = named.filter(({ command }) => command.options.some(({ long }) => long === '--yes'));
    const names = asks.map(({ name }) => name);
    expect(named.map(({ name }) => name).filter((name) => takes.test(name) && !names.includes(name))).toEqual(
      [],
    );
  });

  test('takes no secret as the value of a flag', () => {
    const secret = /pass(word|phrase)|secret|token(?!s)|credential|api-?key/i;
    const found = named.flatMap(({ name, command }) =>
      command.options
        .filter((option) => (option.required || option.optional) && secret.test(option.flags))
        .map(({ long }) => `${name} ${long}`),
    );
    // Files that hold one, and the kind of a credential.
    expect(found.filter((each) => !each.endsWith('-file')).toSorted()).toEqual(['policy why --credential']);
  });

  test('says the same by the same flag', () => {
    const meanings = new Map<string, Set<string>>();
    for (const option of leaves.flatMap((command) => command.options)) {
      if (!['--json', '--data', '--config', '--yes', '--approval'].includes(option.long ?? '')) continue;
      meanings.set(option.flags, (meanings.get(option.flags) ?? new Set()).add(option.description));
    }
    for (const [flags, descriptions] of meanings) expect([...descriptions], flags).toHaveLength(1);
  });
});

describe('a command that needs a server', () => {
  /** Do their work without one. */
  const alone =
    /^(start|doctor|restore|completion|file .*|recipient .*|kek (?!rotate-server).*|ledger (verify|reindex|witness)|policy test)$/;
  const values: Readonly<Record<string, string>> = {
    ...{ index: '1', cases: 'cases', file: 'text', slice: 'text', '--out': 'new', '--expires': '1d' },
    ...{ '--log': 'x', '--key-version': '1', of: 'key:*' },
  };
  /** What cannot be guessed from the names of arguments and options. */
  const more: Readonly<Record<string, readonly string[]>> = {
    'limit set': ['--requests', '1', '--per', 'minute'],
    'policy why': ['req_x'],
    'token revoke': ['tok_x'],
    'ca issue': ['--name', 'a.example'],
    'request export': [],
  };

  test.each(named.filter(({ name }) => !alone.test(name)))(
    '$name says that none runs, and what to do',
    async ({ name, command }) => {
      const words = [...name.split(' '), ...required(command), ...(more[name] ?? []), '--data', 'none'];
      const asks = command.options.some(({ long }) => long === '--yes') ? ['--yes'] : [];
      const { code, stdout, stderr } = await runHere([...words, ...asks], { cwd: folder });
      expect(stderr).toContain('No Ringwall server is running here');
      expect(stderr).toMatch(/`\S*ringwall start`/);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    },
  );

  function required(command: Command): readonly string[] {
    const words = command.registeredArguments
      .filter(({ required: must }) => must)
      .map((each) => values[each.name()] ?? 'x');
    const options = command.options.filter(({ mandatory }) => mandatory);
    return [...words, ...options.flatMap(({ long }) => [long ?? '', values[long ?? ''] ?? 'reason'])];
  }
});

describe('what is not understood', () => {
  test.each([
    [['ky', 'list'], 'key'],
    [['key', 'creat'], 'create'],
    [['key', 'list', '--jsn'], '--json'],
  ])('%j is answered with 2 and what was meant', async (words, meant) => {
    const { code, stderr } = await runHere(words, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain(`Did you mean ${meant}?`);
  });

  test('help is what people type, too', async () => {
    const { code, stdout } = await runHere(['help', 'key'], { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toBe((await runHere(['key', '--help'], { cwd: folder })).stdout);
  });

  test('a noun alone is answered with 2 and its verbs', async () => {
    const { code, stderr } = await runHere(['key'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('create [options] <name>');
  });

  test('wrong usage points at the help of the command itself', async () => {
    const { code, stderr } = await runHere(['ledger', 'prove', 'first'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/`\S*ringwall ledger prove --help`/);
  });
});

describe('colours', () => {
  const red = '\u001b[31m';
  const shows = async (
    env: Readonly<Record<string, string>>,
    person: boolean,
    ...flags: readonly string[]
  ) => {
    const fake = fakeTerminal({ person, cwd: folder });
    const words = [...flags, 'ledger', 'verify', 'nowhere'];
    expect(await runCommandLine(words, { ...fake.terminal, env })).toBe(2);
    return fake.stderr().includes(red);
  };

  test('are for terminals, and for those who ask', async () => {
    expect(await shows({}, true)).toBe(true);
    expect(await shows({}, false)).toBe(false);
    expect(await shows({ NO_COLOR: '1' }, true)).toBe(false);
    expect(await shows({ NO_COLOR: '' }, true)).toBe(true);
    expect(await shows({ TERM: 'dumb' }, true)).toBe(false);
    expect(await shows({ FORCE_COLOR: '1' }, false)).toBe(true);
    expect(await shows({ FORCE_COLOR: '1', NO_COLOR: '1' }, false)).toBe(true);
    expect(await shows({ FORCE_COLOR: '0' }, true)).toBe(false);
    expect(await shows({ FORCE_COLOR: '1' }, true, '--no-color')).toBe(false);
  });

  test('leave the words as they are', () => {
    const { bad, strong } = coloursOf(fakeTerminal({ person: true }).terminal, 'stdout');
    expect(strong(bad('x')).replaceAll(/\u001b\[\d+m/g, '')).toBe('x');
  });
});

describe('progress and hints', () => {
  const drawn = (env: Readonly<Record<string, string>>, chosen?: { quiet: boolean; noColour: boolean }) => {
    const fake = fakeTerminal({ person: true });
    const terminal = { ...fake.terminal, env, ...(chosen && { chosen }) };
    progressOn(terminal, { verb: 'Copying', clock: { now: () => 0 } }).update({ doneBytes: 1 });
    return fake.stderr() !== '';
  };

  test('progress is drawn to a person who is there', () => {
    expect(drawn({})).toBe(true);
    expect(drawn({ CI: 'true' })).toBe(false);
    expect(drawn({ CI: 'false' })).toBe(true);
    expect(drawn({}, { quiet: true, noColour: false })).toBe(false);
  });

  test('--quiet leaves out what to do next, and no error', async () => {
    const fake = fakeTerminal({ person: true });
    hint({ ...fake.terminal, chosen: { quiet: true, noColour: false } }, 'Try that.');
    expect(fake.stderr()).toBe('');
    hint(fake.terminal, 'Try that.');
    expect(fake.stderr()).toBe('Try that.\n');
    expect((await runHere(['--quiet', 'status'], { cwd: folder })).stderr).toContain('app/not-running');
  });
});
