import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { loadConfig } from './config/load.ts';
import { type RunningServer, startServer } from './server/server.ts';
import { runHere } from './testing/fake-terminal.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';
import { startWitnessProcess } from './testing/witness-process.ts';

let directory: string;
let running: TestServer;
let witness: Awaited<ReturnType<typeof startWitnessProcess>>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-restored-'));
  running = await startTestServer();
  const log = (await readFile(join(running.dataDirectory, 'ledger/verifier-key'), 'utf8')).trim();
  witness = await startWitnessProcess({
    ...{ directory: join(directory, 'witness'), cwd: directory },
    ...{ logs: [log], name: 'witness.example' },
  });
  const yaml = `ledger:\n  witnessEverySeconds: 0.05\n  witnesses:\n    - url: ${witness.url}\n      keys: ${JSON.stringify(witness.verifierKeys)}\n`;
  await writeFile(join(running.directory, 'ringwall.config.yaml'), yaml);
  await running.restart();
});
afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await witness.end('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** Starts on the same data, as the command with `--restored` does. */
const startAgain = (restored?: string): Promise<RunningServer> =>
  startServer(loadConfig({ data: running.dataDirectory, port: 0, consolePort: 0 }, {}, running.directory), {
    log: () => undefined,
    ...(restored !== undefined && { restored }),
  });

const status = z.object({ witnessing: z.object({ witnessedSize: z.number().optional() }) });

async function chat({ gatewayUrl }: RunningServer): Promise<void> {
  const reply = await fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(reply.status).toBe(200);
  await reply.arrayBuffer();
}

/** Calls the admin API of a server as a signed-in person. */
async function admin({ identity, consoleUrl }: RunningServer, method: string, path: string, body?: unknown) {
  const headers = { 'content-type': 'application/json', 'x-ringwall-console': '1' };
  const { token } = await identity.loginLinks.create({ kind: 'shell', id: 'local' });
  const login = await fetch(`${consoleUrl}/api/session`, {
    ...{ method: 'POST', headers, body: JSON.stringify({ token: token.reveal() }) },
  });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const reply = await fetch(consoleUrl + path, {
    ...{ method, headers: { ...headers, cookie } },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: reply.status, json: await reply.json() };
}

test('an older state beside a witness is refused, and goes on with a reason: renamed, on record, bodies closed', async () => {
  await chat(running.server);
  await running.server.close('copy');
  const copy = join(directory, 'copy');
  await cp(running.dataDirectory, copy, { recursive: true });
  const later = await startAgain();
  await chat(later);
  const { size } = z
    .object({ head: z.object({ size: z.number() }) })
    .transform(({ head }) => head)
    .parse((await admin(later, 'GET', '/api/ledger/entries?limit=1')).json);
  await expect
    .poll(
      async () => status.parse((await admin(later, 'GET', '/api/status')).json).witnessing.witnessedSize,
      {
        timeout: 60_000,
      },
    )
    .toBeGreaterThanOrEqual(size);
  await later.close('put back');
  await rm(running.dataDirectory, { recursive: true });
  await cp(copy, running.dataDirectory, { recursive: true });
  const pinned = (await readFile(join(running.dataDirectory, 'ledger/verifier-key'), 'utf8')).trim();

  await expect(startAgain()).rejects.toMatchObject({ code: 'ledger/behind-witness' });
  const server = await startAgain('the disk died; the copy of the night was put back');
  const { items } = z
    .object({ items: z.array(z.object({ index: z.number(), event: z.object({ data: z.json() }) })) })
    .parse((await admin(server, 'GET', '/api/ledger/entries?type=ledger.restored')).json);
  const [entry] = items;
  const data = z
    .object({ size: z.number(), witnessedSize: z.number(), from: z.string(), origin: z.string() })
    .parse(entry?.event.data);
  expect(data.witnessedSize).toBeGreaterThanOrEqual(size);
  expect(data).toMatchObject({ size: entry?.index, from: pinned });
  expect(data.origin).not.toBe(pinned.split('+')[0]);
  await chat(server);
  const requests = z
    .object({ items: z.array(z.object({ request: z.string() })) })
    .parse((await admin(server, 'GET', '/api/requests?limit=1')).json);
  const opening = `/api/requests/${requests.items[0]?.request}/open`;
  expect(await admin(server, 'POST', opening, { reason: 'test' })).toMatchObject({
    json: { code: 'ledger/bodies-locked' },
  });
  await server.close('test');

  const verify = ['ledger', 'verify', '--data', running.dataDirectory, '--key', pinned];
  const checked = await runHere(verify, { cwd: running.directory });
  expect(checked, checked.stdout).toMatchObject({ code: 0 });
});
