import type { BackupReport } from '../backup/check-backup.ts';
import { coloursOf } from '../cli/colours.ts';
import { bytesText } from '../cli/progress.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';

/** Says what a backup holds and what was found wrong with it. */
export function printBackup(
  report: BackupReport,
  about: { readonly terminal: Terminal; readonly flags: { readonly json?: boolean }; readonly done: string },
): void {
  const { header, faults, log } = report;
  const { terminal } = about;
  if (about.flags.json) {
    const { proven, entries } = log;
    printJson(terminal, {
      ...{ ok: report.ok, header, faults },
      log: { ok: log.ok, entries, proven, faults: log.faults, notChecked: log.notChecked },
    });
    return;
  }
  const { good, bad } = coloursOf(terminal, 'stdout');
  print(terminal, report.ok ? good(about.done) : bad('THE BACKUP IS NOT INTACT.'));
  print(
    terminal,
    `Backup    ${header.backup} of ${header.createdAt}, ${header.files} files, ${bytesText(header.bytes)}`,
  );
  print(terminal, `Ledger    ${header.ledger.origin}: ${log.entries} entries, ${log.proven} proven`);
  print(
    terminal,
    header.withKeys
      ? "Keys      the server's keys are in it"
      : 'Keys      not in it: keep the folder keys elsewhere',
  );
  for (const fault of faults) print(terminal, `Fault     ${fault}`);
  for (const { place, index, reason } of log.faults)
    print(terminal, `Fault     ledger/${place}: entry ${index}: ${reason}`);
  for (const gap of log.notChecked) print(terminal, `Note      ${gap}`);
}
