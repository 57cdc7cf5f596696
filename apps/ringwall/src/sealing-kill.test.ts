import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { randomBytes, sha256Hex } from '@ringwall/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCommand } from './testing/command-process.ts';
import { runHere } from './testing/fake-terminal.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
// Large enough to be interrupted in the middle, and over the size from which runs can be resumed.
const sourceBytes = 200 << 20;

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ringwall-sealing-kill-'));
  await run('recipient', 'new', '--out', 'alice.jwk');
  const source = await open(join(cwd, 'big.bin'), 'w');
  // Mostly a hole; what is not is spread over it.
  for (let at = 0; at < sourceBytes; at += 10_000_000) await source.write(randomBytes(1000), 0, 1000, at);
  await source.truncate(sourceBytes);
  await source.close();
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const run = (...args: string[]) => runHere(args, { cwd });
const seal = ['file', 'seal', 'big.bin', '--to', 'alice.pub.jwk'];
const digest = async (name: string) => sha256Hex(await readFile(join(cwd, name)));

/** Sends a signal once a part of the output is there. */
async function interrupted(
  args: readonly string[],
  partial: string,
  signal: 'SIGKILL' | 'SIGINT',
  fromBytes = 8 << 20,
) {
  const { child, ended } = await startCommand(args, { cwd });
  const path = join(cwd, partial);
  while (child.exitCode === null && !(existsSync(path) && statSync(path).size > fromBytes)) await turn();
  child.kill(signal);
  return ended;
}

describe('sealing that is interrupted', () => {
  test('by kill -9 leaves nothing that looks sealed, and goes on with --resume', async () => {
    expect(await interrupted(seal, '.big.bin.floe.partial', 'SIGKILL')).toMatchObject({ code: null });
    expect((await readdir(cwd)).filter((name) => /^big.*(floe|json)$/.test(name))).toEqual([]);
    const resumed = await run(...seal, '--resume', '--identity', 'alice.jwk');
    expect(resumed).toMatchObject({ code: 0 });
    expect(
      await run('file', 'open', 'big.bin.floe', '--identity', 'alice.jwk', '--out', 'copy'),
    ).toMatchObject({
      code: 0,
    });
    expect(await digest('copy')).toBe(await digest('big.bin'));
    expect((await readdir(cwd)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('by Ctrl-C ends with 130, says how to go on, and does', async () => {
    const stopped = await interrupted(seal, '.big.bin.floe.partial', 'SIGINT');
    expect(stopped).toMatchObject({ code: 130 });
    expect(stopped.stderr).toMatch(/not sealed yet[\s\S]*--resume --identity/);
    const without = await run(...seal, '--resume');
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining('--identity') });
    const resumed = await run(...seal, '--resume', '--identity', 'alice.jwk', '--json');
    expect(JSON.parse(resumed.stdout).resumedBytes).toBeGreaterThan(4 << 20);
  });
});

test('opening that is interrupted leaves no file under its name, and goes on with --resume', async () => {
  await run(...seal);
  const opening = ['file', 'open', 'big.bin.floe', '--identity', 'alice.jwk', '--out', 'copy'];
  const stopped = await interrupted(opening, '.copy.partial', 'SIGINT');
  expect(stopped).toMatchObject({ code: 130, stderr: expect.stringContaining('--resume') });
  expect(existsSync(join(cwd, 'copy'))).toBe(false);
  expect(await run(...opening, '--resume')).toMatchObject({ code: 0 });
  expect(await digest('copy')).toBe(await digest('big.bin'));
});

test('opening of a folder that is interrupted goes on after its last whole shard', async () => {
  await mkdir(join(cwd, 'f'));
  const sizes = { 'a.bin': 70 << 20, 'b.bin': 150 << 20 };
  for (const [name, size] of Object.entries(sizes)) {
    await writeFile(join(cwd, 'f', name), name);
    await truncate(join(cwd, 'f', name), size);
  }
  await run('file', 'seal', 'f', '--to', 'alice.pub.jwk');
  const opening = ['file', 'open', 'f.sealed', '--identity', 'alice.jwk', '--out', 'copy'];
  const stopped = await interrupted(opening, '.copy.journal', 'SIGINT', 1);
  expect(stopped).toMatchObject({ code: 130, stderr: expect.stringContaining('--resume') });
  expect(existsSync(join(cwd, 'copy'))).toBe(false);
  const kept = await stat(join(cwd, '.copy.partial', 'a.bin'));
  const resumed = await run(...opening, '--resume', '--json');
  expect(JSON.parse(resumed.stdout)).toMatchObject({ resumedBytes: 70 << 20 });
  expect((await stat(join(cwd, 'copy', 'a.bin'))).ino).toBe(kept.ino);
  expect(await digest('copy/b.bin')).toBe(await digest('f/b.bin'));
  expect((await readdir(cwd)).filter((name) => name.startsWith('.'))).toEqual([]);
});

describe('sealing to stdout that is stopped', () => {
  const toStdout = ['file', 'seal', 'big.bin', '--to', 'alice.pub.jwk', '--out', '-', '--keys', 'k.json'];
  /** A run whose output is not read, so that it waits in the middle. */
  const waiting = async () => {
    const { child, ended } = await startCommand(toStdout, { cwd });
    child.stdout?.pause();
    while (child.exitCode === null && !existsSync(join(cwd, 'k.json'))) await turn();
    return { child, ended };
  };

  test.each([
    ['by Ctrl-C', 130],
    ['by a reader that goes away', 3],
  ])('%s leaves no keys document, and the next run needs no --force', async (how, code) => {
    const { child, ended } = await waiting();
    if (how === 'by Ctrl-C') {
      child.kill('SIGINT');
      child.stdout?.resume();
    } else child.stdout?.destroy();
    expect(await ended).toMatchObject({ code });
    expect((await readdir(cwd)).filter((name) => name.includes('k.json'))).toEqual([]);
    expect(await run('file', 'seal', '-', ...toStdout.slice(3))).toMatchObject({ code: 0 });
    expect(existsSync(join(cwd, 'k.json'))).toBe(true);
  });
});

// A device that is always full is not on every system.
test.skipIf(!existsSync('/dev/full'))('output that finds no room ends with 3 and words', async () => {
  const toFull = async (args: readonly string[]) => {
    const { promise, resolve } = Promise.withResolvers<[number | string | null | undefined, string]>();
    const command = ['-c', '"$@" > /dev/full', 'sh', process.execPath, main, ...args];
    execFile('/bin/sh', command, { cwd }, (error, _, stderr) => resolve([error?.code, stderr]));
    return promise;
  };
  const full = /could not be written|sealing\/no-space/;
  expect(await toFull(['--help'])).toEqual([3, expect.stringMatching(full)]);
  const toStdout = ['--to', 'alice.pub.jwk', '--out', '-', '--keys', 'k.json'];
  expect(await toFull(['file', 'seal', 'alice.jwk', ...toStdout])).toEqual([3, expect.stringMatching(full)]);
  expect(existsSync(join(cwd, 'k.json'))).toBe(false);
});
