import type { CommonFlags } from '../cli/common-flags.ts';
import { confirmed } from '../cli/confirmed.ts';
import { dollars, nanoDollars } from '../cli/dollars.ts';
import { everyPage } from '../cli/every-page.ts';
import { limitReply, limitWithUses, usageReply } from '../cli/limit-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';
import { AppError } from '../errors.ts';

export interface SetFlags extends CommonFlags {
  readonly requests?: string;
  readonly tokens?: string;
  readonly money?: string;
  readonly concurrency?: string;
  readonly per?: string;
  readonly queue?: string;
  readonly project?: string;
}

const metrics = ['requests', 'tokens', 'money', 'concurrency'] as const;

/** Sets one limit, or changes the one there is. @throws AppError app/usage */
export async function setLimit(of: string, flags: SetFlags, terminal: Terminal): Promise<number> {
  const given = metrics.filter((metric) => flags[metric] !== undefined);
  const [metric] = given;
  if (metric === undefined || given.length > 1) {
    throw new AppError('app/usage', 'Give one of --requests, --tokens, --money and --concurrency.');
  }
  const text = flags[metric] ?? '';
  const amount = metric === 'money' ? nanoDollars(text) : wholeNumber(text);
  if (amount === undefined)
    throw new AppError(
      'app/usage',
      `--${metric} takes ${metric === 'money' ? 'dollars, such as 20 or 0.50' : 'a whole number'}.`,
    );
  const reply = await serverClient(flags, terminal).call('POST', '/api/limits', {
    ...{ of, metric, amount },
    ...(flags.per !== undefined && { per: flags.per }),
    ...(flags.queue !== undefined && { queueMs: queueMs(flags.queue) }),
    ...(flags.project !== undefined && { project: flags.project }),
  });
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  const limit = limitReply.parse(reply);
  print(terminal, limit.id);
  hint(terminal, `${described(limit)} for ${limit.of}.\n`);
  return 0;
}

export async function listLimits(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const limits = await everyPage(serverClient(flags, terminal), '/api/limits', { item: limitWithUses });
  if (flags.json) {
    printJsonLines(terminal, limits);
    return 0;
  }
  if (limits.length === 0)
    hint(terminal, 'No limits yet: ringwall limit set key:* --requests 60 --per minute\n');
  const rows = limits.map((limit) => {
    const [most] = limit.uses;
    return [
      ...[limit.id, limit.of, limit.project ?? '*', described(limit)],
      most === undefined ? 'unused' : shown(limit.metric, most.used),
      most === undefined ? '' : shown(limit.metric, most.held),
      most !== undefined && limit.of.endsWith(':*') ? `most by ${most.of}` : '',
    ];
  });
  printTable(terminal, ['ID', 'OF', 'PROJECT', 'LIMIT', 'USED', 'HELD', ''], rows);
  return 0;
}

export async function removeLimit(
  id: string,
  flags: CommonFlags & { readonly yes?: boolean },
  terminal: Terminal,
): Promise<number> {
  const question = `Remove ${id}? What it kept out is let in from now on. [y/N] `;
  if (!flags.yes && !(await confirmed(question, terminal))) {
    throw new AppError('app/not-confirmed', 'Nothing was removed.');
  }
  const reply = await serverClient(flags, terminal).call('DELETE', `/api/limits/${encodeURIComponent(id)}`);
  if (flags.json) printJson(terminal, reply);
  else print(terminal, `Removed ${id}`);
  return 0;
}

export async function showUsage(
  flags: CommonFlags & { readonly by: string; readonly per: string },
  terminal: Terminal,
): Promise<number> {
  const query = new URLSearchParams({ by: flags.by, per: flags.per });
  const reply = usageReply.parse(await serverClient(flags, terminal).call('GET', `/api/usage?${query}`));
  if (flags.json) {
    printJson(terminal, reply);
    return 0;
  }
  if (reply.spenders.length === 0) hint(terminal, `Nothing was used since ${reply.from}.\n`);
  const rows = reply.spenders.map(({ id, requests, tokens, nanoDollars: nano }) => [
    ...[id, String(requests), String(tokens), dollars(nano)],
  ]);
  printTable(terminal, [reply.by.toUpperCase(), 'REQUESTS', 'TOKENS', 'MONEY'], rows);
  return 0;
}

type Metric = (typeof metrics)[number];

function described({
  metric,
  amount,
  per,
  queueMs: waits,
}: {
  metric: Metric;
  amount: number;
  per?: string | undefined;
  queueMs: number;
}): string {
  const what =
    metric === 'money' ? dollars(amount) : `${amount} ${metric === 'concurrency' ? 'at once' : metric}`;
  const queue = waits > 0 ? `, waiting up to ${waits / 1000} s` : '';
  return `${what}${per === undefined ? '' : ` a ${per}`}${queue}`;
}

function shown(metric: Metric, amount: number): string {
  return metric === 'money' ? dollars(amount) : String(amount);
}

function wholeNumber(text: string): number | undefined {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `500ms`, `5s`. @throws AppError app/usage */
function queueMs(text: string): number {
  const [, amount, unit] = /^([0-9]{1,6})(ms|s)$/.exec(text) ?? [];
  if (amount === undefined) throw new AppError('app/usage', '--queue takes 500ms or 5s.');
  return Number(amount) * (unit === 's' ? 1_000 : 1);
}
