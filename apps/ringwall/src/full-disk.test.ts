import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { verifyLog } from '@ringwall/ledger';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { socketPath } from './server/socket-path.ts';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { type ServerProcess, startServerProcess } from './testing/server-process.ts';
import { mountSmallDisk, noSmallDisk, type SmallDisk } from './testing/small-disk.ts';

let upstream: ScriptedUpstream;
let disk: SmallDisk;
let server: ServerProcess;

const config = (minFreeMiB: number) => `
providers:
  scripted: { protocol: openai, baseUrl: ${upstream.url}/v1, apiKeyEnv: UPSTREAM_KEY }
routes:
  - { name: goes-on, provider: scripted, models: [m], record: available }
  - { name: stops, provider: scripted, models: [s] }
ledger: { minFreeBytes: ${minFreeMiB << 20}, reserveBytes: ${2 << 20} }
`;

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  upstream.script(jsonAnswer(completion('answer')));
});
afterAll(() => upstream[Symbol.asyncDispose]());

async function ask(key: string, model: string) {
  const response = await fetch(`${server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
  });
  return {
    status: response.status,
    text: await response.text(),
    request: response.headers.get('x-request-id'),
  };
}

/** Calls the admin API as the shell does. */
function admin(data: string, method: string, path: string, body?: unknown) {
  return new Promise<{ status: number; json: unknown }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = httpRequest({ socketPath: socketPath(data), method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) }));
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

describe.skipIf(noSmallDisk !== undefined)(
  `a disk that is really full (${noSmallDisk ?? 'mounted here'})`,
  () => {
    beforeAll(async () => {
      disk = await mountSmallDisk(48);
    });
    afterAll(async () => {
      server.child.kill('SIGKILL');
      await disk[Symbol.asyncDispose]();
    });

    test.each([
      ['below a low-water mark', 4],
      ['without one', 0],
    ])(
      '%s: strict routes stop, others go on, people can act, and a kill is told of by the next start',
      async (_words, minFreeMiB) => {
        const data = join(disk.path, `data-${minFreeMiB}`);
        const cwd = join(disk.path, `cwd-${minFreeMiB}`);
        await mkdir(cwd);
        await writeFile(join(cwd, 'ringwall.config.yaml'), config(minFreeMiB));
        const start = async () => {
          server = await startServerProcess({ dataDirectory: data, cwd, env: { UPSTREAM_KEY: 'k' } });
          return server.key;
        };
        const status = async () => Object((await admin(data, 'GET', '/api/status')).json);
        const key = await start();
        expect((await ask(key, 's')).status).toBe(200);
        await expect.poll(async () => (await status()).ledger.disk.reserve).toBe('held');

        await disk.fill();
        const answered: (string | null)[] = [];
        // Until the disk is found to be full, strict requests may still fit; they are never answered without a record.
        await expect
          .poll(async () => {
            const given = await ask(key, 's');
            if (given.status === 200) answered.push(given.request);
            return given.status;
          })
          .toBe(503);
        await expect.poll(async () => (await status()).ledger.disk.reserve).toBe('given-up');
        const refused = await ask(key, 's');
        expect(refused.status).toBe(503);
        expect(refused.text).toContain('nearly full');
        for (let i = 0; i < 5; i++) expect((await ask(key, 'm')).status).toBe(200);
        const { gaps, alarms } = await status();
        expect(gaps).toMatchObject([
          { route: 'goes-on', requests: 5, waiting: 5, lost: 0, cause: 'ledger/disk-low' },
        ]);
        expect(alarms.map(({ id }: { id: string }) => id)).toEqual(
          expect.arrayContaining(['disk-low', 'gap:goes-on']),
        );
        expect((await admin(data, 'POST', '/api/keys', { name: 'made on a full disk' })).status).toBe(200);

        await server.end('SIGKILL');
        const report = await verifyLog(join(data, 'ledger'), {});
        expect(report.faults).toEqual([]);
        // On the disk that is still full it starts, tells of the gap, and takes nothing new.
        const again = await start();
        expect((await ask(again, 's')).status).toBe(503);
        const { json } = await admin(data, 'GET', '/api/ledger/entries?type=ledger.gap');
        expect(Object(json).items).toMatchObject([
          { event: { data: { route: 'goes-on', requests: 5, late: 0, lost: 5, exact: false } } },
        ]);
        await disk.free();
        for (const id of answered) {
          const { json: detail } = await admin(data, 'GET', `/api/requests/${id}`);
          expect(Object(detail).row.state).toBe('completed');
        }
        await expect
          .poll(async () => (await status()).ledger.disk)
          .toMatchObject({ low: false, reserve: 'held' });
        expect((await ask(again, 's')).status).toBe(200);
        expect((await status()).gaps).toEqual([]);
        expect(await server.end('SIGTERM')).toBe(0);
      },
      60_000,
    );
  },
);
