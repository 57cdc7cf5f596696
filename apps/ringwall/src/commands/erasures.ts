import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { erasuresSupplied } from '../cli/forgetting-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

/** What the admin API takes in one request, less what is around it. */
const maxSliceBytes = 900_000;

/** Hands an excerpt of the earlier log to the server, which checks it. */
export async function supplyErasures(path: string, flags: CommonFlags, terminal: Terminal): Promise<number> {
  const slice = await readSlice(resolve(terminal.cwd, path));
  const reply = await serverClient(flags, terminal).call('POST', '/api/erasures/supply', { slice });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { from, to, subjects, holds } = erasuresSupplied.parse(reply);
  print(
    terminal,
    `${subjects} erasures of the entries ${from} to ${to - 1} were done again; kept bodies are open.`,
  );
  if (holds.length > 0)
    terminal.stderr.write(
      `Legal holds of that time are not placed again by themselves: ${holds.join(' ')}\n`,
    );
  return 0;
}

/** Opens the bodies without the erasures that may be missing. */
export async function waiveErasures(
  flags: CommonFlags & { readonly reason: string; readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const question =
    'Open kept bodies although persons may have been erased that this ledger does not know of? [y/N] ';
  if (!flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'The bodies stay closed.');
  const asked = { reason: flags.reason };
  const reply = await serverClient(flags, terminal).call('POST', '/api/erasures/waive', asked);
  if (flags.json) printJson(terminal, reply);
  else print(terminal, 'Kept bodies are open.');
  return 0;
}

async function readSlice(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= maxSliceBytes) return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('app/path-missing', `${path} cannot be read.`, { cause });
  }
  throw new AppError('app/usage', `${path} is over ${maxSliceBytes} bytes: export erasures alone.`);
}
