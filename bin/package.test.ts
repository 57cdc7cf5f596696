import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executable } from './freshness.mjs';

const repository = dirname(import.meta.dirname);
const home = realpathSync(mkdtempSync(join(tmpdir(), 'ringwall-package-')));
/** Where somebody works who has this package and nothing else. */
const folder = join(home, 'somewhere');
const installed = join(folder, 'node_modules', 'ringwall');
const command = join(installed, 'bin', 'ringwall.js');
const env = { PATH: process.env.PATH, HOME: home };
/** Node itself refuses to read any file but theirs. */
const alone = ['--permission', `--allow-fs-read=${folder}`];

beforeAll(() => {
  mkdirSync(installed, { recursive: true });
  const archive = build('first');
  expect(run('tar', '-xzf', archive, '-C', installed, '--strip-components=1')).toMatchObject({ status: 0 });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function build(name: string): string {
  const words = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'package.ts')];
  const { status, stdout, stderr } = run(process.execPath, ...words, '--out', join(home, name));
  expect(status, stderr).toBe(0);
  return stdout.split('\n')[0] ?? '';
}

function run(program: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function runScript(code: string, ...permissions: readonly string[]) {
  const file = join(folder, 'script.mjs');
  writeFileSync(file, code);
  return run(process.execPath, ...alone, ...permissions, file);
}

function shipped(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: installed }).sort();
}

function read(path: string): string {
  return readFileSync(join(installed, path), 'utf8');
}

function readLines(child: ChildProcess) {
  if (child.stdout === null) throw new Error('The child has no output.');
  return createInterface(child.stdout);
}

describe('the published package', () => {
  test('is the same, byte for byte, when it is made again', () => {
    expect(
      readFileSync(build('second')).equals(readFileSync(join(home, 'first', 'ringwall-0.1.0.tgz'))),
    ).toBe(true);
  });

  test.each(['--help', 'file open --help'])('answers %s with nothing beside it', (words) => {
    const answer = run(process.execPath, ...alone, command, ...words.split(' '));
    expect(answer).toMatchObject({ status: 0, stderr: '' });
  });

  test('says in words that no server runs here', () => {
    const { status, stderr } = run(process.execPath, command, 'status');
    expect(status).toBe(3);
    expect(stderr).toContain('app/not-running');
    expect(stderr).not.toContain('    at ');
  });

  test('serves the console, and stops when told to', async () => {
    const words = [command, 'start', '--port', '0', '--console-port', '0'];
    const child = spawn(process.execPath, words, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 25_000,
    });
    const ended = once(child, 'exit');
    try {
      let console: string | undefined;
      for await (const line of readLines(child)) {
        console = /^ {2}Console {2}(\S+)/.exec(line)?.[1] ?? console;
        if (line.startsWith('  API key')) break;
      }
      const page = await (await fetch(`${console}/`)).text();
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1];
      expect((await fetch(`${console}${script}`)).headers.get('content-type')).toContain('text/javascript');
    } finally {
      child.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    }
  });

  test('opens with its command and its library what was sealed elsewhere', () => {
    const sealing = [join(repository, 'apps', 'ringwall', 'src', 'main.ts')];
    writeFileSync(join(folder, 'plan.txt'), 'by night');
    expect(run(process.execPath, ...sealing, 'recipient', 'new', '--out', 'me.jwk').stderr).not.toContain(
      'error',
    );
    const sealed = run(process.execPath, ...sealing, 'file', 'seal', 'plan.txt', '--to', 'me.pub.jwk');
    expect(sealed.status, sealed.stderr).toBe(0);

    const words = ['file', 'open', 'plan.txt.floe', '--identity', 'me.jwk', '--out', '-'];
    expect(run(process.execPath, command, ...words)).toMatchObject({ status: 0, stdout: 'by night' });
    expect(
      runScript(`
        import { readFileSync } from 'node:fs';
        import { openFile } from 'ringwall/sealing';
        const identities = [{ kind: 'private-key', key: readFileSync('me.jwk', 'utf8') }];
        await openFile({ sealed: 'plan.txt.floe', identities, target: process.stdout });`),
    ).toMatchObject({ status: 0, stdout: 'by night', stderr: '' });
  });

  test('gives programs its libraries, whose errors are one class', () => {
    expect(
      runScript(`
        import { RingwallError, sealBytes, unsealBytes } from 'ringwall/core';
        import { SealingError } from 'ringwall/sealing';
        import { verifyInclusion } from 'ringwall/verifier';
        const [key, place] = [new Uint8Array(32), new Uint8Array(1)];
        const opened = unsealBytes(key, place, sealBytes(key, place, new Uint8Array([7])));
        console.log(opened[0], SealingError.prototype instanceof RingwallError, typeof verifyInclusion);`),
    ).toMatchObject({ status: 0, stdout: '7 true function\n', stderr: '' });
  });

  test('says the types of its libraries to a program that checks those of its dependencies too', () => {
    const types = join(repository, 'node_modules', '@types');
    const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', typeRoots: [types] };
    const libraries = { lib: ['es2024', 'esnext.disposable'], types: ['node'] };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, ...libraries }, files: ['use.mts'] }),
    );
    writeFileSync(
      join(folder, 'use.mts'),
      `import { sealBytes } from 'ringwall/core';
       import { openFile } from 'ringwall/sealing';
       import { verifyInclusion } from 'ringwall/verifier';
       export const wrong: number = sealBytes;
       export { openFile, verifyInclusion };`,
    );
    const { stdout } = run(
      process.execPath,
      executable(repository, 'typescript', 'tsc'),
      '--project',
      folder,
    );
    expect(stdout.match(/^\S+: error TS\d+/gm)).toEqual(['use.mts(4,21): error TS2322']);
  });

  test('carries no tests and no TypeScript', () => {
    const own = shipped('{apps,bin,packages}/**/*');
    expect(own).toContain(join('packages', 'core', 'src', 'crypto', 'floe-threads', 'segment-thread.js'));
    expect(own.filter((path) => /\.test\.|testing|fixtures|(?<!\.d)\.tsx?$/.test(path))).toEqual([]);
  });

  test('has a verifier that imports nothing', () => {
    const imports = shipped('packages/verifier/src/*.js').flatMap((path) => [
      ...read(path).matchAll(/^\s*(?:import|export)\b[^'"]*?\bfrom '([^']+)'/gm),
    ]);
    expect(
      imports.map(([, specifier]) => specifier).filter((specifier) => !specifier?.startsWith('./')),
    ).toEqual([]);
  });

  test('lists every package of others that it carries, with its licence', () => {
    const notice = read('NOTICE');
    const { components } = JSON.parse(read('bom.json'));
    const listed: readonly string[] = components
      .filter(({ scope }: { scope: string }) => scope === 'required')
      .map((component: { name: string; version: string }) => `${component.name} ${component.version}`);
    const carried = shipped('**/node_modules/{*,@*/*}/package.json').map((path) => JSON.parse(read(path)));
    expect(listed).toEqual(expect.arrayContaining(carried.map(({ name, version }) => `${name} ${version}`)));
    expect(listed.filter((title) => !notice.includes(`\n${title}\n---`))).toEqual([]);
    expect(listed.map((title) => title.split(' ')[0])).toEqual(
      expect.arrayContaining(['react', 'wouter', 'zod']),
    );
    expect(notice).not.toContain('undefined');
  });

  test('carries packages of others as they were published', () => {
    const files = shipped('node_modules/**/*').filter((path) => statSync(join(installed, path)).isFile());
    expect(files.length).toBeGreaterThan(500);
    const changed = (path: string) =>
      !readFileSync(join(installed, path)).equals(readFileSync(join(repository, path)));
    expect(files.filter(changed)).toEqual([]);
  });

  test('carries of Cedar the one build that runs here', () => {
    expect(shipped('node_modules/@cedar-policy/**/*.wasm')).toEqual([
      join('node_modules', '@cedar-policy', 'cedar-wasm', 'nodejs', 'cedar_wasm_bg.wasm'),
    ]);
  });

  test('reads policies on a thread of its own', () => {
    const answer = runScript(
      `const path = './node_modules/ringwall/packages/identity/src/policies/validation-thread.js';
      const { ValidationThread } = await import(path);
      const text = '@id("x") forbid (principal, action, resource);';
      const { ok, policies } = await new ValidationThread().parse(text);
      console.log(ok, policies.map(({ id }) => id).join());`,
      '--allow-worker',
    );
    expect(answer).toMatchObject({ status: 0, stdout: 'true x\n' });
  });

  test('runs no script when it is installed, and depends on nothing that it does not carry', () => {
    const manifest = JSON.parse(read('package.json'));
    expect(manifest).toMatchObject({ name: 'ringwall', version: '0.1.0', engines: { node: '>=24' } });
    expect(manifest.scripts).toBeUndefined();
    expect(Object.keys(manifest.dependencies)).toEqual(manifest.bundleDependencies);
    const { bundleDependencies }: { bundleDependencies: readonly string[] } = manifest;
    const missing = bundleDependencies.filter(
      (name) => !existsSync(join(installed, 'node_modules', name, 'package.json')),
    );
    expect(missing).toEqual([]);
    expect(bundleDependencies).toContain('@cedar-policy/cedar-wasm');
  });
});
