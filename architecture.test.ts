import { existsSync, globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withoutComments } from './bin/source-text.ts';

/** The dependency table of docs/architecture.md: who may import whom. A row may wait for its package. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'packages/core': [],
  'packages/stats': [],
  'packages/verifier': [],
  'packages/store': ['core'],
  'packages/sealing': ['core'],
  'packages/onnx': ['core'],
  'packages/ledger': ['core', 'store', 'verifier'],
  'packages/guard': ['core', 'stats', 'onnx'],
  'packages/identity': ['core', 'store', 'ledger'],
  'packages/deployment': ['core', 'store', 'ledger'],
  'packages/incident': ['core', 'store', 'ledger', 'sealing'],
  'packages/governance': ['core', 'store', 'ledger'],
  'packages/monitoring': ['core', 'store', 'ledger', 'stats'],
  'packages/data': ['core', 'store', 'ledger', 'identity', 'sealing', 'stats', 'guard', 'onnx'],
  'packages/model': ['core', 'store', 'ledger', 'identity', 'sealing', 'stats', 'onnx'],
  'packages/gateway': ['core', 'store', 'ledger', 'identity', 'guard', 'model'],
  'packages/lab': ['core', 'stats', 'onnx', 'guard'],
  'packages/federation': ['core', 'stats', 'onnx', 'guard'],
  'apps/ringwall': ['*'],
  'apps/console': ['verifier'],
};

/** Packages whose transports are given to them: they open no sockets themselves. */
const noSockets = ['core', 'sealing', 'stats', 'ledger', 'onnx', 'guard', 'lab'].map(
  (name) => `packages/${name}`,
);
const socketModules =
  /^(node:)?(http|https|http2|net|tls|dgram|dns|dns\/promises|undici|fastify|ws|axios|got)$|^(global )?fetch$/;

/** The only places that may use node:crypto; everyone else goes through @ringwall/core. */
const cryptoPlaces = ['packages/core/src/crypto/', 'packages/ledger/src/'];

/** Paths that leave their package on purpose, and why. */
const mayLeave: readonly { readonly file: string; readonly to: string; readonly why: string }[] = [
  {
    file: 'apps/ringwall/src/admin/console-files.ts',
    to: 'apps/console/dist',
    why: 'The server serves the built pages of the console; it imports no code of it.',
  },
];

interface Workspace {
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

interface Source {
  readonly file: string;
  readonly text: string;
}

interface Import {
  readonly specifier: string;
  /** `import type` or `export type`: gone before anything runs. */
  readonly typeOnly: boolean;
}

const statement = /^[ \t]*(import|export)\b([^'"`;]*?)\bfrom\s*(['"])([^'"\n]+)\3/gm;
const sideEffect = /^[ \t]*import\s*(['"])([^'"\n]+)\1/gm;
const call =
  /(\btypeof\s+)?\b(?:import|require|import\.meta\.resolve)\s*\(\s*(?:(['"])([^'"\n]+)\2\s*[,)]|([^)\n]*))/g;
const relativeUrl = /\bnew\s+URL\s*\(\s*(?:(['"])([^'"\n]+)\1|([^,]+?))\s*,\s*import\.meta\.url/g;
const styleImport = /^[ \t]*@(?:import|plugin)\s+(['"])([^'"\n]+)\1/gm;

/** What stands for an import whose target is computed: no table can judge it, so it is never allowed. */
const computed = '(computed)';

/** Every specifier a file names: statements, import(), require, URLs beside the module, CSS imports. */
function importsOf({ file, text }: Source): Import[] {
  if (file.endsWith('.css')) {
    return [...text.matchAll(styleImport)].map((match) => ({ specifier: match[2] ?? '', typeOnly: false }));
  }
  const code = withoutComments(text);
  return [
    ...[...code.matchAll(statement)].map((match) => ({
      specifier: match[4] ?? '',
      typeOnly: /^\s*type\s+(?!from\b)/.test(match[2] ?? ''),
    })),
    ...[...code.matchAll(sideEffect)].map((match) => ({ specifier: match[2] ?? '', typeOnly: false })),
    ...[...code.matchAll(call)].map((match) => ({
      specifier: match[3] ?? computed,
      typeOnly: match[1] !== undefined,
    })),
    ...[...code.matchAll(relativeUrl)].map((match) => ({
      specifier: match[2]?.replace(/^(?![./])/, './') ?? computed,
      typeOnly: false,
    })),
  ];
}

/** Every breach of the architecture in one file, in words; none for a file that keeps to it. */
function breaches(source: Source, workspace: Workspace, all: readonly Workspace[]): string[] {
  const test = isTest(source);
  const say = (what: string) => `${source.file}: ${what}`;
  return importsOf(source).flatMap(({ specifier, typeOnly }) => {
    if (specifier === computed) return [say('an import whose target is computed')];
    if (specifier.startsWith('.'))
      return leaves(source.file, specifier, workspace) ? [say(`${specifier} leaves its package`)] : [];
    const found: string[] = [];
    const target = all.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
    if (target !== undefined) {
      if (specifier !== target.name) found.push(say(`${specifier} reaches behind the package's root`));
      if (!mayDepend(workspace, target, typeOnly)) found.push(say(`may not import ${target.name}`));
    }
    const module = specifier.replace(/^node:/, '');
    const builtin = isBuiltin(specifier);
    if (builtin && !specifier.startsWith('node:')) found.push(say(`${specifier} without node:`));
    if (!test) {
      if (module === 'crypto' && !cryptoPlaces.some((place) => source.file.startsWith(place))) {
        found.push(say('node:crypto outside its one door'));
      }
      if (noSockets.includes(workspace.folder) && socketModules.test(specifier)) {
        found.push(say(`${specifier} opens sockets`));
      }
      if (workspace.folder === 'packages/verifier')
        found.push(say(`imports ${specifier}: the verifier imports nothing`));
    }
    if (!builtin && !isDeclared(specifier, workspace, test)) {
      found.push(say(`${packageOf(specifier)} is not among its dependencies`));
    }
    return found;
  });
}

/** A test, or what only tests may import: it lies in a folder `testing`, or imports vitest itself. */
function isTest({ file, text }: Source): boolean {
  return /\.test\.tsx?$|\/testing\//.test(file) || /\bfrom 'vitest'/.test(withoutComments(text));
}

/** Relative imports by which code that ships would take a test's support along. */
function shippedTests(sources: readonly Source[]): string[] {
  const tests = new Set(sources.filter(isTest).map(({ file }) => file));
  return sources.flatMap((source) =>
    tests.has(source.file)
      ? []
      : importsOf(source)
          .filter(({ specifier }) => tests.has(normalize(join(dirname(source.file), specifier))))
          .map(({ specifier }) => `${source.file}: ${specifier} is for tests`),
  );
}

function mayDepend(from: Workspace, target: Workspace, typeOnly: boolean): boolean {
  if (from.folder === target.folder) return false;
  if (from.folder === 'apps/console' && typeOnly) return true;
  const allowed = mayImport[from.folder] ?? [];
  return (
    target.folder.startsWith('packages/') &&
    (allowed.includes('*') || allowed.includes(target.folder.slice('packages/'.length)))
  );
}

function leaves(file: string, specifier: string, workspace: Workspace): boolean {
  const target = normalize(join(dirname(file), specifier));
  const excused = mayLeave.some((exception) => exception.file === file && exception.to === target);
  return !excused && !target.startsWith(`${workspace.folder}/`);
}

function isDeclared(specifier: string, workspace: Workspace, test: boolean): boolean {
  const name = packageOf(specifier);
  const bundled = workspace.folder === 'apps/console';
  return (
    workspace.dependencies.includes(name) ||
    ((test || bundled) && (workspace.devDependencies.includes(name) || toolsOfTheRoot.includes(name)))
  );
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function unusedDependencies(workspace: Workspace, sources: readonly Source[]): string[] {
  const used = new Set(
    sources.flatMap((source) => importsOf(source).map(({ specifier }) => packageOf(specifier))),
  );
  return workspace.dependencies
    .filter((name) => !used.has(name))
    .map((name) => `${workspace.folder}: ${name} is declared and not imported`);
}

const root = import.meta.dirname;
const toolsOfTheRoot = manifest('.').devDependencies;
const workspaces = globSync(['packages/*/package.json', 'apps/*/package.json'], { cwd: root }).map((path) =>
  manifest(dirname(path)),
);

function manifest(folder: string): Workspace {
  const {
    name,
    dependencies = {},
    optionalDependencies = {},
    devDependencies = {},
  } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  return {
    folder,
    name,
    dependencies: Object.keys({ ...dependencies, ...optionalDependencies }),
    devDependencies: Object.keys(devDependencies),
  };
}

function sourcesOf(workspace: Workspace): Source[] {
  return globSync(`${workspace.folder}/**/*.{ts,tsx,css}`, {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  }).map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
}

describe('the packages', () => {
  test('are all in the dependency table', () => {
    expect(
      workspaces.map(({ folder }) => folder).filter((folder) => mayImport[folder] === undefined),
    ).toEqual([]);
  });

  test.each(workspaces)('$name keeps to its place', (workspace) => {
    const sources = sourcesOf(workspace);
    const found = sources.flatMap((source) => breaches(source, workspace, workspaces));
    expect([...found, ...shippedTests(sources)]).toEqual([]);
  });

  test.each(workspaces)('$name imports all that it declares', (workspace) => {
    expect(unusedDependencies(workspace, sourcesOf(workspace))).toEqual([]);
  });

  test('leave their folders only where this file says why', () => {
    for (const { file, to, why } of mayLeave) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(why.length, to).toBeGreaterThan(20);
    }
  });
});

describe('the rules', () => {
  const made = (folder: string, dependencies: readonly string[] = []): Workspace => ({
    folder,
    name: folder === 'apps/ringwall' ? 'ringwall' : `@ringwall/${folder.split('/')[1]}`,
    dependencies,
    devDependencies: [],
  });
  const all = Object.keys(mayImport).map((folder) => made(folder));
  const judge = (file: string, text: string, dependencies: readonly string[] = []) => {
    const workspace = made(file.split('/').slice(0, 2).join('/'), dependencies);
    return breaches({ file, text }, workspace, all).map((breach) => breach.slice(file.length + 2));
  };
  const core = ['@ringwall/core'];

  test('let a package import what the table lists, by its root name', () => {
    expect(
      judge(
        'packages/store/src/a.ts',
        `import { newId } from '@ringwall/core';\nimport x from './b.ts';`,
        core,
      ),
    ).toEqual([]);
  });

  test.each([
    ['a statement', `import { openLedger } from '@ringwall/ledger';`],
    ['a statement over several lines', `import {\n  openLedger,\n} from '@ringwall/ledger';`],
    ['an import for its side effect', `import '@ringwall/ledger';`],
    ['an export', `export { openLedger } from '@ringwall/ledger';`],
    ['a type', `import type { Ledger } from '@ringwall/ledger';`],
    ['an import()', `const { openLedger } = await import('@ringwall/ledger');`],
    ['the type of an import()', `type Ledger = import('@ringwall/ledger').Ledger;`],
    ['a require', `const ledger = require("@ringwall/ledger");`],
    ['a resolve', `const url = import.meta.resolve('@ringwall/ledger');`],
  ])('see a forbidden package in %s', (_, text) => {
    expect(judge('packages/guard/src/a.ts', text, ['@ringwall/ledger'])).toEqual([
      'may not import @ringwall/ledger',
    ]);
  });

  test('see no import in a comment or after one', () => {
    const text = `// import { x } from '@ringwall/ledger';\n/* import('@ringwall/ledger') */\nconst a = 'https://x'; // require('@ringwall/ledger')`;
    expect(judge('packages/guard/src/a.ts', text)).toEqual([]);
  });

  test('refuse a path that leaves its package', () => {
    expect(judge('packages/store/src/a.ts', `import { x } from '../../core/src/ids.ts';`)).toEqual([
      '../../core/src/ids.ts leaves its package',
    ]);
    expect(
      judge('packages/store/src/a.ts', `new Worker(new URL('../../core/w.ts', import.meta.url));`),
    ).toEqual(['../../core/w.ts leaves its package']);
  });

  test('refuse an import behind a package root', () => {
    expect(judge('packages/store/src/a.ts', `import { x } from '@ringwall/core/src/ids.ts';`, core)).toEqual([
      "@ringwall/core/src/ids.ts reaches behind the package's root",
    ]);
  });

  test('refuse an import whose target is computed', () => {
    expect(judge('packages/store/src/a.ts', `await import(name);`)).toEqual([
      'an import whose target is computed',
    ]);
    expect(judge('packages/store/src/a.ts', `new URL(name, import.meta.url);`)).toEqual([
      'an import whose target is computed',
    ]);
  });

  test('keep node:crypto behind its one door', () => {
    const text = `import { createHash } from 'node:crypto';`;
    expect(judge('packages/identity/src/a.ts', text)).toEqual(['node:crypto outside its one door']);
    expect(judge('packages/core/src/ids.ts', text)).toEqual(['node:crypto outside its one door']);
    expect(judge('packages/core/src/crypto/digest.ts', text)).toEqual([]);
    expect(judge('packages/identity/src/a.test.ts', text)).toEqual([]);
  });

  test('keep the verifier free of imports, its tests apart', () => {
    expect(judge('packages/verifier/src/a.ts', `import { hash } from 'node:zlib';`)).toEqual([
      'imports node:zlib: the verifier imports nothing',
    ]);
    expect(judge('packages/verifier/src/a.test.ts', `import { expect } from 'vitest';`)).toEqual([]);
  });

  test.each(['node:http', 'node:net', 'undici'])(
    'keep %s out of packages that open no sockets',
    (specifier) => {
      const text = `import { request } from '${specifier}';`;
      expect(judge('packages/ledger/src/a.ts', text, [specifier])).toEqual([`${specifier} opens sockets`]);
      expect(judge('packages/gateway/src/a.ts', text, [specifier])).toEqual([]);
    },
  );

  test('give the console the verifier, and of the others their types alone', () => {
    const declared = ['@ringwall/verifier', '@ringwall/core', 'ringwall'];
    expect(
      judge('apps/console/src/a.ts', `import { verifyInclusion } from '@ringwall/verifier';`, declared),
    ).toEqual([]);
    expect(judge('apps/console/src/a.ts', `import type { StatusReply } from 'ringwall';`, declared)).toEqual(
      [],
    );
    expect(judge('apps/console/src/a.ts', `import { newId } from '@ringwall/core';`, declared)).toEqual([
      'may not import @ringwall/core',
    ]);
    expect(judge('apps/console/src/a.ts', `import { type Id } from '@ringwall/core';`, declared)).toEqual([
      'may not import @ringwall/core',
    ]);
  });

  test('ask every import to be declared, and every declaration to be imported', () => {
    expect(judge('packages/core/src/a.ts', `import { z } from 'zod/v4';`)).toEqual([
      'zod is not among its dependencies',
    ]);
    expect(judge('packages/core/src/a.ts', `import { render } from 'vite';`)).toEqual([
      'vite is not among its dependencies',
    ]);
    expect(
      unusedDependencies(made('packages/core', ['zod', 'yaml']), [
        { file: 'a.ts', text: `import { z } from 'zod';` },
      ]),
    ).toEqual(['packages/core: yaml is declared and not imported']);
  });

  test('keep what imports vitest out of what ships', () => {
    const contract = { file: 'packages/store/src/contract.ts', text: `import { test } from 'vitest';` };
    const importer = (file: string) => ({ file, text: `import { contract } from './contract.ts';` });
    expect(shippedTests([contract, importer('packages/store/src/store.test.ts')])).toEqual([]);
    expect(shippedTests([contract, importer('packages/store/src/store.ts')])).toEqual([
      'packages/store/src/store.ts: ./contract.ts is for tests',
    ]);
  });

  test('keep folders named testing out of what ships', () => {
    const server = { file: 'apps/ringwall/src/testing/server.ts', text: `export const a = 1;` };
    const importer = { file: 'apps/ringwall/src/main.ts', text: `import { a } from './testing/server.ts';` };
    expect(shippedTests([server, importer])).toEqual([
      'apps/ringwall/src/main.ts: ./testing/server.ts is for tests',
    ]);
  });

  test('want node: before a built-in module', () => {
    expect(judge('packages/store/src/a.ts', `import fs from 'fs';`)).toEqual(['fs without node:']);
  });
});
