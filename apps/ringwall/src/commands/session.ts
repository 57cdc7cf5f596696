import { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { everyPage } from '../cli/every-page.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

const sessionReply = z.looseObject({
  ...{ id: z.string(), user: z.string(), method: z.string(), secondFactor: z.boolean() },
  ...{ createdAt: z.string(), lastSeenAt: z.string(), expiresAt: z.string() },
});

export async function listSessions(
  flags: CommonFlags & { readonly user?: string },
  terminal: Terminal,
): Promise<number> {
  const sessions = await everyPage(serverClient(flags, terminal), '/api/sessions', {
    item: sessionReply,
    query: { user: flags.user },
  });
  if (flags.json) {
    printJsonLines(terminal, sessions);
    return 0;
  }
  if (sessions.length === 0) hint(terminal, 'Nobody is signed in: ringwall login\n');
  const rows = sessions.map((session) => [
    session.id,
    session.user,
    session.method + (session.secondFactor ? ' + second factor' : ''),
    session.createdAt,
    session.lastSeenAt,
    session.expiresAt,
  ]);
  printTable(terminal, ['ID', 'USER', 'BY', 'SINCE', 'LAST USED', 'ENDS'], rows);
  return 0;
}

export async function revokeSession(
  id: string,
  flags: CommonFlags & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  if (!flags.yes && !(await confirmed(`End ${id}? Whoever uses it is signed out. [y/N] `, terminal)))
    throw new AppError('app/not-confirmed', 'Nothing was ended.');
  const reply = await serverClient(flags, terminal).call('DELETE', `/api/sessions/${encodeURIComponent(id)}`);
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Ended ${id}`);
  return 0;
}
