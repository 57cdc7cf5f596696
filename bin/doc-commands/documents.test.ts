import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runDocument } from './run-document.ts';
import { noSandbox } from './sandbox.ts';

const root = join(import.meta.dirname, '..', '..');
/** How many blocks of a document cannot run here; each says why. */
const notRun: Readonly<Record<string, number>> = { 'docs/start.md': 2 };
const documents = ['start', 'connect', 'api', 'policies', 'verify', 'backup', 'upgrade'].map(
  (name) => `docs/${name}.md`,
);
const cannot = noSandbox();

describe.skipIf(cannot !== undefined)(
  `the commands in documents${cannot ? ` (skipped: ${cannot})` : ''}`,
  () => {
    test.each(documents)('do what %s shows', { timeout: 180_000 }, async (file) => {
      const { skipped } = await runDocument(readFileSync(join(root, file), 'utf8'), { root });
      expect(skipped).toHaveLength(notRun[file] ?? 0);
    });
  },
);
