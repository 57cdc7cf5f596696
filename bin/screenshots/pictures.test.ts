import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pictures } from './pictures.ts';

const root = join(import.meta.dirname, '..', '..');
const taken = pictures
  .flatMap(({ name, themes }) => themes.map((theme) => `${name}-${theme}.png`))
  .toSorted();

test('docs/images holds the pictures that are taken, and no others', () => {
  expect(readdirSync(join(root, 'docs', 'images')).toSorted()).toEqual(taken);
});

test('every picture that a page shows is one of them', () => {
  const pages = ['README.md', ...globSync('docs/*.md', { cwd: root })];
  const shown = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return Array.from(text.matchAll(/images\/([\w-]{1,64}\.png)/g), ([, name = '']) => name);
  });
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.filter((name) => !taken.includes(name))).toEqual([]);
});
