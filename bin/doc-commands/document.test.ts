import { describe, expect, test } from 'vitest';
import { stepsOf } from './document.ts';

describe('the steps of a document', () => {
  test('are its commands, with what they print', () => {
    const markdown =
      '# Title\n\n```console\n$ one\nits output\n\n$ two \\\n    words\n```\nText with `$ no`.\n';
    expect(stepsOf(markdown)).toEqual([
      { kind: 'command', line: 4, command: 'one', shown: ['its output'], interrupted: false },
      { kind: 'command', line: 7, command: 'two \\\n    words', shown: [], interrupted: false },
    ]);
  });

  test('are each line of a shell script, and no output', () => {
    expect(stepsOf('```sh\none\n\ntwo\n```')).toMatchObject([{ command: 'one' }, { command: 'two' }]);
  });

  test('go on to the end of a here-document', () => {
    const command = "cat > a <<'EOF'\n$ not a command\nEOF";
    expect(stepsOf(`\`\`\`\n$ ${command}\nshown\n\`\`\``)).toMatchObject([{ command, shown: ['shown'] }]);
  });

  test('know what Ctrl-C ended', () => {
    expect(stepsOf('```console\n$ stay\nup\n^C\n```')).toMatchObject([{ shown: ['up'], interrupted: true }]);
  });

  test('are the files that it names, and no other code', () => {
    const markdown = '```yaml a/b.yaml\nkey: value\n```\n\n```yaml\nother: 1\n```\n';
    expect(stepsOf(markdown)).toEqual([{ kind: 'file', line: 1, path: 'a/b.yaml', content: 'key: value\n' }]);
  });

  test('are also what a reader has done before', () => {
    expect(stepsOf('<!-- run\n$ before\n-->\n')).toMatchObject([
      { kind: 'command', line: 2, command: 'before' },
    ]);
  });

  test('leave out what cannot be run, with the reason', () => {
    const markdown = '<!-- not run: it needs a machine -->\n```sh\none\n```\n```sh\ntwo\n```\n';
    expect(stepsOf(markdown)).toMatchObject([
      { kind: 'skipped', line: 1, reason: 'it needs a machine' },
      { command: 'two' },
    ]);
  });

  test.each([
    ['a reason that is none', '<!-- not run: no -->\n```sh\na\n```', 'say why'],
    ['a reason for nothing', '<!-- not run: it needs a machine -->\n', 'no fence follows'],
    ['a fence without an end', '```sh\na\n', 'does not end'],
    ['a comment without an end', '<!-- run\n$ a\n', 'does not end'],
  ])('do not come from %s', (_, markdown, why) => {
    expect(() => stepsOf(markdown)).toThrow(why);
  });
});
