import { execFile } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const dist = join(import.meta.dirname, 'dist');

/** In a process of its own: in this one NODE_ENV says `test`, and React would come with all it has for developers. */
async function build(): Promise<void> {
  const vite = createRequire(import.meta.url).resolve('vite/package.json');
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [join(vite, '../bin/vite.js'), 'build'], {
    cwd: import.meta.dirname,
    env,
  });
}

/** The names of what the page loads first, as index.html says. */
async function firstLoad(): Promise<string[]> {
  const built = await access(join(dist, 'index.html')).then(
    () => true,
    () => false,
  );
  if (!built) await build();
  const page = await readFile(join(dist, 'index.html'), 'utf8');
  return [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map(([, name = '']) => name);
}

async function gzippedKilobytes(names: readonly string[]): Promise<number> {
  const files = await Promise.all(names.map((name) => readFile(join(dist, name))));
  return files.reduce((sum, file) => sum + gzipSync(file).length, 0) / 1024;
}

test('the first load stays within 180 KB of script and 20 KB of style, gzipped', async () => {
  const names = await firstLoad();
  const scripts = names.filter((name) => name.endsWith('.js'));
  const styles = names.filter((name) => name.endsWith('.css'));
  expect(scripts.length).toBeGreaterThan(0);
  expect(styles.length).toBeGreaterThan(0);
  expect(await gzippedKilobytes(scripts)).toBeLessThanOrEqual(180);
  expect(await gzippedKilobytes(styles)).toBeLessThanOrEqual(20);
});

test('what is loaded later comes in pieces of at most 30 KB, gzipped', async () => {
  const first = new Set(await firstLoad());
  const assets = await readdir(join(dist, 'assets'));
  const later = assets
    .map((name) => `assets/${name}`)
    .filter((name) => !first.has(name) && /\.(?:js|css)$/.test(name));
  expect(later.length).toBeGreaterThan(0);
  for (const name of later) expect(await gzippedKilobytes([name]), name).toBeLessThanOrEqual(30);
});

test('the page needs nothing that its content security policy forbids', async () => {
  await firstLoad();
  const page = await readFile(join(dist, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  const files = await readdir(dist, { recursive: true });
  for (const name of files.filter((file) => /\.(?:js|css)$/.test(file))) {
    const text = await readFile(join(dist, name), 'utf8');
    expect(text).not.toMatch(/\beval\(|new Function\(/);
    // No font, style or script from anywhere else.
    expect(text).not.toMatch(/@import|url\((?!#|"?data:)/);
  }
});
