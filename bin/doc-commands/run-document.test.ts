import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runDocument } from './run-document.ts';
import { noSandbox } from './sandbox.ts';

const root = join(import.meta.dirname, '..', '..');
const run = (...lines: readonly string[]) => runDocument(lines.join('\n'), { root });

describe.skipIf(noSandbox() !== undefined)('a document that is run', () => {
  test('keeps folder, variables and files from command to command', async () => {
    const done = await run(
      ...['```js /srv/a.mjs', "console.log('from the file');", '```'],
      ...[
        '```console',
        '$ cd /srv && WORD=said',
        '$ echo $WORD; node a.mjs >&2',
        'said',
        'from the file',
        '```',
      ],
    );
    expect(done).toEqual({ commands: 2, skipped: [] });
  });

  test('has no network but its own', async () => {
    await run('```console', '$ ip -4 -o addr | wc -l; ls /mnt | wc -l', '1', '0', '```');
  });

  test.each([
    [
      'prints something else',
      ['$ echo other', 'this'],
      /Line 2: `echo other` is shown to print\nthis\n\nand printed\nother/,
    ],
    [
      'fails and shows nothing',
      ['$ true', '$ exit_with() { return 4; }', '$ exit_with'],
      /Line 4: `exit_with` ended with 4/,
    ],
    ['fails behind an ellipsis', ['$ ls /nothing', '…'], /Line 2: `ls \/nothing` ended with 2/],
    ['ends the shell', ['$ exit 3'], /The shell has ended/],
  ])('is wrong where a command %s', async (_, lines, why) => {
    await expect(run('```console', ...lines, '```')).rejects.toThrow(why);
  });
});
