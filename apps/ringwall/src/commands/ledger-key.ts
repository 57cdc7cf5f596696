import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { durationMs } from '../cli/duration.ts';
import { ledgerKeyRetired, ledgerKeyRotated } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

/** Gives the log of the running server a new key. */
export async function rotateLedgerKey(
  flags: CommonFlags & { readonly overlap: string },
  terminal: Terminal,
): Promise<number> {
  const overlapMs = flags.overlap === '0' ? 0 : durationMs(flags.overlap);
  if (overlapMs === undefined) throw new AppError('app/usage', '--overlap takes 7d, 12h, 90m or 0.');
  const reply = await serverClient(flags, terminal).call('POST', '/api/ledger/key/rotate', { overlapMs });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { from, to, overlapUntil } = ledgerKeyRotated.parse(reply);
  print(terminal, to);
  hint(
    terminal,
    overlapMs === 0
      ? `The log is signed with this key alone; ${from} is destroyed.\n`
      : `The log is signed with this key and, until ${overlapUntil}, with ${from}.\n` +
          'Give it to everyone who pinned the old one, and to each witness (--log), before then.\n',
  );
  return 0;
}

/** Ends the time in which two keys sign. */
export async function retireLedgerKey(
  flags: CommonFlags & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const question = 'Destroy the older key now? Who does not know the newer one can check nothing new. [y/N] ';
  if (!flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'Both keys go on signing.');
  const reply = await serverClient(flags, terminal).call('POST', '/api/ledger/key/retire', {});
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { retired } = ledgerKeyRetired.parse(reply);
  print(terminal, retired === undefined ? 'One key signs alone already.' : `Destroyed: ${retired}`);
  return 0;
}
