import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeTerminal, runHere } from '../../apps/ringwall/src/testing/fake-terminal.ts';
import { startTestServer } from '../../apps/ringwall/src/testing/test-server.ts';
import type { Json } from '../../packages/core/src/index.ts';
import { leafHash, openCheckpoint, verifyInclusion } from '../../packages/verifier/src/index.ts';
import { lookAt } from './demo-directory.ts';
import { startDemo } from './demo-server.ts';
import { type Filling, fillDemo } from './fill-demo.ts';
import { type Admin, takeOver } from './installation.ts';
import { member } from './json-member.ts';
import { seededRandom } from './random.ts';
import { openSenders } from './senders.ts';
import { trickle } from './trickle.ts';
import { startScriptedUpstream } from './upstream/scripted-upstream.ts';

const program = fileURLToPath(new URL('../demo.ts', import.meta.url));
const endMs = Date.UTC(2026, 10, 23, 17);
const day = { seed: 11, hours: 1 } as const;
const warnings: string[] = [];
const filling: Omit<Filling, 'directory'> = {
  ...{ ...day, endMs, hourOf: () => 7 },
  // Nothing passes but what the plan lets pass, so that two days can be held against each other.
  elapsed: { now: () => 0 },
  log: (level, message) => void (level === 'info' || warnings.push(message)),
};
const { terminal } = fakeTerminal({ person: false, cwd: tmpdir() });
let place = '';
const children: ChildProcess[] = [];
/** Of a machine that has much else to do. */
const patienceMs = 180_000;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'ringwall-demo-'));
  for (const name of ['first', 'second'])
    await fillDemo(terminal, { ...filling, directory: join(place, name) });
}, patienceMs);
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(place, { recursive: true, force: true });
});

/** Serves a demo that was filled before, as an ordinary server would. */
async function served<Result>(name: string, look: (admin: Admin) => Promise<Result>): Promise<Result> {
  const ports = { gateway: 0, console: 0 };
  await using running = await startDemo(terminal, {
    ...{ directory: join(place, name), upstreamUrl: 'http://127.0.0.1:9', ports, demo: day },
    log: () => {},
  });
  return await look(running.admin);
}

async function all(admin: Admin, path: string): Promise<readonly Json[]> {
  const items: Json[] = [];
  let cursor: Json | undefined;
  do {
    const after = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const page = await admin('GET', `${path}?limit=500${after}`);
    const found = member(page, 'items');
    if (Array.isArray(found)) items.push(...found);
    cursor = member(page, 'next');
  } while (cursor !== undefined);
  return items;
}

/** What a person sees of a request, but for ids and for what the machine took. */
function seen(row: Json): readonly unknown[] {
  const names = ['time', 'keyName', 'route', 'model', 'stream', 'state', 'decision', 'rules', 'httpStatus'];
  return [...names, 'inputTokens', 'outputTokens', 'nanoDollars', 'totalMs'].map((name) => member(row, name));
}

test('the same seed gives the same day, and every row of it has its proof', async () => {
  const [rows, again] = await Promise.all(
    ['first', 'second'].map((name) => served(name, (admin) => all(admin, '/api/requests'))),
  );
  expect(rows?.length).toBeGreaterThan(100);
  expect(again?.map(seen)).toEqual(rows?.map(seen));
  await served('first', async (admin) => {
    for (const row of rows ?? []) {
      for (const index of [member(row, 'intent'), member(row, 'outcome')])
        expect(await isProven(admin, Number(index)), String(member(row, 'request'))).toBe(true);
    }
  });
});

async function isProven(admin: Admin, index: number): Promise<boolean> {
  const [entry, proof] = await Promise.all([
    admin('GET', `/api/ledger/entries/${index}`),
    admin('GET', `/api/ledger/proof/${index}`),
  ]);
  const signed = await openCheckpoint(
    String(member(proof, 'checkpoint')),
    String(member(proof, 'verifierKey')),
  );
  const hashes = member(proof, 'hashes');
  if (!signed.ok || !Array.isArray(hashes)) return false;
  return verifyInclusion({
    ...{ index, size: signed.size, root: signed.root },
    leafHash: await leafHash(Buffer.from(String(member(entry, 'leaf')))),
    hashes: hashes.map((hash) => Uint8Array.from(Buffer.from(String(hash), 'hex'))),
  });
}

test('the whole log verifies, and begins by saying that it is a demo', async () => {
  const verified = await runHere(['ledger', 'verify', '--data', join(place, 'first')], { cwd: place });
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('The log is intact.') });
  await served('first', async (admin) => {
    const first = await admin('GET', '/api/ledger/entries/0');
    expect(first).toMatchObject({ event: { type: 'demo.declared', data: day } });
    expect(await admin('GET', '/api/status')).toMatchObject({ demoData: day, demo: false });
  });
});

test('a day has blocked, redacted and flagged requests, refused keys and limits that were reached', async () => {
  await served('second', async (admin) => {
    const rows = await all(admin, '/api/requests');
    const counts = (name: string) => new Set(rows.map((row) => member(row, name)));
    expect([...counts('decision')]).toEqual(expect.arrayContaining(['allow', 'flag', 'redact', 'block']));
    expect([...counts('state')]).toEqual(expect.arrayContaining(['completed', 'blocked']));
    expect(rows.filter((row) => member(row, 'state') === 'open')).toEqual([]);
    const events = await all(admin, '/api/ledger/entries');
    const types = new Set(events.map((entry) => member(member(entry, 'event'), 'type')));
    for (const type of ['access.denied', 'limit.reached', 'key.revoked', 'route.contained', 'route.released'])
      expect(types, type).toContain(type);
  });
  expect(warnings.filter((message) => !message.includes('shop'))).toEqual([]);
});

test('a server that keeps real records takes no made-up traffic', async () => {
  await using real = await startTestServer();
  await real.server.close('over');
  const refused = startDemo(terminal, {
    ...{ directory: real.dataDirectory, upstreamUrl: 'http://127.0.0.1:9', demo: day },
    ...{ ports: { gateway: 0, console: 0 }, log: () => {} },
  });
  await expect(refused).rejects.toMatchObject({ code: 'app/not-a-demo' });
});

/** Runs the demo in a process of its own; resolves once it has greeted, or ended. */
async function demo(...args: string[]) {
  const child = spawn(
    process.execPath,
    [program, '--data', 'second', '--port', '0', '--console-port', '0', ...args],
    {
      cwd: place,
    },
  );
  children.push(child);
  let output = '';
  const exited = once(child, 'exit');
  const greeted = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
        if (/^ {2}Check .*\n/m.test(output)) resolve();
      });
  });
  await Promise.race([greeted, exited]);
  const printed = (label: string) => new RegExp(`${label} {2}(\\S+)`).exec(output)?.[1] ?? '';
  return { child, exited, output: () => output, printed };
}

test('a demo that was filled is served at once: it says what it is, answers, and ends when it is told to', {
  timeout: patienceMs,
}, async () => {
  const running = await demo('--still');
  expect(running.output()).toContain('THIS IS A DEMO: everything in second is made up (seed 11, 1 h');
  const reply = await fetch(`${running.printed('Gateway')}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.printed('API key')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(reply.status).toBe(200);
  expect(await reply.text()).toContain('[demo assistant] Hello!');
  const second = await demo('--reset');
  expect(await second.exited).toEqual([2, null]);
  expect(second.output()).toContain('A server is running');
  running.child.kill('SIGINT');
  expect(await running.exited).toEqual([130, null]);
  expect(await lookAt(join(place, 'second'))).toMatchObject({ marker: { seed: 11, state: 'filled' } });
});

test('traffic goes on with keys of its own after a restart, until it is told to stop', async () => {
  const stop = new AbortController();
  const asked: number[] = [];
  await using upstream = await startScriptedUpstream({
    wait(ms) {
      if (asked.push(ms) >= 20) stop.abort();
    },
  });
  using senders = await openSenders();
  await using running = await startDemo(terminal, {
    ...{ directory: join(place, 'second'), upstreamUrl: upstream.url, log: () => {} },
    ...{ ports: { gateway: 0, console: 0 }, demo: day },
  });
  const before = await all(running.admin, '/api/requests');
  const failures: unknown[] = [];
  await trickle(
    { gatewayUrl: running.server.gatewayUrl, upstream, senders },
    {
      ...{ installation: await takeOver(running.admin), random: seededRandom(1), pauseMs: 1 },
      signal: stop.signal,
      onFailure: (error) => failures.push(error),
    },
  );
  expect(failures).toEqual([]);
  const statuses = (await all(running.admin, '/api/requests'))
    .slice(0, -before.length)
    .map((row) => member(row, 'httpStatus'));
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(3);
});
