import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newEvent } from '@ringwall/core';
import { nodeFiles } from '@ringwall/ledger';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GapMarker } from './gap-marker.ts';
import { Gaps } from './gaps.ts';
import { recoverGaps } from './recover-gaps.ts';
import { ShakyLedger } from './testing/shaky-ledger.ts';

let directory: string;
let path: string;
let made = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-recover-'));
});
beforeEach(() => {
  path = join(directory, `gaps-${made++}`);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const clock = { now: () => Date.UTC(2026, 0, 1) };
const route = { name: 'r', project: 'default', keepBodies: false };
const ref = { bytes: 1, commitment: 'c', bodyKey: 'k' };

async function gapsOn(ledger: ShakyLedger): Promise<Gaps> {
  return new Gaps({
    ...{ ledger, clock, deadlineMs: 1, maxRecords: 10 },
    marker: await GapMarker.open(nodeFiles, path),
  });
}

async function serve(gaps: Gaps, request: string): Promise<void> {
  const common = { time: clock.now(), project: 'default', actor: { kind: 'key', id: 'k' } } as const;
  const data = { request, route: 'r', provider: 'p', model: 'm', upstreamModel: 'm', profile: 'x' };
  await gaps.begin(route).intent(
    (body) =>
      newEvent('llm.intent', {
        ...common,
        data: { ...data, protocol: 'openai', stream: false, strict: false, body },
      }),
    () => ({ ref, stored: Promise.resolve() }),
  );
}

/** Starts again: what the marker makes of the last run. */
async function start(ledger: ShakyLedger): Promise<number> {
  const marker = await GapMarker.open(nodeFiles, path);
  const isRecorded = async (uid: string) => ledger.entries.some((entry) => entry.uid === uid);
  try {
    return await recoverGaps({ ledger, isRecorded, marker, clock });
  } finally {
    await marker.close();
  }
}

test('what waited in memory when the process was killed is on record as lost, once', async () => {
  const ledger = new ShakyLedger();
  const killed = await gapsOn(ledger);
  ledger.turn('fails');
  for (let i = 0; i < 3; i++) await serve(killed, `req_${i}`);
  ledger.turn('works');
  expect(await start(ledger)).toBe(1);
  expect(ledger.of('ledger.gap')).toMatchObject([
    { data: { route: 'r', requests: 3, late: 0, lost: 3, exact: false, cause: 'ledger/write-failed' } },
  ]);
  expect(await start(ledger)).toBe(0);
  expect(ledger.of('ledger.gap')).toHaveLength(1);
});

test('a start that is killed between recording and forgetting records it no second time', async () => {
  const ledger = new ShakyLedger();
  const killed = await gapsOn(ledger);
  ledger.turn('fails');
  await serve(killed, 'req_1');
  ledger.turn('works');
  const marker = await GapMarker.open(nodeFiles, path);
  marker.set = () => Promise.reject(new Error('killed'));
  const isRecorded = async () => false;
  await expect(recoverGaps({ ledger, isRecorded, marker, clock })).rejects.toThrow('killed');
  expect(await start(ledger)).toBe(1);
  expect(ledger.of('ledger.gap')).toHaveLength(1);
});

test('a gap that was over and on record is not told of again', async () => {
  const ledger = new ShakyLedger();
  const gaps = await gapsOn(ledger);
  ledger.turn('fails');
  await serve(gaps, 'req_1');
  ledger.turn('works');
  await gaps.tend();
  await gaps.close();
  expect(ledger.of('ledger.gap')).toHaveLength(1);
  expect(await start(ledger)).toBe(0);
});

test('a server that is stopped in a gap tries once more, and leaves the rest to the next start', async () => {
  const ledger = new ShakyLedger();
  const gaps = await gapsOn(ledger);
  ledger.turn('fails');
  await serve(gaps, 'req_1');
  await gaps.close();
  await gaps.close();
  expect(await start(new ShakyLedger())).toBe(1);
});
