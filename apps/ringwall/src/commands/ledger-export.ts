import { canonicalJson } from '@ringwall/core';
import { verifyCaseSlice } from '@ringwall/verifier';
import type { CommonFlags } from '../cli/common-flags.ts';
import { statusReply } from '../cli/replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, type Terminal } from '../cli/terminal.ts';
import { writeNewFile } from '../cli/write-new-file.ts';
import { AppError } from '../errors.ts';

interface ExportFlags extends CommonFlags {
  readonly from?: string;
  readonly to?: string;
  readonly filter?: readonly string[];
  readonly out: string;
}

/** Looking through a long log takes its time. */
const waitMs = 600_000;
const names = ['project', 'actor', 'request', 'subject'] as const;

/** Has the server make a case slice, checks it as a stranger would, and only then writes it. */
export async function exportSlice(flags: ExportFlags, terminal: Terminal): Promise<number> {
  const request = sliceRequest(flags);
  const client = serverClient(flags, terminal);
  const { ledger } = statusReply.parse(await client.call('GET', '/api/status'));
  const reply = await client.call('POST', '/api/ledger/export', request, { waitMs });
  // A slice is canonical JSON: read and written again it is the same.
  const text = `${canonicalJson(reply)}\n`;
  const verified = await verifyCaseSlice(text, { logKeys: [ledger.verifierKey] });
  if (!verified.ok) {
    throw new AppError(
      'app/server-refused',
      `The server gave a slice that does not hold: ${verified.reason}.`,
    );
  }
  if (flags.out === '-') {
    terminal.stdout.write(text);
    return 0;
  }
  await writeNewFile(terminal, flags.out, text);
  const { statement, checkpoint, entries } = verified;
  if (flags.json) {
    const { from, to, filter, index } = statement;
    const summary = { from, to, filter, entries: entries.length, statement: index, size: checkpoint.size };
    printJson(terminal, { file: flags.out, ...summary, verifierKey: ledger.verifierKey });
    return 0;
  }
  const count = entries.length === 1 ? '1 entry' : `${entries.length} entries`;
  print(
    terminal,
    `${flags.out}: ${count} of ${statement.from} to ${statement.to} (not included), proven at size ${checkpoint.size}.`,
  );
  print(terminal, `That it was made is entry ${statement.index} of the ledger, and part of the slice.`);
  print(terminal, `Check it anywhere with the package @ringwall/verifier alone:`);
  print(terminal, `  ringwall-verify ${flags.out} --key '${ledger.verifierKey}'`);
  return 0;
}

function sliceRequest({ from, to, filter: terms = [] }: ExportFlags) {
  const filter: Record<string, string | string[]> = {};
  const types: string[] = [];
  for (const term of terms.flatMap((each) => each.split(','))) {
    const [name = '', value = ''] = [term.slice(0, term.indexOf('=')), term.slice(term.indexOf('=') + 1)];
    const known = names.find((each) => each === name);
    if (name === 'type' && value !== '') types.push(value);
    else if (known !== undefined && value !== '' && filter[known] === undefined) filter[known] = value;
    else
      throw new AppError(
        'app/usage',
        `--filter takes type=…, ${names.map((each) => `${each}=…`).join(', ')}; not ${term}.`,
      );
  }
  const [since, until] = [place(from, '--from'), place(to, '--to')];
  if (types.length > 0) filter.types = types;
  if (typeof since === 'string') filter.since = since;
  if (typeof until === 'string') filter.until = until;
  return {
    ...(typeof since === 'number' && { from: since }),
    ...(typeof until === 'number' && { to: until }),
    filter,
  };
}

/** An index, or a time as events carry it. */
function place(text: string | undefined, flag: string): number | string | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) {
    throw new AppError(
      'app/usage',
      `${flag} takes an index or a time in RFC 3339, such as 2026-03-01T08:00:00Z.`,
    );
  }
  return time.toISOString();
}
