import { spawnSync } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runHere } from '../apps/ringwall/src/testing/fake-terminal.ts';
import { startTestServer } from '../apps/ringwall/src/testing/test-server.ts';
import { startWitnessProcess } from '../apps/ringwall/src/testing/witness-process.ts';
import { executable } from './freshness.mjs';
import { packFiles } from './package-tar.ts';
import { verifierFiles } from './package-verifier.ts';
import { npmCommand } from './steps.mjs';

const repository = dirname(import.meta.dirname);
const home = realpathSync(mkdtempSync(join(tmpdir(), 'ringwall-verifier-')));
/** Where somebody works who has been sent some files, and has installed this package and nothing else. */
const folder = join(home, 'elsewhere');
const installed = join(folder, 'node_modules', '@ringwall', 'verifier');
const command = join(installed, 'bin', 'ringwall-verify.js');
const env = { PATH: process.env.PATH, HOME: home };
let key: string;
let witnessKeys: readonly string[];

function run(program: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Node itself refuses to read any file but theirs, to write one, and to start anything. */
const verify = (...words: readonly string[]) =>
  run(process.execPath, '--permission', `--allow-fs-read=${folder}`, command, ...words);

beforeAll(async () => {
  mkdirSync(folder);
  const { files, executables } = verifierFiles(repository);
  writeFileSync(join(home, 'verifier.tgz'), packFiles(files, { executables }));
  const words = ['install', '--offline', '--no-audit', '--no-fund', join(home, 'verifier.tgz')];
  const npm = npmCommand(words, process.env);
  expect(run(npm.program, ...npm.args)).toMatchObject({ status: 0 });
  await writeEvidence();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A slice and a proof out of a server whose log a witness cosigns, as files in the folder. */
async function writeEvidence(): Promise<void> {
  await using running = await startTestServer();
  key = readFileSync(join(running.dataDirectory, 'ledger', 'verifier-key'), 'utf8').trim();
  const place = { directory: join(home, 'witness'), cwd: home };
  const witness = await startWitnessProcess({ ...place, logs: [key], name: 'witness.example' });
  try {
    witnessKeys = witness.verifierKeys;
    const keys = JSON.stringify(witnessKeys);
    const yaml = `ledger:\n  witnessEverySeconds: 0.05\n  witnesses:\n    - url: ${witness.url}\n      keys: ${keys}\n`;
    writeFileSync(join(running.directory, 'ringwall.config.yaml'), yaml);
    await running.restart();
    const take = async (...words: string[]) => {
      const all = ['ledger', ...words, '--data', running.dataDirectory];
      expect(await runHere(all, { cwd: folder })).toMatchObject({ code: 0 });
    };
    await take('export', '--filter', 'type=server.,project=default', '--out', 'case.json');
    await take('export', '--from', '1', '--to', '4', '--out', 'range.json');
    const cookie = await running.cookie();
    const status = async () =>
      Object(await (await fetch(`${running.server.consoleUrl}/api/status`, { headers: { cookie } })).json());
    await vi.waitFor(
      async () => {
        const { witnessing, ledger } = await status();
        expect(witnessing.witnessedSize).toBe(ledger.size);
      },
      { timeout: 30_000, interval: 50 },
    );
    await take('prove', '2', '--out', '2.tlog-proof');
  } finally {
    await witness.end('SIGTERM');
  }
  // Takes no room on the disk.
  writeFileSync(join(folder, 'large.json'), '');
  truncateSync(join(folder, 'large.json'), 2 ** 30);
  writeFileSync(join(folder, 'log.keys'), `# noted at installation\n${key}\n`);
  writeFileSync(join(folder, 'witnesses.keys'), `${witnessKeys.join('\n')}\n`);
}

describe('the published verifier', () => {
  test('depends on nothing, runs nothing when it is installed, and imports nothing but Node', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      name: '@ringwall/verifier',
      bin: { 'ringwall-verify': expect.anything() },
    });
    expect(manifest.dependencies ?? manifest.scripts).toBeUndefined();
    expect(globSync('node_modules/*', { cwd: folder })).toEqual([join('node_modules', '@ringwall')]);
    const imports = globSync('**/*.js', { cwd: installed }).flatMap((path) => [
      ...readFileSync(join(installed, path), 'utf8').matchAll(
        /^\s*(?:import|export)\b[^'"]*?\bfrom '([^']+)'/gm,
      ),
    ]);
    const outside = new Set(
      imports.map(([, specifier = '']) => specifier).filter((name) => !name.startsWith('.')),
    );
    expect([...outside].sort()).toEqual(['#ringwall/verifier', 'node:crypto', 'node:fs', 'node:util']);
  });

  test('checks a slice with the pinned key, and says what it proves and what not', () => {
    const { status, stdout, stderr } = verify('case.json', '--key', key);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^The slice holds\.$/m);
    expect(stdout).toMatch(
      /^Entries {6}\d+ of the entries 0 to \d+ .*with project default and types server\.$/m,
    );
    expect(stdout).toMatch(/^Not checked {2}witnesses: no key/m);
    expect(stdout).toMatch(/^Not proven {3}that no other entry of the range fits/m);
    expect(verify('range.json', '--keys', 'log.keys').stdout).toMatch(
      /^Complete {5}every entry of the range/m,
    );
  });

  test('is found by its name, and gives the entries to other programs', () => {
    const { status, stdout } = run(
      join(folder, 'node_modules', '.bin', 'ringwall-verify'),
      'range.json',
      '--print',
      '--key',
      key,
    );
    expect(status).toBe(0);
    const printed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(printed).toHaveLength(3);
    const found = JSON.parse(verify('range.json', '--json', '--key', key).stdout);
    expect(found).toMatchObject({ ok: true, completeness: 'proven', statement: { from: 1, to: 4 } });
    expect(found.entries.map(({ leaf }: { leaf: string }) => JSON.parse(leaf))).toEqual(printed);
  });

  test('checks the proof of one entry, by its witnesses too', () => {
    const words = [
      '2.tlog-proof',
      '--entry',
      '2.entry.json',
      '--keys',
      'log.keys',
      '--witnesses',
      'witnesses.keys',
    ];
    const { status, stdout } = verify(...words, '--require', '1');
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/^The entry is number 2 of the log\.$/m);
    expect(stdout).toMatch(/^Witnessed {4}by witness\.example \(ed25519\) at \d{4}-/m);
    expect(stdout).toMatch(/^Witnessed {4}by witness\.example \(ml-dsa-44\) at \d{4}-/m);
    expect(verify(...words, '--require', '2')).toMatchObject({
      status: 1,
      stdout: 'NOT PROVEN: 1 of the witnesses given have cosigned, 2 are required.\n',
    });
  });

  test('finds every kind of change, and another key', () => {
    const slice = readFileSync(join(folder, 'case.json'), 'utf8');
    const document = JSON.parse(slice);
    const changed = [
      slice.replace('"project\\":\\"default', '"project\\":\\"defaulT'),
      `${JSON.stringify({ ...document, entries: document.entries.slice(1) })}\n`,
      `${JSON.stringify({ ...document, entries: document.entries.toReversed() })}\n`,
      ` ${slice}`,
      slice.slice(1),
      '',
    ];
    for (const text of changed) {
      expect(text).not.toBe(slice);
      writeFileSync(join(folder, 'changed.json'), text);
      expect(verify('changed.json', '--key', key)).toMatchObject({
        status: 1,
        stdout: expect.stringMatching(/^NOT PROVEN: /),
        stderr: '',
      });
    }
    const [other = ''] = witnessKeys;
    expect(verify('case.json', '--key', other).status).toBe(1);
    expect(verify('2.tlog-proof', '--entry', 'case.json', '--key', key)).toMatchObject({ status: 1 });
  });

  test.each([
    ['no file', []],
    ['no key', ['case.json']],
    ['two files', ['case.json', 'range.json', '--key', 'x']],
    ['a file that is not there', ['nowhere.json', '--key', 'x']],
    ['keys that are not there', ['case.json', '--keys', 'nowhere']],
    ['a file that is too large', ['large.json', '--key', 'x']],
    ['an unknown word', ['case.json', '--kez', 'x']],
    ['a number that is none', ['case.json', '--key', 'x', '--require', 'all']],
  ])('says how it is used where there is %s', (_, words) => {
    expect(verify(...words)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^ringwall-verify: /),
    });
  });

  test('explains itself', () => {
    expect(verify('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--require') });
  });

  test('is a library for programs, with types', () => {
    writeFileSync(
      join(folder, 'check.mjs'),
      `import { readFileSync } from 'node:fs';
       import { verifyCaseSlice } from '@ringwall/verifier';
       const checked = await verifyCaseSlice(readFileSync('case.json', 'utf8'), { logKeys: [process.argv[2]] });
       console.log(checked.ok);`,
    );
    expect(run(process.execPath, 'check.mjs', key)).toMatchObject({
      status: 0,
      stdout: 'true\n',
      stderr: '',
    });
    const options = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2024',
      lib: ['es2024', 'dom'],
      types: [],
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['use.mts'] }),
    );
    writeFileSync(
      join(folder, 'use.mts'),
      `import { verifyCaseSlice } from '@ringwall/verifier';\nexport const wrong: number = verifyCaseSlice;`,
    );
    const tsc = run(process.execPath, executable(repository, 'typescript', 'tsc'), '--project', folder);
    expect(tsc.stdout.match(/^\S+: error TS\d+/gm)).toEqual(['use.mts(2,14): error TS2322']);
  });
});
