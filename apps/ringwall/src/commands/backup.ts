import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '@ringwall/core';
import { checkBackup } from '../backup/check-backup.ts';
import type { CommonFlags } from '../cli/common-flags.ts';
import { progressOn } from '../cli/progress.ts';
import { backupReply } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import type { Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { printBackup } from './backup-report.ts';

const lookEveryMs = 200;

/** Has the running server write a backup, and checks what it wrote. */
export async function backup(
  directory: string,
  flags: CommonFlags & { readonly withKeys?: boolean; readonly key?: string },
  terminal: Terminal,
): Promise<number> {
  const target = resolve(terminal.cwd, directory);
  const client = serverClient(flags, terminal);
  const common = { clock: systemClock, silent: flags.json === true };
  const writing = progressOn(terminal, { verb: 'Copying', ...common });
  const body = { directory: target, withKeys: flags.withKeys === true };
  let state = backupReply.parse(await client.call('POST', '/api/backups', body));
  while (state.state === 'running') {
    await wait(lookEveryMs);
    state = backupReply.parse(await client.call('GET', '/api/backups/latest'));
    writing.update({ doneBytes: state.doneBytes });
  }
  if (state.state === 'failed') {
    writing.clear();
    throw new AppError('app/server-refused', `No backup was written. ${state.reason ?? ''}`.trimEnd());
  }
  writing.finish();
  const checking = progressOn(terminal, { verb: 'Checking', ...common });
  const report = await checkBackup(target, {
    verifierKey: flags.key?.trim(),
    onProgress: (doneBytes, totalBytes) => checking.update({ doneBytes, totalBytes }),
  });
  checking.finish();
  printBackup(report, { terminal, flags, done: `Written to ${target}` });
  return report.ok ? 0 : 1;
}
