import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fakeTerminal } from '../../apps/ringwall/src/testing/fake-terminal.ts';
import { lookAt } from './demo-directory.ts';
import { startDemo } from './demo-server.ts';
import { takeOver } from './installation.ts';
import { seededRandom } from './random.ts';
import { openSenders } from './senders.ts';
import { trickle } from './trickle.ts';
import { startScriptedUpstream } from './upstream/scripted-upstream.ts';

const program = fileURLToPath(new URL('../demo.ts', import.meta.url));
let place = '';
const children: ChildProcess[] = [];

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'ringwall-demo-'));
});
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(place, { recursive: true, force: true });
});

/** Runs the demo in a process of its own; resolves once it has greeted, or ended. */
async function demo(...args: string[]) {
  const child = spawn(process.execPath, [program, '--port', '0', '--console-port', '0', ...args], {
    cwd: place,
  });
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

test('the demo fills, says that it is one, answers, and ends when it is told to', async () => {
  const running = await demo('--hours', '1', '--seed', '5', '--still');
  expect(running.output()).toContain('THIS IS A DEMO: everything in ringwall-demo is made up (seed 5, 1 h');
  const reply = await fetch(`${running.printed('Gateway')}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.printed('API key')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(reply.status).toBe(200);
  expect(await reply.text()).toContain('[demo assistant] Hello!');
  const second = await demo('--hours', '1', '--seed', '5', '--reset');
  expect(await second.exited).toEqual([2, null]);
  expect(second.output()).toContain('A server is running');
  running.child.kill('SIGINT');
  expect(await running.exited).toEqual([130, null]);
  expect(await lookAt(join(place, 'ringwall-demo'))).toMatchObject({ marker: { seed: 5, state: 'filled' } });
});

test('traffic goes on with keys of its own after a restart, until it is told to stop', async () => {
  const { terminal } = fakeTerminal({ person: false, cwd: place });
  await using upstream = await startScriptedUpstream({ wait: () => {} });
  using senders = await openSenders();
  await using running = await startDemo(terminal, {
    ...{ directory: join(place, 'ringwall-demo'), upstreamUrl: upstream.url, log: () => {} },
    ...{ ports: { gateway: 0, console: 0 }, demo: { seed: 5, hours: 1 } },
  });
  const stop = new AbortController();
  const statuses: number[] = [];
  const failures: unknown[] = [];
  await trickle(
    { gatewayUrl: running.server.gatewayUrl, upstream, senders },
    {
      ...{ installation: await takeOver(running.admin), random: seededRandom(1), pauseMs: 1 },
      signal: stop.signal,
      onFailure: (error) => failures.push(error),
      onAnswered(status) {
        statuses.push(status);
        if (statuses.length >= 8) stop.abort();
      },
    },
  );
  expect(failures).toEqual([]);
  expect(new Set(statuses).has(401)).toBe(false);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(3);
});
