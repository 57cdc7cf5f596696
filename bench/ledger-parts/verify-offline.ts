import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { newEvent, sha256, systemClock } from '@ringwall/core';
import { openKeyring, openLedger, verifyLog } from '@ringwall/ledger';
import { atLeast, type Measure } from '../measure.ts';
import { closedLoop, median } from './samples.ts';

const records = 1_000_000;
const goalPerSecond = 150_000;
const rounds = 3;
const reportEvery = 100_000;

/** Records a second of a whole log checked from its files, beside hashing as many bytes and nothing else. */
export async function verifyOffline(
  folder: string,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (line: string) => void },
): Promise<Measure[]> {
  const directory = join(folder, 'verified');
  const recordBytes = await writeLog(directory, signal, progress);
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    progress(`verifying, round ${round + 1} of ${rounds}`);
    floor.push(hashingAlone(recordBytes));
    const began = performance.now();
    const report = await verifyLog(join(directory, 'ledger'), { signal });
    if (!report.ok || report.entries < records) {
      throw new Error(`The log that was just written does not verify: ${report.faults[0]?.reason}`);
    }
    ours.push(report.entries / ((performance.now() - began) / 1000));
  }
  rmSync(directory, { recursive: true });
  const peer = { name: 'leaf and node hashes alone', value: median(floor) };
  return [
    { name: `size of a record, ${records} of them`, value: recordBytes, unit: 'bytes' },
    {
      name: 'records verified offline',
      value: median(ours),
      unit: '1/s',
      goal: atLeast(goalPerSecond),
      peer,
    },
  ];
}

/** Leaves a closed ledger of as many records; their mean size. */
async function writeLog(
  directory: string,
  signal: AbortSignal,
  progress: (line: string) => void,
): Promise<number> {
  const keys = await openKeyring(join(directory, 'keys'));
  const ledger = await openLedger({ directory: join(directory, 'ledger'), keys, clock: systemClock });
  let bytes = 0;
  const stop = ledger.onAppended((entries) => {
    for (const { leaf } of entries) bytes += leaf.length;
  });
  await closedLoop(records, 512, (turn) => {
    signal.throwIfAborted();
    if (turn % reportEvery === 0) progress(`writing a log to verify: ${turn} of ${records} records`);
    return ledger.append(record(turn));
  });
  stop();
  await ledger.close();
  return Math.round(bytes / records);
}

/** A record about as large as those of traffic, and quick to make. */
function record(turn: number) {
  return newEvent('server.stopped', {
    time: Date.UTC(2026, 0, 1) + turn,
    project: 'default',
    actor: { kind: 'server', id: 'ringwall' },
    uid: `evt_${turn}`,
    data: { reason: 'r'.repeat(480) },
  });
}

/** Records a second of the two hashes a tree costs for each, on one thread. */
function hashingAlone(recordBytes: number): number {
  const turns = 200_000;
  const leaf = Buffer.alloc(1 + recordBytes, 'r');
  const node = Buffer.alloc(65, 'n');
  const began = performance.now();
  for (let i = 0; i < turns; i++) {
    sha256(leaf);
    sha256(node);
  }
  return turns / ((performance.now() - began) / 1000);
}
