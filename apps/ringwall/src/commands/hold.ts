import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { everyPage } from '../cli/every-page.ts';
import { legalHold } from '../cli/forgetting-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { personArgument } from './person-argument.ts';

interface PlaceFlags extends CommonFlags {
  readonly reason: string;
  readonly subject?: string;
  readonly project?: string;
  readonly from?: string;
  readonly to?: string;
  readonly request?: string;
}

export async function placeHold(flags: PlaceFlags, terminal: Terminal): Promise<number> {
  const { subject, project, from, to, request, reason } = flags;
  const person = subject === undefined ? {} : await personArgument(subject, terminal);
  const within = project ?? ('name' in person ? 'default' : undefined);
  const reply = await serverClient(flags, terminal).call('POST', '/api/holds', {
    ...person,
    ...(within !== undefined && { project: within }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(request !== undefined && { request }),
    reason,
  });
  if (flags.json) printJson(terminal, reply);
  else print(terminal, legalHold.parse(reply).hold);
  return 0;
}

export async function listHolds(
  flags: CommonFlags & { readonly released?: boolean },
  terminal: Terminal,
): Promise<number> {
  const query = { released: String(flags.released === true) };
  const holds = await everyPage(serverClient(flags, terminal), '/api/holds', { item: legalHold, query });
  if (flags.json) {
    printJsonLines(terminal, holds);
    return 0;
  }
  if (holds.length === 0) hint(terminal, 'No legal holds: ringwall hold place --reason <text>\n');
  const rows = holds.map(({ hold, placedAt, releasedAt, by, scope, reason }) => [
    hold,
    placedAt,
    releasedAt ?? 'in force',
    by.id,
    described(scope),
    reason,
  ]);
  printTable(terminal, ['ID', 'PLACED', 'RELEASED', 'BY', 'KEEPS', 'REASON'], rows);
  return 0;
}

export async function releaseHold(
  id: string,
  flags: CommonFlags & { readonly reason: string; readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const question = `Release ${id}? What it kept may be erased and cut back from now on. [y/N] `;
  if (!flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'Nothing was released.');
  const path = `/api/holds/${encodeURIComponent(id)}/release`;
  const reply = await serverClient(flags, terminal).call('POST', path, { reason: flags.reason });
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Released ${id}`);
  return 0;
}

type Scope = ReturnType<typeof legalHold.parse>['scope'];

function described({ project, subjects, from, to, request }: Scope): string {
  return [
    project && `project ${project}`,
    subjects && `person ${subjects.join(' ')}`,
    from && `from ${from}`,
    to && `to ${to}`,
    request && `request ${request.id}`,
  ]
    .filter(Boolean)
    .join(', ');
}
