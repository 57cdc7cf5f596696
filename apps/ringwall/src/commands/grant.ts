import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { everyPage } from '../cli/every-page.ts';
import { grantReply } from '../cli/policy-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';
import { expiry } from './key.ts';

interface CreateFlags extends CommonFlags {
  readonly project: string;
  readonly route?: string;
  readonly model?: string;
  readonly dataset?: string;
  readonly expires?: string;
}

/** Grants a role from now on. */
export async function createGrant(
  to: string,
  role: string,
  flags: CreateFlags,
  terminal: Terminal,
): Promise<number> {
  const { project, expires } = flags;
  const on = (['route', 'model', 'dataset'] as const).flatMap((kind) => {
    const id = flags[kind];
    return id === undefined ? [] : [{ kind, id }];
  });
  if (on.length > 1)
    throw new AppError('app/usage', 'A grant is for one route, model or dataset, or for all.');
  const [only] = on;
  const reply = await serverClient(flags, terminal).call('POST', '/api/grants', {
    ...{ to, role, project },
    ...(only && { on: only }),
    ...(expires !== undefined && { expiresAt: expiry(expires, Date.now()) }),
  });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const grant = grantReply.parse(reply);
  print(terminal, grant.id);
  const where = grant.project === '*' ? 'every project' : grant.project;
  const until = grant.expiresAt === undefined ? '' : ` until ${grant.expiresAt}`;
  hint(terminal, `${grant.to} is ${grant.role} in ${where}${until}.\n`);
  return 0;
}

export async function listGrants(
  flags: CommonFlags & { readonly to?: string; readonly project?: string },
  terminal: Terminal,
): Promise<number> {
  const grants = await everyPage(serverClient(flags, terminal), '/api/grants', {
    item: grantReply,
    query: { holder: flags.to, project: flags.project },
  });
  if (flags.json) {
    printJsonLines(terminal, grants);
    return 0;
  }
  const rows = grants.map(({ id, to, role, project, on, source, expiresAt }) => [
    ...[id, to, role, project, on === undefined ? 'all' : `${on.kind}:${on.id}`],
    ...[source, expiresAt ?? 'never'],
  ]);
  printTable(terminal, ['ID', 'TO', 'ROLE', 'PROJECT', 'ON', 'FROM', 'ENDS'], rows);
  return 0;
}

export async function revokeGrant(
  id: string,
  flags: CommonFlags & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const question = `Revoke ${id}? What it allowed is refused from now on. [y/N] `;
  if (!flags.yes && !(await confirmed(question, terminal)))
    throw new AppError('app/not-confirmed', 'Nothing was revoked.');
  const reply = await serverClient(flags, terminal).call('DELETE', `/api/grants/${encodeURIComponent(id)}`);
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Revoked ${id}`);
  return 0;
}
