import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { leafHash, parseTlogProof, verifyCaseSlice, verifyTlogProof } from '@ringwall/verifier';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere } from './testing/fake-terminal.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

let running: TestServer;
let key: string;

beforeAll(async () => {
  running = await startTestServer();
  for (const content of ['one', 'two']) {
    const reply = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content }] }),
    });
    expect(reply.status).toBe(200);
    await reply.text();
  }
  key = (await readFile(join(running.dataDirectory, 'ledger', 'verifier-key'), 'utf8')).trim();
});
afterAll(() => running[Symbol.asyncDispose]());

const run = (...words: string[]) =>
  runHere([...words, '--data', running.dataDirectory], { cwd: running.directory });
const read = (file: string) => readFile(join(running.directory, file), 'utf8');
const check = async (file: string) => verifyCaseSlice(await read(file), { logKeys: [key] });

describe('ringwall ledger export', () => {
  test('writes what fits, for the user alone, and says how anyone checks it', async () => {
    const { code, stdout } = await run('ledger', 'export', '--filter', 'type=llm.', '--out', 'case.json');
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining(`--key '${key}'`) });
    expect((await stat(join(running.directory, 'case.json'))).mode & 0o777).toBe(0o600);
    expect(await check('case.json')).toMatchObject({
      ok: true,
      completeness: 'stated',
      statement: { entries: 4, filter: { types: ['llm.'] }, actor: 'local' },
    });
  });

  test('takes one request out by its id, over the socket and as a file for the console', async () => {
    await run('ledger', 'export', '--filter', 'type=llm.intent', '--out', 'intents.json');
    const intents = await check('intents.json');
    const { request } = JSON.parse((intents.ok && intents.entries[0]?.leaf) || '{}').data;
    const filter = [`request=${request},type=llm.intent`, 'type=llm.outcome'];
    expect(await run('ledger', 'export', '--filter', ...filter, '--out', 'request.json')).toMatchObject({
      code: 0,
    });
    expect(await check('request.json')).toMatchObject({
      ok: true,
      statement: { entries: 2, filter: { request, types: ['llm.intent', 'llm.outcome'] } },
    });
    const { status, body } = await running.admin('POST', '/api/ledger/export', { filter: { request } });
    expect(status).toBe(200);
    expect(await verifyCaseSlice(body, { logKeys: [key] })).toMatchObject({
      ok: true,
      statement: { entries: 2, actor: expect.stringMatching(/^ses_/) },
    });
  });

  test('refuse times that no record can have', async () => {
    for (const since of ['9999-12-31T23:59:59-10:00', '0000-01-01T00:00:00+10:00']) {
      const { status, body } = await running.admin('POST', '/api/ledger/export', { filter: { since } });
      expect(status, body).toBe(400);
    }
  });

  test('takes ranges by index and by time, and prints to standard output', async () => {
    const { stdout } = await run('ledger', 'export', '--from', '1', '--to', '3', '--out', '-');
    const slice = await verifyCaseSlice(stdout, { logKeys: [key] });
    expect(slice).toMatchObject({ ok: true, completeness: 'proven', statement: { from: 1, to: 3 } });
    const none = ['--from', '2026-01-01T00:00:00+01:00', '--to', '2026-01-02'];
    const early = await run('ledger', 'export', ...none, '--out', 'early.json', '--json');
    expect(JSON.parse(early.stdout)).toMatchObject({
      entries: 0,
      filter: { since: '2025-12-31T23:00:00.000Z', until: '2026-01-02T00:00:00.000Z' },
      verifierKey: key,
    });
  });

  test.each([
    ['a filter that is none', ['--filter', 'colour=red']],
    ['two projects', ['--filter', 'project=a,project=b']],
    ['an empty type', ['--filter', 'type=']],
    ['free text', ['--filter', 'actor=alice@example.com']],
    ['a time that is none', ['--from', 'yesterday']],
    ['a range that is not there', ['--from', '1000000']],
  ])('refuses %s and writes nothing', async (_, words) => {
    const { code, stderr } = await run('ledger', 'export', ...words, '--out', 'none.json');
    expect(code).toBeGreaterThan(1);
    expect(stderr).toMatch(/^error: /);
    await expect(stat(join(running.directory, 'none.json'))).rejects.toThrow();
  });

  test('never writes over a file', async () => {
    await run('ledger', 'export', '--to', '1', '--out', 'twice.json');
    const first = await read('twice.json');
    expect(await run('ledger', 'export', '--to', '1', '--out', 'twice.json')).toMatchObject({ code: 2 });
    expect(await read('twice.json')).toBe(first);
  });
});

test('ringwall ledger prove --out writes a C2SP tlog-proof and the entry, byte for byte', async () => {
  const { code, stdout } = await run('ledger', 'prove', '2', '--out', '2.tlog-proof');
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('2.entry.json') });
  const proof = await read('2.tlog-proof');
  const entry = await readFile(join(running.directory, '2.entry.json'));
  expect(proof.startsWith('c2sp.org/tlog-proof@v1\nindex 2\n')).toBe(true);
  expect(parseTlogProof(proof)).toMatchObject({ ok: true, index: 2 });
  const policy = { logKeys: [key] };
  expect(await verifyTlogProof(proof, { entry, policy })).toMatchObject({ ok: true, index: 2 });
  const other = await verifyTlogProof(proof, { entry: await leafHash(entry), policy });
  expect(other.ok).toBe(false);
});
