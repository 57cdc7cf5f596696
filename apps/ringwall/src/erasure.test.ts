import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { verifyLog } from '@ringwall/ledger';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runHere } from './testing/fake-terminal.ts';
import {
  completion,
  jsonAnswer,
  type ScriptedUpstream,
  scriptedConfig,
  startScriptedUpstream,
} from './testing/scripted-upstream.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const header = 'x-ringwall-subject';

let upstream: ScriptedUpstream;
let running: TestServer;
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const routes = `routes:
  - { name: kept, provider: scripted, models: ['*'], keepBodies: true }
`;
  running = await startTestServer({ yaml: scriptedConfig(upstream.url, routes), env: { UPSTREAM_KEY: 'k' } });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
});
beforeEach(() => upstream.script(jsonAnswer(completion('It is a cold.'))));

/** Node's own client, which sends a header as often as it is told to. */
function ask(
  person: string | string[] | undefined,
  key = running.key,
): Promise<{ status: number; id: string; body: string }> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    ...(person !== undefined && { [header]: person }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      `${running.server.gatewayUrl}/v1/chat/completions`,
      { method: 'POST', headers },
      (reply) => {
        let body = '';
        reply.on('data', (chunk) => {
          body += chunk;
        });
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, id: String(reply.headers['x-request-id']), body }),
        );
      },
    );
    sent.on('error', reject);
    const body = { model: 'm', messages: [{ role: 'user', content: 'What do I have?' }] };
    // Before a text, Node would send the header in that text's encoding.
    sent.end(Buffer.from(JSON.stringify(body)));
  });
}

const run = (args: readonly string[], stdin?: string) =>
  runHere([...args, '--data', running.dataDirectory], {
    cwd: running.directory,
    ...(stdin !== undefined && { stdin }),
  });

const opened = z.looseObject({ prompt: z.string().optional(), missing: z.array(z.string()) });
async function open(id: string) {
  const { json } = await running.admin('POST', `/api/requests/${id}/open`, { reason: 'the test looks' });
  return opened.parse(json);
}

const recorded = z.looseObject({
  intent: z.looseObject({ data: z.looseObject({ subject: z.string().optional() }) }),
});
async function subjectOf(id: string): Promise<string | undefined> {
  const { json } = await running.admin('GET', `/api/requests/${id}`);
  return recorded.parse(json).intent.data.subject;
}

async function filesHolding(directory: string, text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const content = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    if (content.includes(text)) found.push(entry.name);
  }
  return found;
}

describe('a request that names a person', () => {
  test('is recorded under a pseudonym, the same for the same person, and the name goes no further', async () => {
    const [first, second, other, nobody] = [
      await ask('ann@example.com'),
      await ask('ann@example.com'),
      await ask('ben@example.com'),
      await ask(undefined),
    ];
    const subjects = await Promise.all([first, second, other, nobody].map(({ id }) => subjectOf(id)));
    expect(subjects[0]).toMatch(/^sub_[0-9a-f]{32}$/);
    expect(subjects[1]).toBe(subjects[0]);
    expect(subjects[2]).not.toBe(subjects[0]);
    expect(subjects[3]).toBeUndefined();
    expect(upstream.seen.some(({ headers }) => header in headers)).toBe(false);
    expect(running.logged.join('')).not.toContain('ann@example.com');
    expect(await filesHolding(running.directory, 'ann@example.com')).toEqual([]);
  });

  test.each([
    ['names none', ''],
    ['names one in too many bytes', 'x'.repeat(257)],
    ['names two', ['ann@example.com', 'ben@example.com']],
  ])('and %s is refused', async (_, person) => {
    const seen = upstream.seen.length;
    const { status, body } = await ask(person);
    expect([status, JSON.parse(body).error.code]).toEqual([400, 'gateway/subject-invalid']);
    expect(upstream.seen.length).toBe(seen);
  });

  test('may name them in any bytes', async () => {
    // The client of Node sends each character as one byte.
    const { status, id } = await ask(Buffer.from('Zoë 👩').toString('latin1'));
    expect(status).toBe(200);
    const found = await run(['subject', 'find', '-', '--json'], 'Zoë 👩\n');
    expect(JSON.parse(found.stdout)).toMatchObject({ subjects: [await subjectOf(id)], bodyKeys: 1 });
  });
});

describe('erasing a person on the command line', () => {
  test('takes their bodies out of every file, now and when an older database is put back; all else holds', async () => {
    const name = 'carol@example.com';
    const carols = [await ask(name), await ask(name)];
    const others = await ask('dan@example.com');
    const subject = await subjectOf(carols[0]?.id ?? '');
    for (const { id } of carols) expect((await open(id)).prompt).toContain('What do I have?');
    const copy = join(running.directory, 'copy');
    await running.restart({ meanwhile: () => cp(running.dataDirectory, copy, { recursive: true }) });

    const found = await run(['subject', 'find', name]);
    expect(found.stdout).toContain(`Pseudonym  ${subject}`);
    expect(await run(['subject', 'erase', name, '--reason', 'asked to'])).toMatchObject({ code: 2 });
    const erased = await run(['subject', 'erase', name, '--reason', 'asked to', '--yes']);
    expect(erased).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Erased ${subject}: 1 body keys`),
    });
    const expectGone = async () => {
      for (const { id } of carols) {
        const { prompt, missing } = await open(id);
        expect([prompt, missing.length]).toEqual([undefined, 2]);
      }
      expect((await open(others.id)).prompt).toContain('What do I have?');
      expect(await run(['subject', 'find', name])).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('Nothing is kept about this person'),
      });
    };
    await expectGone();

    const putBack = async () => {
      expect(await verifyLog(join(running.dataDirectory, 'ledger'))).toMatchObject({ ok: true, unproven: 0 });
      for (const place of ['ringwall.db', 'ringwall.db-wal', 'blobs']) {
        const there = join(running.dataDirectory, place);
        await rm(there, { recursive: true, force: true });
        await cp(join(copy, place), there, { recursive: true }).catch(() => undefined);
      }
      await rm(copy, { recursive: true });
    };
    await running.restart({ meanwhile: putBack });
    await expectGone();
  });

  test('is refused under a legal hold, on record, until it is released', async () => {
    const name = 'eve@example.com';
    const { id } = await ask(name);
    const placed = await run(['hold', 'place', '--subject', name, '--reason', 'case 12/2026']);
    const hold = placed.stdout.trim();
    expect(hold).toMatch(/^hld_/);
    const refused = await run(['subject', 'erase', name, '--reason', 'asked to', '--yes']);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining(hold) });
    expect((await open(id)).prompt).toBeDefined();
    const events = await running.admin('GET', '/api/ledger/entries?type=subject.erasure-refused');
    expect(events.body).toContain(hold);
    expect((await run(['hold', 'list'])).stdout).toContain(hold);
    expect(await run(['hold', 'release', hold, '--reason', 'case closed', '--yes'])).toMatchObject({
      code: 0,
    });
    expect((await run(['hold', 'list'])).stdout).toBe('');
    expect((await run(['hold', 'list', '--released'])).stdout).toContain(hold);
    expect(await run(['subject', 'erase', name, '--reason', 'asked to', '--yes'])).toMatchObject({ code: 0 });
  });

  test('holds one request too', async () => {
    const name = 'fay@example.com';
    const { id } = await ask(name);
    const held = await run(['hold', 'place', '--request', id, '--reason', 'case 13/2026', '--json']);
    expect(JSON.parse(held.stdout)).toMatchObject({ scope: { project: 'default', request: { id } } });
    expect(JSON.parse(held.stdout).scope.request.entries).toHaveLength(2);
    expect(await run(['subject', 'erase', name, '--reason', 'asked to', '--yes'])).toMatchObject({ code: 3 });
    const unknown = await run(['hold', 'place', '--request', 'req_0', '--reason', 'case 13/2026']);
    expect(unknown).toMatchObject({ code: 3, stderr: expect.stringContaining('No request with this id') });
    expect(await run(['hold', 'place', '--reason', 'nothing'])).toMatchObject({ code: 3 });
  });
});

describe('a key that is bound to a person', () => {
  test('speaks for them alone, and ends with their erasure, in a database that is put back too', async () => {
    const name = 'hal@example.com';
    const made = JSON.parse((await run(['key', 'create', 'hal', '--subject', name, '--json'])).stdout);
    expect(made.key).toMatchObject({ bound: true });
    const copy = join(running.directory, 'copy');
    await running.restart({ meanwhile: () => cp(running.dataDirectory, copy, { recursive: true }) });
    const answers = [await ask(undefined, made.secret), await ask(name, made.secret), await ask(name)];
    const subjects = await Promise.all(answers.map(({ id }) => subjectOf(id)));
    expect(new Set(subjects).size).toBe(1);
    expect(subjects[0]).toMatch(/^sub_/);
    const { status, body } = await ask('ian@example.com', made.secret);
    expect([status, JSON.parse(body).error.code]).toEqual([400, 'gateway/subject-invalid']);
    expect(await filesHolding(running.directory, name)).toEqual([]);

    const erased = await run(['subject', 'erase', name, '--reason', 'asked to', '--yes', '--json']);
    expect(JSON.parse(erased.stdout)).toMatchObject({ bodyKeys: 1, keys: [made.key.id] });
    expect((await ask(undefined, made.secret)).status).toBe(401);
    const revoked = () => running.server.identity.keys.list().find(({ id }) => id === made.key.id)?.revokedAt;
    expect(revoked()).toBeDefined();
    const putBack = async () => {
      await rm(join(running.dataDirectory, 'ringwall.db'));
      await cp(join(copy, 'ringwall.db'), join(running.dataDirectory, 'ringwall.db'));
      await rm(copy, { recursive: true });
    };
    await running.restart({ meanwhile: putBack });
    expect((await ask(undefined, made.secret)).status).toBe(401);
    expect(revoked()).toBeDefined();
  });

  test('that was never used is found and ended too', async () => {
    const made = JSON.parse((await run(['key', 'create', 'jo', '--subject', 'jo', '--json'])).stdout);
    const erased = await run(['subject', 'erase', 'jo', '--reason', 'asked to', '--yes', '--json']);
    expect(JSON.parse(erased.stdout)).toMatchObject({ bodyKeys: 0, keys: [made.key.id] });
    expect((await ask(undefined, made.secret)).status).toBe(401);
  });
});

test('the bodies of a request are opened for a reason, on record', async () => {
  const { id } = await ask('gil@example.com');
  expect(await run(['request', 'open', id])).toMatchObject({ code: 2 });
  const reply = await run(['request', 'open', id, '--reason', 'ticket 4711']);
  expect(reply).toMatchObject({ code: 0, stdout: expect.stringContaining('It is a cold.') });
  const events = await running.admin('GET', '/api/ledger/entries?type=body.opened&limit=1');
  expect(events.body).toContain('ticket 4711');
});

test('nothing is cut back where nothing is configured, and the command says so', async () => {
  const applied = await run(['retention', 'apply', '--dry-run']);
  expect(applied).toMatchObject({ code: 0, stderr: expect.stringContaining('kept for good') });
  expect((await run(['retention', 'show'])).stdout).toContain('bodies\tfor good\tnever');
});
