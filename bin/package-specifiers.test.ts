import { describe, expect, test } from 'vitest';
import { packageOf, replaceSpecifiers } from './package-specifiers.ts';

function specifiersOf(code: string): readonly string[] {
  const found: string[] = [];
  replaceSpecifiers(code, (specifier, kind) => {
    found.push(`${kind} ${specifier}`);
    return specifier;
  });
  return found;
}

describe('replaceSpecifiers', () => {
  test.each([
    [`import { a } from './a.ts';`, 'import ./a.ts'],
    [`import './a.ts';`, 'import ./a.ts'],
    [`import {\n  a,\n} from "./a.ts";`, 'import ./a.ts'],
    [`export { a } from './a.ts';`, 'import ./a.ts'],
    [`const { a } = await import('./a.ts');`, 'import ./a.ts'],
    [`type A = import("./a.ts").A;`, 'import ./a.ts'],
    [`const a = import.meta.resolve('a/b');`, 'import a/b'],
    [`new Worker(new URL('./a.ts', import.meta.url), {});`, 'url ./a.ts'],
    [`readFileSync(\n  new URL(\n    'a.json',\n    import.meta.url));`, 'url a.json'],
  ])('finds the one in %s', (code, specifier) => {
    expect(specifiersOf(code)).toEqual([specifier]);
  });

  test.each([
    `// import { a } from './a.ts';`,
    `/* from './a.ts' */`,
    `const code = "import { a } from './a.ts'";`,
    'const code = `import a from "./a.ts"`;',
    `new URL('./a.ts', base);`,
    `Array.from('abc');`,
  ])('leaves %s alone', (code) => {
    expect(specifiersOf(code)).toEqual([]);
  });

  test('changes the specifier and nothing else', () => {
    const code = `import a from './a.ts'; // './a.ts'\nnew URL("./a.ts", import.meta.url);`;
    expect(replaceSpecifiers(code, () => './b.js')).toBe(
      `import a from './b.js'; // './a.ts'\nnew URL("./b.js", import.meta.url);`,
    );
  });
});

test.each([
  ['zod', 'zod'],
  ['zod/v4/core', 'zod'],
  ['@tanstack/react-query/build', '@tanstack/react-query'],
])('%s is of the package %s', (specifier, name) => {
  expect(packageOf(specifier)).toBe(name);
});
