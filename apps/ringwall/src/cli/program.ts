import { Command } from 'commander';
import { version } from '../version.ts';
import { addApprovalCommands } from './approval-commands.ts';
import { addAuthorityCommands } from './authority-commands.ts';
import { addBackupCommands } from './backup-commands.ts';
import { withJson, withPlace } from './common-flags.ts';
import { exitCodesText } from './exit-codes.ts';
import { addForgettingCommands } from './forgetting-commands.ts';
import { addKeyCommands } from './key-commands.ts';
import { addLedgerCommands } from './ledger-commands.ts';
import { addLimitCommands } from './limit-commands.ts';
import { addPolicyCommands } from './policy-commands.ts';
import { parsePort } from './port.ts';
import { addPrincipalCommands } from './principal-commands.ts';
import { addSealingCommands } from './sealing-commands.ts';
import { addShellCommands } from './shell-commands.ts';
import { addSignInCommands } from './sign-in-commands.ts';
import type { Terminal } from './terminal.ts';
import { addTokenCommands } from './token-commands.ts';
import { addTrafficCommands } from './traffic-commands.ts';

/**
 * The tree of all commands, from which help, completions and docs/cli.md are made. What a command does is loaded when
 * it runs, so that help is quick; `done` is told its exit code.
 */
export function buildProgram(terminal: Terminal, done: (code: number | undefined) => void): Command {
  const program = new Command('ringwall')
    .description('One wall around the whole life of an AI system.')
    .version(version)
    .option('--quiet', 'no progress and no hints on stderr')
    .option('--no-color', 'no colours, also on a terminal')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    })
    .showHelpAfterError('(see --help)')
    .addHelpText('after', `\n${exitCodesText}\n\nExamples:\n  ringwall start\n  ringwall key create --help`);

  program.commandsGroup('Server:');
  withJson(withPlace(program.command('start')))
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
  withJson(withPlace(program.command('doctor')))
    .description('Find what is wrong here, say why it matters and what to do')
    .option('--offline', 'ask neither upstreams nor witnesses')
    .addHelpText('after', '\nExamples:\n  ringwall doctor\n  ringwall doctor --offline --json | jq .findings')
    .action(async (flags) => done(await (await import('../commands/doctor.ts')).doctor(flags, terminal)));
  withJson(withPlace(program.command('healthcheck')))
    .description(
      'Say whether requests can be recorded here, by exit code: for containers and service managers',
    )
    .option('--witness <url>', 'whether a witness on this machine answers instead')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall healthcheck\n  ringwall healthcheck --witness http://127.0.0.1:7074',
    )
    .action(async (flags) =>
      done(await (await import('../commands/healthcheck.ts')).healthcheck(flags, terminal)),
    );
  withJson(withPlace(program.command('top')))
    .description('Watch traffic, findings, limits and the ledger; without a terminal, print how they stand')
    .option('--window <time>', 'how far back requests are counted, from 1m to 1h', '5m')
    .option('--once', 'print how things stand, and end')
    .addHelpText(
      'after',
      '\nArrow keys choose a table and a row, p pauses, q or Ctrl-C ends.\n\nExamples:\n  ringwall top\n  ringwall top --window 1h --json | jq .verdicts',
    )
    .action(async (flags) => done(await (await import('../commands/top.ts')).top(flags, terminal)));
  addBackupCommands(program, terminal, done);

  program.commandsGroup('People and their rights:');
  withJson(withPlace(program.command('login')))
    .description('Print a one-time link that signs you in to the console')
    .option('--user <user>', 'as this user, by name or id (default: the local administrator)')
    .addHelpText('after', '\nExamples:\n  ringwall login\n  ringwall login --user ada@example.org')
    .action(async (flags) => done(await (await import('../commands/login.ts')).login(flags, terminal)));
  addPrincipalCommands(program, terminal, done);
  addSignInCommands(program, terminal, done);
  addPolicyCommands(program, terminal, done);
  addApprovalCommands(program, terminal, done);

  program.commandsGroup('Traffic:');
  addTrafficCommands(program, terminal, done);
  addKeyCommands(program, terminal, done);
  addLimitCommands(program, terminal, done);
  addTokenCommands(program, terminal, done);
  addAuthorityCommands(program, terminal, done);

  program.commandsGroup('What is on record:');
  addLedgerCommands(program, terminal, done);
  addForgettingCommands(program, terminal, done);

  program.commandsGroup('Data at rest:');
  addSealingCommands(program, terminal, done);

  program.commandsGroup('Your shell:');
  addShellCommands(program, terminal, done);
  program.helpCommand('help [command]', 'Explain a command');
  return program;
}
