// How bin/dev.mjs runs other programs: one line of progress a step, signals passed on, nothing left behind.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename } from 'node:path';

/** A failure that is explained; anything else that is thrown is a bug. */
export class Fault extends Error {}

const exitOperational = 3;

/**
 * Runs one step of the preparation and says on stderr what it is.
 * @param {string} name
 * @param {string} what
 * @param {() => Promise<void>} work
 */
export async function step(name, what, work) {
  const started = performance.now();
  process.stderr.write(`ringwall: ${what} ...\n`);
  await work();
  trace(name, performance.now() - started);
}

/**
 * With RINGWALL_TRACE_START=1, says in a JSON line on stderr how long a step took: the `start` bench reads it.
 * @param {string} name
 * @param {number} ms
 */
export function trace(name, ms) {
  if (process.env.RINGWALL_TRACE_START === '1') {
    process.stderr.write(`${JSON.stringify({ ringwallStart: name, ms: Math.round(ms) })}\n`);
  }
}

/**
 * How to call npm: the one that called us where it did, so that the user's choice of npm holds.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function npmCommand(args, env) {
  const caller = env.npm_execpath;
  if (caller !== undefined && basename(caller) === 'npm-cli.js') {
    return { program: process.execPath, args: [caller, ...args] };
  }
  return { program: process.platform === 'win32' ? 'npm.cmd' : 'npm', args };
}

/**
 * Runs a program to its end and resolves to its exit code. Signals sent to this process reach it; where npm
 * started us and dies, so does it. A program that a signal ended ends this process the same way.
 * `quiet` keeps stdout free: it belongs to the result of the command that the user asked for.
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, quiet?: boolean }} options
 * @returns {Promise<number>}
 */
export function run(program, args, { cwd, env, quiet = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'ignore', 'inherit'] : 'inherit',
      // Windows starts .cmd files through its shell only.
      shell: program.endsWith('.cmd'),
    });
    const release = passOnSignals(child);
    child.once('error', (error) => {
      release();
      reject(new Fault(`${basename(program)} could not be started: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      release();
      if (signal === null) resolve(code ?? exitOperational);
      else endLike(signal);
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function passOnSignals(child) {
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
  const handlers = signals.map((signal) => {
    const handler = () => {
      // Ctrl-C on a terminal reaches the whole group by itself; a second one would read as impatience.
      if (signal !== 'SIGINT' || !terminal) child.kill(signal);
    };
    process.on(signal, handler);
    return { signal, handler };
  });
  const watch = process.env.npm_lifecycle_event === undefined ? undefined : stopWithNpm(child);
  return () => {
    clearInterval(watch);
    for (const { signal, handler } of handlers) process.off(signal, handler);
  };
}

/**
 * npm signals only the shell it started us in, and a killed npm signals nobody. When either of them dies
 * nobody else is left to stop the child.
 * @param {import('node:child_process').ChildProcess} child
 */
function stopWithNpm(child) {
  const start = callers();
  const watch = setInterval(() => {
    if (callers() === start) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  return watch;
}

/** Our parent, and behind it npm where a shell stands between and the system tells. */
function callers() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const [, shell] = /^\d+ \((?:ba|da|a)?sh\) \S (\d+) /.exec(stat) ?? [];
    return `${process.ppid} ${shell}`;
  } catch {
    return `${process.ppid}`;
  }
}

/**
 * Ends this process by the signal that ended its child, so that a shell sees the same.
 * @param {NodeJS.Signals} signal
 */
function endLike(signal) {
  process.kill(process.pid, signal);
  // Where the signal is ignored or does not exist: the code by which shells spell it.
  setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 1000);
}
