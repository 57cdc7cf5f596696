import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Pool } from 'undici';
import type { Bench, Measure } from './measure.ts';

const peers = join(import.meta.dirname, 'gateway-peers');
const main = join(import.meta.dirname, '..', 'apps', 'ringwall', 'src', 'main.ts');
const rounds = 5;
const requestsPerRound = 400;
const concurrencies = [1, 32] as const;

/** A whole protected, recorded request beside a bare proxy of the same libraries that does nothing but forward. */
export const bench: Bench = {
  title: 'one JSON request through the gateway beside a bare proxy, interleaved rounds, medians',
  async run({ signal, progress }) {
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-bench-'));
    const children: ChildProcess[] = [];
    try {
      const upstream = await start([join(peers, 'upstream.ts')], folder, /(http:\S+)/, children);
      const bare = await start([join(peers, 'bare-proxy.ts'), upstream.url], folder, /(http:\S+)/, children);
      writeFileSync(
        join(folder, 'ringwall.config.yaml'),
        `providers:\n  bench: { protocol: openai, baseUrl: ${upstream.url}/v1 }\n`,
      );
      const options = ['--data', join(folder, 'data'), '--port', '0', '--console-port', '0', '--print-key'];
      const wall = await start([main, 'start', ...options], folder, /Gateway\s+(http:\S+)/, children);
      const figures: Measure[] = [];
      for (const concurrency of concurrencies) {
        const samples: Record<'bare' | 'wall', Sample[]> = { bare: [], wall: [] };
        for (let round = -1; round < rounds; round++) {
          signal.throwIfAborted();
          progress(
            `${concurrency} at a time, ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}`,
          );
          for (const [name, target] of [
            ['bare', bare],
            ['wall', wall],
          ] as const) {
            const sample = await load(target, concurrency);
            if (round >= 0) samples[name].push(sample);
          }
        }
        for (const [key, unit] of [
          ['p50', 'ms'],
          ['p99', 'ms'],
          ['cpu', 'us'],
          ['rate', '1/s'],
        ] as const) {
          const value = median(samples.wall.map((sample) => sample[key]));
          const peer = { name: 'bare proxy', value: median(samples.bare.map((sample) => sample[key])) };
          figures.push({ name: `${key}, ${concurrency} at a time`, value, unit, peer });
        }
      }
      return figures;
    } finally {
      for (const child of children) {
        const gone = once(child, 'exit');
        child.kill('SIGTERM');
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Target {
  readonly url: string;
  readonly key: string;
  readonly pid: number;
}

interface Sample {
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time of the proxy's process a request. */
  readonly cpu: number;
  readonly rate: number;
}

async function start(
  args: string[],
  cwd: string,
  pattern: RegExp,
  children: ChildProcess[],
): Promise<Target> {
  const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  let url: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    url ??= pattern.exec(line)?.[1];
    const key = /rw_[0-9a-z]{12}_[\w-]{43}/.exec(line)?.[0] ?? 'none';
    if (url !== undefined && (key !== 'none' || !args.includes('--print-key'))) {
      child.stdout.resume();
      return { url, key, pid: child.pid ?? 0 };
    }
  }
  throw new Error(`${args[0]} did not say where it listens.`);
}

const body = JSON.stringify({
  model: 'bench',
  messages: [
    { role: 'system', content: 'You are a helpful assistant of a bank. '.repeat(8) },
    {
      role: 'user',
      content: 'Please summarise the conditions of my current account in three sentences. '.repeat(8),
    },
  ],
});

async function load(target: Target, concurrency: number): Promise<Sample> {
  const pool = new Pool(target.url, { connections: concurrency, pipelining: 1 });
  const times: number[] = [];
  const cpuBefore = cpuMicroseconds(target.pid);
  const began = performance.now();
  let left = requestsPerRound;
  const client = async () => {
    while (left-- > 0) {
      const sent = performance.now();
      const reply = await pool.request({
        method: 'POST',
        path: '/v1/chat/completions',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${target.key}` },
        body,
      });
      await reply.body.dump();
      if (reply.statusCode !== 200) throw new Error(`A request was answered with ${reply.statusCode}.`);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  const seconds = (performance.now() - began) / 1000;
  const cpu = (cpuMicroseconds(target.pid) - cpuBefore) / requestsPerRound;
  await pool.close();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), cpu, rate: requestsPerRound / seconds };
}

/** User and system time of a process from Linux's own accounting (in ticks of 10 ms); 0 elsewhere. */
function cpuMicroseconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return 0;
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
