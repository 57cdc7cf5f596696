import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLog } from '@ringwall/ledger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { socketPath } from './server/socket-path.ts';
import { type ServerProcess, startServerProcess } from './testing/server-process.ts';

const kills = Number(process.env.RINGWALL_KILLS ?? 25);
const clients = 8;

let directory: string;
let server: ServerProcess;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-kill-'));
});
afterAll(async () => {
  // A test that failed leaves its server running.
  server.child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

test(`answers nothing that is not recorded and loses nothing it acknowledged, killed ${kills} times under load`, {
  timeout: 400_000,
}, async () => {
  const dataDirectory = join(directory, 'data');
  const answered: string[] = [];
  let key: string | undefined;
  let sequence = 0;
  for (let round = 0; round <= kills; round++) {
    server = await startServerProcess({ dataDirectory, cwd: directory });
    key ??= server.key;
    expect(await unrecorded(dataDirectory, answered.splice(0)), `after kill ${round}`).toEqual([]);
    if (round === kills) {
      expect(await states(dataDirectory, 'open')).toEqual([]);
      // With eight requests under way at every kill some were cut off, and say so.
      expect((await states(dataDirectory, 'aborted')).length).toBeGreaterThan(0);
      expect(await server.end('SIGTERM')).toBe(0);
      break;
    }
    // Killed in the middle of things, each time at another point of them.
    const until = 3 + ((round * 7) % 29);
    await loadUntilKilled(server, key, until, () => sequence++, answered);
    const report = await verifyLog(join(dataDirectory, 'ledger'), {});
    expect(report.faults).toEqual([]);
  }
  const report = await verifyLog(join(dataDirectory, 'ledger'), {});
  expect(report).toMatchObject({ ok: true, unproven: 0, faults: [] });
});

/** Several clients ask without pause; after `until` answers the server is killed. */
async function loadUntilKilled(
  server: ServerProcess,
  key: string,
  until: number,
  next: () => number,
  answered: string[],
): Promise<void> {
  let left = until;
  let killed: Promise<unknown> | undefined;
  const client = async () => {
    while (!killed) {
      const stream = next() % 2 === 0;
      try {
        const response = await fetch(`${server.gatewayUrl}/v1/chat/completions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            model: 'ringwall-demo',
            stream,
            messages: [{ role: 'user', content: `question ${next()}` }],
          }),
        });
        const text = await response.text();
        const whole = stream ? text.endsWith('data: [DONE]\n\n') : text.endsWith('}');
        if (response.status === 200 && whole) answered.push(response.headers.get('x-request-id') ?? 'none');
      } catch {
        // The answer broke off with the server.
      }
      if (--left <= 0) killed ??= server.end('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await killed;
}

async function unrecorded(dataDirectory: string, answered: readonly string[]): Promise<string[]> {
  const missing: string[] = [];
  for (const id of answered) {
    const detail = await get(dataDirectory, `/api/requests/${id}`);
    const outcome = Object(Object(detail).outcome);
    if (Object(outcome.data).status !== 'completed') missing.push(id);
  }
  return missing;
}

async function states(dataDirectory: string, state: string): Promise<unknown[]> {
  return Object(await get(dataDirectory, `/api/requests?state=${state}&limit=500`)).rows;
}

function get(dataDirectory: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: socketPath(dataDirectory), path }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text)));
    });
    sent.on('error', reject);
    sent.end();
  });
}
