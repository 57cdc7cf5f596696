import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyCaseSlice } from '@ringwall/verifier';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { runHere } from './testing/fake-terminal.ts';
import { startTestServer, type TestServer } from './testing/test-server.ts';

const clock = { nowMs: Date.UTC(2026, 10, 1), now: () => clock.nowMs };
const day = 86_400_000;
const rotated = z.object({ from: z.string(), to: z.string(), overlapUntil: z.string() });

let running: TestServer;
beforeEach(async () => {
  clock.nowMs = Date.UTC(2026, 10, 1);
  running = await startTestServer({ clock });
});
afterEach(() => running[Symbol.asyncDispose]());

const ringwall = (...args: readonly string[]) =>
  runHere([...args, '--data', running.dataDirectory], { cwd: running.directory });

async function rotate(...flags: readonly string[]) {
  const { code, stdout, stderr } = await ringwall('ledger', 'rotate-key', '--json', ...flags);
  expect(code, stderr).toBe(0);
  return rotated.parse(JSON.parse(stdout));
}

const keysBeside = async () =>
  (await readFile(join(running.dataDirectory, 'ledger/verifier-key'), 'utf8')).trim().split('\n');

test('both keys sign for as long as was said, across a restart, and whoever pinned the old one can check on', async () => {
  const { from, to, overlapUntil } = await rotate('--overlap', '3d');
  expect(overlapUntil).toBe(new Date(clock.nowMs + 3 * day).toISOString());
  expect(await keysBeside()).toEqual([to, from]);
  const shown = await ringwall('status');
  expect(shown.stdout).toContain(`${from} signs too until ${overlapUntil}`);
  expect(await ringwall('ledger', 'rotate-key')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('signs until'),
  });
  await running.restart();
  expect((await ringwall('status')).stdout).toContain('signs too until');
  clock.nowMs += 3 * day;
  await running.restart();
  // The next server ended the overlap by itself; the end of the one after it signs what came since.
  await expect
    .poll(async () => (await ringwall('status')).stdout, { timeout: 60_000 })
    .not.toContain('signs too until');
  await running.restart();
  for (const key of [from, to]) {
    const checked = await ringwall('ledger', 'verify', '--key', key);
    expect(checked, checked.stdout).toMatchObject({ code: 0 });
  }
  expect(running.logged.join('\n')).toContain('signs no more and is destroyed');
});

test('a key that others may know is replaced at once', async () => {
  const { from, to } = await rotate('--overlap', '0');
  const { stdout } = await ringwall('status');
  expect(stdout).not.toContain('signs too until');
  const content = await readFile(join(running.dataDirectory, 'keys/ledger-signing-key'), 'utf8');
  expect(content).toContain(`former ${from}`);
  expect(content.split('\n').filter((line) => line.includes('PRIVATE+KEY'))).toHaveLength(1);
  const proof = await ringwall('ledger', 'prove', '0', '--json');
  expect(JSON.parse(proof.stdout)).toMatchObject({ verifierKey: to });
});

test('an excerpt tells how the newest key follows from the first, and holds for whoever pinned that one', async () => {
  const { from } = await rotate('--overlap', '0');
  const { from: second } = await rotate('--overlap', '0');
  const { body } = await running.admin('POST', '/api/ledger/export', { filter: { types: ['key.created'] } });
  for (const logKey of [from, second]) {
    expect(await verifyCaseSlice(body, { logKeys: [logKey] })).toMatchObject({
      ok: true,
      entries: { length: 1 },
    });
  }
  const stranger = `${second.slice(0, -8)}AAAAAAA=`;
  expect(await verifyCaseSlice(body, { logKeys: [stranger] })).toMatchObject({ ok: false });
});

test('the overlap can be ended, once it is confirmed', async () => {
  expect((await ringwall('ledger', 'retire-key', '--yes')).stdout).toContain('One key signs alone');
  const { from } = await rotate();
  expect(await ringwall('ledger', 'retire-key')).toMatchObject({ code: 2 });
  expect((await ringwall('ledger', 'retire-key', '--yes')).stdout).toContain(`Destroyed: ${from}`);
});

test('a session may not rotate, and nonsense is refused before the server is asked', async () => {
  expect((await running.admin('POST', '/api/ledger/key/rotate', { overlapMs: 0 })).status).toBe(403);
  for (const overlap of ['', 'x', '-1d', '1y', '00', '0d'])
    expect(await ringwall('ledger', 'rotate-key', '--overlap', overlap), overlap).toMatchObject({ code: 2 });
});
