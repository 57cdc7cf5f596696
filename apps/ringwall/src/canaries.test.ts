import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { socketPath } from './server/socket-path.ts';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { type ServerProcess, startServerProcess } from './testing/server-process.ts';

/** Each canary with characters that JSON and URLs spell differently. */
const canary = (name: string) => `${name}"\\/é-c4n4ry-${name}-7f3a9b`;
const upstreamKey = 'upstream-c4n4ry-key-7f3a9b';
const password = canary('password');
const userinfo = 'https://admin:c4n4ry-userinfo-7f3a9b@db.internal/';
const inError = canary('error');
const inAnswer = canary('answer');
const wrongKey = 'rw_0123456789ab_c4n4ryc4n4ryc4n4ryc4n4ryc4n4ryc4n4ryc4n4';

let directory: string;
let upstream: ScriptedUpstream;
let server: ServerProcess;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-canary-'));
  upstream = await startScriptedUpstream();
  await writeFile(
    join(directory, 'ringwall.config.yaml'),
    `providers:
  scripted: { protocol: openai, baseUrl: ${upstream.url}/v1, apiKeyEnv: UPSTREAM_KEY }
routes:
  - { name: kept, provider: scripted, models: [kept], keepBodies: true }
  - { name: plain, provider: scripted, models: [plain] }
`,
  );
  server = await startServerProcess({
    dataDirectory: join(directory, 'data'),
    cwd: directory,
    env: { UPSTREAM_KEY: upstreamKey },
  });
});
afterAll(async () => {
  if (server.child.exitCode === null) await server.end('SIGTERM');
  await upstream[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

test('nothing secret stays in the data directory, the output or what can be read back', {
  timeout: 60_000,
}, async () => {
  const greeting = server.output().length;
  const answers: string[] = [];
  for (const model of ['kept', 'plain']) {
    for (const stream of [false, true]) {
      upstream.script(jsonAnswer(completion(`it is ${inAnswer}`)));
      answers.push(
        await ask(server.key, {
          model,
          stream,
          messages: [{ role: 'user', content: `${password} ${userinfo}` }],
        }),
      );
      upstream.script(jsonAnswer({ error: { message: `${inError} ${upstreamKey}` } }, 400));
      answers.push(await ask(server.key, { model, stream, messages: [{ role: 'user', content: password }] }));
      upstream.script(jsonAnswer({ error: { message: upstreamKey } }, 401));
      answers.push(await ask(server.key, { model, stream, messages: [{ role: 'user', content: password }] }));
    }
  }
  await ask(wrongKey, { model: 'kept', messages: [{ role: 'user', content: password }] });
  await ask(server.key, `{"model":"kept","${password.replaceAll('"', '')}":1,`);
  await ask(server.key, { model: password, messages: [{ role: 'user', content: password }] });
  await ask(server.key, { model: 'kept', [password]: 1, messages: [] });
  expect(upstream.seen.length).toBe(12);
  expect(answers.join('\n')).not.toContain(upstreamKey);

  const read = await Promise.all(
    ['/api/requests', '/api/ledger/entries?limit=200', '/api/keys', '/api/status', '/api/overview'].map(get),
  );
  expect(read.join('')).toContain('llm.outcome');
  expect(await server.end('SIGTERM')).toBe(0);

  const places = new Map<string, Buffer>([
    ['output', Buffer.from(server.output().slice(greeting))],
    ['exports', Buffer.from(read.join('\n'))],
  ]);
  for (const entry of await readdir(join(directory, 'data'), { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) places.set(entry.name, await readFile(join(entry.parentPath, entry.name)));
  }
  expect(places.size).toBeGreaterThan(6);
  const secrets = [server.key, wrongKey, upstreamKey, password, 'c4n4ry-userinfo-7f3a9b', inError, inAnswer];
  const found: string[] = [];
  for (const [place, bytes] of places) {
    for (const secret of secrets) {
      for (const [spelling, text] of spellings(secret)) {
        if (bytes.includes(text)) found.push(`${secret} ${spelling} in ${place}`);
      }
    }
  }
  expect(found).toEqual([]);
  // The search itself must be able to find: the name of the key is no secret and is there.
  expect([...places.values()].some((bytes) => bytes.includes('first key'))).toBe(true);
});

function spellings(secret: string): [string, string | Buffer][] {
  const bytes = Buffer.from(secret);
  const list: [string, string | Buffer][] = [
    ['plain', bytes],
    ['hex', bytes.toString('hex')],
    ['HEX', bytes.toString('hex').toUpperCase()],
    ['json', JSON.stringify(secret).slice(1, -1)],
    ['url', encodeURIComponent(secret)],
    ['utf-16', Buffer.from(secret, 'utf16le')],
  ];
  // Base64 of a text inside another begins at one of three offsets; its edges depend on the neighbours.
  for (const skip of [0, 1, 2]) {
    const inner = Buffer.concat([Buffer.alloc(skip), bytes])
      .toString('base64')
      .slice(skip === 0 ? 0 : 4, -4)
      .replace(/=+$/, '');
    list.push(
      [`base64 at ${skip}`, inner],
      [`base64url at ${skip}`, inner.replaceAll('+', '-').replaceAll('/', '_')],
    );
  }
  return list;
}

async function ask(key: string, body: unknown): Promise<string> {
  const response = await fetch(`${server.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return response.text();
}

function get(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: socketPath(join(directory, 'data')), path }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.end();
  });
}
