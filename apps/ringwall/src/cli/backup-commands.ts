import type { Command } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

/** `ringwall backup` and `ringwall restore`. Each command is loaded when it runs. */
export function addBackupCommands(
  program: Command,
  terminal: Terminal,
  done: (code: number | undefined) => void,
): void {
  withJson(withPlace(program.command('backup <directory>')))
    .description('Copy everything a running server has into a folder, and check the copy')
    .option('--with-keys', "the server's keys too, as they lie on the disk: plain unless they are sealed")
    .option('--key <verifier-key>', 'the public key of the log that you pinned, to check the copy with')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall backup /mnt/backup/monday\n  ringwall backup /mnt/backup/monday --with-keys --json',
    )
    .action(async (directory, flags) =>
      done(await (await import('../commands/backup.ts')).backup(directory, flags, terminal)),
    );
  withJson(withPlace(program.command('restore <backup>')))
    .description('Make a data directory from a backup; its place must be empty, or not there')
    .option('--keys <directory>', "folder with the server's keys, for a backup without them")
    .option('--key <verifier-key>', 'the public key of the log that you pinned, to check the backup with')
    .option('--check', 'check the backup and restore nothing')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall restore /mnt/backup/monday --data /srv/ringwall\n  ringwall restore /mnt/backup/monday --check',
    )
    .action(async (directory, flags) =>
      done(await (await import('../commands/restore.ts')).restore(directory, flags, terminal)),
    );
}
