import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { addApprovalCommands } from './approval-commands.ts';
import { addAuthorityCommands } from './authority-commands.ts';
import { addBackupCommands } from './backup-commands.ts';
import { commandName } from './command-name.ts';
import { withJson, withPlace } from './common-flags.ts';
import { addForgettingCommands } from './forgetting-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { addLedgerCommands } from './ledger-commands.ts';
import { addLimitCommands } from './limit-commands.ts';
import { addPolicyCommands } from './policy-commands.ts';
import { parsePort } from './port.ts';
import { addPrincipalCommands } from './principal-commands.ts';
import { addSealingCommands } from './sealing-commands.ts';
import { addSignInCommands } from './sign-in-commands.ts';
import { printableLines, type Terminal } from './terminal.ts';
import { addTokenCommands } from './token-commands.ts';

/**
 * Runs one command and resolves to its exit code: 0 done, 1 a verification or check failed, 2 wrong usage,
 * 3 something needed was not there, 130 interrupted. Commands are loaded when they run, so that help is quick.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const done = (code: number | undefined) => {
    exitCode = code ?? 0;
  };
  const program = buildProgram(terminal, done);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return report(error, terminal);
  }
}

function buildProgram(terminal: Terminal, done: (code: number | undefined) => void): Command {
  const program = new Command('ringwall')
    .description('One wall around the whole life of an AI system.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .showHelpAfterError('(see --help)');

  withPlace(program.command('start'))
    .description('Start the gateway, the console and the ledger')
    .option('--port <port>', 'port of the gateway', parsePort)
    .option('--console-port <port>', 'port of the console', parsePort)
    .option(
      '--restored <why>',
      'go on with a data directory that was restored to an older state, under a new name and key of its log',
    )
    .option('--print-key', 'print a new API key and a login link even without a terminal')
    .addHelpText('after', '\nExamples:\n  ringwall start\n  ringwall start --data /srv/ringwall --print-key')
    .action(async (flags) => done(await (await import('../commands/start.ts')).start(flags, terminal)));

  withJson(withPlace(program.command('status')))
    .description('Show what runs here')
    .addHelpText('after', '\nExamples:\n  ringwall status\n  ringwall status --json | jq .ledger.size')
    .action(async (flags) => done(await (await import('../commands/status.ts')).status(flags, terminal)));

  withJson(withPlace(program.command('login')))
    .description('Print a one-time link that signs you in to the console')
    .option('--user <user>', 'as this user, by name or id (default: the local administrator)')
    .addHelpText('after', '\nExamples:\n  ringwall login\n  ringwall login --user ada@example.org')
    .action(async (flags) => done(await (await import('../commands/login.ts')).login(flags, terminal)));

  addPrincipalCommands(program, terminal, done);
  addSignInCommands(program, terminal, done);
  addPolicyCommands(program, terminal, done);
  addApprovalCommands(program, terminal, done);
  addKeyCommands(program, terminal, done);
  addLimitCommands(program, terminal, done);
  addTokenCommands(program, terminal, done);
  addAuthorityCommands(program, terminal, done);
  addLedgerCommands(program, terminal, done);
  addBackupCommands(program, terminal, done);
  addForgettingCommands(program, terminal, done);
  addSealingCommands(program, terminal, done);
  return program;
}

/** What happened, why, what to do, where to read more. Errors we did not throw on purpose show their stack. */
async function report(error: unknown, terminal: Terminal): Promise<number> {
  // Help must be quick: what only an error needs is loaded with it.
  const { RingwallError, toProblem } = await import('@ringwall/core');
  if (!(error instanceof RingwallError)) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    terminal.stderr.write(`${printableLines(what)}\n`);
    return 3;
  }
  const problem = toProblem(error);
  const advice = problem.advice.replaceAll('`ringwall ', `\`${commandName(terminal.cwd)} `);
  terminal.stderr.write(`error: ${problem.title}\n${printableLines(error.message)}\n${advice}\n`);
  terminal.stderr.write(`(${problem.code}, see docs/errors.md)\n`);
  return error.exit;
}
