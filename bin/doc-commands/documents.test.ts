import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runDocument } from './run-document.ts';
import { noSandbox } from './sandbox.ts';

const root = join(import.meta.dirname, '..', '..');
/** How many blocks of a document cannot run here; each says why. */
const notRun: Readonly<Record<string, number>> = {
  'README.md': 1,
  'docs/access.md': 3,
  'docs/containers.md': 4,
  'docs/production.md': 3,
  'docs/sealing.md': 2,
  'docs/start.md': 2,
};
/** Made from the program, or with nothing in it to type. */
const others = ['docs/architecture.md', 'docs/cli.md', 'docs/errors.md'];
const documents = ['README.md', ...globSync('docs/*.md', { cwd: root }).sort()].filter(
  (file) => !others.includes(file),
);
const cannot = noSandbox();

describe.skipIf(cannot !== undefined)(
  `the commands in documents${cannot ? ` (skipped: ${cannot})` : ''}`,
  () => {
    test.each(documents)('do what %s shows', { timeout: 300_000 }, async (file) => {
      const { skipped } = await runDocument(readFileSync(join(root, file), 'utf8'), { root });
      expect(skipped).toHaveLength(notRun[file] ?? 0);
    });
  },
);
