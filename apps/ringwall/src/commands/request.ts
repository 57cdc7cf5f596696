import { z } from 'zod';
import type { CommonFlags } from '../cli/common-flags.ts';
import { serverClient } from '../cli/server-client.ts';
import { hint, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';

/** What a list of requests is narrowed by: the API has a parameter of each name. */
const filters = [
  ...([
    'project',
    'from',
    'to',
    'text',
    'state',
    'decision',
    'route',
    'model',
    'key',
    'who',
    'rule',
  ] as const),
] as const;

export type RequestFilterFlags = CommonFlags & {
  readonly [name in (typeof filters)[number]]?: string;
} & { readonly limit: number };

const pageSize = 500;
const row = z.looseObject({
  ...{ request: z.string(), time: z.string(), keyName: z.string(), route: z.string(), model: z.string() },
  ...{ state: z.string(), decision: z.string().optional(), rules: z.array(z.string()) },
  totalMs: z.number().optional(),
});
const page = z.looseObject({ items: z.array(row), next: z.string().optional() });

/** The filters as the API takes them. */
export function filterQuery(flags: RequestFilterFlags): URLSearchParams {
  return new URLSearchParams(
    filters.flatMap((name) => {
      const value = flags[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Lists requests, the newest first, page by page. */
export async function listRequests(flags: RequestFilterFlags, terminal: Terminal): Promise<number> {
  const client = serverClient(flags, terminal);
  const found: z.infer<typeof row>[] = [];
  let cursor: string | undefined;
  do {
    const query = filterQuery(flags);
    query.set('limit', String(Math.min(pageSize, flags.limit - found.length)));
    if (cursor !== undefined) query.set('cursor', cursor);
    const { items, next } = page.parse(await client.call('GET', `/api/requests?${query}`));
    found.push(...items);
    cursor = next;
  } while (cursor !== undefined && found.length < flags.limit);
  if (flags.json) {
    printJsonLines(terminal, found);
    return 0;
  }
  if (found.length === 0) hint(terminal, 'No requests.');
  const rows = found.map(({ request, time, keyName, route, model, state, decision, rules, totalMs }) => [
    ...[time, request, keyName, route, model, decision ?? '-', state],
    ...[totalMs === undefined ? '-' : String(Math.round(totalMs)), rules.join(' ')],
  ]);
  printTable(
    terminal,
    ['TIME', 'REQUEST', 'KEY', 'ROUTE', 'MODEL', 'VERDICT', 'STATE', 'MS', 'FINDINGS'],
    rows,
  );
  return 0;
}
