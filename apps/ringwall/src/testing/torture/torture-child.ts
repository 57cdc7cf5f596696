import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseBoundedJson } from '@ringwall/core';
import { z } from 'zod';
import type { Round } from './round.ts';

const program = fileURLToPath(new URL('./torture-server.ts', import.meta.url));
const line = z.strictObject({
  durable: z.int().optional(),
  gatewayUrl: z.string().optional(),
  key: z.string().optional(),
});

/** A server that is there to be killed. */
export interface TortureChild {
  /** Starts the server in it; until then it has only been loaded. Once. */
  run(job: { readonly round: Round; readonly createKey: boolean }): void;
  /** Resolves when it listens; undefined when it was gone before. */
  readonly ready: Promise<{ readonly gatewayUrl: string; readonly key?: string } | undefined>;
  /** Entries that it last said are durable; undefined while it has said nothing. */
  readonly durable: number | undefined;
  /** What it wrote for people. */
  readonly output: string;
  /** From now on things go wrong. */
  begin(): void;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
  /** Resolves when it is gone. */
  readonly gone: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Loads the server of a later round in a process of its own, which takes longer than starting it. */
export function loadTortureChild(directory: string): TortureChild {
  const child: ChildProcess = spawn(process.execPath, [program], {
    cwd: directory,
    stdio: 'pipe',
    // Most of a short life is compiling the same modules again.
    env: { NODE_COMPILE_CACHE: join(directory, 'compiled'), ...process.env },
  });
  let durable: number | undefined;
  let output = '';
  // It may be gone before it is told to begin.
  child.stdin?.on('error', () => undefined);
  child.stderr?.on('data', (chunk: Uint8Array) => {
    output = `${output}${chunk}`.slice(-20_000);
  });
  const gone = once(child, 'close').then(([code, signal]) => ({
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
  }));
  const ready = new Promise<{ gatewayUrl: string; key?: string } | undefined>((resolve) => {
    if (child.stdout === null) return resolve(undefined);
    createInterface({ input: child.stdout }).on('line', (text) => {
      const said = line.parse(parseBoundedJson(text, { maxBytes: 4096 }));
      durable = said.durable ?? durable;
      const { gatewayUrl, key } = said;
      if (gatewayUrl !== undefined) resolve({ gatewayUrl, ...(key !== undefined && { key }) });
    });
    gone.then(() => resolve(undefined));
  });
  return {
    run: (job) => void child.stdin?.write(`${JSON.stringify({ directory, ...job })}\n`),
    ready,
    get durable() {
      return durable;
    },
    get output() {
      return output;
    },
    begin: () => void child.stdin?.write('\n'),
    kill: (signal) => void child.kill(signal),
    gone,
  };
}
