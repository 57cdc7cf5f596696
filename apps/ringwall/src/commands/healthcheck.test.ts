import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../cli/command-line.ts';
import { fakeTerminal } from '../testing/fake-terminal.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { startWitnessProcess } from '../testing/witness-process.ts';

let folder: string;
let running: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ringwall-health-'));
  running = await startTestServer();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const run = (...words: readonly string[]) =>
  runCommandLine(words, fakeTerminal({ person: false, cwd: folder }).terminal);
const health = (...words: readonly string[]) => run('healthcheck', ...words);

describe('a health check', () => {
  test('is 0 where requests can be recorded, and 3 where nothing runs', async () => {
    expect(await health('--data', running.dataDirectory)).toBe(0);
    expect(await health('--data', join(folder, 'nowhere'))).toBe(3);
  });

  test('asks a witness while it answers', async () => {
    const key = await readFile(join(running.dataDirectory, 'ledger', 'verifier-key'), 'utf8');
    const directory = join(folder, 'witness');
    const witness = await startWitnessProcess({ directory, cwd: folder, logs: [key] });
    try {
      expect(await health('--witness', witness.url)).toBe(0);
    } finally {
      await witness.end('SIGTERM');
    }
    expect(await health('--witness', witness.url)).toBe(3);
  });

  test.each(['https://witness.example', 'http://10.0.0.7:7074', 'witness', 'file:///etc'])(
    'does not ask %s, which is no witness of this machine',
    async (url) => {
      expect(await health('--witness', url)).toBe(2);
    },
  );
});

describe('a witness', () => {
  test('does not start without a log to watch, nor where the file with its keys is missing or empty', async () => {
    await writeFile(join(folder, 'empty'), '\n');
    for (const words of [[], ['--log-file', 'missing'], ['--log-file', 'empty']]) {
      expect(await run('ledger', 'witness', 'w', '--port', '0', ...words)).toBe(2);
    }
  });
});
