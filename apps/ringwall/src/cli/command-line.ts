import { CommanderError } from 'commander';
import { coloursOf } from './colours.ts';
import { commandName } from './command-name.ts';
import { commandPath } from './command-path.ts';
import { buildProgram } from './program.ts';
import { printableLines, type Terminal } from './terminal.ts';

/**
 * Runs one command and resolves to its exit code: 0 done, 1 a verification or check failed, 2 wrong usage,
 * 3 something needed was not there, 130 interrupted. Commands are loaded when they run, so that help is quick.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const done = (code: number | undefined) => {
    exitCode = code ?? 0;
  };
  const run: Run = { terminal, command: '' };
  const chosen = { quiet: false, noColour: false };
  const program = buildProgram({ ...terminal, chosen }, done).hook('preAction', (tree, command) => {
    const { quiet, color } = tree.opts<{ readonly quiet?: boolean; readonly color: boolean }>();
    Object.assign(chosen, { quiet: quiet === true, noColour: !color });
    run.command = commandPath(command);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return report(error, { ...run, terminal: { ...terminal, chosen } });
  }
}

interface Run {
  readonly terminal: Terminal;
  /** Which command runs, such as `key create`; empty before it is known. */
  command: string;
}

/** What happened, why, what to do, where to read more. Errors we did not throw on purpose show their stack. */
async function report(error: unknown, { terminal, command }: Run): Promise<number> {
  // Help must be quick: what only an error needs is loaded with it.
  const { RingwallError, toProblem } = await import('@ringwall/core');
  const { ServerRefused } = await import('./server-refused.ts');
  const { bad, faint } = coloursOf(terminal, 'stderr');
  if (!(error instanceof RingwallError)) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.stderr.write(`${printableLines(what)}\n`);
    return 3;
  }
  const problem = { ...toProblem(error), ...(error instanceof ServerRefused && error.refusal) };
  const name = commandName(terminal.cwd);
  const help = command === '' ? '`ringwall --help`' : `\`ringwall ${command} --help\``;
  const advice = problem.advice
    .replace('`ringwall --help`', () => help)
    .replaceAll('`ringwall ', () => `\`${name} `);
  terminal.stderr.write(
    `${bad('error:')} ${printableLines(problem.title)}\n${printableLines(error.message)}\n${printableLines(advice)}\n`,
  );
  terminal.stderr.write(`${faint(`(${printableLines(problem.code)}, see docs/errors.md)`)}\n`);
  return error.exit;
}
