import { PassThrough, Writable } from 'node:stream';
import { runCommandLine } from '../cli/command-line.ts';
import type { KeyInput, Terminal } from '../cli/terminal.ts';

export interface FakeTerminal {
  readonly terminal: Terminal;
  /** Everything written so far. */
  stdout(): string;
  stderr(): string;
  /** What is typed, byte by byte or all at once; a terminal that nobody types at keeps waiting. */
  readonly keys: PassThrough;
  /** Whether keys are read without echo now. */
  isRaw(): boolean;
}

/** A terminal in memory: with a person at it, or a program behind pipes. */
export function fakeTerminal(options: { readonly person: boolean; readonly cwd?: string }): FakeTerminal {
  const stdout = collector();
  const stderr = collector();
  const keys = new PassThrough();
  let raw = false;
  const stdin: KeyInput & { isTTY?: boolean } = Object.assign(keys, {
    isTTY: options.person,
    setRawMode: (on: boolean) => {
      raw = on;
    },
  });
  return {
    terminal: {
      env: {},
      cwd: options.cwd ?? '/',
      stdout: Object.assign(stdout.stream, { isTTY: options.person }),
      stderr: Object.assign(stderr.stream, { isTTY: options.person }),
      stdin,
    },
    stdout: stdout.text,
    stderr: stderr.text,
    keys,
    isRaw: () => raw,
  };
}

function collector() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

/** Runs one command in this process, behind pipes. */
export async function runHere(
  args: readonly string[],
  options: { readonly cwd: string; readonly stdin?: string },
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const fake = fakeTerminal({ person: false, cwd: options.cwd });
  fake.keys.end(options.stdin);
  const code = await runCommandLine(args, fake.terminal);
  return { code, stdout: fake.stdout(), stderr: fake.stderr() };
}
