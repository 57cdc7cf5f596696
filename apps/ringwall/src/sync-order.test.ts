import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Files, nodeFiles } from '@ringwall/ledger';
import { expect, onTestFinished, test } from 'vitest';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startServerProcess } from './testing/server-process.ts';
import { type SystemCall, systemCalls } from './testing/system-calls.ts';
import { startTestServer } from './testing/test-server.ts';

/** Holds every sync of the log back until it is let go, and says when one is asked for. */
class HeldSyncs {
  #holding = false;
  #held: (() => void)[] = [];
  #asked: (() => void)[] = [];

  readonly files: Files = {
    ...nodeFiles,
    open: async (path, mode) => {
      const file = await nodeFiles.open(path, mode);
      if (!path.endsWith('.seg')) return file;
      return {
        ...file,
        datasync: async () => {
          if (this.#holding) {
            await new Promise<void>((resolve) => {
              this.#held.push(resolve);
              for (const tell of this.#asked.splice(0)) tell();
            });
          }
          await file.datasync();
        },
      };
    },
  };

  hold(): void {
    this.#holding = true;
  }

  /** Resolves once a sync waits. */
  async next(): Promise<void> {
    if (this.#held.length === 0) await new Promise<void>((resolve) => this.#asked.push(resolve));
  }

  letOne(): void {
    this.#held.shift()?.();
  }

  letAll(): void {
    this.#holding = false;
    for (const go of this.#held.splice(0)) go();
  }
}

/** Whatever was on its way to the upstream before this is there after it. */
async function roundTrips(upstream: ScriptedUpstream): Promise<void> {
  for (let i = 0; i < 5; i++) await (await fetch(`${upstream.url}/elsewhere`)).text();
}

test('nothing is sent on before its intent is synced, and nothing answered before its outcome is', async () => {
  await using upstream = await startScriptedUpstream();
  const syncs = new HeldSyncs();
  await using running = await startTestServer({
    yaml: scriptedConfig(upstream.url, 'limits: { recordDeadlineMs: 60000 }'),
    env: { UPSTREAM_KEY: 'k' },
    ledgerFiles: syncs.files,
  });
  // A server that ends has a record to write as well.
  onTestFinished(() => syncs.letAll());
  upstream.script(jsonAnswer(completion('answer')));
  const sentOn = () => upstream.seen.filter(({ path }) => path.endsWith('/chat/completions')).length;

  syncs.hold();
  let answered = false;
  const response = fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] }),
  }).then((reply) => {
    answered = true;
    return reply.text();
  });
  await syncs.next();
  await roundTrips(upstream);
  expect(sentOn()).toBe(0);
  syncs.letOne();
  await syncs.next();
  await roundTrips(upstream);
  expect([sentOn(), answered]).toEqual([1, false]);
  syncs.letAll();
  expect(await response).toContain('answer');
});

const strace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

test.skipIf(!strace)(
  'the system is asked to sync each record before the bytes that rely on it leave (needs strace)',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ringwall-trace-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const trace = join(directory, 'trace');
    const watched = 'trace=pwrite64,write,writev,sendto,sendmsg,fdatasync,fsync';
    const server = await startServerProcess({
      dataDirectory: join(directory, 'data'),
      cwd: directory,
      // The tracer is a process of its own, so that the server is the child that signals go to.
      under: ['strace', '-D', '-f', '-q', '-s', '65536', '-e', watched, '-o', trace],
      env: { UV_USE_IO_URING: '0' },
    });
    onTestFinished(() => void server.child.kill('SIGKILL'));
    const response = await fetch(`${server.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(response.status).toBe(200);
    await response.text();
    const request = response.headers.get('x-request-id') ?? 'none';
    expect(await server.end('SIGTERM')).toBe(0);
    await expect.poll(() => readFile(trace, 'utf8')).toContain('+++ exited with 0 +++');

    const calls = systemCalls(await readFile(trace, 'utf8'));
    const intent = synced(calls, (text) => text.includes('llm.intent') && text.includes(request));
    const sentOn = calls.find(({ text }) => text.includes('"POST /v1/chat/completions'));
    const outcome = synced(calls, (text) => text.includes('llm.outcome') && text.includes(request));
    const answer = calls.find(({ text }) => text.includes('"HTTP/1.1 200') && text.includes(request));
    const order = [intent.end, sentOn?.begin, outcome.written, outcome.end, answer?.begin];
    expect(order).not.toContain(undefined);
    expect(order).toEqual(order.toSorted((a, b) => Number(a) - Number(b)));
  },
);

/** When the record was in the system's hands, and when the sync that came after it had succeeded. */
function synced(calls: readonly SystemCall[], isRecord: (text: string) => boolean) {
  const write = calls.find(({ name, text }) => name === 'pwrite64' && isRecord(text));
  const sync = calls.find(
    ({ name, file, begin, result }) =>
      name === 'fdatasync' &&
      file === write?.file &&
      result === '0' &&
      begin > (write?.end ?? Number.POSITIVE_INFINITY),
  );
  return { written: write?.end, end: sync?.end };
}
