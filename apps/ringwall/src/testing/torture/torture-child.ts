import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
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

/** Starts the server of one round in `directory`, in a process of its own. */
export function startTortureChild(
  directory: string,
  options: { readonly round: Round; readonly createKey: boolean },
): TortureChild {
  const told = join(directory, 'round.json');
  writeFileSync(told, JSON.stringify({ directory, ...options }));
  const child: ChildProcess = spawn(process.execPath, [program, told], {
    cwd: directory,
    stdio: 'pipe',
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
