import { resolve } from 'node:path';
import { systemClock } from '@ringwall/core';
import { checkBackup } from '../backup/check-backup.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { commandName } from '../cli/command-name.ts';
import type { CommonFlags } from '../cli/common-flags.ts';
import { progressOn } from '../cli/progress.ts';
import type { Terminal } from '../cli/terminal.ts';
import { dataDirectory } from '../config/file.ts';
import { printBackup } from './backup-report.ts';

interface RestoreFlags extends CommonFlags {
  readonly keys?: string;
  readonly key?: string;
  readonly check?: boolean;
}

/** Makes a data directory from a backup, or only checks one. */
export async function restore(directory: string, flags: RestoreFlags, terminal: Terminal): Promise<number> {
  const backup = resolve(terminal.cwd, directory);
  const progress = progressOn(terminal, {
    verb: flags.check ? 'Checking' : 'Copying',
    clock: systemClock,
    silent: flags.json === true,
  });
  const options = {
    verifierKey: flags.key?.trim(),
    onProgress: (doneBytes: number, totalBytes: number) => progress.update({ doneBytes, totalBytes }),
  };
  if (flags.check) {
    const report = await checkBackup(backup, options).finally(progress.clear);
    printBackup(report, { terminal, flags, done: 'The backup is intact.' });
    return report.ok ? 0 : 1;
  }
  const target = dataDirectory(flags, terminal.env, terminal.cwd);
  const keys = flags.keys === undefined ? undefined : resolve(terminal.cwd, flags.keys);
  const report = await restoreBackup(backup, { ...options, target, keys }).finally(progress.clear);
  printBackup(report, { terminal, flags, done: `Restored to ${target}` });
  if (report.ok) {
    terminal.stderr.write(
      `Entries after the backup may be known to others: ${commandName(terminal.cwd)} start --restored "<why>"\n` +
        'goes on under a new name and key, says so in the log, and keeps sealed bodies closed until later erasures are supplied.\n',
    );
  }
  return report.ok ? 0 : 1;
}
