import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runHere } from './testing/fake-terminal.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';
import { startWitnessProcess } from './testing/witness-process.ts';

let directory: string;
let running: TestServer;
let witness: Awaited<ReturnType<typeof startWitnessProcess>>;
let key: string;

const run = (...words: string[]) => runHere(['ledger', 'verify', ...words], { cwd: running.directory });

/** Adds events, and waits until the witness has cosigned them. */
async function witnessed(): Promise<void> {
  // A session of its own, so that looking adds nothing to the log.
  const cookie = await running.cookie();
  const status = async () =>
    Object(await (await fetch(`${running.server.consoleUrl}/api/status`, { headers: { cookie } })).json());
  const { size } = (await status()).ledger;
  await vi.waitFor(
    async () => expect((await status()).witnessing.witnessedSize).toBeGreaterThanOrEqual(size),
    { timeout: 30_000, interval: 50 },
  );
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-verify-'));
  running = await startTestServer();
  key = (await readFile(join(running.dataDirectory, 'ledger', 'verifier-key'), 'utf8')).trim();
  const place = { directory: join(directory, 'witness'), cwd: directory };
  witness = await startWitnessProcess({ ...place, logs: [key], name: 'witness.example' });
  const keys = JSON.stringify(witness.verifierKeys);
  await writeFile(
    join(running.directory, 'ringwall.config.yaml'),
    `ledger:\n  witnessEverySeconds: 0.05\n  witnesses:\n    - url: ${witness.url}\n      keys: ${keys}\n`,
  );
  await running.restart();
  await witnessed();
  await running.server.close('copy');
  await cp(join(running.dataDirectory, 'ledger'), join(directory, 'earlier'), { recursive: true });
  await running.restart();
  await witnessed();
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await witness.end('SIGTERM');
  await rm(directory, { recursive: true, force: true });
});

describe('ringwall ledger verify', () => {
  test('says what is proven, by which key, and how far witnesses have seen the log', async () => {
    const { code, stdout } = await run('--data', running.dataDirectory, '--key', key, '--witness');
    expect({ code, stdout }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^The log is intact\.$/m);
    expect(stdout).toMatch(/^Signed {5}the first \d+, with the key given/m);
    expect(stdout).toContain(`Key        ${key}`);
    expect(stdout).toMatch(/^Witnessed {2}the first \d+ by witness\.example at \d{4}-/m);
    expect(stdout).toMatch(/^Note {7}(Unwitnessed since entry \d+|Everything here was witnessed)/m);
  });

  test('knows the configured witnesses by what is kept beside the log, and asks nobody', async () => {
    const { stdout } = await run('--data', running.dataDirectory, '--json');
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ ok: true, keySource: 'directory', prunedBelow: 0, stale: [] });
    expect(report.witnessed).toMatchObject([{ by: 'witness.example' }, { by: 'witness.example' }]);
  });

  test('finds a log that was put back, and names the first size that is missing', async () => {
    const earlier = join(directory, 'earlier');
    // With what was kept beside it, it is whole; the witness knows better.
    expect(await run(earlier, '--key', key)).toMatchObject({ code: 0 });
    const { code, stdout } = await run(earlier, '--key', key, '--witness');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^THE LOG IS NOT INTACT\.$/m);
    expect(stdout).toMatch(
      /^Fault .*witness\.example has cosigned.* has \d+ entries, the last that is has \d+$/m,
    );
  });

  test('takes what a witness has cosigned from a file, with its key from the command line', async () => {
    const { json } = await running.admin('GET', '/api/ledger/witness');
    const file = join(directory, 'cosigned');
    await writeFile(file, Object(json).checkpoint);
    const keys = witness.verifierKeys.flatMap((each) => ['--witness-key', each]);
    const elsewhere = join(directory, 'none.yaml');
    await writeFile(elsewhere, '');
    const words = ['--config', elsewhere, ...keys, '--witness-checkpoint', file];
    expect((await run(join(directory, 'earlier'), ...words)).stdout).toMatch(/^Fault .*the log is cut/m);
    expect((await run(running.dataDirectory, ...words)).stdout).toMatch(/^Witnessed {2}the first/m);
  });

  test('does not pass over a witness that it was told to ask and that does not answer', async () => {
    const { code, stderr } = await run(running.dataDirectory, '--witness', 'http://127.0.0.1:9');
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('app/witness-unreachable'),
    });
    expect(await run(running.dataDirectory, '--witness-checkpoint', 'nowhere')).toMatchObject({ code: 2 });
  });
});
