import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { atMost, type Bench, type Measure } from './measure.ts';

const repository = dirname(import.meta.dirname);
const rounds = 15;
const goalMs = 150;

interface Program {
  readonly name: string;
  readonly words: readonly string[];
  /** What it ends with where all is well. */
  readonly code: number;
  readonly goal?: number;
}

/** From typing a command to its end, of a clone and of the package, beside Node doing nothing. */
export const bench: Bench = {
  title: 'how long a command takes that only tells something',
  async run({ signal, progress }) {
    const folder = mkdtempSync(join(tmpdir(), 'ringwall-bench-cli-'));
    try {
      progress('making the package');
      const command = packaged(folder);
      const launcher = join(repository, 'ringwall');
      const help = { code: 0, goal: goalMs };
      const idle: Program = { name: 'node -e 0', words: [process.execPath, '-e', '0'], code: 0 };
      const programs: readonly Program[] = [
        idle,
        { name: 'clone: --help', words: [launcher, '--help'], ...help },
        { name: 'clone: ledger verify --help', words: [launcher, 'ledger', 'verify', '--help'], ...help },
        { name: 'package: --help', words: [...command, '--help'], ...help },
        { name: 'package: ledger verify --help', words: [...command, 'ledger', 'verify', '--help'], ...help },
        { name: 'package: completion bash', words: [...command, 'completion', 'bash'], code: 0 },
        { name: 'package: status, without a server', words: [...command, 'status'], code: 3 },
      ];
      const took = new Map<string, number[]>(programs.map(({ name }) => [name, []]));
      progress(`${rounds} rounds of ${programs.length} commands, and one before that is not counted`);
      // Round by round, so that what else the machine does meets all of them.
      for (let round = 0; round <= rounds; round++) {
        signal.throwIfAborted();
        for (const program of programs) {
          const ms = timed(program, folder);
          if (round > 0) took.get(program.name)?.push(ms);
        }
      }
      const floor = median(took.get(idle.name) ?? []);
      return programs.map(
        ({ name, goal }): Measure => ({
          ...{ name, value: median(took.get(name) ?? []), unit: 'ms' },
          ...(goal !== undefined && { goal: atMost(goal) }),
          ...(name !== idle.name && { peer: { name: idle.name, value: floor } }),
        }),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** How to call the command of a package that is made and unpacked here. */
function packaged(folder: string): readonly string[] {
  const words = ['--disable-warning=ExperimentalWarning', join(repository, 'bin', 'package.ts')];
  const made = spawnSync(process.execPath, [...words, '--out', folder], { encoding: 'utf8' });
  const archive = made.stdout.split('\n')[0] ?? '';
  if (made.status !== 0) throw new Error(`The package was not made: ${made.stderr}`);
  const unpacked = spawnSync('tar', ['-xzf', archive, '-C', folder], { encoding: 'utf8' });
  if (unpacked.status !== 0) throw new Error(`The package was not unpacked: ${unpacked.stderr}`);
  return [process.execPath, join(folder, 'package', 'bin', 'ringwall.js')];
}

function timed({ name, words: [program = '', ...args], code }: Program, cwd: string): number {
  const env = { PATH: process.env.PATH, HOME: cwd };
  const began = performance.now();
  const { status, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  const ms = performance.now() - began;
  if (status !== code) throw new Error(`${name} ended with ${status}: ${stderr}`);
  return ms;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
