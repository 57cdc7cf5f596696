import { type Dirent, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pinned } from './package-lock.ts';
import { replaceSpecifiers } from './package-specifiers.ts';

/** Folders beside a package's manifest that it carries for its own developers. */
const asides = new Set([
  'test',
  'tests',
  '__tests__',
  'bench',
  'benchmark',
  'benchmarks',
  'docs',
  'examples',
]);
/** Builds of a package for browsers and bundlers, which our imports do not name. */
const otherBuilds: Readonly<Record<string, readonly string[]>> = {
  '@cedar-policy/cedar-wasm': ['esm', 'web'],
};
const runs = /\.(?:js|cjs|mjs|json|node|wasm)$/;
const declares = /\.d\.[cm]?ts$/;
const licence = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/**
 * The files of a package that run, with its licence: each as its author published it, byte for byte. Left out
 * are its tests, examples and documents, and its declarations unless ours name them.
 */
export function vendoredFiles(
  root: string,
  { folder, name: packageName }: Pinned,
  options: { readonly withTypes: boolean },
): readonly (readonly [path: string, content: Uint8Array])[] {
  const top = join(root, folder);
  const left = otherBuilds[packageName] ?? [];
  const exclude = ({ name, parentPath }: Dirent) =>
    name === 'node_modules' || (parentPath === top && (left.includes(name) || isAside(name)));
  return globSync('**/*', { cwd: top, withFileTypes: true, exclude })
    .filter(({ name }) => runs.test(name) || licence.test(name) || (options.withTypes && declares.test(name)))
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return [file.slice(root.length + 1).replaceAll('\\', '/'), readFileSync(file)];
    });
}

function isAside(name: string): boolean {
  return asides.has(name) || name.startsWith('.');
}

/** The names of the packages whose code the built console carries: those its sources import to run. */
export function consoleImports(root: string): ReadonlySet<string> {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'apps/console/package.json'), 'utf8'));
  const names = new Set<string>();
  for (const file of globSync('apps/console/src/**/*.{ts,tsx,css}', { cwd: root })) {
    if (/\.test\.tsx?$/.test(file)) continue;
    const text = readFileSync(join(root, file), 'utf8').replace(/^import type\b[^;]*;/gm, '');
    replaceSpecifiers(text, (specifier) => {
      const name = Object.keys(devDependencies).find((known) => `${specifier}/`.startsWith(`${known}/`));
      if (name !== undefined && !name.startsWith('@ringwall/') && name !== 'ringwall') names.add(name);
      return specifier;
    });
  }
  return names;
}

/** NOTICE: which packages of others are inside, and the licence of each in full. */
export function noticeOf(root: string, packages: readonly Pinned[]): string {
  const list = packages.map(({ name, version, license }) => `${name} ${version} (${license})`);
  const texts = packages.map((pinned) => {
    const heading = `${pinned.name} ${pinned.version}`;
    return `${heading}\n${'-'.repeat(heading.length)}\n\n${licenceText(root, pinned)}\n`;
  });
  return [introduction, ...unique(list), '', ...unique(texts)].join('\n');
}

const introduction = `Ringwall
Copyright the Ringwall authors. Licensed under the Apache License, Version 2.0; see LICENSE.

This package carries the following packages of others. The files of those under node_modules are unchanged;
what only their developers need is left out. The rest is part of the built console under apps/console/dist.
bom.json says the same for programs. The licence of each follows the list.
`;

function licenceText(root: string, { folder, license }: Pinned): string {
  const texts = globSync('*', { cwd: join(root, folder) })
    .filter((name) => licence.test(name))
    .sort()
    .map((name) =>
      readFileSync(join(root, folder, name), 'utf8')
        .replaceAll('\r\n', '\n')
        .trim(),
    );
  if (texts.length > 0) return texts.join('\n\n');
  const { author, repository } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const by = typeof author === 'object' && author !== null ? author.name : author;
  const where = license === 'Apache-2.0' ? ', which is the one in LICENSE' : '';
  if (by !== undefined)
    return `${license}. Its author, ${by}, published it without a text of the licence${where}.`;
  return `${license}. It was published from ${repository?.url} without a text of the licence${where}.`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
