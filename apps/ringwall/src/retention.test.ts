import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { runHere } from './testing/fake-terminal.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const dayMs = 86_400_000;
const clock = { time: Date.UTC(2026, 0, 2, 12), now: () => clock.time };

let running: TestServer;
beforeAll(async () => {
  running = await startTestServer({ clock, yaml: 'retention: { bodies: 1d, traffic: 2d }\n' });
});
afterAll(() => running[Symbol.asyncDispose]());

const run = (...args: string[]) =>
  runHere([...args, '--data', running.dataDirectory], { cwd: running.directory });

async function ask(): Promise<string> {
  const reply = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  await reply.text();
  return reply.headers.get('x-request-id') ?? '';
}

const rows = z.looseObject({ items: z.array(z.looseObject({ request: z.string() })) });
async function requests(): Promise<readonly string[]> {
  const { json } = await running.admin('GET', '/api/requests');
  return rows
    .parse(json)
    .items.map(({ request }) => request)
    .sort();
}

test('what is old goes by its class: bodies first, then the rows of traffic, and nothing that is held', async () => {
  const [old, held] = [await ask(), await ask()];
  await run('hold', 'place', '--request', held, '--reason', 'case 14/2026');
  clock.time += 2 * dayMs;
  const newer = await ask();
  const dry = await run('retention', 'apply', '--dry-run');
  // The key of that day seals the held bodies too.
  expect(dry.stdout).toContain(
    'bodies: would remove 0 from before 2026-01-03T00:00:00.000Z; 1 are held by hld_',
  );
  expect(await requests()).toEqual([old, held, newer].sort());
  clock.time += dayMs;
  const applied = await run('retention', 'apply');
  expect(applied).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('traffic: removed 2 from before'),
  });
  expect(applied.stdout).toContain('2 are held by');
  expect(await requests()).toEqual([held, newer].sort());
  expect((await run('retention', 'show')).stdout).toMatch(
    /^traffic\t2 d\t2026-01-05T\S+\t2 from before .*\t2$/m,
  );
  const events = await running.admin('GET', '/api/ledger/entries?type=retention.applied');
  expect(events.body).toContain('"class":"traffic"');
});

test('the command about erasures says that none are missing', async () => {
  expect(await run('erasures', 'supply', 'ringwall.config.yaml')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('no restored ledger waits for erasures'),
  });
  expect(await run('erasures', 'supply', 'nowhere.json')).toMatchObject({ code: 2 });
  expect(await run('erasures', 'waive', '--reason', 'no reason')).toMatchObject({ code: 2 });
});
