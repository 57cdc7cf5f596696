import { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { everyPage } from '../cli/every-page.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

const actor = z.looseObject({ kind: z.string(), id: z.string(), who: z.string().optional() });
const approvalReply = z.looseObject({
  id: z.string(),
  state: z.string(),
  action: z.string(),
  resource: z.string(),
  method: z.string(),
  path: z.string(),
  request: z.string(),
  digest: z.string(),
  reason: z.string(),
  requestedBy: actor,
  requestedAt: z.string(),
  expiresAt: z.string(),
  decidedBy: actor.optional(),
  decisionReason: z.string().optional(),
});
type Approval = z.infer<typeof approvalReply>;

interface DecideFlags extends CommonFlags {
  readonly reason: string;
  readonly yes?: boolean;
}

export async function listApprovals(
  flags: CommonFlags & { readonly all?: boolean },
  terminal: Terminal,
): Promise<number> {
  const all = await everyPage(serverClient(flags, terminal), '/api/approvals', { item: approvalReply });
  const approvals = flags.all ? all : all.filter(({ state }) => state === 'pending' || state === 'approved');
  if (flags.json) {
    printJsonLines(terminal, approvals);
    return 0;
  }
  if (approvals.length === 0) hint(terminal, 'Nothing waits for a second person.\n');
  const rows = approvals.map((one) => [
    one.id,
    one.state,
    one.action,
    one.resource,
    nameOf(one.requestedBy),
    one.expiresAt,
    one.reason,
  ]);
  printTable(terminal, ['ID', 'STATE', 'ACTION', 'RESOURCE', 'ASKED BY', 'UNTIL', 'REASON'], rows);
  return 0;
}

/** Everything that whoever decides should read. */
export async function showApproval(id: string, flags: CommonFlags, terminal: Terminal): Promise<number> {
  const approval = await fetchOne(id, flags, terminal);
  if (flags.json) printJson(terminal, approval);
  else describe(approval, terminal);
  return 0;
}

/** Shows what would be done before it asks. */
export async function approve(id: string, flags: DecideFlags, terminal: Terminal): Promise<number> {
  if (!flags.yes) {
    describe(await fetchOne(id, flags, terminal), terminal);
    if (!(await confirmed(`Approve exactly this? [y/N] `, terminal)))
      throw new AppError('app/not-confirmed', 'Nothing was approved.');
  }
  return decide(id, 'approve', flags, terminal);
}

export function refuse(id: string, flags: DecideFlags, terminal: Terminal): Promise<number> {
  return decide(id, 'refuse', flags, terminal);
}

async function decide(
  id: string,
  verb: 'approve' | 'refuse',
  flags: DecideFlags,
  terminal: Terminal,
): Promise<number> {
  const path = `/api/approvals/${encodeURIComponent(id)}/${verb}`;
  const reply = await serverClient(flags, terminal).call('POST', path, { reason: flags.reason });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const { state, requestedBy } = approvalReply.parse(reply);
  print(terminal, `${id}: ${state}`);
  if (state === 'approved')
    hint(terminal, `${nameOf(requestedBy)} may now do it once, with --approval ${id}.\n`);
  return 0;
}

async function fetchOne(id: string, flags: CommonFlags, terminal: Terminal): Promise<Approval> {
  const path = `/api/approvals/${encodeURIComponent(id)}`;
  return approvalReply.parse(await serverClient(flags, terminal).call('GET', path));
}

function describe(approval: Approval, terminal: Terminal): void {
  const { state, action, resource, method, path, request, requestedBy, requestedAt } = approval;
  const rows = [
    ['state', state],
    ['action', action],
    ['about', resource],
    ['asked by', `${nameOf(requestedBy)}, ${requestedAt}`],
    ['reason', approval.reason],
    ['request', `${method} ${path}`],
    ['', request],
    ['digest', approval.digest],
    ...(approval.decidedBy === undefined
      ? []
      : [['decided by', `${nameOf(approval.decidedBy)}: ${approval.decisionReason ?? ''}`]]),
  ];
  printTable(terminal, [approval.id, ''], rows);
}

function nameOf({ id, who }: z.infer<typeof actor>): string {
  return who ?? id;
}
