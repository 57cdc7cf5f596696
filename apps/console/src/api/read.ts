import { useQuery } from '@tanstack/react-query';
import { useServices } from '../services.tsx';
import type { Client, Query } from './client.ts';

/** What the admin API answers under `path`, kept under `name`: whoever changes it names it so. */
export function useRead<Reply>(
  name: string,
  path: string,
  options: { readonly query?: Query; readonly enabled?: boolean; readonly everyMs?: number } = {},
) {
  const { client } = useServices();
  const { query = {}, enabled = true, everyMs } = options;
  return useQuery({
    queryKey: [name, path, query],
    queryFn: ({ signal }) => client.get<Reply>(path, { query, signal }),
    enabled,
    staleTime: 10_000,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
}

/** Everything that the list under `path` holds, kept under `name` as `useRead` keeps it. */
export function useList<Item>(
  name: string,
  path: string,
  options: { readonly query?: Query; readonly enabled?: boolean; readonly everyMs?: number } = {},
) {
  const { client } = useServices();
  const { query = {}, enabled = true, everyMs } = options;
  return useQuery({
    queryKey: [name, path, query, 'all'],
    queryFn: ({ signal }) => allPages<Item>(client, path, { query, signal }),
    enabled,
    staleTime: 10_000,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
}

/** More than a list can hold: a server that never ends is not read for ever. */
const maxPages = 1_000;

/** All items of a list of the admin API, read page by page. */
export async function allPages<Item>(
  client: Client,
  path: string,
  { query = {}, signal }: { readonly query?: Query; readonly signal: AbortSignal },
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < maxPages; pages++) {
    const page = await client.get<{ readonly items: readonly Item[]; readonly next?: string }>(path, {
      query: { ...query, limit: 500, cursor },
      signal,
    });
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = page.next;
  }
  throw new Error(`The list under ${path} does not end.`);
}
