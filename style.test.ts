import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf, commentsOf } from './bin/source-text.ts';

const maxLines = { source: 400, test: 600 };
const typical = { median: 90, p90: 250 };

/** Where a habit is broken on purpose, and why that is better there. */
const exceptions: readonly { readonly file: string; readonly rule: Rule; readonly why: string }[] = [];

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Each says what is wrong with a file; nothing where it keeps the habit. */
const rules = {
  size: ({ file, text }) => {
    const limit = isTest(file) ? maxLines.test : maxLines.source;
    return lines(text) > limit ? [`${lines(text)} lines, over ${limit}`] : [];
  },
  name: ({ file }) => {
    const name = basename(file);
    if (/^(utils?|helpers?|common|misc|types|shared)\./.test(name))
      return [`${name} does not say what it is`];
    return /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config))?\.(ts|tsx|mjs|css)$/.test(name)
      ? []
      : [`${name} is not in kebab-case`];
  },
  any: ({ text }) =>
    matches(codeOf(text), /(?:[:<,|&=]\s*|\b(?:as|extends|is)\s+)any\b(?=\s*(?:[\])>,;=|&{[]|$))/gm),
  assertion: ({ file, text }) =>
    matches(
      withoutProse(file, codeOf(text)).replace(/^[ \t]*(?:import|export)\b[^;]*?\bfrom\b/gm, ''),
      /\bas\s+(?!const\b)(?:[A-Z{([]|unknown\b|never\b|string\b|number\b|boolean\b|typeof\b|keyof\b|readonly\b)[^\n]{0,30}/g,
    ),
  suppression: ({ text }) =>
    commentsOf(text).flatMap((comment) => matches(comment, /@ts-(?:ignore|nocheck|expect-error)/g)),
  'star export': ({ text }) => matches(codeOf(text), /\bexport\s*\*/g),
  'default export': ({ file, text }) =>
    file.endsWith('.config.ts')
      ? []
      : matches(codeOf(text), /\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b/g),
} satisfies Record<string, (source: Source) => string[]>;

type Rule = keyof typeof rules;

const ruleNames = [
  'size',
  'name',
  'any',
  'assertion',
  'suppression',
  'star export',
  'default export',
] as const satisfies readonly Rule[];

function isTest(file: string): boolean {
  return /\.test\.tsx?$|-contract\.ts$/.test(file);
}

function lines(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

/** In JSX, what stands between two tags is read by people. */
function withoutProse(file: string, code: string): string {
  return file.endsWith('.tsx') ? code.replace(/>[^<>{}=;()]*</g, '><') : code;
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([match]) => match.trim());
}

/** The value below which a share of the sorted numbers lies. */
function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const root = import.meta.dirname;
const sources: readonly Source[] = globSync(
  ['*.ts', '{packages,apps,bench,bin,examples}/**/*.{ts,tsx,mjs,css}'],
  {
    cwd: root,
    // The types of the API are written by a program.
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**', 'apps/console/src/api/schema.ts'],
  },
).map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

describe('the sources', () => {
  test.each(ruleNames)('keep the habit: %s', (rule) => {
    const excused = exceptions.filter((exception) => exception.rule === rule).map(({ file }) => file);
    const broken = sources
      .filter(({ file }) => !excused.includes(file))
      .flatMap((source) => rules[rule](source).map((what) => `${source.file}: ${what}`));
    expect(broken).toEqual([]);
  });

  test.skipIf(exceptions.length === 0).each(exceptions)(
    'still need the exception for $file',
    ({ file, rule, why }) => {
      const source = sources.find((candidate) => candidate.file === file);
      expect(source === undefined ? [] : rules[rule](source), 'remove the exception').not.toEqual([]);
      expect(why.length).toBeGreaterThan(20);
    },
  );

  test('are mostly small', () => {
    const sizes = sources.filter(({ file }) => !isTest(file)).map(({ text }) => lines(text));
    expect(quantile(sizes, 0.5), 'median').toBeLessThanOrEqual(typical.median);
    expect(quantile(sizes, 0.9), '90th percentile').toBeLessThanOrEqual(typical.p90);
  });
});

describe('the rules', () => {
  const judge = (rule: Rule, text: string, file = 'packages/core/src/a.ts') => rules[rule]({ file, text });

  test('count lines, with more room for tests', () => {
    const long = 'x\n'.repeat(401);
    expect(judge('size', long)).toEqual(['401 lines, over 400']);
    expect(judge('size', 'x\n'.repeat(400))).toEqual([]);
    expect(judge('size', long, 'a.test.ts')).toEqual([]);
    expect(judge('size', 'x\n'.repeat(601), 'a.test.ts')).toEqual(['601 lines, over 600']);
  });

  test.each(['utils.ts', 'helpers.test.ts', 'types.ts', 'common.tsx'])('refuse the name %s', (name) => {
    expect(judge('name', '', `src/${name}`)).toEqual([`${name} does not say what it is`]);
  });

  test('want kebab-case', () => {
    expect(judge('name', '', 'src/CanonicalJson.ts')).toEqual(['CanonicalJson.ts is not in kebab-case']);
    expect(judge('name', '', 'src/canonical-json.test.ts')).toEqual([]);
  });

  test.each([
    'const a: any = 1;',
    'f(a as any);',
    'Map<string, any>',
    'let a: any[];',
    'type A = any;',
    'function f(a: any) {}',
  ])('find any in %s', (text) => {
    expect(judge('any', text)).toHaveLength(1);
  });

  test('leave the word any alone where it is no type', () => {
    const text = `await Promise.any(all); // any\nconst a = 'x: any';\nAbortSignal.any([a]);`;
    expect(judge('any', text)).toEqual([]);
  });

  test('find type assertions, and leave as const and renamed imports alone', () => {
    expect(judge('assertion', 'const a = b as Foo;')).toEqual(['as Foo;']);
    expect(judge('assertion', 'const a = b as unknown as string;')).toHaveLength(1);
    const fine = `import { a as B } from 'x';\nimport {\n  c as D,\n} from 'y';\nconst e = [1] as const; // as Foo`;
    expect(judge('assertion', fine)).toEqual([]);
    expect(judge('assertion', '<summary>Show as JSON</summary>', 'a.tsx')).toEqual([]);
    expect(judge('assertion', '<b>{a as Foo}</b>', 'a.tsx')).toHaveLength(1);
  });

  test('find suppressed type errors', () => {
    expect(judge('suppression', '// @ts-ignore because\nf();')).toEqual(['@ts-ignore']);
    expect(judge('suppression', "const a = '@ts-ignore';")).toEqual([]);
  });

  test('find star exports', () => {
    expect(judge('star export', "export * from './a.ts';")).toHaveLength(1);
    expect(judge('star export', "export { a } from './a.ts'; // export *")).toEqual([]);
  });

  test('find default exports, configuration files apart', () => {
    expect(judge('default export', 'export default function f() {}')).toHaveLength(1);
    expect(judge('default export', 'export { f as default };')).toHaveLength(1);
    expect(judge('default export', 'export default {};', 'vite.config.ts')).toEqual([]);
  });

  test('take the median and the 90th percentile of sizes', () => {
    const numbers = [10, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect([quantile(numbers, 0.5), quantile(numbers, 0.9)]).toEqual([6, 10]);
  });
});
