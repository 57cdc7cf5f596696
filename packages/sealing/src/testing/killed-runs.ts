import { execFile } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const preload = fileURLToPath(new URL('./kill-at-call.ts', import.meta.url));
const program = fileURLToPath(new URL('./run-sealing.ts', import.meta.url));

/** Runs one operation of run-sealing.ts in its own process. */
export interface KilledRuns {
  /** A folder for tests to work in. */
  readonly root: string;
  readonly args: (folder: string) => readonly string[];
  /** Copied for every run, so that each starts from the same files. */
  readonly template: string;
}

/** How many calls the operation makes that change the file system, from a run that nobody ends. */
async function countCalls(runs: KilledRuns): Promise<number> {
  const { stdout, signal } = await run(runs, fresh(runs, 'whole'), 0);
  if (signal !== null) throw new Error('The run was ended although nobody asked.');
  return Number(stdout);
}

/**
 * Runs the operation once for each of its calls, ended by SIGKILL right before it, two at a time. `check` gets what
 * was left.
 */
export async function killAtEveryCall(
  runs: KilledRuns,
  check: (folder: string, call: number) => Promise<void>,
): Promise<void> {
  const calls = await countCalls(runs);
  let next = 1;
  const work = async () => {
    for (let call = next++; call <= calls; call = next++) {
      const folder = fresh(runs, `${call}`);
      const { signal } = await run(runs, folder, call);
      // Threads may make the number of calls vary a little: then the run ended by itself, which is no harm.
      if (signal !== 'SIGKILL' && call < calls - 2) throw new Error(`The run outlived call ${call}.`);
      await check(folder, call);
    }
  };
  await Promise.all([work(), work()]);
}

function fresh({ root, template }: KilledRuns, name: string): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  cpSync(template, folder, { recursive: true, preserveTimestamps: true });
  return folder;
}

function run(
  { args }: KilledRuns,
  folder: string,
  killAt: number,
): Promise<{ stdout: string; signal: NodeJS.Signals | null }> {
  const { promise, resolve } = Promise.withResolvers<{ stdout: string; signal: NodeJS.Signals | null }>();
  const env = { ...process.env, KILL_AT: `${killAt}` };
  const command = ['--import', preload, program, ...args(folder)];
  execFile(process.execPath, command, { env }, (error, stdout) => {
    resolve({ stdout, signal: error?.signal ?? null });
  });
  return promise;
}
