import { globSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newEvent, systemClock } from '@ringwall/core';
import type { WitnessesReply } from '@ringwall/ledger';
import { openKeyring, openLedger } from '@ringwall/ledger';
import { openCosignedCheckpoint } from '@ringwall/verifier';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StatusReply } from '../api.ts';
import { runCommand } from '../testing/command-process.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { startWitnessProcess } from '../testing/witness-process.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-witness-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

type WitnessProcess = Awaited<ReturnType<typeof startWitnessProcess>>;

const verifierKeyOf = async ({ dataDirectory }: TestServer) =>
  (await readFile(join(dataDirectory, 'ledger', 'verifier-key'), 'utf8')).trim();

async function configure(running: TestServer, { url, verifierKeys }: WitnessProcess): Promise<void> {
  const yaml = `ledger:\n  witnessEverySeconds: 0.05\n  witnesses:\n    - url: ${url}\n      keys: ${JSON.stringify(verifierKeys)}\n`;
  await writeFile(join(running.directory, 'ringwall.config.yaml'), yaml);
}

/** A session of its own, so that looking adds nothing to the log. */
async function reader(running: TestServer) {
  const cookie = await running.cookie();
  const read = async (path: string) => {
    const reply = await fetch(running.server.consoleUrl + path, { headers: { cookie } });
    expect(reply.status, path).toBe(200);
    return await reply.json();
  };
  return {
    status: (): Promise<StatusReply> => read('/api/status'),
    witness: (): Promise<WitnessesReply> => read('/api/ledger/witness'),
    entries: () => read('/api/ledger/entries?type=witness.refused'),
    /** Signs a checkpoint and waits until it is cosigned; its size. */
    async cosigned(): Promise<number> {
      const { to } = await read('/api/ledger/consistency?from=0');
      await expect
        .poll(async () => (await this.status()).witnessing.witnessedSize)
        .toBeGreaterThanOrEqual(to);
      return to;
    },
  };
}

async function chat({ server, key }: TestServer): Promise<void> {
  const reply = await fetch(`${server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(reply.status).toBe(200);
}

/** A server whose log a witness in another process has cosigned at several sizes. */
async function witnessedServer() {
  const running = await startTestServer();
  const witness = await startWitnessProcess({
    directory: join(directory, 'witness'),
    cwd: directory,
    logs: [await verifierKeyOf(running)],
    name: 'witness.example',
  });
  await configure(running, witness);
  await running.restart();
  return {
    running,
    witness,
    /** Keeps a copy of all the server's data, and goes on. */
    async copy(name: string): Promise<string> {
      await running.server.close('copy');
      await cp(running.dataDirectory, join(directory, name), { recursive: true });
      await running.restart();
      return join(directory, name);
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      if (witness.child.exitCode === null && witness.child.signalCode === null) await witness.end('SIGKILL');
    },
  };
}

/** Stops the server and puts an older copy of its data in the place of the newer. */
async function putBack(running: TestServer, copy: string, parts = ['ledger', 'ringwall.db']): Promise<void> {
  await running.server.close('put back');
  for (const part of parts) {
    await rm(join(running.dataDirectory, part), { recursive: true, force: true });
    await cp(join(copy, part), join(running.dataDirectory, part), { recursive: true });
  }
}

/** Adds entries to the log behind the server's back, signed with its own key. */
async function appendOthers({ dataDirectory }: TestServer, count: number): Promise<void> {
  const keys = await openKeyring(join(dataDirectory, 'keys'));
  const ledger = await openLedger({ directory: join(dataDirectory, 'ledger'), keys, clock: systemClock });
  for (let i = 0; i < count; i++) {
    await ledger.append(
      newEvent('server.stopped', {
        time: systemClock.now(),
        project: 'default',
        actor: { kind: 'server', id: 'ringwall' },
        data: { reason: 'never happened' },
      }),
    );
  }
  await ledger.close();
}

const sizesIn = (message: string) => [...message.matchAll(/\d+/g)].map(Number);

describe('a server with a witness in another process', () => {
  test('has its log cosigned as it grows, shows by whom, and opens for whoever has both keys', async () => {
    await using together = await witnessedServer();
    const { running, witness } = together;
    const read = await reader(running);
    await chat(running);
    const first = await read.cosigned();
    await chat(running);
    const second = await read.cosigned();
    expect(second).toBeGreaterThan(first);
    expect((await read.status()).witnessing).toMatchObject({
      witnesses: [{ name: 'witness.example', url: witness.url, state: 'following' }],
    });
    const { checkpoint = '' } = await read.witness();
    const policy = { logKeys: [await verifierKeyOf(running)], witnessKeys: witness.verifierKeys };
    expect(await openCosignedCheckpoint(checkpoint, policy)).toMatchObject({
      ok: true,
      cosignatures: [{ algorithm: 'ed25519' }, { algorithm: 'ml-dsa-44' }],
    });
    const stored = await readFile(join(running.dataDirectory, 'ledger', 'checkpoint'), 'utf8');
    expect(await openCosignedCheckpoint(stored, policy)).toMatchObject({ ok: true });
    const shown = await runCommand(['status', '--data', running.dataDirectory], { cwd: running.directory });
    expect(shown.stdout.toString()).toMatch(/^Witness {3}witness\.example: \d+ cosigned at .*, following$/m);
    expect((await read.status()).risks.map(({ id }) => id)).not.toContain('no-witness');
  });

  test('does not start when its log was put back, or rewritten with its own key, and is told where they part', async () => {
    await using together = await witnessedServer();
    const { running } = together;
    await chat(running);
    const copy = await together.copy('early');
    const read = await reader(running);
    for (let i = 0; i < 3; i++) {
      await chat(running);
      await read.cosigned();
    }
    const { witnessedSize } = (await read.status()).witnessing;
    const refusal = () => running.restart().catch((thrown: unknown) => thrown);

    await putBack(running, copy);
    const behind = await refusal();
    expect(behind).toMatchObject({ code: 'ledger/behind-witness' });
    const [has = 0, seen = 0, missing = 0, last = 0] = sizesIn(String(behind));
    expect(seen).toBeGreaterThanOrEqual(witnessedSize);
    expect(last).toBeLessThanOrEqual(has);
    expect(missing).toBeGreaterThan(has);
    expect(missing).toBeLessThan(seen);

    await appendOthers(running, witnessedSize + 5);
    const rewritten = await refusal();
    expect(rewritten).toMatchObject({ code: 'ledger/witness-mismatch' });
    // The same place: up to there the log was left as it was.
    expect(sizesIn(String(rewritten))).toEqual([seen, missing, last]);
  });

  test.each([
    ['put back', 0, 'shorter'],
    ['rewritten with its own key', 60, 'rewritten'],
  ])(
    'that starts %s while the witness is away is refused by it later: an alarm, and an entry in the log',
    async (_, others, reason) => {
      await using together = await witnessedServer();
      const { running, witness } = together;
      await chat(running);
      const copy = await together.copy('early');
      const read = await reader(running);
      await chat(running);
      await read.cosigned();
      await putBack(running, copy);
      await appendOthers(running, others);
      await rm(join(running.dataDirectory, 'ledger', 'witness'), { recursive: true });
      expect((await witness.end('SIGTERM')).code).toBe(0);
      await running.restart();
      expect(running.logged.join('\n')).toContain('nothing is kept of it');
      const port = Number(new URL(witness.url).port);
      const logs = [await verifierKeyOf(running)];
      const place = { directory: join(directory, 'witness'), cwd: directory };
      const again = await startWitnessProcess({ ...place, logs, port });
      expect(again.verifierKeys).toEqual(witness.verifierKeys);
      const later = await reader(running);
      await expect
        .poll(async () => (await later.status()).alarms.map(({ id }) => id), { timeout: 40_000 })
        .toContain('witness-refused:witness.example');
      // The alarm comes first: whoever reads the entry may be a moment early.
      await expect
        .poll(() => later.entries())
        .toMatchObject({
          items: [
            { event: { data: { witness: 'witness.example', reason, divergesAt: expect.any(Number) } } },
          ],
        });
      const stopped = await again.end('SIGTERM');
      // Only what the log has signed is evidence; that it has become shorter it has not signed.
      const refusals = globSync('logs/*/refusals', { cwd: place.directory });
      expect(refusals).toHaveLength(reason === 'rewritten' ? 1 : 0);
      expect(stopped.stderr.includes('A log contradicts what was cosigned')).toBe(reason === 'rewritten');
    },
    60_000,
  );

  test('goes on through a witness that is killed, and is caught up when that is back', async () => {
    await using together = await witnessedServer();
    const { running, witness } = together;
    const read = await reader(running);
    await chat(running);
    await read.cosigned();
    await witness.end('SIGKILL');
    await chat(running);
    await expect.poll(async () => (await read.status()).witnessing.witnesses[0]?.state).toBe('failing');
    const port = Number(new URL(witness.url).port);
    const logs = [await verifierKeyOf(running)];
    const again = await startWitnessProcess({
      directory: join(directory, 'witness'),
      cwd: directory,
      logs,
      port,
    });
    await read.cosigned();
    expect((await read.status()).witnessing.witnesses).toMatchObject([{ state: 'following' }]);
    expect((await again.end('SIGINT')).code).toBe(130);
  });
});

describe('ringwall ledger witness', () => {
  test('keeps its directory to one process, and its keys to one name', async () => {
    await using running = await startTestServer();
    const logs = [await verifierKeyOf(running)];
    const place = { directory: join(directory, 'witness'), cwd: directory, logs };
    const first = await startWitnessProcess({ ...place, name: 'one.example' });
    await expect(startWitnessProcess(place)).rejects.toThrow('store/in-use');
    await first.end('SIGKILL');
    await expect(startWitnessProcess({ ...place, name: 'two.example' })).rejects.toThrow('one.example');
  });

  test('refuses a key that is none, and an address that others can reach', async () => {
    const run = (...args: string[]) => runCommand(['ledger', 'witness', 'w', ...args], { cwd: directory });
    const none = await run('--log', 'no-key', '--port', '0');
    expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining('ledger/keys-invalid') });
    const open = await run('--log', 'no-key', '--host', '0.0.0.0');
    expect(open).toMatchObject({ code: 2, stderr: expect.stringContaining('app/not-loopback') });
    expect((await run()).code).toBe(2);
  });
});
