import type { Command } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

/** `ringwall ledger …`. Each command is loaded when it runs. */
export function addLedgerCommands(
  program: Command,
  terminal: Terminal,
  done: (code: number | undefined) => void,
): void {
  const ledger = program.command('ledger').description('The tamper-evident log');
  withJson(withPlace(ledger.command('verify [directory]')))
    .description(
      'Check the whole log offline: no server, no secret; the directory defaults to the data directory',
    )
    .option('--key <verifier-key>', 'the public key you pinned; without it the one beside the log is used')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall ledger verify\n  ringwall ledger verify /mnt/copy/ledger --key "$(cat pinned.key)"',
    )
    .action(async (directory, flags) =>
      done(await (await import('../commands/ledger-verify.ts')).verify(directory, flags, terminal)),
    );
  withJson(withPlace(ledger.command('prove <index>')))
    .description('Prove that an entry is in the log, and check the proof')
    .addHelpText('after', '\nExample:\n  ringwall ledger prove 42 --json')
    .action(async (index, flags) =>
      done(await (await import('../commands/ledger-prove.ts')).prove(index, flags, terminal)),
    );
}
