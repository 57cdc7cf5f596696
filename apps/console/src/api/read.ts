import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useServices } from '../services.tsx';
import type { Client, Parts } from './client.ts';
import type { Asking, Given, ItemOf, ListPath, PathOf, ReplyOf } from './operations.ts';

interface Reading {
  readonly enabled?: boolean;
  /** Read again this often. */
  readonly everyMs?: number;
}

/** What the admin API answers under `path`, kept under `name`: whoever changes it names it so. */
export function useRead<Path extends PathOf<'get'>>(
  name: string,
  path: Path,
  ...[options]: Given<Asking<Path> & Reading>
): UseQueryResult<ReplyOf<'get', Path>> {
  return useReading([name, path], options ?? {}, (client, parts) =>
    client.send<ReplyOf<'get', Path>>('GET', path, parts),
  );
}

/** All of a list of the admin API, however many pages it has. */
export function useAll<Path extends ListPath>(
  name: string,
  path: Path,
  ...[options]: Given<Asking<Path> & Reading>
): UseQueryResult<readonly ItemOf<Path>[]> {
  return useReading([name, path, 'all'], options ?? {}, (client, parts) =>
    client.sendAll<ItemOf<Path>>(path, parts),
  );
}

function useReading<Reply>(
  names: readonly string[],
  options: Parts & Reading,
  read: (client: Client, parts: Parts) => Promise<Reply>,
) {
  const { client } = useServices();
  const { enabled = true, everyMs, ...parts } = options;
  return useQuery({
    queryKey: [...names, parts.path ?? {}, parts.query ?? {}],
    queryFn: ({ signal }) => read(client, { ...parts, signal }),
    enabled,
    staleTime: 10_000,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
}
