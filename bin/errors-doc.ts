// node bin/errors-doc.ts [--write]: docs/errors.md from the tables of error codes that the packages export.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorEntry } from '@ringwall/core';

const root = dirname(import.meta.dirname);

/** Where the page is kept. */
export const errorsPage = join(root, 'docs', 'errors.md');

interface Table {
  /** `coreErrors` is of `core`. */
  readonly owner: string;
  readonly entries: readonly (readonly [code: string, entry: ErrorEntry])[];
}

/** Renders docs/errors.md: every code of every package, with what it answers, exits with and asks for. */
export async function renderErrorsPage(): Promise<string> {
  return renderTables(await errorTables());
}

/** Every export named `<owner>Errors` of every workspace's root. */
async function errorTables(): Promise<Table[]> {
  const manifests = globSync(['packages/*/package.json', 'apps/*/package.json'], { cwd: root }).sort();
  const tables: Table[] = [];
  for (const path of manifests) {
    const { exports } = JSON.parse(readFileSync(join(root, path), 'utf8'));
    if (exports?.['.'] === undefined) continue;
    const entrance = pathToFileURL(join(root, dirname(path), exports['.'])).href;
    const exported: Record<string, unknown> = await import(/* @vite-ignore */ entrance);
    for (const [name, value] of Object.entries(exported)) {
      if (name.endsWith('Errors'))
        tables.push({ owner: name.slice(0, -'Errors'.length), entries: entriesOf(name, value) });
    }
  }
  return tables.sort((a, b) => (a.owner < b.owner ? -1 : 1));
}

function entriesOf(name: string, table: unknown): Table['entries'] {
  if (typeof table !== 'object' || table === null) throw new Error(`${name} is not a table of errors.`);
  return Object.entries(table).map(([code, entry]: [string, unknown]) => {
    if (!isEntry(entry)) throw new Error(`${name}: ${code} is not an entry of a table of errors.`);
    return [code, entry] as const;
  });
}

function isEntry(value: unknown): value is ErrorEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    'status' in value &&
    typeof value.status === 'number' &&
    'exit' in value &&
    typeof value.exit === 'number' &&
    'title' in value &&
    typeof value.title === 'string' &&
    'advice' in value &&
    typeof value.advice === 'string'
  );
}

/** The page for these tables. Codes must be unique, lead with their owner and be links that can be kept. */
export function renderTables(tables: readonly Table[]): string {
  const seen = new Set<string>();
  const sections = tables.map(({ owner, entries }) => {
    const codes = entries.map(([code, entry]) => {
      if (!code.startsWith(`${owner}/`)) throw new Error(`${code} does not lead with its owner, ${owner}.`);
      if (seen.has(code)) throw new Error(`${code} is in two tables.`);
      seen.add(code);
      return `### ${code}\n\n${entry.title}. HTTP ${entry.status}, exit code ${entry.exit}.\n\n${entry.advice}\n`;
    });
    return `## ${owner}\n\n${codes.join('\n')}`;
  });
  return `${introduction}\n${sections.join('\n')}`;
}

const introduction = `# Errors

Generated from the packages' error tables by \`npm run docs\`; a test fails when this page is stale.

An error has a code that never changes its meaning. Over HTTP it is problem details (RFC 9457) with the type
\`urn:ringwall:error:<code>\`; the gateway says the same in the dialect of the API that was called. The command
line prints the code and ends with its exit code: 1 something was found or did not verify, 2 wrong usage,
3 an operation failed, 130 interrupted.
`;

if (import.meta.main) {
  const page = await renderErrorsPage();
  if (process.argv.includes('--write')) writeFileSync(errorsPage, page);
  else process.stdout.write(page);
}
