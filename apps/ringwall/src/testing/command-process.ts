import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface CommandResult {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly stdin?: Uint8Array | string;
}

/** Runs the command as a process of its own, without a terminal, and waits for its end. */
export async function runCommand(args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return (await startCommand(args, options)).ended;
}

/** Starts the command; `ended` resolves when it is over. */
export async function startCommand(
  args: readonly string[],
  { cwd, stdin }: CommandOptions,
): Promise<{ readonly child: ChildProcess; readonly ended: Promise<CommandResult> }> {
  // A session of its own: the terminal that tests are run from is not the command's.
  const child = spawn(process.execPath, [main, ...args], { cwd, detached: true });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A command that ends before it has read everything closes the pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const ended = once(child, 'close').then(([code]) => ({
    code: typeof code === 'number' ? code : null,
    stdout: Buffer.concat(stdout),
    stderr: Buffer.concat(stderr).toString(),
  }));
  await once(child, 'spawn');
  return { child, ended };
}

/** Answers questions in the order in which they are asked. */
export interface Answer {
  /** What the question ends with. */
  readonly question: string;
  readonly typed: string;
}

const terminalScript = `
import json, os, pty, select, sys
answers = json.loads(sys.argv[1]); command = sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    os.execv(command[0], command)
shown = b''; unread = b''
while True:
    try:
        got = os.read(fd, 65536)
    except OSError:
        break
    if not got:
        break
    shown += got; unread += got
    while answers and answers[0]['question'].encode() in unread:
        unread = unread.split(answers[0]['question'].encode(), 1)[1]
        os.write(fd, answers.pop(0)['typed'].encode())
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 99)
`;

/** Runs the command on a terminal of its own, through Python's pty, and types at its questions. */
export async function runOnTerminal(
  args: readonly string[],
  answers: readonly Answer[],
  options: { readonly cwd: string; readonly redirect?: string },
): Promise<{ readonly code: number | null; readonly shown: string }> {
  const command = [process.execPath, main, ...args];
  const shell =
    options.redirect === undefined
      ? command
      : ['/bin/sh', '-c', `"$@" ${options.redirect}`, 'sh', ...command];
  const child = spawn('python3', ['-c', terminalScript, JSON.stringify(answers), ...shell], {
    cwd: options.cwd,
    // A person sits at it, also where nobody sits at the tests.
    env: { ...process.env, CI: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const shown: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => shown.push(chunk));
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, shown: Buffer.concat(shown).toString() };
}
