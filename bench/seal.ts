import { execFileSync, spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { newIdentity } from '@ringwall/core';
import { openSealedFile } from '@ringwall/sealing';
import { atLeast, atMost, type Bench, type Measure } from './measure.ts';
import { makeKeys, type Programs, programs } from './seal-peers/programs.ts';

const repository = dirname(import.meta.dirname);
const GiB = 2 ** 30;
const rounds = 7;
const largeGiB = 4;
const reads = 4000;
const memoryGoalMiB = 64;

/** The published command beside Debian's age, each a whole process from file to file, in interleaved rounds. */
export const bench: Bench = {
  title: 'sealing and opening files beside age, whole processes in interleaved rounds, medians',
  async run({ signal, progress }) {
    const folder = mkdtempSync(join(roomy(), 'ringwall-bench-'));
    try {
      if (freeBytes(folder) < 5 * GiB) return { skipped: 'it needs 5 GiB of room for its files' };
      const identity = newIdentity();
      const keys = makeKeys(folder, identity);
      progress('making the package that is published');
      const run = programs(packagedCommand(folder), folder, keys);
      const empty = await peakMiB(['-e', '0'], signal);
      const figures: Measure[] = [{ name: 'empty Node process', value: empty, unit: 'MiB' }];
      const source = join(folder, 'source');
      writeRandom(source, GiB);
      figures.push(...(await throughput(run, signal, progress)));
      progress('reading 4 KiB at random places');
      figures.push(...(await randomReads(join(folder, 'source.floe'), identity.privateJwk)));
      figures.push(...(await memory(run, { name: '1 GiB', empty, signal })));
      if (freeBytes(folder) > (2 * largeGiB + 1) * GiB) {
        progress(`memory with ${largeGiB} GiB`);
        rmSync(source);
        writeSparse(source, largeGiB * GiB);
        figures.push(...(await memory(run, { name: `${largeGiB} GiB`, empty, signal })));
      }
      return figures;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Memory, where the machine offers it as a file system, keeps the disk out of the figures. */
function roomy(): string {
  try {
    return freeBytes('/dev/shm') > 6 * GiB ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** The command as it is installed from the registry: no TypeScript to strip, nothing of this repository. */
function packagedCommand(folder: string): string {
  const out = join(folder, 'package');
  execFileSync(process.execPath, [join(repository, 'bin', 'package.ts'), '--out', out], { stdio: 'ignore' });
  const [tarball = ''] = execFileSync('ls', [out], { encoding: 'utf8' }).split('\n');
  execFileSync('tar', ['-xf', join(out, tarball), '-C', out]);
  return join(out, 'package', 'bin', 'ringwall.js');
}

async function throughput(run: Programs, signal: AbortSignal, progress: (line: string) => void) {
  const times: Record<string, number[]> = {};
  const tasks = Object.entries(run.timed);
  for (let round = -1; round < rounds; round++) {
    progress(round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`);
    for (const [name, task] of tasks) {
      signal.throwIfAborted();
      task.prepare();
      const began = performance.now();
      await finished(task.command, task.args, signal);
      times[name] ??= [];
      if (round >= 0) times[name].push((performance.now() - began) / 1000);
    }
  }
  const rate = (name: string) => 1024 / median(times[name] ?? []);
  const figures: Measure[] = [];
  for (const [verb, peer] of [
    ['seal', 'age'],
    ['open', 'age -d'],
  ] as const) {
    const ours = times[verb] ?? [];
    const theirs = times[peer];
    figures.push({
      name: `${verb} 1 GiB`,
      value: rate(verb),
      unit: 'MiB/s',
      ...(theirs === undefined ? {} : { peer: { name: peer, value: rate(peer) } }),
    });
    if (theirs === undefined) continue;
    const ratio = median(theirs.map((seconds, round) => seconds / (ours[round] ?? Number.NaN)));
    figures.push({
      name: `${verb}, times as fast as ${peer}`,
      value: ratio,
      unit: 'ratio',
      goal: atLeast(0.85),
    });
  }
  if (times.age === undefined) progress('age is not installed: nothing to compare with');
  figures.push({ name: 'cp 1 GiB', value: rate('cp'), unit: 'MiB/s' });
  return figures;
}

async function randomReads(sealed: string, key: Uint8Array): Promise<Measure[]> {
  const file = await openSealedFile({ sealed, identities: [{ kind: 'private-key', key }] });
  const times: number[] = [];
  try {
    for (let read = -reads / 4; read < reads; read++) {
      const offset = Math.floor(Math.random() * (file.size - 4096));
      const began = performance.now();
      await file.read(offset, 4096);
      if (read >= 0) times.push((performance.now() - began) * 1000);
    }
  } finally {
    await file.close();
  }
  times.sort((a, b) => a - b);
  return [
    { name: '4 KiB read, warm, p50', value: median(times), unit: 'us', goal: atMost(100) },
    { name: '4 KiB read, warm, p99', value: times[Math.floor(times.length * 0.99)] ?? 0, unit: 'us' },
  ];
}

async function memory(
  run: Programs,
  { name, empty, signal }: { name: string; empty: number; signal: AbortSignal },
): Promise<Measure[]> {
  const figures: Measure[] = [];
  for (const verb of ['seal', 'open'] as const) {
    const { prepare, args } = run.timed[verb];
    prepare();
    const value = (await peakMiB(args, signal)) - empty;
    figures.push({
      name: `memory above an empty process, ${verb} ${name}`,
      value,
      unit: 'MiB',
      goal: atMost(memoryGoalMiB),
    });
  }
  return figures;
}

/** The most memory a Node process held, as the system counts it, in MiB. */
async function peakMiB(args: readonly string[], signal: AbortSignal): Promise<number> {
  const tell = `process.on('exit',()=>process.getBuiltinModule('fs').writeSync(3,''+process.resourceUsage().maxRSS))`;
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${tell}`, ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    signal,
  });
  let told = '';
  child.stdio[3]?.on('data', (bytes: Buffer) => {
    told += bytes;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}.`);
  return Number(told) / 1024;
}

async function finished(command: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  const child = spawn(command, args, { stdio: 'ignore', signal });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}.`);
}

function writeRandom(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  const chunk = Buffer.alloc(2 ** 24);
  for (let written = 0; written < bytes; written += chunk.length) writeSync(file, randomFillSync(chunk));
  closeSync(file);
}

function writeSparse(path: string, bytes: number): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, bytes);
  closeSync(file);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
