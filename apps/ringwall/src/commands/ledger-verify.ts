import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verifyLog } from '@ringwall/ledger';
import type { CommonFlags } from '../cli/common-flags.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { dataDirectory } from '../config/file.ts';
import { AppError } from '../errors.ts';

/** Checks a log's files. Needs nothing that runs and no secret. */
export async function verify(
  directory: string | undefined,
  flags: CommonFlags & { readonly key?: string },
  terminal: Terminal,
): Promise<number> {
  const given =
    directory === undefined
      ? dataDirectory(flags, terminal.env, terminal.cwd)
      : resolve(terminal.cwd, directory);
  const log = existsSync(join(given, 'wal')) ? given : join(given, 'ledger');
  if (!existsSync(join(log, 'wal'))) throw new AppError('app/usage', `There is no ledger in ${given}.`);
  const progress = terminal.stderr.isTTY === true && !flags.json;
  const report = await verifyLog(log, {
    ...(flags.key !== undefined && { verifierKey: flags.key.trim() }),
    ...(progress && {
      onProgress: (done: number, total: number) =>
        void terminal.stderr.write(`\rChecking ${Math.floor((100 * done) / Math.max(1, total))} %`),
    }),
  });
  if (progress) terminal.stderr.write('\r\u001b[K');
  if (flags.json) {
    const { checkpoint } = report;
    const signed = checkpoint && { ...checkpoint, root: Buffer.from(checkpoint.root).toString('hex') };
    printJson(terminal, { ...report, ...(signed && { checkpoint: signed }) });
    return report.ok ? 0 : 1;
  }
  print(terminal, report.ok ? 'The log is intact.' : 'THE LOG IS NOT INTACT.');
  print(terminal, `Origin    ${report.origin ?? 'unknown'}`);
  print(
    terminal,
    `Entries   ${report.entries}, of which ${report.proven} are proven by the signed checkpoint`,
  );
  for (const fault of report.faults)
    print(terminal, `Fault     ${fault.place}: entry ${fault.index}: ${fault.reason}`);
  for (const gap of report.notChecked) print(terminal, `Note      ${gap}`);
  return report.ok ? 0 : 1;
}
