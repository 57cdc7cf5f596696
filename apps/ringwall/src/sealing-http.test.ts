import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from '@ringwall/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from './testing/command-process.ts';
import { runHere } from './testing/fake-terminal.ts';
import { type RangeServer, startRangeServer } from './testing/range-server.ts';

const content = randomBytes(2_000_000);
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'ringwall-http-'));
  await writeFile(join(cwd, 'data.bin'), content);
  await run('recipient', 'new', '--out', 'alice.jwk');
  expect(await run('file', 'seal', 'data.bin', '--to', 'alice.pub.jwk')).toMatchObject({ code: 0 });
  await writeFile(join(cwd, 'other.bin'), content);
  expect(await run('file', 'seal', 'other.bin', '--to', 'alice.pub.jwk')).toMatchObject({ code: 0 });
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

let server: RangeServer;
beforeEach(async () => {
  const served = (name: string) => readFile(join(cwd, name));
  server = await startRangeServer({
    '/d/data.bin.floe': await served('data.bin.floe'),
    '/d/data.bin.keys.json': await served('data.bin.keys.json'),
  });
});
afterEach(() => server[Symbol.asyncDispose]());

const run = (...args: string[]) => runHere(args, { cwd });
const openAt = (url: string, ...args: string[]) =>
  runCommand(['file', 'open', url, '--identity', 'alice.jwk', ...args], { cwd });

describe('a sealed file on a web server', () => {
  test('gives a range of it for little more than that range', async () => {
    const opened = await openAt(`${server.url}/d/data.bin.floe`, '--range', '1000000-1004095');
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    expect(opened.stdout).toEqual(Buffer.from(content.subarray(1_000_000, 1_004_096)));
    // The keys, the beginning with the header, the last segment and the one the range is in.
    expect(server.requests).toHaveLength(4);
    expect(server.sentBytes()).toBeLessThan(3 * 65_536 + 10_000);
  });

  test('opens as a whole', async () => {
    const opened = await openAt(`${server.url}/d/data.bin.floe`, '--out', 'whole.bin');
    expect(opened).toMatchObject({ code: 0 });
    expect((await readFile(join(cwd, 'whole.bin'))).equals(content)).toBe(true);
  });

  test('has its keys wherever --keys says', async () => {
    server.files.delete('/d/data.bin.keys.json');
    const url = `${server.url}/d/data.bin.floe`;
    const without = await openAt(url, '--range', '0-9');
    expect(without).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/keys\.json: the server answered 404/),
    });
    expect(without.stderr).toContain('--keys');
    const opened = await openAt(url, '--range', '0-9', '--keys', 'data.bin.keys.json');
    expect(opened.stdout).toEqual(Buffer.from(content.subarray(0, 10)));
  });

  test.each([
    ['ignores', /ignores Range[\s\S]*Fetch the whole file/],
    ['redirects', /redirects to elsewhere\.example/],
    ['cuts', /connection to 127\.0\.0\.1:\d+ failed/],
  ] as const)('is refused in words from a server that %s', async (habit, words) => {
    server.habit = habit;
    const url = `${server.url}/d/data.bin.floe?token=c4n4ry`;
    const opened = await openAt(url, '--range', '0-9', '--keys', 'data.bin.keys.json');
    expect(opened).toMatchObject({ code: 3, stdout: Buffer.alloc(0) });
    expect(opened.stderr).toMatch(words);
    expect(opened.stderr).not.toMatch(/c4n4ry|canary/);
  });

  test('is refused when it is replaced while it is read, and nothing of it stays', async () => {
    const other = await readFile(join(cwd, 'other.bin.floe'));
    server.onRequest = (count) => {
      if (count === 4) server.files.set('/d/data.bin.floe', { content: other, etag: '"2"' });
    };
    const opened = await openAt(`${server.url}/d/data.bin.floe`, '--out', 'mixed.bin');
    expect(opened).toMatchObject({ code: 3 });
    expect(opened.stderr).toContain('is another file than when it was opened');
    expect((await readdir(cwd)).filter((name) => name.includes('mixed'))).toEqual([]);
  });

  test('that is altered gives nothing of the segment, and 1', async () => {
    const altered = await readFile(join(cwd, 'data.bin.floe'));
    altered[1_000_100] = (altered[1_000_100] ?? 0) ^ 1;
    server.files.set('/d/data.bin.floe', { content: altered, etag: '"3"' });
    const opened = await openAt(`${server.url}/d/data.bin.floe`, '--range', '1000000-1000009');
    expect(opened).toMatchObject({ code: 1, stdout: Buffer.alloc(0) });
    expect(opened.stderr).toContain('core/sealed-altered');
  });

  test.each(['%ff', '%00', 'a%1b'])('whose name is no name for a file asks for another: %s', async (name) => {
    for (const end of ['floe', 'keys.json']) {
      const file = await readFile(join(cwd, `data.bin.${end}`));
      server.files.set(`/d/${name}.${end}`, { content: file, etag: '"1"' });
    }
    const opened = await openAt(`${server.url}/d/${name}.floe`);
    expect(opened).toMatchObject({ code: 2, stderr: expect.stringContaining('--out') });
    expect(opened.stderr).not.toMatch(/at .*\.ts|\x1b/);
  });

  test('is not fetched in the clear from elsewhere', async () => {
    const opened = await run('file', 'open', 'http://files.example/x.floe', '--identity', 'alice.jwk');
    expect(opened).toMatchObject({ code: 2, stderr: expect.stringContaining('https') });
  });
});
