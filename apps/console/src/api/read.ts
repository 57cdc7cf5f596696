import { useQuery } from '@tanstack/react-query';
import { useServices } from '../services.tsx';
import type { Query } from './client.ts';

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
