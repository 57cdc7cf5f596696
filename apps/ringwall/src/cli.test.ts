import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from './cli/command-line.ts';
import { expiry } from './commands/key.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

let running: TestServer;
beforeAll(async () => {
  running = await startTestServer();
});
afterAll(() => running[Symbol.asyncDispose]());

async function run(...args: string[]) {
  const stdout = collector();
  const stderr = collector();
  const code = await runCommandLine(args, {
    env: {},
    cwd: running.directory,
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdin: new PassThrough(),
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

const ask = (key: string) =>
  fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
  });

describe('ringwall', () => {
  test('explains itself and every command, with examples', async () => {
    const help = await run('--help');
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('ledger') });
    for (const command of [
      ['start'],
      ['status'],
      ['login'],
      ['key', 'create'],
      ['key', 'list'],
      ['grant', 'create'],
      ['grant', 'list'],
      ['grant', 'revoke'],
      ['policy', 'show'],
      ['policy', 'apply'],
      ['policy', 'test'],
      ['policy', 'why'],
      ['key', 'revoke'],
      ['ledger', 'verify'],
      ['ledger', 'prove'],
      ['subject', 'find'],
      ['subject', 'erase'],
      ['hold', 'place'],
      ['hold', 'list'],
      ['hold', 'release'],
      ['retention', 'show'],
      ['retention', 'apply'],
      ['erasures', 'supply'],
      ['erasures', 'waive'],
      ['request', 'open'],
      ['ledger', 'rotate-key'],
      ['ledger', 'retire-key'],
      ['backup'],
      ['restore'],
    ]) {
      expect((await run(...command, '--help')).stdout).toMatch(/Examples?:\n {2}ringwall /);
    }
  });

  test('is not ended by a reader that went away', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--help']);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [code] = await once(child, 'close');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('answers wrong usage with 2 and a word about it', async () => {
    expect(await run('frobnicate')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('unknown command'),
    });
    expect((await run('ledger', 'prove', 'first', '--data', 'data')).code).toBe(2);
    expect((await run('start', '--port', 'x')).code).toBe(2);
  });

  test('says that no server runs and what to do, with 3', async () => {
    const result = await run('status', '--data', 'elsewhere');
    expect(result).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/`\S*ringwall start`/),
    });
  });

  test('status tells people and machines what runs', async () => {
    expect((await run('status', '--data', 'data')).stdout).toContain(
      `Gateway   ${running.server.gatewayUrl}`,
    );
    const { stdout } = await run('status', '--data', 'data', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ demo: true, ledger: { state: 'open' } });
  });

  test('a key made here works at once, is listed without its secret, and is refused once revoked', async () => {
    const made = await run(
      'key',
      'create',
      'from the shell',
      '--data',
      'data',
      '--route',
      'demo-openai',
      '--expires',
      '1h',
      '--json',
    );
    const { key, secret } = JSON.parse(made.stdout);
    expect((await ask(secret)).status).toBe(200);
    const listed = await run('key', 'list', '--data', 'data');
    expect(listed.stdout).toContain(key.id);
    expect(listed.stdout).not.toContain(secret);
    expect((await run('key', 'revoke', key.id, '--data', 'data')).code).toBe(2);
    expect((await ask(secret)).status).toBe(200);
    expect((await run('key', 'revoke', key.id, '--data', 'data', '--yes')).code).toBe(0);
    expect((await ask(secret)).status).toBe(401);
    expect((await run('key', 'revoke', 'key_unknown', '--data', 'data', '--yes')).code).toBe(3);
  });

  test('durations and times are understood, the rest is refused', () => {
    expect(expiry('30d', 0)).toBe('1970-01-31T00:00:00.000Z');
    expect(expiry('2030-01-02T03:04:05Z', 0)).toBe('2030-01-02T03:04:05.000Z');
    expect(() => expiry('soon', 0)).toThrow(expect.objectContaining({ code: 'app/usage' }));
  });

  test('login prints a link that signs in once', async () => {
    const { stdout } = await run('login', '--data', 'data', '--json');
    const token = new URL(JSON.parse(stdout).url).hash.replace('#login=', '');
    const redeem = () =>
      fetch(`${running.server.consoleUrl}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-ringwall-console': '1' },
        body: JSON.stringify({ token }),
      });
    const first = await redeem();
    expect(first.status).toBe(200);
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await redeem()).status).toBe(401);
  });

  test('proves an entry', async () => {
    const { code, stdout } = await run('ledger', 'prove', '0', '--data', 'data');
    expect(code).toBe(0);
    expect(stdout).toContain('Entry 0 is in the log of');
    expect(JSON.parse((await run('ledger', 'prove', '0', '--data', 'data', '--json')).stdout)).toMatchObject({
      verified: true,
    });
    expect((await run('ledger', 'prove', '999999', '--data', 'data')).code).toBe(3);
  });
});

describe('ringwall ledger verify', () => {
  let copy: string;
  beforeAll(async () => {
    await ask(running.key);
    // Proving the newest entry signs a checkpoint over everything so far.
    const { json } = await running.admin('GET', '/api/status');
    await running.admin('GET', `/api/ledger/proof/${Object(json).ledger.size - 1}`);
    copy = await mkdtemp(join(tmpdir(), 'ringwall-copy-'));
    await cp(join(running.dataDirectory, 'ledger'), join(copy, 'ledger'), { recursive: true });
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  test('checks a copy offline and says what it could not check', async () => {
    const { code, stdout } = await run('ledger', 'verify', copy);
    expect(code).toBe(0);
    expect(stdout).toContain('The log is intact.');
    expect(stdout).toMatch(/Note {6}.*key/);
    expect(stdout).toMatch(/Note {6}.*witness/i);
    const report = JSON.parse((await run('ledger', 'verify', copy, '--json')).stdout);
    expect(report).toMatchObject({
      ok: true,
      faults: [],
      checkpoint: { root: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test('finds one flipped bit, names the place and answers 1', async () => {
    const wal = join(copy, 'ledger', 'wal');
    const [segment = ''] = (await readdir(wal)).filter((name) => name.endsWith('.seg'));
    const bytes = await readFile(join(wal, segment));
    const place = Math.floor(bytes.length / 2);
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    await writeFile(join(wal, segment), bytes);
    const { code, stdout } = await run('ledger', 'verify', copy);
    expect(code).toBe(1);
    expect(stdout).toContain('THE LOG IS NOT INTACT.');
    expect(stdout).toMatch(/Fault {5}.*\.seg.*: entry \d+: /);
  });

  test('says that there is nothing to verify', async () => {
    expect((await run('ledger', 'verify', 'nowhere')).code).toBe(2);
  });
});
