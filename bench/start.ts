import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { atMost, type Bench, type Measure } from './measure.ts';

const repository = dirname(import.meta.dirname);
const patienceMs = 300_000;

/** From a fresh clone on the machine's own Node, with npm's cache as it is, to the first answered request. */
export const bench: Bench = {
  title: 'from a fresh clone to the first answered request',
  async run({ signal, progress }) {
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-start-'));
    try {
      const began = performance.now();
      const clone = join(folder, 'clone');
      execFileSync('git', ['clone', '--quiet', repository, clone], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const cloned = performance.now();
      progress('first start, with an empty node_modules and no pinned Node');
      const first = await startOnce(clone, folder, signal);
      progress('second start');
      const second = await startOnce(clone, folder, signal);
      const figures: Measure[] = [
        { name: 'clone', value: (cloned - began) / 1000, unit: 's' },
        ...['node', 'install', 'build']
          .filter((step) => first.steps.has(step))
          .map((step) => ({ name: step, value: (first.steps.get(step) ?? 0) / 1000, unit: 's' })),
        { name: 'boot', value: first.bootMs / 1000, unit: 's', goal: atMost(2) },
        { name: 'answer', value: first.answerMs / 1000, unit: 's' },
        { name: 'clone to answer', value: (first.answeredAt - began) / 1000, unit: 's', goal: atMost(60) },
        { name: 'second start to answer', value: second.totalMs / 1000, unit: 's' },
      ];
      return figures;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Start {
  /** Milliseconds of each step of the preparation, as bin/dev.mjs reports them. */
  readonly steps: ReadonlyMap<string, number>;
  /** From the server's launch until it has printed where it listens. */
  readonly bootMs: number;
  readonly answerMs: number;
  readonly totalMs: number;
  readonly answeredAt: number;
}

/** Starts the clone, asks one question, stops it and waits until everything it started is gone. */
async function startOnce(clone: string, folder: string, interrupted: AbortSignal): Promise<Start> {
  const signal = AbortSignal.any([interrupted, AbortSignal.timeout(patienceMs)]);
  const began = performance.now();
  const options = ['--print-key', '--port', '0', '--console-port', '0', '--data', join(folder, 'data')];
  const child = spawn('npm', ['start', '--', ...options], {
    cwd: clone,
    env: bareEnvironment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'close');
  try {
    const { steps, preparedAt, gateway, key } = await untilUp(child, signal);
    const upAt = performance.now();
    await ask(gateway, key, signal);
    const answeredAt = performance.now();
    return {
      steps,
      bootMs: upAt - preparedAt,
      answerMs: answeredAt - upAt,
      totalMs: answeredAt - began,
      answeredAt,
    };
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}

/** Reads what the start prints until it has told the gateway's address and a key. */
async function untilUp(child: ChildProcess, signal: AbortSignal) {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('npm start has no output to read.');
  const steps = new Map<string, number>();
  let preparedAt = performance.now();
  const said: string[] = [];
  const errors = createInterface({ input: stderr });
  errors.on('line', (line) => {
    const trace = /^\{"ringwallStart":"([a-z]+)","ms":(\d+)\}$/.exec(line);
    if (trace?.[1] === undefined) said.push(line);
    else steps.set(trace[1], Number(trace[2]));
    if (trace?.[1] === 'prepared') preparedAt = performance.now();
  });
  let gateway: string | undefined;
  let key: string | undefined;
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  try {
    for await (const line of createInterface({ input: stdout })) {
      gateway ??= /Gateway\s+(http:\/\/\S+)/i.exec(line)?.[1];
      key ??= /rw_[0-9a-z]{12}_[A-Za-z0-9_-]{43}/.exec(line)?.[0];
      if (gateway !== undefined && key !== undefined) return { steps, preparedAt, gateway, key };
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // Nobody reads on, and a full pipe would stop the server.
    stdout.resume();
  }
  signal.throwIfAborted();
  throw new Error(`npm start ended without telling gateway and key:\n${said.join('\n')}`);
}

async function ask(gateway: string, key: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(new URL('/v1/chat/completions', gateway), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'ringwall-demo', messages: [{ role: 'user', content: 'Are you up?' }] }),
    signal,
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`The first request was answered with ${response.status}: ${body}`);
}

/** The environment of someone who has just cloned: their own Node, no pinned one, nothing of npm's or ours. */
function bareEnvironment(folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_|RINGWALL_|OPENAI_|ANTHROPIC_|VITEST)/.test(name),
  );
  const ours = join('ringwall', 'node-');
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.includes(ours) && !entry.includes(join('node_modules', '.bin')));
  return {
    ...Object.fromEntries(kept),
    PATH: path.join(delimiter),
    XDG_CACHE_HOME: join(folder, 'cache'),
    RINGWALL_TRACE_START: '1',
  };
}
