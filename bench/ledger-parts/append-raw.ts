import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { atLeast, atMost, type Measure } from '../measure.ts';
import { openBareFile, openRawLog } from './raw-log.ts';
import { closedLoop, median, percentile } from './samples.ts';

const recordBytes = 1024;
const goalPerSecond = 60_000;
const atOnce = 512;
const rounds = 5;
const recordsPerRound = 100_000;
const singleRecords = 2_000;

/** Records a second with many in flight, beside a file that takes the same bytes with one sync for as many. */
export async function appendManyRaw(
  folder: string,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (line: string) => void },
): Promise<Measure[]> {
  const record = Buffer.alloc(recordBytes, 'ringwall ');
  const block = Buffer.alloc(recordBytes * atOnce, record);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = -1; round < rounds; round++) {
    signal.throwIfAborted();
    progress(`records of 1 KiB, ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}`);
    const floor = await openBareFile(join(folder, 'bare'));
    const turns = Math.floor(recordsPerRound / atOnce);
    const floorSeconds = await closedLoop(turns, 1, () => floor.append(block));
    await floor.close();
    const log = await openRawLog(join(folder, 'raw'));
    const seconds = await closedLoop(recordsPerRound, atOnce, () => log.append(record));
    await log.close();
    for (const name of ['bare', 'raw']) rmSync(join(folder, name), { recursive: true });
    if (round < 0) continue;
    bare.push((turns * atOnce) / floorSeconds);
    ours.push(recordsPerRound / seconds);
  }
  const peer = { name: `write + fdatasync of ${atOnce} at once`, value: median(bare) };
  const name = `records of 1 KiB, ${atOnce} in flight`;
  return [{ name, value: median(ours), unit: '1/s', goal: atLeast(goalPerSecond), peer }];
}

/** What one writer waits for a record, taking turns with a bare write and sync of the same bytes. */
export async function appendOneRaw(folder: string, signal: AbortSignal): Promise<Measure[]> {
  const record = Buffer.alloc(recordBytes, 'ringwall ');
  const floor = await openBareFile(join(folder, 'bare'));
  const log = await openRawLog(join(folder, 'raw'));
  const ours: number[] = [];
  const bare: number[] = [];
  const timed = async (times: number[], work: () => Promise<unknown>, turn: number) => {
    const began = performance.now();
    await work();
    if (turn >= 0) times.push(performance.now() - began);
  };
  for (let turn = -singleRecords / 4; turn < singleRecords; turn++) {
    signal.throwIfAborted();
    await timed(bare, () => floor.append(record), turn);
    await timed(ours, () => log.append(record), turn);
  }
  await floor.close();
  await log.close();
  for (const name of ['bare', 'raw']) rmSync(join(folder, name), { recursive: true });
  const p50 = median(bare);
  return [
    { name: 'bare write + fdatasync of 1 KiB, p50', value: p50, unit: 'ms' },
    { name: 'bare write + fdatasync of 1 KiB, p99', value: percentile(bare, 0.99), unit: 'ms' },
    {
      name: 'one writer, p50 (goal: 1.3 x bare + 0.2)',
      value: median(ours),
      unit: 'ms',
      goal: atMost(Math.round((1.3 * p50 + 0.2) * 1000) / 1000),
      peer: { name: 'bare', value: p50 },
    },
    { name: 'one writer, p99', value: percentile(ours, 0.99), unit: 'ms' },
  ];
}
