import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly gatewayUrl: string;
  readonly consoleUrl: string;
  /** The key it printed. */
  readonly key: string;
  readonly loginUrl: string;
  /** Everything it has written so far. */
  output(): string;
  /** Sends a signal and resolves to the exit code, or null where the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL' | 'SIGINT'): Promise<number | null>;
}

/** Starts the real command in a process of its own and waits until it has printed its greeting. */
export async function startServerProcess(options: {
  readonly dataDirectory: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program and its arguments that starts the server and becomes it. */
  readonly under?: readonly string[];
}): Promise<ServerProcess> {
  const args = [
    main,
    'start',
    '--data',
    options.dataDirectory,
    '--port',
    '0',
    '--console-port',
    '0',
    '--print-key',
  ];
  const { OPENAI_API_KEY: _o, ANTHROPIC_API_KEY: _a, ...inherited } = process.env;
  const [program = process.execPath, ...words] = [...(options.under ?? []), process.execPath];
  const child = spawn(program, [...words, ...args], {
    cwd: options.cwd,
    env: { ...inherited, ...options.env },
  });
  const exited = once(child, 'exit');
  let output = '';
  const greeted = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk;
      if (/Try it:[\s\S]*curl .*\n/.test(output)) resolve();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk;
    });
    child.on('exit', () => reject(new Error(`The server did not start:\n${output}`)));
  });
  await greeted;
  return {
    child,
    gatewayUrl: find(output, /Gateway {2}(\S+)/),
    consoleUrl: find(output, /Console {2}(http:\/\/[^/\s]+)/),
    loginUrl: find(output, /Console {2}(\S+)/),
    key: find(output, /(rw_[0-9a-z]{12}_[\w-]{43})/),
    output: () => output,
    async end(signal) {
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

function find(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`The greeting lacks ${pattern}:\n${text}`);
  return found;
}
