import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const main = join(import.meta.dirname, '..', 'main.ts');

/** Says on stderr, at the end, every module that was loaded. */
const watcher = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
process.on('exit', () => process.stderr.write('LOADED' + JSON.stringify(loaded)));
`)}`;

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'ringwall-start-up-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function run(...words: readonly string[]) {
  const ran = spawnSync(process.execPath, ['--import', watcher, main, ...words], { cwd, encoding: 'utf8' });
  const [stderr = '', loaded = '[]'] = ran.stderr.split('LOADED');
  return { code: ran.status, stdout: ran.stdout, stderr, loaded: urlsIn(loaded) };
}

function urlsIn(text: string): readonly string[] {
  const urls: unknown = JSON.parse(text);
  return Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [];
}

/** What a server needs, and nothing that only tells something. */
const heavy = /onnxruntime|\/server\/server\.ts|\/fastify\/|\/packages\/(gateway|guard|identity|onnx)\//;
const notForHelp = /\/node_modules\/(?!commander\/)|\/packages\/|\/src\/(?!cli\/|version\.ts|main\.ts)/;

describe('a command loads no more than it needs', () => {
  test.each([['--help'], ['ledger verify --help'], ['start --help'], ['file seal --help']])(
    'ringwall %s loads the tree of commands alone',
    (words) => {
      const { code, loaded } = run(...words.split(' '));
      expect(code).toBe(0);
      expect(loaded.some((url) => url.endsWith('/cli/program.ts'))).toBe(true);
      expect(loaded.filter((url) => notForHelp.test(url))).toEqual([]);
    },
  );

  test('ringwall ledger verify loads neither onnxruntime nor the server', () => {
    const { code, loaded, stderr } = run('ledger', 'verify', 'nowhere');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('app/usage') });
    expect(loaded.some((url) => url.includes('/packages/ledger/'))).toBe(true);
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
  });
});

describe('exit codes of the program itself', () => {
  test.each([
    [0, '--version'],
    [1, 'doctor --config missing.yaml --offline --json'],
    [2, 'frobnicate'],
    [3, 'status'],
  ])('%i: ringwall %s', (code, words) => expect(run(...words.split(' ')).code).toBe(code));
});
