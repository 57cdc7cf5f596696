import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What is published, run from its sources. */
const commands = { ringwall: 'apps/ringwall/src/main.ts', 'ringwall-verify': 'bin/ringwall-verify.ts' };
/** Ends the output of each command; no program prints it. */
const mark = '\u001e';

/** Network, processes and mounts of its own, in which whoever runs the tests is root. */
const namespaces = [
  ...['--user', '--map-root-user', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
] as const;

/** Why no sandbox can be made here; absent where one can. */
export function noSandbox(): string | undefined {
  const tried = spawnSync('unshare', [...namespaces, 'ip', 'link', 'set', 'lo', 'up'], { encoding: 'utf8' });
  if (tried.status === 0) return undefined;
  return `unshare and ip have to give this user a network of its own: ${tried.error?.message ?? tried.stderr.trim()}`;
}

/**
 * A machine for one reader: a shell on a terminal, in an empty folder with `ringwall` on its path, a network that ends at loopback,
 * so that all ports are free and nothing is fetched, empty `/srv`, `/mnt` and `/var/lib`, and an `/etc` whose changes are
 * its own. All that it runs ends with it.
 */
export class Sandbox implements AsyncDisposable {
  readonly #root: string;
  readonly #folder: string;
  readonly #shell: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<unknown>;
  #output = '';
  #changed: () => void = () => {};

  /** Its commands are those of the clone at `root`. */
  constructor(root: string) {
    this.#root = root;
    this.#folder = realpathSync(mkdtempSync(join(tmpdir(), 'ringwall-docs-')));
    const programs = join(this.#folder, 'bin');
    mkdirSync(programs);
    mkdirSync(this.workplace);
    for (const [name, module] of Object.entries(commands)) {
      const program = [process.execPath, join(root, module)].map(quoted).join(' ');
      writeFileSync(join(programs, name), `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
    }
    symlinkSync(join(programs, 'ringwall'), join(this.workplace, 'ringwall'));
    symlinkSync(join(root, 'node_modules'), join(this.workplace, 'node_modules'));
    const shell = join(this.#folder, 'shell');
    writeFileSync(shell, `while IFS= read -r _next; do . "$_next"; printf '${mark}%s${mark}' "$?"; done\n`);
    const [upper, work] = [join(this.#folder, 'etc'), join(this.#folder, 'etc-work')];
    for (const folder of [upper, work]) mkdirSync(folder);
    const prepare = [
      'ip link set lo up',
      ...['/srv', '/mnt', '/var/lib'].map((place) => `mount -t tmpfs none ${place}`),
      `mount -t overlay overlay -o userxattr,lowerdir=/etc,upperdir=${upper},workdir=${work} /etc`,
      // Beside the first process, which has to be one that takes in the orphans of the others.
      `{ script -qf -E never -c 'stty cols 160 && exec bash --noprofile --norc ${shell}' /dev/null; exit; }`,
    ].join(' && ');
    this.#shell = spawn('unshare', [...namespaces, 'bash', '-c', prepare], {
      cwd: this.workplace,
      env: {
        PATH: [programs, dirname(process.execPath), process.env.PATH].join(':'),
        HOME: this.#folder,
        LANG: 'C.UTF-8',
        TZ: 'UTC',
        TERM: 'dumb',
        // No colours, and no progress that is written over.
        NO_COLOR: '1',
        CI: '1',
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      },
    });
    this.#exited = once(this.#shell, 'exit');
    for (const stream of [this.#shell.stdout, this.#shell.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
        this.#changed();
      });
    }
    this.#shell.stdin.on('error', () => {});
  }

  /** Where the reader works. */
  get workplace(): string {
    return join(this.#folder, 'work');
  }

  /** Runs a command to its end. Output is stdout and stderr as they come. @throws Error after the deadline */
  async run(
    command: string,
    signal: AbortSignal,
  ): Promise<{ readonly output: string; readonly exit: number }> {
    this.#output = '';
    // By way of a file: a terminal takes no lines of any length.
    const next = join(this.#folder, 'next');
    writeFileSync(next, `{\n${command}\n} 2>&1 </dev/null\n`);
    this.#shell.stdin.write(`${next}\n`);
    const ended = new RegExp(`${mark}(\\d+)${mark}`);
    for (;;) {
      const found = ended.exec(this.#output);
      if (found !== null)
        return { output: this.#plain(this.#output.slice(0, found.index)), exit: Number(found[1]) };
      await this.#news(signal, () => `It did not end: ${command}\n${this.#output}`);
    }
  }

  /** Writes a file, with the folders above it, where the reader's shell finds it. */
  async write(path: string, content: string, signal: AbortSignal): Promise<void> {
    const { output, exit } = await this.run(
      `mkdir -p "$(dirname ${quoted(path)})" && printf %s ${quoted(content)} > ${quoted(path)}`,
      signal,
    );
    if (exit !== 0) throw new Error(`${path} could not be written:\n${output}`);
  }

  /** Starts on a terminal what stays; `stop` sends Ctrl-C's signal and waits for its end. */
  async start(command: string, signal: AbortSignal): Promise<Standing> {
    const name = join(
      this.#folder,
      `standing-${command.split(/\s+/).slice(0, 3).join('-').replaceAll('/', '')}`,
    );
    const words = `echo $$ > ${name}.pid; exec ${command}`;
    await this.run(`script -qfec ${quoted(words)} ${name}.txt > /dev/null &`, signal);
    const printed = () => {
      const text = readIfThere(`${name}.txt`);
      return this.#plain(text.slice(text.indexOf('\n') + 1).replace(/\n*Script done on .*\n$/, '\n'));
    };
    return {
      printed,
      ended: () => /\nScript done on /.test(readIfThere(`${name}.txt`)),
      stop: async () => {
        const gone = `while kill -0 $p; do sleep 0.02; done`;
        await this.run(
          `p=$(cat ${name}.pid); { kill -INT $p && ${gone}; } 2> /dev/null; rm -f ${name}.*`,
          signal,
        );
      },
    };
  }

  /** As a reader sees it: without colours, and with the command under the name that it has. */
  #plain(text: string): string {
    return text
      .replace(/\u001b\[[\d;?]*[a-zA-Z]/g, '')
      .replaceAll(join(this.#root, 'ringwall'), 'ringwall')
      .replaceAll('\r', '');
  }

  async #news(signal: AbortSignal, why: () => string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = () => reject(new Error(why()));
    this.#changed = resolve;
    signal.addEventListener('abort', late, { once: true });
    if (signal.aborted) late();
    void this.#exited.then(() => reject(new Error(`The shell has ended.\n${this.#output}`)));
    await promise.finally(() => signal.removeEventListener('abort', late));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Its first process is the shell of a process namespace: with it ends everything in it.
    this.#shell.kill('SIGKILL');
    await this.#exited;
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** A program that stays. */
export interface Standing {
  /** What it has printed so far. */
  printed(): string;
  /** Whether it has ended by itself. What it printed last may then not have been looked at. */
  ended(): boolean;
  stop(): Promise<void>;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
