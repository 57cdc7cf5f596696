import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type LogReport, verifyLog } from '@ringwall/ledger';
import { coloursOf } from '../cli/colours.ts';
import type { CommonFlags } from '../cli/common-flags.ts';
import { print, printJson, showsProgress, type Terminal } from '../cli/terminal.ts';
import { dataDirectory } from '../config/file.ts';
import { AppError } from '../errors.ts';
import { openWitnessViews, type WitnessFlags } from './witness-views.ts';

type VerifyFlags = CommonFlags & WitnessFlags & { readonly key?: readonly string[] };

/** Checks a log's files. Needs nothing that runs and no secret; asks witnesses only where it is told to. */
export async function verify(
  directory: string | undefined,
  flags: VerifyFlags,
  terminal: Terminal,
): Promise<number> {
  const given =
    directory === undefined
      ? dataDirectory(flags, terminal.env, terminal.cwd)
      : resolve(terminal.cwd, directory);
  const log = existsSync(join(given, 'wal')) ? given : join(given, 'ledger');
  if (!existsSync(join(log, 'wal'))) throw new AppError('app/usage', `There is no ledger in ${given}.`);
  const { close, ...witnesses } = await openWitnessViews(log, flags, terminal);
  const progress = showsProgress(terminal) && !flags.json;
  const report = await verifyLog(log, {
    ...(flags.key !== undefined && { verifierKey: flags.key.map((key) => key.trim()) }),
    ...witnesses,
    ...(progress && {
      onProgress: (done: number, total: number) =>
        void terminal.stderr.write(`\rChecking ${Math.floor((100 * done) / Math.max(1, total))} %`),
    }),
  }).finally(close);
  if (progress) terminal.stderr.write('\r\u001b[K');
  if (flags.json) {
    const { checkpoint } = report;
    const signed = checkpoint && { ...checkpoint, root: Buffer.from(checkpoint.root).toString('hex') };
    printJson(terminal, { ...report, ...(signed && { checkpoint: signed }) });
  } else {
    const { good, bad } = coloursOf(terminal, 'stdout');
    const [verdict = '', ...rest] = inWords(report);
    for (const line of [(report.ok ? good : bad)(verdict), ...rest]) print(terminal, line);
  }
  return report.ok ? 0 : 1;
}

function inWords(report: LogReport): string[] {
  const { entries, proven, prunedBelow, keySource, trustedKeys, witnessed, faults, stale } = report;
  const source =
    keySource === 'given' ? 'the key given, or what follows from it' : 'a key read beside the log';
  return [
    report.ok ? 'The log is intact.' : 'THE LOG IS NOT INTACT.',
    `Origin     ${report.origin || 'unknown'}`,
    `Entries    ${entries}${prunedBelow > 0 ? `, of which those below ${prunedBelow} were pruned` : ''}`,
    `Signed     the first ${proven}, with ${source}`,
    ...(faults.length === 0 ? trustedKeys.map((key) => `Key        ${key}`) : []),
    // A witness signs with two keys, and is asked and kept.
    ...new Set(
      witnessed.map(
        ({ by, size, at }) => `Witnessed  the first ${size} by ${by}${at === undefined ? '' : ` at ${at}`}`,
      ),
    ),
    ...faults.map(({ place, index, reason }) => `Fault      ${place}: entry ${index}: ${reason}`),
    ...stale.map(({ place, index, reason }) => `Differs    ${place}: entry ${index}: ${reason}`),
    ...report.notChecked.map((sentence) => `Note       ${sentence}`),
  ];
}
