import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { decodeEvent, systemClock } from '@ringwall/core';
import { expect, test } from 'vitest';
import { openKeyring } from './keyring/keyring.ts';
import { openLedger } from './ledger.ts';
import { temporaryDirectory } from './testing/fixtures.ts';
import { verifyLog } from './verify/verify-log.ts';

const script = fileURLToPath(new URL('./testing/append-until-killed.ts', import.meta.url));

/** Lets a process append until it has acknowledged `count` records, kills it, and gives all it acknowledged. */
async function appendAndKill(directory: string, run: number, count: number): Promise<string[]> {
  const child = spawn(process.execPath, [script, directory, String(run)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === count) child.kill('SIGKILL');
  }
  const [, signal] = await gone;
  expect(signal).toBe('SIGKILL');
  return lines;
}

test('kill -9 under load loses no acknowledged record, and the log verifies and goes on each time', async () => {
  const directory = await temporaryDirectory();
  const acknowledged = new Map<number, string>();
  for (const [run, count] of [400, 1, 150, 700].entries()) {
    for (const line of await appendAndKill(directory, run, count)) {
      const [index = '', uid = ''] = line.split(' ');
      acknowledged.set(Number(index), uid);
    }
    expect((await verifyLog(`${directory}/ledger`)).faults).toEqual([]);
  }
  const keys = await openKeyring(`${directory}/keys`);
  const ledger = await openLedger({ directory: `${directory}/ledger`, keys, clock: systemClock });
  const recorded = new Map<number, string>();
  for await (const { index, leaf } of ledger.entries()) recorded.set(index, decodeEvent(leaf).uid);
  expect(acknowledged.size).toBeGreaterThan(1200);
  expect([...acknowledged].filter(([index, uid]) => recorded.get(index) !== uid)).toEqual([]);
  await ledger.close();
  expect(await verifyLog(`${directory}/ledger`)).toMatchObject({ ok: true, unproven: 0 });
});
