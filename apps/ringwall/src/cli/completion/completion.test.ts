import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from '../../testing/fake-terminal.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ringwall-completion-'));
  mkdirSync(join(folder, 'data dir'));
  writeFileSync(join(folder, 'datum.txt'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Shell {
  readonly name: string;
  readonly program: string;
  /** A program for this shell that prints what it completes for the last of the words, one a line. */
  completes(script: string, words: readonly string[]): string;
}

/** Words without anything that a shell would read in its own way. */
const inQuotes = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');

const shells: readonly Shell[] = [
  {
    name: 'bash',
    program: 'bash',
    completes: (script, words) => `source ${script}
complete -p ringwall >/dev/null || exit 9
COMP_WORDS=(${inQuotes(words)}) COMP_CWORD=$((${words.length} - 1))
_ringwall
printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  {
    name: 'zsh',
    program: 'zsh',
    // The function runs as it is; what draws the list of a terminal is replaced by what prints it.
    completes: (script, words) => `compdef() { : }
source ${script}
_describe() { local list=\${@[-1]}; print -l -- \${\${(P)list}%%:*} }
compadd() { shift; print -l -- $@ }
_files() { print -l -- $PREFIX*(N) }
words=(${inQuotes(words)}) CURRENT=${words.length} PREFIX=${inQuotes(words.slice(-1))}
_ringwall | while IFS= read -r line; do [[ $line == $PREFIX* ]] && print -r -- $line; done
true`,
  },
  {
    name: 'fish',
    program: 'fish',
    completes: (script, words) =>
      `source ${script}; complete -C '${words.join(' ')}' | string replace -r '\\t.*' '' | string unescape; true`,
  },
];

const missing = (program: string) => spawnSync(program, ['--version']).error !== undefined;

describe.each(shells)('completion for $name', ({ name, program, completes }) => {
  test.skipIf(missing(program))(`(needs ${program}) knows commands, options, choices and files`, async () => {
    const { code, stdout } = await runHere(['completion', name], { cwd: folder });
    expect(code).toBe(0);
    const script = join(folder, `script.${name}`);
    writeFileSync(script, stdout);
    const complete = (...words: readonly string[]) => {
      const ran = spawnSync(program, ['-c', completes(script, ['ringwall', ...words])], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(ran.stderr).toBe('');
      expect(ran.status).toBe(0);
      return ran.stdout
        .split('\n')
        .map((line) => line.replace(/\/$/, ''))
        .filter((line) => line !== '')
        .toSorted();
    };
    expect(complete('ke')).toEqual(['kek', 'key']);
    expect(complete('key', 're')).toEqual(['revoke']);
    expect(complete('key', 'r')).toEqual(['revoke', 'rotate']);
    expect(complete('key', 'create', '--ro')).toEqual(['--route']);
    expect(complete('key', 'create', '--qui')).toEqual(['--quiet']);
    expect(complete('completion', '')).toEqual(['bash', 'fish', 'zsh']);
    // What follows an option that takes a value is that value, and no command.
    expect(complete('--approval', 'key', 'kek', 'r')).toEqual(['rotate', 'rotate-server']);
    expect(complete('status', '--data', 'dat')).toEqual(['data dir', 'datum.txt']);
    expect(complete('file', 'inspect', 'datu')).toEqual(['datum.txt']);
    expect(complete('key', 'create', 'dat')).toEqual([]);
  });
});

test('a shell that is not known is refused with those that are', async () => {
  const { code, stderr } = await runHere(['completion', 'cmd'], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});
